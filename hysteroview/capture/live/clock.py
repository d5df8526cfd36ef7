"""Timestamps of a live source that follow wall time, independent of the source's clock."""

from __future__ import annotations

from hysteroview.core.types import NS_PER_S

_MOST_DRIFT_NS = NS_PER_S
_LEAST_STEP_NS = 100_000  # as in `Timeline`: large enough for every container to represent


class LiveClock:
    """Convert a sender's timestamps to increasing ones that follow wall time to within 1 s.

    Intervals between frames come from the sender's clock, which is more precise than the time of
    arrival. If it deviates from wall time by more than a second (it restarted, wrapped around,
    jumped, or runs at another rate), and after each new connection, it is synchronized with wall
    time again. The gap of a lost signal therefore has its real length.
    """

    def __init__(self) -> None:
        self._began_ns: int | None = None  # wall time of timestamp 0
        # from the sender's clock to ours; None: to be synchronized
        self._shift_ns: int | None = None
        self._last_ns = -_LEAST_STEP_NS

    def reset(self) -> None:
        """Discard the sender's clock, because the next frame is from another connection."""
        self._shift_ns = None

    def next_ns(self, sent_ns: int, captured_ns: int) -> int:
        """Return the timestamp of the next frame.

        Parameters
        ----------
        sent_ns
            Timestamp of the sender's clock.
        captured_ns
            `time.monotonic_ns()` when it was received.
        """
        if self._began_ns is None:
            self._began_ns = captured_ns
        wall_ns = captured_ns - self._began_ns
        least_ns = self._last_ns + _LEAST_STEP_NS
        if self._shift_ns is None or abs(sent_ns + self._shift_ns - wall_ns) > _MOST_DRIFT_NS:
            self._shift_ns = max(wall_ns, least_ns) - sent_ns
        self._last_ns = max(sent_ns + self._shift_ns, least_ns)
        return self._last_ns
