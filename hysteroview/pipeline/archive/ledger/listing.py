"""The recordings under a folder, recognized by their content and not by name or place."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from hysteroview.capture.files.container import VIDEO_SUFFIXES
from hysteroview.core.errors import SourceError

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
    SourceError
        The folder cannot be read, or the disk fails. Folders below it that this user may not read
        are left out.
    """
    top, wanted, left_out = str(folder), tuple(suffixes), without.resolve()

    def visit(place: str) -> Iterator[Listed]:
        try:
            with os.scandir(place) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            if place != top and isinstance(error, PermissionError | FileNotFoundError):
                return
            raise SourceError(
                f"The folder {place} cannot be read.",
                remedy="Check that its disk or share is connected; then run this command again.",
                detail=str(error),
            ) from error
        for entry in found:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                if Path(entry.path).resolve() != left_out:
                    yield from visit(entry.path)
            elif entry.name.lower().endswith(wanted):
                yield from _listed(entry)

    yield from visit(top)


def recordings_of(paths: Iterable[Path]) -> Iterator[Listed]:
    """Yield these video files in the same order, without those that are gone meanwhile."""
    for path in paths:
        yield from _listed(path)


def _listed(file: os.DirEntry[str] | Path) -> Iterator[Listed]:
    try:
        status = file.stat()
    except OSError:  # removed meanwhile, or a link to nothing
        return
    if stat.S_IFMT(status.st_mode) == _FILE:
        yield Listed(os.fspath(file), status.st_size, status.st_mtime_ns)
