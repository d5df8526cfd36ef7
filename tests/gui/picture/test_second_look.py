"""What the live picture says on its rim, and what it shows side by side."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from analyses import ORIGIN
from gui.look.test_theme import contrast
from holders import observed
from hysteroview.core.states import Reason
from hysteroview.core.types import Analysis, AssessmentState, Box, FieldOfView, Frame
from hysteroview.gui.look.palette import COLORS
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.picture import badges
from hysteroview.gui.picture.badges import ON_PICTURE, paint_recording, recording_words, unit_of
from hysteroview.gui.picture.crop import ViewCrop
from hysteroview.gui.picture.layout import arrange
from hysteroview.gui.picture.video_view import VideoView
from hysteroview.pipeline.live.recorder_status import RecorderStatus
from hysteroview.settings.choices import Layout, Theme

WIDE = Frame(0, 0, 0, np.zeros((720, 1280, 4), np.uint8))
# of the live page in a window of 1920 × 1080, at scale 1.5: without rail, findings, bars
VIEW_AT_1080P = QSize(1314, 800)


def seen(x: int, y: int, side: int) -> Analysis:
    return Analysis(
        frame_index=0, pts_ns=0, captured_ns=0, state=AssessmentState.NOT_ASSESSABLE, origin=ORIGIN,
        reason=Reason.BLUR,
        view=FieldOfView(Box(x, y, side, side)),
    )  # fmt: skip


def recorder(*, on: bool, seconds: float = 0.0) -> RecorderStatus:
    names = RecorderStatus.__dataclass_fields__
    values: dict[str, object] = dict.fromkeys(names, 0)
    values |= {"is_recording": on, "seconds": seconds, "disk": None, "failure": ""}
    return RecorderStatus(**values)  # type: ignore[arg-type]


def reds(image: QImage) -> int:
    """Return how many pixels have the red of the recording."""
    red = QColor(COLORS[Theme.DARK]["recording"]).rgb()
    return sum(
        image.pixel(x, y) == red for x in range(image.width()) for y in range(0, image.height(), 4)
    )


def test_a_recording_is_red_on_the_rim_of_the_picture(qtbot: QtBot, qapp: QApplication) -> None:
    """It used to be 12 px high, below the controls."""
    apply_theme(qapp)
    view = VideoView(observed())
    qtbot.addWidget(view)
    view.resize(640, 360)
    view.show_frame(WIDE)
    assert reds(view.grab().toImage()) == 0
    view.show_recorder(recorder(on=True, seconds=62.4))
    assert reds(view.grab().toImage()) > 300
    view.show_recorder(recorder(on=False))
    assert reds(view.grab().toImage()) == 0


def test_its_words_are_large_enough_to_be_read_across_the_room(qapp: QApplication) -> None:
    apply_theme(qapp)
    image = QImage(VIEW_AT_1080P, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    pane = QRect(0, 0, VIEW_AT_1080P.width(), 700)
    box = paint_recording(painter, pane, 62, unit_of(VIEW_AT_1080P))
    painter.end()
    font = QFont(qapp.font())
    font.setPixelSize(round(badges._RECORDING_TYPE_PX * unit_of(VIEW_AT_1080P)))
    assert font.pixelSize() >= 32
    assert QFontMetrics(font).height() <= box.height()
    assert recording_words(62) == "RECORDING 1:02"
    assert pane.contains(box)


@pytest.mark.parametrize("theme", Theme)
def test_frozen_and_live_can_be_read_on_any_picture(theme: Theme) -> None:
    """In the light theme they were dark blue and dark green on black."""
    shade = badges._SHADE
    ground = round(255 * (1 - shade.alphaF()))  # on a white picture
    for name in ON_PICTURE.values():
        assert contrast(COLORS[theme][name], f"#{ground:02x}{ground:02x}{ground:02x}") >= 4.5, name


def test_side_by_side_crops_to_the_field_of_view() -> None:
    crop = ViewCrop()
    assert crop.part is None
    whole = arrange(Layout.SIDE_BY_SIDE, WIDE, VIEW_AT_1080P)
    crop.show(seen(280, 0, 720), WIDE)
    cropped = arrange(Layout.SIDE_BY_SIDE, WIDE, VIEW_AT_1080P, None, crop.part)
    assert cropped.main.height() > 1.5 * whole.main.height()
    assert cropped.second is not None
    assert cropped.second.size() == cropped.main.size()
    assert arrange(Layout.OVERLAY, WIDE, VIEW_AT_1080P, None, crop.part) == arrange(
        Layout.OVERLAY, WIDE, VIEW_AT_1080P
    )


def test_the_crop_stands_still_while_the_field_of_view_flickers() -> None:
    crop = ViewCrop()
    crop.show(seen(280, 0, 720), WIDE)
    first = crop.part
    crop.show(seen(284, 3, 714), WIDE)
    crop.show(replace(seen(0, 0, 10), view=None), WIDE)
    assert crop.part == first
    crop.show(seen(100, 0, 720), WIDE)
    assert crop.part != first
    crop.forget()
    assert crop.part is None
