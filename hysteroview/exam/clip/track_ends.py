"""The first and the last line of a clip's AI track, without reading what is between them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from hysteroview.exam.clip.track import read_lines
from hysteroview.exam.files.lines import MOST_LINE_BYTES, lines_of
from hysteroview.exam.files.medium import Medium

_TAIL_BYTES: Final = 64 * 1024


def ends_of_track(path: Path, medium: Medium) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return the head of a track, and what its last line says of the clip; empty if unknown.

    A track whose end is not where it is written is read as a whole.

    Raises
    ------
    OSError, BrokenSealError
        It cannot be read.
    """
    with medium.open(path) as file:
        head = next(read_lines([file.readline(MOST_LINE_BYTES)]), {})
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - _TAIL_BYTES, 0))
        last = file.read(_TAIL_BYTES).rstrip(b"\n").rpartition(b"\n")[2]
    end = next(read_lines([last]), {}).get("end")
    if end is None:
        lines = read_lines(lines_of(path, medium))
        end = next((fields["end"] for fields in lines if "end" in fields), {})
    return head, end if isinstance(end, Mapping) else {}
