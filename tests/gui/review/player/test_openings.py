"""Reviews that are opened one after the other leave nothing behind."""

from __future__ import annotations

import gc
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hysteroview.core.types import Frame
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.review.player.controller import ReviewController
from hysteroview.gui.review.player.page import ReviewPage
from hysteroview.gui.review.player.target import review_of_file
from hysteroview.gui.tasks import TaskRunner
from hysteroview.inference.decide.analyzer import AnalyzerSettings
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.review.player import Player
from numbered import Recipe, write_numbered
from trials import trials

KEPT = (Frame, Player, ReviewController, ReviewPage)


def count() -> int:
    gc.collect()
    return sum(isinstance(each, KEPT) for each in gc.get_objects())


def test_reviews_in_a_row_leave_no_frame_and_no_page_behind(
    qtbot: QtBot, qapp: QApplication, card: ModelCard, tmp_path: Path
) -> None:
    apply_theme(qapp)
    path = tmp_path / "film.mp4"
    write_numbered(path, Recipe(frames=400, options={"g": "100"}))
    before = count()
    for _ in range(trials(3, 10)):
        tasks = TaskRunner(4)
        review = ReviewController(review_of_file(str(path)), card, tasks, AnalyzerSettings())
        qtbot.waitUntil(lambda review=review: review.page.picture.frame is not None)
        review.page.key_pressed.emit("End")
        qtbot.waitUntil(lambda review=review: review.status.is_last)
        review.close()
        assert review.endings.wait()
        tasks.finish(10)
        review.page.deleteLater()
        review.deleteLater()
        del review, tasks
        qapp.processEvents()
        qapp.sendPostedEvents(None, 52)  # DeferredDelete
    assert count() == before
