"""The last used source, in a private file: it may contain a password or name a recording."""

from __future__ import annotations

import logging
from pathlib import Path

from hysteroview.core.errors import StorageError
from hysteroview.core.files import atomic_file
from hysteroview.settings.file import settings_path

log = logging.getLogger(__name__)

_LONGEST = 4096


def last_source_path() -> Path:
    """Return the path of the file, which is readable for its owner only; nothing is created."""
    return settings_path().with_name("last-source")


def recall_source(path: Path) -> str:
    """Return the location of the last used source; empty if there is none."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
    return text.strip() if len(text) <= _LONGEST and "\n" not in text.strip() else ""


def remember_source(location: str, path: Path) -> None:
    """Save a location; errors are ignored."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_file(path, private=True) as temporary:
            temporary.write_text(location, encoding="utf-8")
    except (OSError, StorageError) as error:
        log.info("the last source is not kept: %s", type(error).__name__)
