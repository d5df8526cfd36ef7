"""Runtimes that are timed in turn, on a clock that is set by hand."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pytest

from hysteroview.inference.runtimes.race import MOST_PASSES, Timing, fastest, race


class Machine:
    """A clock that runs on while a runtime computes, slower by what else is running then."""

    def __init__(self, load: Callable[[float], float]) -> None:
        self._load = load
        self.now_ns = 0
        self.order: list[str] = []

    def runtime(self, name: str, cost_ms: float) -> Callable[[], None]:
        def run() -> None:
            self.order.append(name)
            self.now_ns += int(cost_ms * 1e6 * self._load(self.now_ns / 1e6))

        return run

    def clock_ns(self) -> int:
        return self.now_ns


def quiet(now_ms: float) -> float:
    return 1.0


def test_all_runtimes_are_timed_in_turn() -> None:
    machine = Machine(quiet)
    runs = [machine.runtime("a", 10), machine.runtime("b", 7)]
    timings = race(runs, rounds=3, clock_ns=machine.clock_ns)
    assert [name for name, _ in itertools.groupby(machine.order)] == ["a", "b"] * 3
    assert [timing.least_ms for timing in timings] == [10, 7]
    assert all(timing.is_quiet for timing in timings)


def test_a_program_that_ran_during_the_first_trial_does_not_decide() -> None:
    """One after the other, the faster runtime would have been timed beside the other program."""
    machine = Machine(lambda now_ms: 3.0 if now_ms < 400 else 1.0)
    timings = race(
        [machine.runtime("faster", 7), machine.runtime("slower", 10)], clock_ns=machine.clock_ns
    )
    assert [timing.least_ms for timing in timings] == [7, 10]
    assert fastest(timings, [True, True]) == 0


def test_a_busy_machine_is_measured_again_until_it_is_quiet() -> None:
    bursts = np.random.default_rng(3).uniform(1.0, 4.0, 1000)
    machine = Machine(lambda now_ms: bursts[int(now_ms) % 1000] if now_ms < 900 else 1.0)
    timings = race([machine.runtime("a", 10), machine.runtime("b", 9.5)], clock_ns=machine.clock_ns)
    assert [timing.least_ms for timing in timings] == [10, 9.5]
    assert all(timing.spread == 0 for timing in timings)
    assert machine.order.count("a") > 24


def test_a_machine_that_stays_busy_ends_the_race_with_a_large_spread() -> None:
    bursts = np.random.default_rng(5).uniform(1.0, 4.0, 1000)
    machine = Machine(lambda now_ms: bursts[int(now_ms) % 1000])
    timings = race(
        [machine.runtime("a", 10), machine.runtime("b", 7)], rounds=8, clock_ns=machine.clock_ns
    )
    assert machine.order.count("a") == MOST_PASSES * 8 * 3
    assert not any(timing.is_quiet for timing in timings)
    assert fastest(timings, [True, True]) == 1


@pytest.mark.parametrize(
    ("least_ms", "single", "incumbent", "expected"),
    [
        ((10.0,), "1", None, 0),
        ((10.0, 9.5), "11", None, 1),
        ((10.0, 10.0), "11", None, 0),
        ((10.0, 9.5), "11", 0, 0),  # noise does not replace what is in use
        ((10.0, 8.9), "11", 0, 1),
        ((9.0, 10.0), "11", 1, 1),
        ((10.0, 9.5), "10", None, 0),  # half precision must be clearly faster
        ((10.0, 8.5, 8.0), "100", None, 2),
        ((9.5, 10.0), "01", None, 1),
        ((10.0, 9.5), "10", 1, 1),
        ((10.0, 9.5), "00", None, 1),
    ],
)
def test_the_fastest_is_chosen_and_small_gains_change_nothing(
    least_ms: tuple[float, ...], single: str, incumbent: int | None, expected: int
) -> None:
    timings = [Timing((least, 2 * least)) for least in least_ms]
    assert fastest(timings, [each == "1" for each in single], incumbent) == expected
