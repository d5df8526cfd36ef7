"""The last used source, in a private file: it may contain a password or name a recording."""

from __future__ import annotations

import logging
from pathlib import Path

from hysteroview.core.errors import SettingsError, StorageError
from hysteroview.settings.file import settings_path
from hysteroview.settings.user_file import clear_leftovers, read_user_file, write_user_file

log = logging.getLogger(__name__)

_LONGEST = 4096


def last_source_path() -> Path:
    """Return the path of the file, which is readable for its owner only; nothing is created."""
    return settings_path().with_name("last-source")


def recall_source(path: Path) -> str:
    """Return the location of the last used source; empty if there is none."""
    clear_leftovers(path)
    try:
        text = read_user_file(path) or ""
    except SettingsError:
        return ""
    return text.strip() if len(text) <= _LONGEST and "\n" not in text.strip() else ""


def remember_source(location: str, path: Path) -> None:
    """Save a location; errors are ignored."""
    try:
        write_user_file(path, location, private=True)
    except StorageError as error:
        log.info("the last source is not kept: %s", type(error).__name__)
