"""A recording that restarts when it ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from hysteroview.capture.source import SeekableSource, SourceInfo, VideoSource, always, seekable
from hysteroview.core.types import NS_PER_S, Frame

_STILL_FPS = 10  # repetitions per second of a still picture
_FOREVER_NS = 2**62


@dataclass(frozen=True, slots=True)
class _Round:
    """One round of the source: its frames, its first timestamp, and the time to the next round."""

    frames: int
    first_ns: int
    length_ns: int


class LoopingSource:
    """Repeat the frames of a source, with continuous indices and timestamps.

    It can be sought if the source can: its rounds are all alike.

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
        self._period_ns = round(NS_PER_S / (source.info.fps or _STILL_FPS))
        self._first_index = 0  # of this round
        self._shift_ns: int | None = 0  # None: set by the first frame of a round
        self._round: _Round | None = None
        self._last_index = -1
        self._position: int | None = None  # as in `SeekableSource`
        self._is_empty = True

    @property
    def info(self) -> SourceInfo:
        return replace(self._source.info, frame_count=None, duration_s=None)

    @property
    def damage(self) -> str | None:
        return self._source.damage

    @property
    def position(self) -> int | None:
        """See `SeekableSource.position`."""
        return self._position

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
            assert self._position is not None
            self._shift_ns = self._position + self._period_ns - frame.pts_ns
            self._first_index = self._last_index + 1 - frame.index
        self._last_index = self._first_index + frame.index
        self._position = self._shift_ns + frame.pts_ns
        return replace(frame, index=self._last_index, pts_ns=self._position)

    def seek(self, pts_ns: int, *, is_wanted: Callable[[], bool] = always) -> bool:
        """See `SeekableSource.seek`; there is no last frame. The first seek looks for the end.

        Raises
        ------
        SeekError
            The source cannot be sought, or is closed.
        """
        source = seekable(self._source)
        if self._round is None:
            self._round = self._measure(source)
        part = self._round
        number = max((pts_ns - part.first_ns) // part.length_ns, 0)
        self._shift_ns = number * part.length_ns
        self._first_index = number * part.frames
        self._is_empty = False
        if not source.seek(pts_ns - self._shift_ns, is_wanted=is_wanted):
            return False
        assert source.position is not None
        self._position = source.position + self._shift_ns
        return True

    def close(self) -> None:
        self._source.close()

    def _measure(self, source: SeekableSource) -> _Round:
        ends: list[Frame] = []
        for far_ns in (-_FOREVER_NS, _FOREVER_NS):
            source.seek(far_ns)
            frame = source.read()
            assert frame is not None, "a source that was sought has a frame"
            ends.append(frame)
        first, last = ends
        return _Round(last.index + 1, first.pts_ns, last.pts_ns + self._period_ns - first.pts_ns)
