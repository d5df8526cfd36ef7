"""The log contains the latency of results by the minute."""

from __future__ import annotations

from hysteroview.core.types import NS_PER_S
from hysteroview.pipeline.live.latency_minutes import LatencyMinutes

MS = 1_000_000


def test_a_minute_is_reported_when_it_is_over() -> None:
    meter = LatencyMinutes(0)
    told = []
    for tick in range(130):  # one result a second, each 1 ms later than the one before
        now_ns = tick * NS_PER_S
        told.append(meter.add(now_ns - tick * MS, now_ns))
    minutes = [figures for figures in told if figures]
    assert [told.index(figures) for figures in minutes] == [60, 120]
    assert minutes[0]["results"] == minutes[1]["results"] == 60
    assert minutes[0]["p50_ms"] == 29.5
    assert (minutes[0]["most_ms"], minutes[1]["most_ms"]) == (59.0, 119.0)
    assert meter.take() == {
        "p50_ms": 124.5, "p95_ms": 128.55, "p99_ms": 128.91, "most_ms": 129.0, "results": 10
    }  # fmt: skip
    assert meter.take() is None


def test_minutes_without_results_are_silent() -> None:
    meter = LatencyMinutes(0)
    meter.add(0, 1)
    late_ns = 10 * 60 * NS_PER_S
    first = meter.add(late_ns - MS, late_ns)
    assert first is not None
    assert first["results"] == 1
    assert meter.add(late_ns, late_ns + NS_PER_S) is None
