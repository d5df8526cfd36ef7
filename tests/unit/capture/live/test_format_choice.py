"""The format that is offered first, by rate, size and compression."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from hysteroview.capture.live.devices import Device
from hysteroview.capture.live.format_choice import ranked, reason
from hysteroview.capture.live.v4l2 import CameraFormat
from hysteroview.cli.sources import sources


def made(fourcc: str, width: int, height: int, *rates: int) -> CameraFormat:
    return CameraFormat(fourcc, width, height, tuple(map(Fraction, rates)))


MJPG60, YUYV20 = made("MJPG", 1920, 1080, 60, 30), made("YUYV", 1920, 1080, 20)


def test_compressed_at_60_is_better_than_uncompressed_at_20() -> None:
    found = ranked([YUYV20, MJPG60])
    assert found == (MJPG60, YUYV20)
    assert reason(found) == (
        "1920 × 1080 is sent at 60 frames per second with compression (MJPG), without it only at "
        "20."
    )


def test_uncompressed_is_better_at_almost_the_same_rate() -> None:
    found = ranked([MJPG60, made("YUYV", 1920, 1080, 50)])
    assert found[0].fourcc == "YUYV"
    assert reason(found) == "1920 × 1080 is sent without compression at 50 frames per second."


def test_the_largest_picture_is_not_the_best_if_it_is_slow() -> None:
    found = ranked([made("YUYV", 3840, 2160, 5), made("YUYV", 720, 576, 25), MJPG60])
    assert found[0] == MJPG60
    assert reason(found) == "1920 × 1080 is sent only compressed (MJPG)."


def test_a_driver_that_lists_no_rates() -> None:
    found = ranked([made("YUYV", 720, 576), made("YUYV", 1920, 1080)])
    assert found[0].width_px == 1920
    assert reason([]) == ""


def test_the_list_of_sources_says_why_the_first_format_is_the_best(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    device = Device("HDMI Capture", "camera:/dev/video0", ranked([MJPG60, YUYV20]))
    monkeypatch.setattr("hysteroview.capture.live.devices.list_devices", lambda: (device,))
    listed = CliRunner().invoke(sources).output
    assert "MJPG  1920 × 1080" in listed.splitlines()[2]
    assert reason(device.formats) in listed
    assert json.loads(CliRunner().invoke(sources, ["--json"]).output)["devices"][0]["best"]
