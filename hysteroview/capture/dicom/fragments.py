"""Where the pixels of a DICOM file lie, without reading them (PS3.5, A.4)."""

from __future__ import annotations

import bisect
import io
import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

_ITEM, _SEQUENCE_END = (0xFFFE, 0xE000), (0xFFFE, 0xE0DD)
_PIXEL_DATA = (0x7FE0, 0x0010)
_UNDEFINED = 0xFFFFFFFF
_MOST_FRAGMENTS = 1_000_000


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a file, in bytes."""

    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class PixelPlace:
    """Where pixels lie.

    Attributes
    ----------
    spans
        Fragments of encapsulated pixels; of native pixels, one for all.
    frame_starts
        Basic Offset Table: of each frame, the distance of its first fragment's item from that of
        the first fragment; empty if there is none.
    is_encapsulated
        Whether the pixels are compressed.
    is_cut_off
        Whether the file ends before they do.
    """

    spans: tuple[Span, ...]
    frame_starts: tuple[int, ...] = ()
    is_encapsulated: bool = False
    is_cut_off: bool = False


def pixel_place(
    file: io.BufferedIOBase, at: int, *, is_implicit: bool, is_little: bool
) -> PixelPlace | None:
    """Find the pixels from the place of their element on; None if another element is there.

    Raises
    ------
    ValueError
        It is damaged, or has more fragments than can be.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(at)
    order = "<" if is_little else ">"
    head = file.read(12)
    if len(head) < 8 or struct.unpack_from(f"{order}HH", head) != _PIXEL_DATA:
        return None
    is_short = is_implicit
    length = struct.unpack_from(f"{order}I", head, 4 if is_short else 8)[0]
    start = at + (8 if is_short else 12)
    if length != _UNDEFINED:
        whole = Span(start, max(min(length, size - start), 0))
        return PixelPlace((whole,), is_cut_off=start + length > size)
    return _fragments(file, start, size)


def _fragments(file: io.BufferedIOBase, at: int, size: int) -> PixelPlace:
    spans: list[Span] = []
    table: tuple[int, ...] | None = None
    is_cut_off = True
    while at + 8 <= size:
        file.seek(at)
        group, element, length = struct.unpack("<HHI", file.read(8))
        if (group, element) == _SEQUENCE_END:
            is_cut_off = False
            break
        if (group, element) != _ITEM or length == _UNDEFINED:
            raise ValueError("its fragments are damaged")
        if table is None:
            count = min(length, 4 * _MOST_FRAGMENTS) // 4
            table = struct.unpack(f"<{count}I", file.read(4 * count).ljust(4 * count, b"\0"))
        else:
            spans.append(Span(at + 8, min(length, size - at - 8)))
        at += 8 + length
        if len(spans) > _MOST_FRAGMENTS:
            raise ValueError("it has too many fragments")
    is_cut_off |= at > size
    return PixelPlace(tuple(spans), table or (), is_encapsulated=True, is_cut_off=is_cut_off)


def fragments_of_frames(place: PixelPlace, frames: int) -> list[tuple[Span, ...]]:
    """Return the fragments of each frame.

    Raises
    ------
    ValueError
        It cannot be known which frame they belong to.
    """
    if frames == 1:
        return [place.spans]
    if len(place.spans) == frames:
        return [(span,) for span in place.spans]
    first = place.spans[0].offset if place.spans else 0
    starts = [span.offset - first for span in place.spans]
    if len(place.frame_starts) == frames and set(place.frame_starts) <= set(starts):
        places = [starts.index(start) for start in place.frame_starts]
        ends = [*places[1:], len(starts)]
        return [place.spans[a:b] for a, b in zip(places, ends, strict=True)]
    raise ValueError("it does not say which fragment belongs to which frame")


class SpanContent(io.BufferedIOBase):
    """The content of several parts of a file as one; it owns the file."""

    def __init__(self, file: io.BufferedIOBase, spans: Sequence[Span]) -> None:
        super().__init__()
        self._file, self._spans = file, tuple(spans)
        self._ends = list(accumulate(span.length for span in self._spans))
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place of the whole."""
        size = self._ends[-1] if self._ends else 0
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: size}[whence]
        self._at = max(base + offset, 0)
        return self._at

    def read(self, size: int | None = -1) -> bytes:
        """Return the next bytes; none at the end."""
        total = self._ends[-1] if self._ends else 0
        left = total - self._at if size is None or size < 0 else min(size, total - self._at)
        parts: list[bytes] = []
        while left > 0:
            number = bisect.bisect_right(self._ends, self._at)
            span = self._spans[number]
            inside = self._at - (self._ends[number] - span.length)
            self._file.seek(span.offset + inside)
            part = self._file.read(min(left, span.length - inside))
            if not part:
                break
            parts.append(part)
            self._at += len(part)
            left -= len(part)
        return b"".join(parts)

    def close(self) -> None:
        """Close the file too; safe to call twice."""
        self._file.close()
        super().close()
