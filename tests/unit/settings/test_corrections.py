"""Colors and aspect that the operator set: their spelling, and what they mean."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from hysteroview.core.errors import SourceError
from hysteroview.settings.corrections import (
    UNCORRECTED,
    AspectChoice,
    ColorChoice,
    Correction,
    split_correction,
    with_correction,
)
from hysteroview.settings.known_recordings import load_known_recordings, remember_recording

LOCATIONS = ("film.mpg", "a # b.mp4", "camera:0?fps=60", "rtsp://u:p@h/live", "C:\\films\\1#2.avi")


@pytest.mark.parametrize("location", LOCATIONS)
def test_a_correction_behind_a_location_is_read_as_it_was_written(location: str) -> None:
    assert split_correction(location) == (location, UNCORRECTED)
    assert with_correction(location, UNCORRECTED) == location
    for color in ColorChoice:
        for aspect in AspectChoice:
            correction = Correction(color, aspect)
            assert split_correction(with_correction(location, correction)) == (location, correction)


@pytest.mark.parametrize("text", ["color=red", "aspect=9:7", "color=bt601&size=3", "aspect="])
def test_an_unknown_value_is_refused_with_the_known_ones(text: str) -> None:
    with pytest.raises(SourceError, match="neither a color nor an aspect") as caught:
        split_correction(f"film.mpg#{text}")
    assert "16:9" in caught.value.remedy


def test_an_aspect_is_that_of_the_whole_picture() -> None:
    declared = Fraction(12, 11)
    assert AspectChoice.AS_SENT.pixel_aspect(declared, 720, 576) == declared
    assert AspectChoice.SQUARE.pixel_aspect(declared, 720, 576) == 1
    assert AspectChoice.RATIO_16_9.pixel_aspect(declared, 720, 576) == Fraction(64, 45)
    assert AspectChoice.RATIO_4_3.pixel_aspect(declared, 720, 576) == Fraction(16, 15)
    assert AspectChoice.RATIO_16_9.pixel_aspect(declared, 960, 1080) == 2


def test_known_recordings_are_kept_and_forgotten_and_survive_damage(tmp_path: Path) -> None:
    path = tmp_path / "new" / "recordings.toml"
    wide = Correction(aspect=AspectChoice.RATIO_16_9)
    remember_recording("ab", wide, path)
    remember_recording("cd", Correction(ColorChoice.BT709_FULL), path)
    assert path.stat().st_mode & 0o077 == 0
    assert load_known_recordings(path) == {"ab": wide, "cd": Correction(ColorChoice.BT709_FULL)}
    remember_recording("cd", UNCORRECTED, path)
    assert load_known_recordings(path) == {"ab": wide}
    path.write_text('[recordings]\nef = "color=red"\nab = "aspect=16:9"\n')
    assert load_known_recordings(path) == {"ab": wide}
    path.write_text("[")
    assert load_known_recordings(path) == {}
