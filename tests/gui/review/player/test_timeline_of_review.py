"""The timeline on the review page shows the track of a recording, and leads to its frames."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from analyses import LABEL_SET
from hysteroview.core.types import NS_PER_S
from hysteroview.gui.look.theme import apply_theme, style_sheet
from hysteroview.gui.review.player.controller import ReviewController
from hysteroview.gui.review.player.target import Recording, ReviewTarget, review_of_file
from hysteroview.gui.tasks import TaskRunner
from hysteroview.inference.decide.analyzer import AnalyzerSettings
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.review.kept.stored_results import LaterResults
from kept_exams import Span, lines_of_results, log_of
from numbered import Recipe, read_number, write_numbered
from patience import PATIENCE_S

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
LATER_NS = 1000 * NS_PER_S  # of the clip's first frame on the source's clock
CODE = LABEL_SET.codes[2]
SPANS = (Span(LABEL_SET.codes[1], 0.0), Span(CODE, 3.0, frames=60))


@pytest.fixture
def target(tmp_path: Path) -> ReviewTarget:
    path = tmp_path / "film.mp4"
    write_numbered(path, Recipe(frames=150, options={"g": "50"}))  # 6 s
    plain = review_of_file(str(path))
    lines = lines_of_results(log_of(SPANS), LATER_NS)
    analyzed = replace(
        plain.recordings[0], events=(NS_PER_S,),
        results=LaterResults(lambda: lines, origin_ns=LATER_NS),
    )  # fmt: skip
    return replace(plain, recordings=(analyzed,))


@pytest.fixture
def review(
    qtbot: QtBot, qapp: QApplication, card: ModelCard, target: ReviewTarget
) -> Iterator[ReviewController]:
    apply_theme(qapp)
    tasks = TaskRunner(4)
    made = ReviewController(target, card, tasks, AnalyzerSettings())
    qtbot.addWidget(made.page)
    made.page.setStyleSheet(style_sheet(1.0))
    made.page.resize(1280, 720)
    made.page.show()
    qtbot.waitUntil(lambda: made.page.picture.frame is not None)
    qtbot.waitUntil(made.page.timeline.isVisible)
    yield made
    made.close()
    tasks.finish(10)


def _at(review: ReviewController, pts_ns: int) -> QPoint:
    return QPoint(round(review.page.timeline.window_shown.x_at(pts_ns)), 60)


def test_click_on_the_timeline_shows_the_frame_of_that_time(
    qtbot: QtBot, review: ReviewController
) -> None:
    timeline = review.page.timeline
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=_at(review, 4 * NS_PER_S))

    def is_there() -> bool:
        frame = review.page.picture.frame
        return frame is not None and abs(read_number(frame.pixels) - 100) <= 1

    qtbot.waitUntil(is_there)
    assert CODE in timeline.words_at(_at(review, 4 * NS_PER_S).x())


def test_part_chosen_on_the_timeline_is_repeated(qtbot: QtBot, review: ReviewController) -> None:
    timeline, shift = review.page.timeline, Qt.KeyboardModifier.ShiftModifier
    begin, end = (_at(review, share * NS_PER_S) for share in (1, 2))
    qtbot.mousePress(timeline, Qt.MouseButton.LeftButton, shift, begin)
    qtbot.mouseMove(timeline, end)
    qtbot.mouseRelease(timeline, Qt.MouseButton.LeftButton, shift, end)
    qtbot.keyClick(review.page.picture, Qt.Key.Key_L)

    def is_within() -> bool:
        frame = review.page.picture.frame
        return frame is not None and 24 <= frame.index <= 51

    qtbot.waitUntil(is_within)


def test_recording_without_results_has_no_timeline(
    qtbot: QtBot, card: ModelCard, target: ReviewTarget
) -> None:
    tasks = TaskRunner(4)
    bare: Recording = replace(target.recordings[0], results=None)
    made = ReviewController(replace(target, recordings=(bare,)), card, tasks, AnalyzerSettings())
    qtbot.addWidget(made.page)
    qtbot.waitUntil(lambda: made.page.picture.frame is not None)
    assert made.page.timeline.isHidden()
    made.close()
    tasks.finish(10)


def test_a_recording_is_played_while_its_stored_results_are_read(
    qtbot: QtBot, qapp: QApplication, card: ModelCard, target: ReviewTarget
) -> None:
    """Those of an hour take seconds; until then it is not said that nothing was analyzed."""
    apply_theme(qapp)
    may_read = threading.Event()
    lines = lines_of_results(log_of(SPANS), LATER_NS)

    def slowly() -> Iterator[bytes]:
        may_read.wait(PATIENCE_S)
        yield from lines

    later = LaterResults(slowly, origin_ns=LATER_NS)
    slow = replace(target, recordings=(replace(target.recordings[0], results=later),))
    tasks = TaskRunner(4)
    made = ReviewController(slow, card, tasks, AnalyzerSettings())
    qtbot.addWidget(made.page)
    try:
        qtbot.waitUntil(lambda: made.page.picture.frame is not None)
        made.page.transport.stepped.emit(1)
        qtbot.waitUntil(lambda: getattr(made.page.picture.frame, "index", 0) == 1)
        assert "are being read" in made.page.result.text
        assert "not analyzed" not in made.page.result.text.casefold()
        may_read.set()
        qtbot.waitUntil(lambda: LABEL_SET.codes[1] in made.page.result.text)
    finally:
        may_read.set()
        made.close()
        tasks.finish(10)


def test_results_that_cannot_be_read_are_said_to_be_unknown(
    qtbot: QtBot, qapp: QApplication, card: ModelCard, target: ReviewTarget
) -> None:
    apply_theme(qapp)
    broken = LaterResults(lambda: iter([b'{"state": "ACTIVE"}']))
    bad = replace(target, recordings=(replace(target.recordings[0], results=broken),))
    tasks = TaskRunner(4)
    made = ReviewController(bad, card, tasks, AnalyzerSettings())
    qtbot.addWidget(made.page)
    try:
        qtbot.waitUntil(lambda: "cannot be read" in made.page.notice.text)
        qtbot.waitUntil(lambda: "cannot be read" in made.page.result.text)
    finally:
        made.close()
        tasks.finish(10)
