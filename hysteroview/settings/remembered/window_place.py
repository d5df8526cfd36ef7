"""Size of the window when it was closed last, and whether it filled the screen."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from pathlib import Path

from hysteroview.core.errors import SettingsError, StorageError
from hysteroview.settings.file import settings_path
from hysteroview.settings.user_file import clear_leftovers, read_user_file, write_user_file

log = logging.getLogger(__name__)

_MOST_PX = 20_000
_PATTERN = re.compile(r"(\d{2,5})x(\d{2,5})( maximized)?( full-screen)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowPlace:
    """How the window was shown.

    Attributes
    ----------
    width_px, height_px
        While it is neither maximized nor full screen, in device-independent pixels.
    """

    width_px: int
    height_px: int
    is_maximized: bool = False
    is_full_screen: bool = False


def window_place_path() -> Path:
    """Return the path of the file; nothing is created."""
    return settings_path().with_name("window")


def recall_window(path: Path) -> WindowPlace | None:
    """Return how the window was shown last; None if that is not known."""
    clear_leftovers(path)
    try:
        found = _PATTERN.fullmatch((read_user_file(path) or "").strip())
    except SettingsError:
        return None
    if found is None:
        return None
    width_px, height_px = int(found[1]), int(found[2])
    if max(width_px, height_px) > _MOST_PX:
        return None
    return WindowPlace(
        width_px=width_px, height_px=height_px,
        is_maximized=found[3] is not None, is_full_screen=found[4] is not None,
    )  # fmt: skip


def remember_window(place: WindowPlace, path: Path) -> None:
    """Save how the window is shown; errors are ignored."""
    words = [f"{place.width_px}x{place.height_px}"]
    words += ["maximized"] * place.is_maximized + ["full-screen"] * place.is_full_screen
    try:
        write_user_file(path, " ".join(words) + "\n")
    except StorageError as error:
        log.info("the size of the window is not kept: %s", type(error).__name__)
