"""Presets of the field of view survive a round trip, in text and in the settings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hysteroview.core.errors import SettingsError
from hysteroview.core.types import Box, FieldOfView
from hysteroview.settings.file import format_settings, parse_settings
from hysteroview.settings.sections import Settings
from hysteroview.settings.view_presets import (
    AUTOMATIC,
    ViewPreset,
    ViewSettings,
    ViewShape,
    format_view,
    parse_view,
    preset_from,
)

shares = st.floats(0.05, 0.9)


@given(st.sampled_from(["round", "octagon", "rectangle"]), shares, shares, shares, shares)
def test_a_preset_survives_a_round_trip(
    shape: str, x: float, y: float, width: float, height: float
) -> None:
    preset = ViewPreset(ViewShape(shape), (x, y, width, height))
    assert parse_view(format_view(preset)) == preset
    view = preset.view((1280, 720))
    assert view is not None
    bounds = view.bounds
    assert bounds.x >= 0
    assert bounds.y >= 0
    assert bounds.x + bounds.width <= 1280
    assert bounds.y + bounds.height <= 720


@pytest.mark.parametrize(
    "text",
    ["", "oval", "round", "round:1,2,3", "round:a,b,c,d", "full:0,0,1,1", "round:nan,0,1,1",
     "rectangle:0,0,0,1", "rectangle:5,5,1,1", "round:-0.9,0,0.5,1"],
)  # fmt: skip
def test_what_is_no_view_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_view(text)


def test_auto_and_full_have_no_box() -> None:
    assert parse_view("auto") == AUTOMATIC
    assert AUTOMATIC.view((640, 480)) is None
    assert parse_view(" FULL ").view((640, 480)) == FieldOfView(Box(0, 0, 640, 480))


def test_a_round_view_that_was_found_becomes_a_preset_for_other_sizes() -> None:
    found = FieldOfView(Box(210, 0, 860, 720), Box(210, -70, 860, 860))
    view = preset_from(found, (1280, 720)).view((640, 360))
    assert view == FieldOfView(Box(105, 0, 430, 360), Box(105, -35, 430, 430))


def test_views_are_remembered_for_each_source() -> None:
    preset = parse_view("round:0.2,0,0.6,1")
    views = ViewSettings().remember("Capture card: 0", preset).remember("Tower.2", AUTOMATIC)
    settings = parse_settings(format_settings(Settings(views=views)))
    assert settings.views == views
    assert settings.views.of("Capture card: 0") == preset
    assert settings.views.of("Tower.2") == AUTOMATIC
    assert views.remember("Capture card: 0", AUTOMATIC) == ViewSettings()


@pytest.mark.parametrize("text", ["[views]\na = 3", '[views]\na = "oval"', "views = 1"])
def test_damaged_views_are_reported(text: str) -> None:
    with pytest.raises(SettingsError):
        parse_settings(text)
