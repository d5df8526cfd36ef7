"""While a frame is sought, a key frame near it is shown, which says so and has no result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hysteroview.core.types import NS_PER_S
from hysteroview.exam.store.records import Patient
from hysteroview.exam.store.store import open_store
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.player.controller import ReviewController
from hysteroview.gui.review.player.target import review_of_file
from hysteroview.gui.tasks import TaskRunner
from hysteroview.inference.decide.analyzer import AnalyzerSettings
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.review.thumbnail_cache import cache_folder
from numbered import Recipe, write_numbered
from patience import wait_until

FAR = 550


@pytest.fixture
def review(
    qtbot: QtBot, qapp: QApplication, card: ModelCard, tmp_path: Path
) -> Iterator[ReviewController]:
    apply_theme(qapp)
    path = tmp_path / "film.mp4"
    # one key frame only, so that an exact frame takes some time
    write_numbered(path, Recipe(frames=600, size=(320, 180), options={"g": "600", "bf": "0"}))
    folder = tmp_path / "store"
    with open_store(folder) as store:
        exam = store.begin_exam(Patient(), source="recording", model="m", model_sha256="0")
    target = replace(review_of_file(str(path)), exam=exam, access=ExamAccess(folder))
    tasks = TaskRunner(1)
    made = ReviewController(target, card, tasks, AnalyzerSettings())
    qtbot.addWidget(made.page)
    qtbot.waitUntil(lambda: made.page.picture.frame is not None)
    qtbot.waitUntil(lambda: made.thumbnails is not None and len(made.thumbnails.grid) > 0)
    yield made
    made.close()
    tasks.finish(10)


def test_a_key_frame_is_shown_until_the_exact_frame_is_there(
    qtbot: QtBot, review: ReviewController
) -> None:
    page = review.page
    assert "Not analyzed" in page.result.text
    page.transport.moment_requested.emit(FAR * NS_PER_S // 25)
    review.look()
    assert page.picture.is_near
    assert page.picture.words == "Searching… picture near 0:00.0"
    assert not page.result.text.strip()
    image = page.picture.grab().toImage()
    assert image.pixelColor(image.rect().center()).lightness() > 20
    qtbot.waitUntil(lambda: not page.picture.is_near, timeout=20_000)
    assert page.picture.frame is not None
    assert page.picture.frame.index == FAR
    assert "Not analyzed" in page.result.text
    assert not page.picture.words


def test_thumbnails_of_a_file_are_kept_in_the_cache_folder(review: ReviewController) -> None:
    thumbnails = review.thumbnails
    assert thumbnails is not None
    wait_until(lambda: thumbnails.is_complete)
    assert list(cache_folder().glob("*.thumbnails"))


def test_no_snapshot_is_taken_of_another_frame_than_the_one_on_the_screen(
    review: ReviewController, tmp_path: Path
) -> None:
    page = review.page
    page.transport.moment_requested.emit(FAR * NS_PER_S // 25)
    review.look()
    assert page.picture.is_near
    page.transport.snapshot_requested.emit()
    assert "No snapshot was taken" in page.notice.text
    assert not list((tmp_path / "store").rglob("snapshots/*"))
