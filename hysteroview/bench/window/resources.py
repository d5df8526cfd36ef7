"""Memory and processor time of this program and its children, and what other programs use."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass

import psutil

_MB = 1e6
_IDLE = ("idle", "iowait")
_COUNTED_TWICE = ("guest", "guest_nice")  # already part of user and nice


@dataclass(frozen=True, slots=True)
class Memory:
    """Memory in use at a moment, MB (resident set size).

    Attributes
    ----------
    second
        Since the beginning of the measurement.
    children_mb
        Of the inference process, and of what it starts.
    """

    second: float
    window_mb: float
    children_mb: float

    @classmethod
    def now(cls, second: float) -> Memory:
        """Weigh this process and its children."""
        own = psutil.Process()
        children_mb = 0.0
        for child in own.children(recursive=True):
            with suppress(psutil.NoSuchProcess):  # it has just ended
                children_mb += child.memory_info().rss / _MB
        return cls(second, own.memory_info().rss / _MB, children_mb)

    @property
    def all_mb(self) -> float:
        """All processes together; libraries that they share count in each."""
        return self.window_mb + self.children_mb


@dataclass(frozen=True, slots=True)
class ProcessorTime:
    """Processor time up to a moment, s.

    Attributes
    ----------
    all_s
        Used on all cores, also by other guests of a virtual machine's host.
    own_s
        Used by this process and its running children.
    """

    at_s: float
    all_s: float
    own_s: float

    @classmethod
    def now(cls) -> ProcessorTime:
        """Read the system's clocks."""
        system = psutil.cpu_times()._asdict()
        all_s = sum(seconds for kind, seconds in system.items() if kind not in _COUNTED_TWICE)
        own_s, own = 0.0, psutil.Process()
        for process in (own, *own.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                own_s += times.user + times.system
        return cls(time.monotonic(), all_s - sum(system.get(kind, 0.0) for kind in _IDLE), own_s)

    def cores_since(self, before: ProcessorTime) -> tuple[float, float]:
        """Return how many cores this program, and others, have used on average since then."""
        seconds = max(self.at_s - before.at_s, 1e-3)
        own_s = self.own_s - before.own_s
        others_s = max(self.all_s - before.all_s - own_s, 0.0)
        return own_s / seconds, others_s / seconds
