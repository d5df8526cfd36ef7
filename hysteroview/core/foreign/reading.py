"""Reading of files that others may have written: regular files of limited size only."""

from __future__ import annotations

import errno
import io
import os
import stat
from pathlib import Path

_CHUNK_BYTES = 1 << 20
# a pipe without a writer would keep the program waiting
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class UnfitFileError(Exception):
    """A path leads to something that is not read: no regular file, or one that is too large."""


def read_bounded(path: Path, most_bytes: int) -> bytes:
    """Return the content of a regular file of at most `most_bytes`.

    Raises
    ------
    OSError
        It cannot be read; a folder is `IsADirectoryError`.
    UnfitFileError
        It is a pipe, a device or a socket, or larger.
    """
    with open_regular(path, most_bytes) as file:
        parts, left = [], most_bytes + 1
        while left and (part := file.read(min(left, _CHUNK_BYTES))):
            parts.append(part)
            left -= len(part)
    if not left:  # it has grown meanwhile, or lies in a file system that knows no sizes
        raise _too_large(most_bytes)
    return b"".join(parts)


def open_regular(path: Path, most_bytes: int | None = None) -> io.FileIO:
    """Open a regular file of at most `most_bytes` for reading, without waiting for anything.

    Raises
    ------
    OSError
        It cannot be opened; a folder is `IsADirectoryError`.
    UnfitFileError
        It is a pipe, a device or a socket, or larger.
    """
    _check(os.stat(path), path, most_bytes)  # noqa: PTH116 - before a device is opened
    file = io.FileIO(os.open(path, _FLAGS), "rb")
    try:
        _check(os.fstat(file.fileno()), path, most_bytes)
    except BaseException:
        file.close()
        raise
    return file


def _check(status: os.stat_result, path: Path, most_bytes: int | None) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(status.st_mode):
        raise UnfitFileError("it is not a regular file")
    if most_bytes is not None and status.st_size > most_bytes:
        raise _too_large(most_bytes)


def _too_large(most_bytes: int) -> UnfitFileError:
    return UnfitFileError(f"it is larger than {most_bytes / 1e6:g} MB")
