"""The traffic light of the two-class result: told by place, by shape and by color."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hysteroview.core.types import TwoClass
from hysteroview.gui.look.shapes import Shape
from hysteroview.gui.look.theme import apply_theme, color
from hysteroview.gui.widgets.traffic_light import TrafficLight
from hysteroview.settings.choices import Theme


@pytest.fixture(params=Theme)
def light(
    request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication
) -> Iterator[TrafficLight]:
    apply_theme(qapp, request.param)
    made = TrafficLight()
    qtbot.addWidget(made)
    made.set_height(160)
    yield made
    apply_theme(qapp)


def pixels_of(light: TrafficLight) -> NDArray[np.int_]:
    image = light.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return rows[:, : image.width(), 2::-1].astype(int)


def lit(look: NDArray[np.int_], ink: QColor) -> NDArray[np.bool_]:
    return (look == [ink.red(), ink.green(), ink.blue()]).all(axis=2)


def test_one_lamp_is_lit_for_a_result_and_none_without(light: TrafficLight) -> None:
    dark = pixels_of(light)
    assert light.shape is Shape.DASH
    inks = [color(name) for name in ("caution", "ink", "accent", "active", "alert")]
    assert not any(lit(dark, ink).any() for ink in inks)
    heights = {}
    for result in TwoClass:
        light.show_result(result)
        look = pixels_of(light)
        changed = np.flatnonzero((look != dark).any(axis=(1, 2)))
        heights[result] = changed.mean() / light.height()
        assert len(changed) < light.height() / 2  # the other lamps stay as they were
        assert not lit(look, color("active")).any()  # green means that the AI is at work, no more
    assert heights[TwoClass.PREMALIGNANT_OR_MALIGNANT] < 0.35
    assert heights[TwoClass.NOT_EXCLUDED] < 0.35
    assert 0.4 < heights[TwoClass.UNDECIDED] < 0.6
    assert heights[TwoClass.BENIGN] > 0.65
    light.show_result(None)
    assert (pixels_of(light) == dark).all()


def test_results_differ_by_shape_alone(light: TrafficLight) -> None:
    shapes = []
    for result in TwoClass:
        light.show_result(result)
        shapes.append(light.shape)
    assert len(set(shapes)) == len(TwoClass)
    assert Shape.DASH not in shapes
