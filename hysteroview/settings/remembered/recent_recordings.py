"""The recordings that were opened last, in a private file: their names may name patients."""

from __future__ import annotations

import logging
from pathlib import Path

from hysteroview.core.errors import SettingsError, StorageError
from hysteroview.settings.file import settings_path
from hysteroview.settings.user_file import (
    changing,
    clear_leftovers,
    read_user_file,
    write_user_file,
)

log = logging.getLogger(__name__)

MOST = 8
_LONGEST = 4096


def recent_recordings_path() -> Path:
    """Return the path of the file, which is readable for its owner only; nothing is created."""
    return settings_path().with_name("recent-recordings")


def recall_recordings(path: Path) -> tuple[Path, ...]:
    """Return the recordings that were opened last, the newest first; none if there is no list."""
    clear_leftovers(path)
    try:
        lines = (read_user_file(path) or "").splitlines()
    except SettingsError:
        return ()
    kept = [Path(line) for line in lines if line and len(line) <= _LONGEST]
    return tuple(each for each in dict.fromkeys(kept) if each.is_absolute())[:MOST]


def remember_recent(recording: Path, path: Path) -> None:
    """Put a recording at the beginning of the list; errors are ignored."""
    absolute = recording.absolute()
    if "\n" in str(absolute) or "\r" in str(absolute):
        return
    try:
        with changing(path):
            kept = [absolute, *(each for each in recall_recordings(path) if each != absolute)]
            write_user_file(path, "\n".join(map(str, kept[:MOST])) + "\n", private=True)
    except StorageError as error:
        log.info("the recent recordings are not kept: %s", type(error).__name__)


def forget_recordings(path: Path) -> None:
    """Delete the list.

    Raises
    ------
    StorageError
        It cannot be deleted.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(
            f"The list of recordings cannot be deleted: {error.strerror}.",
            remedy="Check that you have permission to write in the folder of the settings.",
        ) from error
