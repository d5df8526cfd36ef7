"""A smoothed heatmap is an average over seconds that never carries one thing into another."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hysteroview.core.types import Box, Evidence, FieldOfView
from hysteroview.imaging.overlay.map_smoothing import MapSmoother

BOX = Box(0, 0, 224, 224)


def evidence(level: float, box: Box = BOX) -> Evidence:
    return Evidence(np.full((7, 7), level, np.float32), 0.8, FieldOfView(box), box)


def level(smoothed: Evidence) -> float:
    return float(smoothed.class_map.mean())


@pytest.mark.parametrize("rate_hz", [5, 30, 60])
def test_it_counts_in_seconds_and_not_in_frames(rate_hz: int) -> None:
    smoother = MapSmoother(0.4)
    smoother.smooth(evidence(0.0), "EC", 0)
    steps = round(0.4 * rate_hz)
    for step in range(1, steps + 1):
        last = smoother.smooth(evidence(1.0), "EC", round(step * 0.4e9 / steps))
    assert level(last) == pytest.approx(1 - np.exp(-1), abs=1e-3)
    assert last.probability == 0.8


@given(st.lists(st.floats(-5, 5, width=32), min_size=1, max_size=20), st.floats(0.05, 2))
def test_it_stays_between_what_was_seen(levels: list[float], time_constant_s: float) -> None:
    smoother = MapSmoother(time_constant_s)
    for index, each in enumerate(levels):
        shown = level(smoother.smooth(evidence(each), "EC", index * 40_000_000))
        seen = levels[: index + 1]
        assert min(seen) - 1e-3 <= shown <= max(seen) + 1e-3


def test_it_restarts_with_another_class_view_or_time() -> None:
    def after(**other: object) -> float:
        smoother = MapSmoother(1.0)
        smoother.smooth(evidence(0.0), "EC", 10**9)
        now = {"code": "EC", "pts_ns": 10**9 + 40_000_000, "seen": evidence(1.0)} | other
        return level(smoother.smooth(now["seen"], now["code"], now["pts_ns"]))

    assert after() < 0.1
    assert after(code="EP") == 1.0
    assert after(seen=evidence(1.0, Box(8, 0, 224, 224))) == 1.0
    assert after(pts_ns=0) == 1.0
    assert after(pts_ns=3 * 10**9) == 1.0
    wider = replace(evidence(1.0), class_map=np.ones((8, 8), np.float32))
    assert after(seen=wider) == 1.0


def test_without_a_time_constant_nothing_is_averaged_and_a_reset_forgets() -> None:
    assert level(MapSmoother().smooth(evidence(1.0), "EC", 1)) == 1.0
    smoother = MapSmoother(1.0)
    smoother.smooth(evidence(0.0), "EC", 0)
    smoother.reset()
    assert level(smoother.smooth(evidence(1.0), "EC", 1)) == 1.0
