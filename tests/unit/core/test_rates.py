"""Throttle and rate meter, with the time passed in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hysteroview.core.rates import RateMeter, Throttle
from hysteroview.core.types import NS_PER_S


def passed(rate_hz: float | None, fps: float, seconds: float, jitter_ns: int = 0) -> int:
    throttle = Throttle(rate_hz)
    times = (
        round(index * NS_PER_S / fps) + (jitter_ns if index % 2 else 0)
        for index in range(round(fps * seconds))
    )
    return sum(throttle.is_due(now_ns) for now_ns in times)


@pytest.mark.parametrize(("rate_hz", "expected"), [(None, 300), (15, 150), (10, 100), (2, 20)])
def test_throttle_keeps_the_rate(rate_hz: float | None, expected: int) -> None:
    assert passed(rate_hz, fps=30, seconds=10) == pytest.approx(expected, abs=1)


def test_jitter_does_not_add_up() -> None:
    assert passed(15, fps=30, seconds=10, jitter_ns=1_500_000) == pytest.approx(150, abs=2)


@given(st.lists(st.integers(0, 10 * NS_PER_S), min_size=1, max_size=200), st.floats(0.5, 100))
def test_throttle_never_exceeds_the_rate(times_ns: list[int], rate_hz: float) -> None:
    times_ns.sort()
    throttle = Throttle(rate_hz)
    due = [now_ns for now_ns in times_ns if throttle.is_due(now_ns)]
    seconds = (times_ns[-1] - times_ns[0]) / NS_PER_S
    assert due[0] == times_ns[0]
    assert len(due) <= seconds * rate_hz * 1.06 + 2


def test_a_clock_set_back_does_not_silence() -> None:
    throttle = Throttle(10)
    assert throttle.is_due(100 * NS_PER_S)
    assert throttle.is_due(0)


def test_rate_is_refused_at_zero() -> None:
    with pytest.raises(ValueError, match="positive"):
        Throttle(0)


def test_meter_measures_and_forgets() -> None:
    meter = RateMeter(window_s=2)
    assert meter.rate_hz(0) == 0
    for index in range(120):
        meter.tick(index * NS_PER_S // 30)
    now_ns = 119 * NS_PER_S // 30
    assert meter.rate_hz(now_ns) == pytest.approx(30, rel=0.02)
    assert meter.rate_hz(now_ns + NS_PER_S) < 25
    assert meter.rate_hz(now_ns + 5 * NS_PER_S) == 0
