"""Closing a review does not wait for its threads: a disk or a share may hang."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clips import write_clip
from hysteroview.capture.opening import open_source
from hysteroview.capture.source import SeekableSource, seekable
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.review.player.controller import ReviewController
from hysteroview.gui.review.player.target import Recording, ReviewTarget
from hysteroview.gui.tasks import TaskRunner
from hysteroview.inference.decide.analyzer import AnalyzerSettings
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.worker import Worker
from patience import PATIENCE_S


def test_closing_a_review_waits_for_no_thread(
    qtbot: QtBot, qapp: QApplication, card: ModelCard, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    apply_theme(qapp)
    write_clip(tmp_path / "film.mp4")
    began, goes_on = threading.Event(), threading.Event()

    def open_it() -> SeekableSource:
        began.set()
        goes_on.wait(PATIENCE_S)
        return seekable(open_source(str(tmp_path / "film.mp4")))

    plain_join = Worker.join

    def join(worker: Worker, timeout_s: float) -> bool:
        assert goes_on.is_set(), "the window waits for a thread that hangs"
        return plain_join(worker, timeout_s)

    monkeypatch.setattr(Worker, "join", join)
    tasks = TaskRunner(4)
    recording = Recording(name="film", open_it=open_it)
    target = ReviewTarget(title="film", recordings=(recording, recording))
    review = ReviewController(target, card, tasks, AnalyzerSettings())
    qtbot.addWidget(review.page)
    assert began.wait(PATIENCE_S)
    review.page.recordings.setCurrentRow(1)  # this ends the player of the first, too
    review.close()
    assert review.endings.are_alive
    goes_on.set()
    assert review.endings.wait()
    assert not review.endings.are_alive
    tasks.finish(10)
