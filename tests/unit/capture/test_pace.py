"""A recording plays at its own pace; time is passed in, so that no test waits."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from hysteroview.capture.pace import Pacer
from hysteroview.core.types import NS_PER_S, Frame


class Clock:
    """A clock that the test turns; it stands in for the stop event too."""

    def __init__(self) -> None:
        self.now_ns = 5 * NS_PER_S
        self.waits: list[float] = []

    def __call__(self) -> int:
        return self.now_ns

    def wait(self, timeout: float) -> bool:
        self.waits.append(timeout)
        self.now_ns += round(timeout * NS_PER_S)
        return False


def frame(time_s: float) -> Frame:
    return Frame(0, round(time_s * NS_PER_S), 0, np.zeros((2, 2, 4), np.uint8))


def play(clock: Clock, *times_s: float) -> list[float]:
    pacer = Pacer(clock)
    return [
        pacer.pace(frame(time_s), clock).captured_ns / NS_PER_S  # type: ignore[arg-type]
        for time_s in times_s
    ]


def test_frames_come_when_they_are_due() -> None:
    assert play(Clock(), 0.5, 0.54, 0.6, 1.5) == pytest.approx([5, 5.04, 5.1, 6])


def test_small_delays_do_not_add_up() -> None:
    clock = Clock()
    pacer = Pacer(clock)
    pacer.delay_s(0)
    for index in range(1, 50):
        clock.now_ns += 10_000_000  # the reader takes 10 ms
        clock.wait(pacer.delay_s(index * 40_000_000))
    assert clock.now_ns == 5 * NS_PER_S + 49 * 40_000_000


def test_a_late_frame_is_not_waited_for() -> None:
    clock = Clock()
    pacer = Pacer(clock)
    pacer.delay_s(0)
    clock.now_ns += 300_000_000
    assert pacer.delay_s(40_000_000) == 0
    assert pacer.delay_s(400_000_000) == pytest.approx(0.1)


def test_after_a_long_stop_nothing_is_rushed() -> None:
    clock = Clock()
    pacer = Pacer(clock)
    pacer.delay_s(0)
    clock.now_ns += 60 * NS_PER_S
    assert pacer.delay_s(40_000_000) == 0
    assert pacer.delay_s(80_000_000) == pytest.approx(0.04)


def test_a_gap_in_the_timestamps_is_not_waited_out() -> None:
    clock = Clock()
    pacer = Pacer(clock)
    pacer.delay_s(0)
    assert pacer.delay_s(3600 * NS_PER_S) == 0
    assert pacer.delay_s(3600 * NS_PER_S + 40_000_000) == pytest.approx(0.04)


def test_a_recording_that_begins_again_starts_a_new_clock() -> None:
    clock = Clock()
    pacer = Pacer(clock)
    pacer.delay_s(0)
    clock.wait(pacer.delay_s(400_000_000))
    assert pacer.delay_s(0) == 0
    assert pacer.delay_s(40_000_000) == pytest.approx(0.04)


def test_a_stop_ends_the_wait() -> None:
    stop = threading.Event()
    stop.set()
    pacer = Pacer()
    pacer.pace(frame(0), stop)
    assert pacer.pace(frame(9), stop).pts_ns == 9 * NS_PER_S  # and not nine seconds later
