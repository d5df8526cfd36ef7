"""Strictly increasing timestamps, for any file."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from fractions import Fraction

from av.video.stream import VideoStream

from hysteroview.core.types import NS_PER_S

_DEFAULT_FPS = Fraction(25)
_HIGHEST_FPS = 1000  # of a camera; raw DV has units of 1/60000 s and an "average rate" of 60000
# small enough to keep the order, large enough for every container to represent
_LEAST_STEP_NS = 100_000
_JUMP_NS = NS_PER_S
_WRONG_NS = 10 * NS_PER_S  # a damaged picture is not so early: the timestamp itself is wrong
_MOST_REORDERED = 16  # largest number of reordered frames in H.264 (A.3.1) and HEVC


def frame_rate(stream: VideoStream) -> Fraction | None:
    """Return the nominal rate of a stream: the average one, or the guessed one if that is absurd.

    None if neither is known.
    """
    for rate in (stream.average_rate, stream.guessed_rate):
        if rate is not None and 0 < rate <= _HIGHEST_FPS:
            return rate
    return None


@dataclass(frozen=True, slots=True)
class TimelineState:
    """What the next timestamp depends on.

    Attributes
    ----------
    last_ns
        The newest timestamp; None before the first.
    shift_ns
        How far the recording's own count is behind, since it began anew.
    restarts
        How often it had begun anew.
    """

    last_ns: int | None = None
    shift_ns: int = 0
    restarts: int = 0


class Timeline:
    """Make the timestamps of a file increasing, and count corrections.

    A missing timestamp is set one frame period after the previous one. A small step back becomes
    the smallest step forward. After a jump back by more than a second, timestamps continue where
    they ended if the recording began to count anew. If it did not, a damaged picture came out long
    before its turn: those behind it follow it by the smallest step until their own timestamps are
    later.
    """

    def __init__(self, fps: Fraction | None, state: TimelineState | None = None) -> None:
        self._period_ns = round(NS_PER_S / (fps or _DEFAULT_FPS))
        state = state or TimelineState()
        self._last_ns, self._shift_ns = state.last_ns, state.shift_ns
        self._restarts = state.restarts
        self.missing = 0
        self.reversed = 0

    @property
    def period_ns(self) -> int:
        """Frame period at the nominal rate."""
        return self._period_ns

    @property
    def last_ns(self) -> int | None:
        """Newest timestamp; None before the first."""
        return self._last_ns

    @property
    def state(self) -> TimelineState:
        """What another timeline needs to go on from here."""
        return TimelineState(self._last_ns, self._shift_ns, self._restarts)

    def next_ns(
        self, pts: int | None, time_base: Fraction | None, restarts: int | None = None
    ) -> int:
        """Return the timestamp of the next frame, ns.

        Parameters
        ----------
        pts, time_base
            Timestamp in the stream, ``pts * time_base`` seconds; None if the file has none.
        restarts
            How often the recording has begun to count anew up to this frame; None if that is
            unknown: each jump back is then taken for it.
        """
        last_ns = self._last_ns
        if pts is None or time_base is None:
            self.missing += 1
            now_ns = 0 if last_ns is None else last_ns + self._period_ns
        else:
            now_ns = to_ns(pts, time_base) + self._shift_ns
            begins_anew = restarts is None or restarts > self._restarts
            if last_ns is not None and now_ns <= last_ns:
                self.reversed += 1
                if last_ns - now_ns > (_JUMP_NS if begins_anew else _WRONG_NS):
                    mended_ns = last_ns + self._period_ns
                    self._shift_ns += mended_ns - now_ns
                else:
                    mended_ns = last_ns + _LEAST_STEP_NS
                now_ns = mended_ns
            self._restarts = max(restarts or 0, self._restarts)
        self._last_ns = now_ns
        return now_ns


def to_ns(ticks: int, time_base: Fraction) -> int:
    """Return a time in ns, rounded as `round` does it; fractions would take ten times as long."""
    whole, rest = divmod(ticks * time_base.numerator * NS_PER_S, time_base.denominator)
    twice = 2 * rest
    is_up = twice > time_base.denominator or (twice == time_base.denominator and whole % 2 == 1)
    return whole + is_up


class DecodingOrder:
    """Presentation times for a container that has decoding times only.

    The decoder returns frames in presentation order: the first gets the earliest time of all
    packets passed to it, and so on.
    """

    def __init__(self) -> None:
        self._times: list[int] = []  # a heap

    def add(self, dts: int | None) -> None:
        """Add the time of a packet that the decoder accepted."""
        if dts is not None:
            heapq.heappush(self._times, dts)

    @property
    def due(self) -> int | None:
        """The earliest time that no picture took yet."""
        return self._times[0] if self._times else None

    def skip_to(self, due: int) -> None:
        """Forget the times before this one."""
        while self._times and self._times[0] < due:
            heapq.heappop(self._times)

    def next(self, pts: int | None) -> int | None:
        """Return the time of the next frame; `pts` is the decoder's value."""
        while self._times:
            time = heapq.heappop(self._times)
            if pts is None or time >= pts - _MOST_REORDERED:  # otherwise its frame was left out
                return time
        return pts
