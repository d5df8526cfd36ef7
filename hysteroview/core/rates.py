"""Rates: limit how often something is done, and measure how often it was. Time is passed in."""

from __future__ import annotations

from collections import deque

from hysteroview.core.types import NS_PER_S


class Throttle:
    """Let at most `rate_hz` events per second pass; None lets all pass.

    Due times lie on a grid, so that 10 Hz out of 30 fps is every third frame and jitter does not
    accumulate; after a gap the grid restarts instead of catching up.
    """

    def __init__(self, rate_hz: float | None) -> None:
        if rate_hz is not None and rate_hz <= 0:
            raise ValueError("rate_hz must be positive")
        self.rate_hz = rate_hz
        self._due_ns: int | None = None

    def is_due(self, now_ns: int) -> bool:
        """Return whether an event at `now_ns` passes; if so, the next is due one period later."""
        if self.rate_hz is None:
            return True
        period_ns = round(NS_PER_S / self.rate_hz)
        slack_ns = period_ns // 20  # a frame that is 1 ms early belongs to this period
        if self._due_ns is not None and now_ns + slack_ns < self._due_ns:
            # a clock that jumped back must not stop the analysis
            if self._due_ns - now_ns <= 2 * period_ns:
                return False
            self._due_ns = None
        if self._due_ns is None or now_ns - self._due_ns > period_ns:
            self._due_ns = now_ns
        self._due_ns += period_ns
        return True


class RateMeter:
    """Events per second over the last `window_s` seconds."""

    def __init__(self, window_s: float = 2.0) -> None:
        self._window_ns = round(window_s * NS_PER_S)
        self._times_ns: deque[int] = deque()

    def tick(self, now_ns: int) -> None:
        """Count an event."""
        self._times_ns.append(now_ns)
        self._forget(now_ns)

    def rate_hz(self, now_ns: int) -> float:
        """Return events per second; 0 if there were fewer than two in the window."""
        self._forget(now_ns)
        if len(self._times_ns) < 2:
            return 0.0
        span_ns = max(now_ns, self._times_ns[-1]) - self._times_ns[0]
        intervals = len(self._times_ns) - 1
        mean_ns = (self._times_ns[-1] - self._times_ns[0]) / intervals
        # while events arrive, measure between them; once they stop, let the rate fall
        return NS_PER_S * intervals / max(span_ns - mean_ns, mean_ns * intervals, 1.0)

    def _forget(self, now_ns: int) -> None:
        while self._times_ns and now_ns - self._times_ns[0] > self._window_ns:
            self._times_ns.popleft()
