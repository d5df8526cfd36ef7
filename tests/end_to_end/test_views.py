"""Views of scopes and sources are found, named, remembered and used, from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner, Result

from hysteroview.cli.main import hysteroview
from hysteroview.settings.file import load_settings
from hysteroview.settings.view_presets import AUTOMATIC, parse_view

Call = Callable[..., Result]


@pytest.fixture
def settings_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "settings.toml"
    monkeypatch.setattr("hysteroview.settings.file.settings_path", lambda: path)
    return path


@pytest.fixture
def call(settings_file: Path) -> Call:
    return lambda *arguments: CliRunner().invoke(hysteroview, [str(each) for each in arguments])


def picture(path: Path) -> Path:
    """A round picture of 300 px in the middle of a frame of 640 × 480."""
    pixels = np.zeros((480, 640, 3), np.uint8)
    cv2.circle(pixels, (320, 240), 150, (60, 70, 180), cv2.FILLED)
    cv2.imwrite(str(path), pixels)
    return path


def test_a_scope_is_named_listed_and_forgotten(call: Call, settings_file: Path) -> None:
    assert "None is set" in call("views").output
    assert call("views", "name", "Tower 30", "round:0.2,0,0.6,1").exit_code == 0
    assert call("views", "remember", "Card 0", "Tower 30").exit_code == 0
    told = call("views").output
    assert "scope    Tower 30" in told
    assert "source   Card 0" in told
    settings = load_settings(settings_file).settings
    assert settings.views.of("Card 0") == parse_view("round:0.2,0,0.6,1")
    assert call("views", "forget", "Card 0").exit_code == 0
    assert load_settings(settings_file).settings.views.of("Card 0") == AUTOMATIC
    assert call("views", "forget", "Card 0").exit_code == 2
    assert call("views", "name", "round:a", "full").exit_code == 2
    assert call("views", "name", "x", "oval").exit_code == 2


def test_the_view_that_is_found_can_be_given_back(call: Call, tmp_path: Path) -> None:
    found = call("views", "find", picture(tmp_path / "a.png")).output.strip()
    preset = parse_view(found)
    assert preset.box is not None
    assert preset.box == pytest.approx((170 / 640, 90 / 480, 300 / 640, 300 / 480), abs=0.01)
    black = tmp_path / "black.png"
    cv2.imwrite(str(black), np.zeros((480, 640, 3), np.uint8))
    assert "no endoscopic picture" in str(call("views", "find", black).exception)


def test_a_recording_is_analyzed_in_the_view_that_was_given(
    call: Call, bundle: Path, tmp_path: Path
) -> None:
    call("views", "name", "Left half", "rectangle:0,0,0.5,1")
    table = tmp_path / "a.csv"
    result = call(
        "analyze", picture(tmp_path / "a.png"), "--csv", table, "--model", bundle,
        "--view", "Left half",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    note = json.loads((tmp_path / "a.csv-metadata.json").read_text())["notes"][0]
    assert note["view"] == "rectangle:0.0,0.0,0.5,1.0"
    wrong = call("analyze", tmp_path / "a.png", "--model", bundle, "--view", "oval")
    assert wrong.exit_code == 2
    assert "a view must be one of auto" in wrong.output


def test_the_view_of_a_recording_is_never_remembered(
    call: Call, bundle: Path, settings_file: Path, tmp_path: Path
) -> None:
    """Its name may name a patient."""
    result = call(
        "run", picture(tmp_path / "doe.png"), "--model", bundle, "--view", "full",
        "--remember-view", "--seconds", "1",
    )  # fmt: skip
    assert result.exit_code == 2
    assert "patient" in result.output
    assert not settings_file.exists()
