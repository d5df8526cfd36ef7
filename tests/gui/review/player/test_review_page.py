"""The review page by keys and mouse: every frame that is shown is the one that was asked for."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from hysteroview.core.types import NS_PER_S
from hysteroview.gui.program import Program
from hysteroview.gui.review.player.controller import ReviewController
from hysteroview.gui.review.player.transport import parse_moment
from numbered import Recipe, read_number, write_numbered

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
KEY, WITH = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def review(qtbot: QtBot, program: Program, tmp_path: Path) -> ReviewController:
    path = tmp_path / "film.mp4"
    write_numbered(path, Recipe(frames=150, options={"g": "40", "bf": "2"}))
    program.review_file(str(path))
    qtbot.waitUntil(lambda: program.review.controller is not None)
    controller = program.review.controller
    assert controller is not None
    wait_for_frame(qtbot, controller, 0)
    return controller


def wait_for_frame(qtbot: QtBot, review: ReviewController, index: int) -> None:
    """Wait until a frame is shown, by the number in its picture."""

    def is_there() -> bool:
        frame = review.page.picture.frame
        if frame is None:
            return False
        assert read_number(frame.pixels) == frame.index
        return frame.index == index

    qtbot.waitUntil(is_there, timeout=20_000)


def press(qtbot: QtBot, review: ReviewController, key: Qt.Key, *with_: Qt.KeyboardModifier) -> None:
    modifiers = WITH.NoModifier
    for each in with_:
        modifiers |= each
    qtbot.keyClick(review.page.picture, key, modifiers)


def test_arrow_keys_step_by_one_five_and_twenty_five(
    qtbot: QtBot, review: ReviewController
) -> None:
    for key, modifiers, expected in (
        (KEY.Key_Right, (), 1),
        (KEY.Key_Right, (WITH.ShiftModifier,), 6),
        (KEY.Key_Right, (WITH.ControlModifier,), 31),
        (KEY.Key_Left, (), 30),
        (KEY.Key_Left, (WITH.ControlModifier,), 5),
        (KEY.Key_Left, (WITH.ShiftModifier,), 0),
        (KEY.Key_Left, (), 0),
        (KEY.Key_End, (), 149),
        (KEY.Key_Home, (), 0),
    ):
        press(qtbot, review, key, *modifiers)
        wait_for_frame(qtbot, review, expected)


def test_space_plays_and_stops_and_k_stops(qtbot: QtBot, review: ReviewController) -> None:
    def index() -> int:
        frame = review.page.picture.frame
        assert frame is not None
        return frame.index

    press(qtbot, review, KEY.Key_Space)
    qtbot.waitUntil(lambda: index() > 3)
    press(qtbot, review, KEY.Key_Space)
    qtbot.waitUntil(lambda: review.status is not None and review.status.speed == 0)
    press(qtbot, review, KEY.Key_L)
    press(qtbot, review, KEY.Key_L)  # not seen yet as playing: a look is between two presses
    qtbot.waitUntil(lambda: review.status is not None and review.status.speed > 0)
    press(qtbot, review, KEY.Key_L)
    qtbot.waitUntil(lambda: review.status is not None and review.status.speed >= 2)
    press(qtbot, review, KEY.Key_K)
    qtbot.waitUntil(lambda: review.status is not None and review.status.speed == 0)
    press(qtbot, review, KEY.Key_J)
    wait_for_frame(qtbot, review, 0)


def test_a_time_or_a_frame_can_be_typed_and_nonsense_is_refused(
    qtbot: QtBot, review: ReviewController
) -> None:
    field = review.page.transport.go_to
    for text, expected in (("0:04", 100), ("#17", 17), ("#9999999", 149), ("0", 0)):
        field.setFocus()
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, KEY.Key_Return)
        wait_for_frame(qtbot, review, expected)
    qtbot.keyClicks(field, "soon")
    qtbot.keyClick(field, KEY.Key_Return)
    assert "such as 1:05.2" in review.page.notice.text
    assert field.text() == "soon"  # to be corrected


def test_the_slider_goes_to_where_it_is_pressed(qtbot: QtBot, review: ReviewController) -> None:
    slider = review.page.transport.slider
    middle = slider.rect().center()
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.waitUntil(
        lambda: (
            review.page.picture.frame is not None and 72 <= review.page.picture.frame.index <= 78
        )
    )


def test_a_part_is_repeated(qtbot: QtBot, review: ReviewController) -> None:
    bar = review.page.transport
    review.page.transport.frame_requested.emit(20)
    wait_for_frame(qtbot, review, 20)
    press(qtbot, review, KEY.Key_I)
    bar.frame_requested.emit(30)
    wait_for_frame(qtbot, review, 30)
    press(qtbot, review, KEY.Key_O)
    assert bar.whole.isEnabled()
    bar.speed.setCurrentIndex(bar.speed.findData(4.0))
    seen: list[int] = []
    press(qtbot, review, KEY.Key_Space)

    def repeats() -> bool:
        frame = review.page.picture.frame
        assert frame is not None
        seen.append(frame.index)
        return sum(b < a for a, b in pairwise(seen)) >= 3

    qtbot.waitUntil(repeats, timeout=20_000)
    assert set(seen[seen.index(20) :]) <= set(range(20, 31))
    bar.whole.click()
    assert not bar.whole.isEnabled()


def test_a_recording_without_analysis_says_so_and_never_benign(review: ReviewController) -> None:
    assert "Not analyzed" in review.page.text
    assert "This does not mean benign." in review.page.text


def test_escape_leads_back_to_the_start_page(
    qtbot: QtBot, program: Program, review: ReviewController
) -> None:
    press(qtbot, review, KEY.Key_Escape)
    qtbot.waitUntil(lambda: program.window.page is program.start)
    qtbot.waitUntil(lambda: program.review.controller is None)


def test_a_file_that_is_no_video_is_refused_on_the_page_before(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    (tmp_path / "film.mp4").write_bytes(b"no video at all")
    program.review_file(str(tmp_path / "film.mp4"))
    qtbot.waitUntil(lambda: program.start.notice.needs_reading)
    assert program.window.page is program.start
    assert program.review.controller is None


@pytest.mark.parametrize(("text", "seconds"), [
    ("65", 65), ("1:05.2", 65.2), ("1:02:03", 3723), ("0", 0), (".5", 0.5),
    ("", None), ("soon", None), ("1:2:3:4", None), ("-1", None), ("1.5:00", None), ("٣", None),
    ("9" * 400, None), (".", None),
])  # fmt: skip
def test_times_are_read(text: str, seconds: float | None) -> None:
    expected = None if seconds is None else round(seconds * NS_PER_S)
    assert parse_moment(text) == expected


def test_a_recording_without_an_exam_has_no_page_of_an_exam(review: ReviewController) -> None:
    assert review.page.exam.isHidden()


@pytest.mark.parametrize(
    ("text", "key", "expected"), [("#30", KEY.Key_Return, 30), ("#9", KEY.Key_Escape, 0)]
)
def test_the_page_has_its_keys_again_after_a_typed_place(
    qtbot: QtBot, review: ReviewController, text: str, key: Qt.Key, expected: int
) -> None:
    window, field = review.page.window().windowHandle(), review.page.transport.go_to
    QTest.keyClick(window, KEY.Key_G, WITH.ControlModifier)
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, text)
    QTest.keyClick(window, key)
    wait_for_frame(qtbot, review, expected)
    QTest.keyClick(window, KEY.Key_Right)
    wait_for_frame(qtbot, review, expected + 1)
    assert field.text() == ""
