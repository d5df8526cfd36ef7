"""Tests of the timeline by real events of mouse and wheel, and by its pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hysteroview.bench.made_up_track import LABELS, made_up_columns, made_up_content
from hysteroview.core.gate import cause_of
from hysteroview.core.states import Reason
from hysteroview.gui.look.theme import apply_theme, color
from hysteroview.gui.review.timeline.content import TimelineContent
from hysteroview.gui.review.timeline.timeline import Timeline
from hysteroview.pipeline.review.track_bins import TrackBins
from hysteroview.pipeline.review.track_columns import NOTHING, TrackColumns, code_of
from hysteroview.settings.choices import Theme


@pytest.fixture
def timeline(qtbot: QtBot) -> Iterator[Timeline]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1000, 500)
    made = Timeline(window)
    made.resize(1000, 300)
    made.show_content(made_up_content())
    window.show()
    qtbot.waitExposed(window)
    yield made  # noqa: PT022 - the window must live as long


def _x(timeline: Timeline, share: float) -> QPoint:
    window = timeline.window_shown
    return QPoint(round(window.left_px + share * window.width_px), 60)


def _wheel(timeline: Timeline, at: QPoint, steps: int, shift: bool = False) -> None:
    modifiers = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        QPointF(at), QPointF(timeline.mapToGlobal(at)), QPoint(), QPoint(0, 120 * steps),
        Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(timeline, event)


def test_click_seeks_to_its_moment(timeline: Timeline, qtbot: QtBot) -> None:
    at = _x(timeline, 0.5)
    with qtbot.waitSignal(timeline.seek_requested) as caught:
        qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=at)
    assert caught.args == [timeline.window_shown.time_at(at.x())]


def test_dragging_scrubs_and_its_end_seeks(timeline: Timeline, qtbot: QtBot) -> None:
    scrubbed, sought = [], []
    timeline.scrub_requested.connect(scrubbed.append)
    timeline.seek_requested.connect(sought.append)
    qtbot.mousePress(timeline, Qt.MouseButton.LeftButton, pos=_x(timeline, 0.2))
    for share in (0.3, 0.4):
        qtbot.mouseMove(timeline, _x(timeline, share))
    assert not sought
    qtbot.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=_x(timeline, 0.4))
    assert scrubbed == sorted(scrubbed)
    assert len(scrubbed) >= 2
    assert sought == [timeline.window_shown.time_at(_x(timeline, 0.4).x())]


def test_dragging_with_shift_chooses_a_part(timeline: Timeline, qtbot: QtBot) -> None:
    shift = Qt.KeyboardModifier.ShiftModifier
    begin, end = _x(timeline, 0.6), _x(timeline, 0.4)
    qtbot.mousePress(timeline, Qt.MouseButton.LeftButton, shift, begin)
    qtbot.mouseMove(timeline, _x(timeline, 0.5))
    with qtbot.waitSignal(timeline.range_selected) as caught:
        qtbot.mouseRelease(timeline, Qt.MouseButton.LeftButton, shift, end)
    window = timeline.window_shown
    assert caught.args == [window.time_at(end.x()), window.time_at(begin.x())]


def test_wheel_zooms_at_the_pointer_and_with_shift_moves(timeline: Timeline) -> None:
    at = _x(timeline, 0.25)
    before_ns = timeline.window_shown.time_at(at.x())
    _wheel(timeline, at, 5)
    near = timeline.window_shown
    assert near.shown_ns < near.last_ns / 2
    assert abs(near.time_at(at.x()) - before_ns) <= 2
    _wheel(timeline, at, -1, shift=True)
    assert timeline.window_shown.from_ns > near.from_ns
    assert timeline.window_shown.shown_ns == near.shown_ns


def test_double_click_shows_everything_again(timeline: Timeline, qtbot: QtBot) -> None:
    _wheel(timeline, _x(timeline, 0.5), 5)
    qtbot.mouseDClick(timeline, Qt.MouseButton.LeftButton, pos=_x(timeline, 0.5))
    assert timeline.window_shown.is_whole


def test_middle_button_moves_along_the_recording(timeline: Timeline, qtbot: QtBot) -> None:
    _wheel(timeline, _x(timeline, 0.5), 5)
    before = timeline.window_shown
    qtbot.mousePress(timeline, Qt.MouseButton.MiddleButton, pos=_x(timeline, 0.5))
    qtbot.mouseMove(timeline, _x(timeline, 0.4))
    qtbot.mouseRelease(timeline, Qt.MouseButton.MiddleButton, pos=_x(timeline, 0.4))
    moved_px = before.x_at(timeline.window_shown.from_ns) - before.left_px
    assert moved_px == pytest.approx(before.width_px / 10, abs=1.5)


def test_zoomed_timeline_follows_the_player(timeline: Timeline) -> None:
    _wheel(timeline, _x(timeline, 0.1), 10)
    last_ns = timeline.window_shown.last_ns
    timeline.show_position(last_ns // 2)
    window = timeline.window_shown
    assert window.from_ns <= last_ns // 2 <= window.to_ns


def test_pointing_asks_for_a_picture_and_shows_it(timeline: Timeline, qtbot: QtBot) -> None:
    at = _x(timeline, 0.13)
    with qtbot.waitSignal(timeline.hover_changed) as caught:
        qtbot.mouseMove(timeline, at)
    pts_ns = caught.args[0]
    assert pts_ns == timeline.window_shown.time_at(at.x())
    assert "EC" in timeline.preview.text
    assert not timeline.preview.has_picture
    image = QImage(160, 90, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    timeline.show_preview(pts_ns + 1, image)  # of a moment that is no longer pointed at
    assert not timeline.preview.has_picture
    timeline.show_preview(pts_ns, image)
    assert timeline.preview.has_picture
    qtbot.mouseMove(timeline, QPoint(5, 5))
    assert timeline.preview.isHidden()


def test_words_say_why_a_moment_has_no_result(timeline: Timeline) -> None:
    content = made_up_content()
    assert content.bins is not None
    columns = content.bins.columns
    row = int(np.flatnonzero(columns.cause == code_of(cause_of(Reason.RED_OUT)))[0])
    words = timeline.words_at(timeline.window_shown.x_at(int(columns.pts_ns[row])) + 0.01)
    assert "Not assessed: blood hides the view" in words
    assert "No signal" in timeline.words_at(_x(timeline, 0.76).x())
    assert "The analysis failed here" in timeline.words_at(_x(timeline, 0.97).x())


def _pixels(timeline: Timeline) -> set[str]:
    picture = timeline.grab().toImage()
    area = range(timeline.window_shown.left_px, picture.width(), 3)
    return {picture.pixelColor(x, y).name() for x in area for y in range(0, picture.height(), 2)}


def _all_missed() -> TrackColumns:
    columns = made_up_columns(600)
    return replace(
        columns,
        cause=np.full(600, code_of(cause_of(Reason.BLUR)), np.int8),
        probabilities=np.full_like(columns.probabilities, np.nan),
        share=np.full_like(columns.share, np.nan),
        two_class=np.full_like(columns.two_class, NOTHING),
        label=np.full_like(columns.label, NOTHING),
    )


@pytest.mark.parametrize("theme", Theme)
def test_time_without_a_result_has_no_color_of_a_result(
    timeline: Timeline, qapp: QApplication, theme: Theme
) -> None:
    apply_theme(qapp, theme)
    try:
        last_ns = made_up_content().to_ns
        missed = TimelineContent(
            from_ns=0, to_ns=last_ns, labels=LABELS, bins=TrackBins(_all_missed())
        )
        timeline.show_content(missed)
        seen = _pixels(timeline)
        assert color("accent").name() not in seen
        assert color("active").name() not in seen
        assert color("caution").name() in seen  # the pattern of what was not assessed
        timeline.show_content(replace(missed, bins=None))
        assert color("caution").name() not in _pixels(timeline)
        timeline.show_content(made_up_content())
        assert {color("accent").name(), color("active").name()} <= _pixels(timeline)
    finally:
        apply_theme(qapp)


def test_timeline_is_painted_again_when_the_theme_changes(
    timeline: Timeline, qapp: QApplication
) -> None:
    dark = _pixels(timeline)
    apply_theme(qapp, Theme.LIGHT)
    try:
        assert color("surface").name() in _pixels(timeline)
        assert color("surface").name() not in dark
    finally:
        apply_theme(qapp)


@pytest.mark.parametrize("scale", [1.0, 1.37])
def test_moving_along_the_recording_shows_what_painting_anew_shows(
    timeline: Timeline, qtbot: QtBot, scale: float
) -> None:
    chance = np.random.default_rng(4)
    timeline.set_scale(scale)
    timeline.zoom(0.2)
    for by_px in (*chance.integers(-90, 90, 12).tolist(), 400, 3000, -700, 5, -5):
        timeline.pan(by_px)
        moved = timeline.grab().toImage()
        anew = Timeline()
        qtbot.addWidget(anew)
        anew.resize(timeline.size())
        anew.set_scale(scale)
        anew.show_content(timeline.content)
        anew.show_window(timeline.window_shown)
        assert anew.grab().toImage() == moved


def test_details_can_be_left_out(timeline: Timeline) -> None:
    high = timeline.height()
    timeline.show_details(on=False)
    assert timeline.height() < high / 2
    timeline.grab()
