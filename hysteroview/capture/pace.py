"""Real-time playback of a recording."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from threading import Event

from hysteroview.core.types import NS_PER_S, Frame

_LONGEST_WAIT_S = 10.0  # longer gaps in the timestamps are faults of the recording
_LATEST_S = 1.0


class Pacer:
    """Delay each frame until it is due, by the source's timestamps.

    A frame is due at the time of the first plus the difference of their timestamps, so that small
    delays do not accumulate. Late frames are not delayed. After a delay of more than a second (a
    suspended computer, a slow disk), and after a jump in the timestamps, playback continues from
    there without catching up.

    Parameters
    ----------
    clock_ns
        A monotonic clock, ns.
    """

    def __init__(self, clock_ns: Callable[[], int] = time.monotonic_ns) -> None:
        self._clock_ns = clock_ns
        self._start_ns: int | None = None  # clock time of timestamp 0
        self._last_pts_ns = 0

    def pace(self, frame: Frame, stop: Event) -> Frame:
        """Wait until `frame` is due, or `stop` is set; at most 10 s.

        Returns
        -------
        The frame with the time at which it was due as its capture time.
        """
        delay_s = self.delay_s(frame.pts_ns)
        if delay_s > 0:
            stop.wait(delay_s)
        return replace(frame, captured_ns=self._clock_ns())

    def delay_s(self, pts_ns: int) -> float:
        """Return the delay of the frame with this timestamp; 0 if it is due or late."""
        now_ns = self._clock_ns()
        begins_again = pts_ns < self._last_pts_ns
        self._last_pts_ns = pts_ns
        if self._start_ns is None or begins_again:
            self._start_ns = now_ns - pts_ns
        delay_s = (self._start_ns + pts_ns - now_ns) / NS_PER_S
        if not -_LATEST_S <= delay_s <= _LONGEST_WAIT_S:
            self._start_ns = now_ns - pts_ns
            return 0.0
        return max(delay_s, 0.0)
