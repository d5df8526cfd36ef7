"""Latency of results by the minute, for the audit log."""

from __future__ import annotations

from typing import Any

import numpy as np

from hysteroview.core.types import NS_PER_S

_MINUTE_NS = 60 * NS_PER_S
_MOST = 240 * 60  # frames per minute; further ones are only counted


class LatencyMinutes:
    """Aggregates the time from capture to result by minutes. Time is passed in."""

    def __init__(self, began_ns: int) -> None:
        self._minute_ends_ns = began_ns + _MINUTE_NS
        self._results = 0
        self._latencies_ms: list[float] = []

    def add(self, captured_ns: int, now_ns: int) -> dict[str, Any] | None:
        """Add a result; return the figures of the previous minute when it is over.

        Parameters
        ----------
        captured_ns, now_ns
            `time.monotonic_ns()` when the picture was captured, and now.
        """
        figures = None
        if now_ns >= self._minute_ends_ns:
            figures = self.take()
            passed = (now_ns - self._minute_ends_ns) // _MINUTE_NS + 1
            self._minute_ends_ns += passed * _MINUTE_NS
        self._results += 1
        if len(self._latencies_ms) < _MOST:
            self._latencies_ms.append((now_ns - captured_ns) / 1e6)
        return figures

    def take(self) -> dict[str, Any] | None:
        """Return the figures of the current minute, in ms; None without results."""
        if not self._results:
            return None
        ranks = np.percentile(self._latencies_ms, (50, 95, 99)).round(2).tolist()
        figures = dict(zip(("p50_ms", "p95_ms", "p99_ms"), ranks, strict=True))
        most_ms = round(max(self._latencies_ms), 2)
        figures |= {"most_ms": most_ms, "results": self._results}
        self._results = 0
        self._latencies_ms.clear()
        return figures
