"""The recordings under a folder, recognized by their content and not by name or place."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from hysteroview.capture.files.container import VIDEO_SUFFIXES

_FILE = stat.S_IFREG


@dataclass(frozen=True, slots=True)
class Listed:
    """A file that may be a recording.

    Attributes
    ----------
    path
        As text, since there may be a million.
    size_bytes, modified_ns
        As the file system says: a file in which neither has changed is not read again.
    """

    path: str
    size_bytes: int
    modified_ns: int


def recordings_under(
    folder: Path, without: Path, suffixes: Iterable[str] = VIDEO_SUFFIXES
) -> Iterator[Listed]:
    """Yield all video files under a folder, in the order of their names.

    Links to folders are not followed; hidden files and folders are left out.

    Parameters
    ----------
    without
        A folder that is left out: that of the results.

    Raises
    ------
    OSError
        The folder itself cannot be read. Folders below it that cannot are left out.
    """
    wanted, left_out = tuple(suffixes), without.resolve()
    if not folder.is_dir():
        raise NotADirectoryError(str(folder))

    def visit(place: str) -> Iterator[Listed]:
        try:
            with os.scandir(place) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except PermissionError:
            return
        for entry in found:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                if Path(entry.path).resolve() != left_out:
                    yield from visit(entry.path)
            elif entry.name.lower().endswith(wanted):
                listed = _listed(entry)
                if listed is not None:
                    yield listed

    yield from visit(str(folder))


def _listed(entry: os.DirEntry[str]) -> Listed | None:
    try:
        status = entry.stat()
    except OSError:  # removed meanwhile, or a link to nothing
        return None
    if stat.S_IFMT(status.st_mode) != _FILE:
        return None
    return Listed(entry.path, status.st_size, status.st_mtime_ns)
