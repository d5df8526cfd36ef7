"""Which of several loaded runtimes is the fastest: timed in turn, so that all meet the same load.

What else the machine does makes a run slower and never faster. Therefore the least time counts, and
runtimes that are timed one after the other would meet different loads. How far the median lies
above the least time says whether the machine was busy; then the rounds are repeated.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

ROUNDS = 8
MOST_PASSES = 4
BUSY_SPREAD = 0.3  # quiet: 0.03 to 0.2; beside programs that use all cores: 0.5 and more
CLEARLY_FASTER = 0.9
_TIMED_RUNS = 2  # of each runtime in a round, after one that loads its weights into the caches


@dataclass(frozen=True, slots=True)
class Timing:
    """Times of single pictures in ms, at least one."""

    latencies_ms: tuple[float, ...]

    @property
    def least_ms(self) -> float:
        """Shortest time in ms, which is least affected by other programs."""
        return min(self.latencies_ms)

    @property
    def median_ms(self) -> float:
        return float(np.median(self.latencies_ms))

    @property
    def p99_ms(self) -> float:
        return float(np.percentile(self.latencies_ms, 99))

    @property
    def spread(self) -> float:
        """How far the median lies above the shortest time, relative to it."""
        return self.median_ms / max(self.least_ms, 1e-6) - 1

    @property
    def is_quiet(self) -> bool:
        """Whether nothing else disturbed most of the runs."""
        return self.spread <= BUSY_SPREAD


def race(
    runs: Sequence[Callable[[], object]],
    *,
    rounds: int = ROUNDS,
    clock_ns: Callable[[], int] = time.perf_counter_ns,
) -> list[Timing]:
    """Time all runtimes in turn, round by round, until a pass in which the machine was quiet.

    Parameters
    ----------
    runs
        One run of each runtime on one picture; each has run before.
    rounds
        Number of rounds in a pass. If no pass is quiet, the times of all passes count.

    Returns
    -------
    The times of each runtime.
    """
    all_ms: list[list[float]] = [[] for _ in runs]
    for _ in range(MOST_PASSES):
        latencies_ms = _pass_ms(runs, rounds, clock_ns)
        timings = [Timing(tuple(times)) for times in latencies_ms]
        if all(timing.is_quiet for timing in timings):
            return timings
        all_ms = [total + times for total, times in zip(all_ms, latencies_ms, strict=True)]
    return [Timing(tuple(times)) for times in all_ms]


def _pass_ms(
    runs: Sequence[Callable[[], object]], rounds: int, clock_ns: Callable[[], int]
) -> list[list[float]]:
    latencies_ms: list[list[float]] = [[] for _ in runs]
    for _ in range(rounds):
        for run, times in zip(runs, latencies_ms, strict=True):
            run()
            for _ in range(_TIMED_RUNS):
                began_ns = clock_ns()
                run()
                times.append((clock_ns() - began_ns) / 1e6)
    return latencies_ms


def fastest(
    timings: Sequence[Timing], is_single: Sequence[bool], incumbent: int | None = None
) -> int:
    """Return the index of the runtime to use.

    Parameters
    ----------
    is_single
        Whether each computes in single precision. Another precision must be clearly faster than
        the fastest of these.
    incumbent
        The one in use so far, which another must clearly beat, so that noise does not change the
        choice from one start to the next.
    """
    if incumbent is None:
        single = [index for index, yes in enumerate(is_single) if yes]
        incumbent = min(single or range(len(timings)), key=lambda index: timings[index].least_ms)
    limit_ms = CLEARLY_FASTER * timings[incumbent].least_ms
    faster = [index for index, timing in enumerate(timings) if timing.least_ms < limit_ms]
    return min(faster, key=lambda index: timings[index].least_ms, default=incumbent)
