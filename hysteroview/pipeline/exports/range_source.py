"""A part of a recording as a source: with some seconds before it, for the decision over time."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from hysteroview.capture.source import SeekableSource, SourceInfo
from hysteroview.core.types import NS_PER_S, Frame

_BEFORE_NS: Final = 5 * NS_PER_S  # the decision looks back less far; see docs/time.md


class RangeSource:
    """The frames of a recording from some seconds before a time, up to another time.

    Parameters
    ----------
    source
        Closed with this one.
    start_ns, end_ns
        Since the first frame of the recording; None for its beginning and end.
    """

    def __init__(self, source: SeekableSource, start_ns: int | None, end_ns: int | None) -> None:
        self._source = source
        self._is_ended = False
        source.seek(-(1 << 62))
        first = source.read()
        self.first_ns = first.pts_ns if first is not None else 0
        self.start_ns = self.first_ns + (start_ns or 0)
        self._end_ns = None if end_ns is None else self.first_ns + end_ns
        source.seek(max(self.start_ns - _BEFORE_NS, self.first_ns))

    @property
    def info(self) -> SourceInfo:
        """Properties of the recording; the number of frames is not known for a part."""
        return replace(self._source.info, frame_count=None)

    @property
    def damage(self) -> str | None:
        """Losses so far."""
        return self._source.damage

    def read(self) -> Frame | None:
        """Return the next frame; None after the end of the part."""
        frame = None if self._is_ended else self._source.read()
        if frame is None or (self._end_ns is not None and frame.pts_ns > self._end_ns):
            self._is_ended = True
            return None
        return frame

    def close(self) -> None:
        """Close the recording."""
        self._source.close()
