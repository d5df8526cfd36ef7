"""The heatmap under review is that of the frame that is shown, computed now; or it says why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clips import GREEN, write_clip
from hysteroview.core.errors import HysteroViewError
from hysteroview.core.states import TwoClass
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.review.player.controller import ReviewController
from hysteroview.gui.review.player.target import review_of_file
from hysteroview.gui.tasks import TaskRunner
from hysteroview.inference.decide.analyzer import AnalyzerSettings
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.review.frame_analysis import FrameAnalyses
from patience import wait_until

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def review(
    qtbot: QtBot, qapp: QApplication, card: ModelCard, tmp_path: Path
) -> Iterator[ReviewController]:
    apply_theme(qapp)
    write_clip(tmp_path / "film.mp4", frames=50, size=(320, 240), color=GREEN)
    tasks = TaskRunner(4)
    made = ReviewController(
        review_of_file(str(tmp_path / "film.mp4")), card, tasks, AnalyzerSettings()
    )
    qtbot.addWidget(made.page)
    made.page.resize(1100, 700)
    made.page.show()
    qtbot.waitExposed(made.page)
    qtbot.waitUntil(lambda: made.page.picture.frame is not None)
    yield made
    made.close()
    assert made.endings.wait()
    tasks.finish(10)


def picture_of(review: ReviewController) -> np.ndarray:
    image = review.page.picture.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[: image.height() // 2].astype(int)  # the words are below


def test_it_is_that_of_the_frame_that_is_shown_and_gone_with_it(
    qtbot: QtBot, review: ReviewController
) -> None:
    page = review.page
    plain = picture_of(review)
    qtbot.keyClick(page.picture, Qt.Key.Key_H)
    assert page.transport.heatmap.isChecked()
    qtbot.waitUntil(lambda: page.picture.heatmap is not None)
    assert "computed now by" in page.picture.heatmap_words
    assert "EP" in page.picture.heatmap_words
    assert np.abs(picture_of(review) - plain).max() > 20
    for index in (1, 2, 30):
        page.transport.frame_requested.emit(index)
        review.look()
        assert page.picture.heatmap is None  # at once, before the next one is computed
        qtbot.waitUntil(lambda: page.picture.heatmap is not None)
        assert page.picture.frame is not None
        assert page.picture.frame.index == index
        assert page.picture.heatmap is not None
        analysis = page.picture.heatmap.analysis
        assert analysis is not None
        assert analysis.frame_index == index
    qtbot.keyClick(page.picture, Qt.Key.Key_H)
    assert page.picture.heatmap is None
    assert not page.picture.heatmap_words


def test_while_it_plays_there_is_none_and_this_is_said(
    qtbot: QtBot, review: ReviewController
) -> None:
    page = review.page
    qtbot.keyClick(page.picture, Qt.Key.Key_H)
    qtbot.waitUntil(lambda: page.picture.heatmap is not None)
    page.transport.speed.setCurrentIndex(0)
    qtbot.keyClick(page.picture, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: review.status is not None and review.status.speed > 0)
    assert page.picture.heatmap is None
    assert page.picture.heatmap_words == "The heatmap is computed when the recording stops."
    qtbot.keyClick(page.picture, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.picture.heatmap is not None)


def test_without_a_model_it_says_so(
    qtbot: QtBot, review: ReviewController, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise HysteroViewError("No inference runtime can load the model.", remedy="Choose another.")

    monkeypatch.setattr("hysteroview.pipeline.review.frame_analysis.InferenceProcess.start", fail)
    review.page.transport.heatmap.click()
    qtbot.waitUntil(lambda: "cannot be started" in review.page.picture.heatmap_words)
    assert review.page.picture.heatmap is None
    assert "No inference runtime" in review.page.notice.text


def test_analyses_of_single_frames_have_no_decision_over_time(
    card: ModelCard, tmp_path: Path, review: ReviewController
) -> None:
    frame = review.page.picture.frame
    assert frame is not None
    analyses = FrameAnalyses(card, runtime="onnx")
    analyses.want(frame)
    wait_until(lambda: analyses.status.analysis is not None)
    analysis = analyses.status.analysis
    assert analysis is not None
    assert analysis.decision is not None
    assert analysis.decision.two_class is TwoClass.UNDECIDED
    assert analysis.evidence is not None
    assert analysis.pts_ns == frame.pts_ns
    assert analyses.close()
    assert not analyses.is_alive


@pytest.mark.parametrize(("name", "words"), [("retina", "another model: retina"), ("", "version")])
def test_results_of_another_model_are_said_beside_the_heatmap_of_this_one(
    qtbot: QtBot, review: ReviewController, card: ModelCard, name: str, words: str
) -> None:
    """The heatmap of today's model stood beside the results of another one without a word."""
    stored = replace(card.origin, model=name or card.name, model_sha256="0" * 64)
    review.heatmap.show_recording(stored)
    qtbot.keyClick(review.page.picture, Qt.Key.Key_H)
    qtbot.waitUntil(lambda: review.page.picture.heatmap is not None)
    assert words in review.page.picture.heatmap_words
    review.heatmap.show_recording(card.origin)
    review.look()
    assert "results of this recording" not in review.page.picture.heatmap_words
