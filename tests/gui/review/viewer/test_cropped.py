"""Two pictures side by side are cut to their fields of view, so that these are large."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from hysteroview.core.review.drawing import Drawing, DrawingView
from hysteroview.core.types import Box
from hysteroview.gui.picture.zoom import Zoom
from hysteroview.gui.review.viewer.canvas import PictureCanvas

WIDE, HIGH = 640, 360
BOX = Box(140, 0, 360, 360)  # a round view in the middle of a console's picture


@pytest.fixture
def canvas(qtbot: QtBot) -> PictureCanvas:
    """A canvas of half a window with a picture that is green in its field of view."""
    pixels = np.zeros((HIGH, WIDE, 4), np.uint8)
    pixels[:, BOX.x : BOX.x + BOX.width, 1] = 200
    image = QImage(pixels.data, WIDE, HIGH, QImage.Format.Format_RGB32).copy()
    view = DrawingView.of_box(BOX, WIDE, HIGH)
    made = PictureCanvas()
    qtbot.addWidget(made)
    made.resize(400, 400)
    made.show_picture(image, Drawing(view=view), "", view)
    return made


def green_share(canvas: PictureCanvas) -> float:
    image = canvas.grab().toImage()
    seen = [QColor(image.pixel(x, image.height() // 2)).green() for x in range(image.width())]
    return sum(each > 100 for each in seen) / len(seen)


def test_a_single_picture_is_whole_and_two_are_cut(canvas: PictureCanvas) -> None:
    """Side by side, half of each picture was the black of the console."""
    assert green_share(canvas) == pytest.approx(BOX.width / WIDE, abs=0.03)
    canvas.show_cropped(on=True)
    assert green_share(canvas) > 0.9
    canvas.show_cropped(on=False)
    assert green_share(canvas) == pytest.approx(BOX.width / WIDE, abs=0.03)


def test_drawings_stay_where_they_are_on_the_picture(canvas: PictureCanvas) -> None:
    for on in (False, True):
        canvas.show_cropped(on=on)
        box = canvas.box
        middle = QPointF(box.x() + box.width() / 2, box.y() + box.height() / 2)
        assert canvas.to_drawing(middle) == pytest.approx((0.5, 0.5), abs=0.01)
        assert box.height() / box.width() == pytest.approx(HIGH / WIDE, abs=0.01)
    canvas.show_zoom(Zoom().by(2.0))
    assert canvas.box.width() == pytest.approx(2 * box.width(), rel=0.01)


def test_a_picture_without_a_known_view_is_whole(canvas: PictureCanvas) -> None:
    canvas.show_cropped(on=True)
    whole = DrawingView.of_box(None, WIDE, HIGH)
    canvas.show_picture(canvas.image, None, "", whole)
    assert green_share(canvas) == pytest.approx(BOX.width / WIDE, abs=0.03)
    near_the_edge = DrawingView.of_box(Box(-50, -80, 400, 400), WIDE, HIGH)
    canvas.show_picture(canvas.image, None, "", near_the_edge)
    assert (canvas.crop.left(), canvas.crop.top()) == (0, 0)
