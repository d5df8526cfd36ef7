"""The picture under review is zoomed with the wheel, dragged, and fitted again."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hysteroview.core.types import Frame
from hysteroview.gui.picture.zoom import MOST_FACTOR
from hysteroview.gui.review.player.page import ReviewPage
from hysteroview.gui.review.player.picture import ReviewPicture
from hysteroview.inference.model.card import ModelCard

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # offscreen


def _frame() -> Frame:
    """Return a frame whose blue grows to the right, and green downward."""
    pixels = np.zeros((256, 256, 4), np.uint8)
    pixels[..., 0] = np.arange(256)[None, :]
    pixels[..., 1] = np.arange(256)[:, None]
    return Frame(0, 0, 0, pixels)


@pytest.fixture
def picture(qtbot: QtBot) -> ReviewPicture:
    made = ReviewPicture()
    qtbot.addWidget(made)
    made.resize(520, 520)
    made.show_frame(_frame())
    made.show()
    qtbot.waitExposed(made)
    return made


def _turn(picture: ReviewPicture, at: QPoint, notches: int) -> None:
    where = QPointF(at)
    QApplication.sendEvent(
        picture,
        QWheelEvent(
            where, QPointF(picture.mapToGlobal(at)), QPoint(), QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        ),
    )  # fmt: skip


def _seen(picture: ReviewPicture, at: QPoint) -> tuple[int, int]:
    """Return where in the frame a place of the widget is: x and y of its pixel."""
    found = picture.grab().toImage().pixelColor(at)
    return found.blue(), found.green()


def test_wheel_zooms_around_the_pointer(picture: ReviewPicture) -> None:
    at = QPoint(130, 390)
    before = _seen(picture, at)
    _turn(picture, at, 8)
    assert picture.zoom.factor == pytest.approx(4)
    assert _seen(picture, at) == pytest.approx(before, abs=2)
    other = _seen(picture, QPoint(230, 390))
    assert other[0] - before[0] == pytest.approx(50 / 4, abs=2)
    _turn(picture, at, 40)
    assert picture.zoom.factor == MOST_FACTOR
    _turn(picture, at, -60)
    assert not picture.zoom.is_on


def test_drag_moves_the_zoomed_picture_and_a_double_click_fits_it(picture: ReviewPicture) -> None:
    start, end = QPoint(260, 260), QPoint(200, 300)
    _turn(picture, start, 8)
    before = _seen(picture, start)
    QTest.mousePress(picture, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(picture, end)
    QTest.mouseRelease(picture, Qt.MouseButton.LeftButton, pos=end)
    assert _seen(picture, end) == pytest.approx(before, abs=2)
    QTest.mouseDClick(picture, Qt.MouseButton.LeftButton, pos=end)
    assert not picture.zoom.is_on


def test_keys_zoom_on_the_page(qtbot: QtBot, card: ModelCard) -> None:
    page = ReviewPage(card)
    qtbot.addWidget(page)
    page.resize(1280, 720)
    page.picture.show_frame(_frame())
    page.show()
    qtbot.waitExposed(page)
    page.picture.setFocus()
    qtbot.keyClicks(page.picture, "++")
    assert page.picture.zoom.factor == pytest.approx(2)
    qtbot.keyClicks(page.picture, "-")
    assert page.picture.zoom.factor == pytest.approx(2**0.5)
    qtbot.keyClicks(page.picture, "0")
    assert not page.picture.zoom.is_on
