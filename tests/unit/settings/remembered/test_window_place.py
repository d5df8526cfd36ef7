"""Size and state of the window, as it was closed last."""

from __future__ import annotations

from pathlib import Path

import pytest

from hysteroview.settings.remembered.window_place import WindowPlace, recall_window, remember_window

PLACES = [
    WindowPlace(width_px=1280, height_px=720),
    WindowPlace(width_px=1920, height_px=1080, is_maximized=True),
    WindowPlace(width_px=1080, height_px=1920, is_full_screen=True),
    WindowPlace(width_px=960, height_px=540, is_maximized=True, is_full_screen=True),
]


@pytest.mark.parametrize("place", PLACES)
def test_what_is_kept_comes_back(tmp_path: Path, place: WindowPlace) -> None:
    assert recall_window(tmp_path / "window") is None
    remember_window(place, tmp_path / "window")
    assert recall_window(tmp_path / "window") == place


@pytest.mark.parametrize("text", ["", "x", "0x0", "99999x99999", "1280x720 sideways", "1280x-720"])
def test_anything_else_is_not_used(tmp_path: Path, text: str) -> None:
    (tmp_path / "window").write_text(text)
    assert recall_window(tmp_path / "window") is None
