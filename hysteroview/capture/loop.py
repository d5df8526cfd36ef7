"""A recording that restarts when it ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hysteroview.capture.source import SourceInfo, VideoSource
from hysteroview.core.types import NS_PER_S, Frame

_STILL_FPS = 10  # repetitions per second of a still picture


class LoopingSource:
    """Repeat the frames of a source, with continuous indices and timestamps.

    Parameters
    ----------
    source
        Source of the first round; closed at its end.
    reopen
        Function that opens the source for the next round.
    """

    def __init__(self, source: VideoSource, reopen: Callable[[], VideoSource]) -> None:
        self._source = source
        self._reopen = reopen
        info = source.info
        self._info = replace(info, frame_count=None, duration_s=None)
        self._period_ns = round(NS_PER_S / (info.fps or _STILL_FPS))
        self._count = 0
        self._shift_ns: int | None = 0  # None: set by the first frame of a round
        self._last_pts_ns = 0
        self._is_empty = True

    @property
    def info(self) -> SourceInfo:
        return self._info

    @property
    def damage(self) -> str | None:
        return self._source.damage

    def read(self) -> Frame | None:
        """Return the next frame; None only if a whole round has none."""
        frame = self._source.read()
        if frame is None:
            if self._is_empty:
                return None
            self._source.close()
            self._source = self._reopen()
            self._shift_ns, self._is_empty = None, True
            frame = self._source.read()
            if frame is None:
                return None
        self._is_empty = False
        if self._shift_ns is None:
            self._shift_ns = self._last_pts_ns + self._period_ns - frame.pts_ns
        self._last_pts_ns = frame.pts_ns + self._shift_ns
        self._count += 1
        return replace(frame, index=self._count - 1, pts_ns=self._last_pts_ns)

    def close(self) -> None:
        self._source.close()
