"""The rate that a camera really sends, against the one that its driver declares."""

from __future__ import annotations

from fractions import Fraction
from itertools import count
from types import SimpleNamespace

import pytest

from cameras import Capture, FakeCamera
from hysteroview.capture.live import camera
from hysteroview.capture.live.camera import CameraLocation, connect
from hysteroview.capture.live.measured_rate import MeasuredRate
from hysteroview.core.types import NS_PER_S


def measured(declared: Fraction | None, sent_hz: float, seconds: float = 4.0) -> MeasuredRate:
    rate = MeasuredRate(declared)
    for number in range(round(seconds * sent_hz) + 1):
        rate.add(round(number * NS_PER_S / sent_hz))
    return rate


def test_a_camera_that_sends_less_than_it_declares_is_noticed() -> None:
    rate = measured(Fraction(60), 20)
    assert rate.actual == 20
    assert rate.notice == ("The camera sends 20 frames per second, not 60 as its driver declares.")


@pytest.mark.parametrize("sent_hz", [58, 59.94, 61])
def test_a_rate_as_declared_stays_as_declared(sent_hz: float) -> None:
    rate = measured(Fraction(60), sent_hz)
    assert (rate.actual, rate.notice) == (60, "")


def test_a_rate_that_is_not_declared_or_higher_is_shown_without_a_notice() -> None:
    assert (measured(None, 25).actual, measured(None, 25).notice) == (25, "")
    assert (measured(Fraction(25), 50).actual, measured(Fraction(25), 50).notice) == (50, "")


def test_before_three_seconds_the_declared_rate_is_shown() -> None:
    rate = measured(Fraction(60), 20, seconds=3.4)
    assert (rate.actual, rate.notice) == (60, "")


def test_frames_that_the_driver_had_buffered_do_not_count() -> None:
    rate = MeasuredRate(Fraction(30))
    for _ in range(20):
        rate.add(0)
    for number in range(1, 120):
        rate.add(round(number * NS_PER_S / 15))
    assert rate.actual == 15


def test_a_rate_that_falls_later_is_noticed_and_one_that_recovers_too() -> None:
    rate, now_ns = MeasuredRate(Fraction(30)), 0
    expected = [(30, ""), (15, "sends 15"), (30, "")]
    for hz, words in expected:
        for _ in range(8 * hz):
            now_ns += round(NS_PER_S / hz)
            rate.add(now_ns)
        assert rate.actual == hz
        assert words in rate.notice
        assert bool(words) == bool(rate.notice)


def test_the_source_shows_the_measured_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    now_ns = count(0, NS_PER_S // 20)
    clock = SimpleNamespace(monotonic_ns=lambda: next(now_ns))
    monkeypatch.setattr(camera, "time", clock)
    sender = Capture(FakeCamera("Card", "usb-1", "", 90, interval_s=0.0), declared_hz=60.0)
    source = connect(CameraLocation(0), lambda _device, _backend: sender, "linux")
    assert (source.info.fps, source.damage) == (60, None)
    for _ in range(100):
        source.read()
    assert source.info.fps == 20
    assert source.damage is not None
    assert "20 frames per second, not 60" in source.damage
    source.close()
