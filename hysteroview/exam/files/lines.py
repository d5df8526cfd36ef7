"""Logs and tracks line by line, so that their length never is in memory as a whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from hysteroview.exam.files.medium import BrokenSealError, Medium

MOST_LINE_BYTES = 4 << 20  # a second of a track has less than 100 KB
MOST_TRACK_BYTES = 1 << 30  # 15 hours at 30 analyzed frames a second
MOST_LOG_BYTES = 128 << 20
_CHUNK_BYTES = 64 * 1024


def lines_of(path: Path, medium: Medium, most_bytes: int = MOST_TRACK_BYTES) -> Iterator[bytes]:
    """Yield the lines of a file without their ends; the last one may be incomplete.

    Raises
    ------
    OSError
        It cannot be read.
    BrokenSealError
        It, or a line of it, is too large, or it is no regular file.
    """
    left = most_bytes
    with medium.open(path) as file:
        while line := file.readline(MOST_LINE_BYTES + 1):
            left -= len(line)
            if len(line) > MOST_LINE_BYTES or left < 0:
                raise BrokenSealError(path, "is too large, or a line of it is")
            yield line.removesuffix(b"\n")


def whole_lines_end(file: BinaryIO, end: int | None = None) -> int:
    """Return where the last complete line of a file ends that is open for reading.

    Parameters
    ----------
    end
        Where the file is taken to end; None for its end.
    """
    at = file.seek(0, os.SEEK_END) if end is None else end
    while at > 0:
        begin = max(at - _CHUNK_BYTES, 0)
        file.seek(begin)
        found = file.read(at - begin).rfind(b"\n")
        if found >= 0:
            return begin + found + 1
        at = begin
    return 0
