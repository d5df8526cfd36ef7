"""Timestamps of a live source that go on by wall time, whatever its own clock does."""

from __future__ import annotations

from hysteroview.core.types import NS_PER_S

_MOST_DRIFT_NS = NS_PER_S
_LEAST_STEP_NS = 100_000  # as `Timeline`'s: so large that every container can tell


class LiveClock:
    """Turn a sender's timestamps into ones that always increase and follow wall time to 1 s.

    Between pictures the sender's own clock counts, which knows better than the network when
    each was taken. Where it leaves wall time by more than a second (it began anew, wrapped
    around, jumped, or its pictures came slower than it says), and after each new connection,
    it is tied to wall time again. The gap of a lost signal is thus as long as it was.
    """

    def __init__(self) -> None:
        self._began_ns: int | None = None  # wall time of timestamp 0
        self._shift_ns: int | None = None  # from the sender's clock to ours; None: to be tied
        self._last_ns = -_LEAST_STEP_NS

    def untie(self) -> None:
        """Forget the sender's clock: the next picture is of another connection."""
        self._shift_ns = None

    def next_ns(self, sent_ns: int, captured_ns: int) -> int:
        """Return the timestamp of the next picture.

        Parameters
        ----------
        sent_ns
            By the sender's clock.
        captured_ns
            `time.monotonic_ns()` when it came.
        """
        if self._began_ns is None:
            self._began_ns = captured_ns
        wall_ns = captured_ns - self._began_ns
        least_ns = self._last_ns + _LEAST_STEP_NS
        if self._shift_ns is None or abs(sent_ns + self._shift_ns - wall_ns) > _MOST_DRIFT_NS:
            self._shift_ns = max(wall_ns, least_ns) - sent_ns
        self._last_ns = max(sent_ns + self._shift_ns, least_ns)
        return self._last_ns
