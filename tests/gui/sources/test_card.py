"""A camera with several formats, on its card."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from pytestqt.qtbot import QtBot

from hysteroview.capture.live.devices import Device
from hysteroview.capture.live.v4l2 import CameraFormat
from hysteroview.core.errors import SourceError
from hysteroview.gui.sources.card import SourceCard
from hysteroview.gui.sources.choice import arrange
from hysteroview.settings.source_presets import LoadedPresets

CAMERA = Device(
    "Capture card",
    "camera:/dev/video0",
    (
        CameraFormat("MJPG", 1920, 1080, (Fraction(60),)),
        CameraFormat("YUYV", 1280, 720, (Fraction(10),)),
    ),
)


def test_it_is_opened_in_the_format_that_was_chosen(qtbot: QtBot) -> None:
    used = CAMERA.location_in(CAMERA.formats[1])
    choice = arrange((CAMERA,), LoadedPresets(), used).choices[0]
    card = SourceCard(choice)
    qtbot.addWidget(card)
    assert card.formats.currentText() == "1280 × 720 · 10 fps · YUYV"
    assert card.formats.toolTip() == "1920 × 1080 is sent only compressed (MJPG)."
    card.formats.setCurrentIndex(0)
    with qtbot.waitSignal(card.chosen) as chosen:
        card.button.click()
    assert chosen.args is not None
    assert chosen.args[0].location == CAMERA.location_in(CAMERA.formats[0])


def test_it_shows_what_it_sees_or_why_it_does_not(qtbot: QtBot) -> None:
    choice = arrange((CAMERA,), LoadedPresets(), "").choices[0]
    card = SourceCard(choice)
    qtbot.addWidget(card)
    card.show_thumbnail(SourceError("It is in use.", remedy="Close the other program."))
    assert card.pixels is None
    assert "in use" in card.toolTip() + card.caption.toolTip()
    card.show_thumbnail(np.full((90, 160, 4), 200, np.uint8))
    assert card.pixels is not None
    assert card.caption.text() == "Camera or capture card"
