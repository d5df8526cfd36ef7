"""Play a recording at its own pace."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from threading import Event

from hysteroview.core.types import NS_PER_S, Frame

_LONGEST_WAIT_S = 10.0  # a longer gap in the timestamps is a fault of the recording
_LATEST_S = 1.0


class Pacer:
    """Hold each frame back until its time, by the source's own timestamps.

    A frame is due at the time of the first plus the difference of their timestamps, so that
    small delays do not add up. A late frame is not waited for. Whoever is more than a second
    late (a stopped computer, a slow disk) goes on from there without a rush to catch up, and
    so does a recording whose timestamps jump or begin again.

    Parameters
    ----------
    clock_ns
        A monotonic clock, ns.
    """

    def __init__(self, clock_ns: Callable[[], int] = time.monotonic_ns) -> None:
        self._clock_ns = clock_ns
        self._start_ns: int | None = None  # on the clock, of a frame with timestamp 0
        self._last_pts_ns = 0

    def pace(self, frame: Frame, stop: Event) -> Frame:
        """Wait until `frame` is due, or `stop` is set; at most 10 s.

        Returns
        -------
        The frame as if it were captured when it was due: its age counts from there.
        """
        delay_s = self.delay_s(frame.pts_ns)
        if delay_s > 0:
            stop.wait(delay_s)
        return replace(frame, captured_ns=self._clock_ns())

    def delay_s(self, pts_ns: int) -> float:
        """Return how long to wait for the frame with this timestamp; 0 if it is due or late."""
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
