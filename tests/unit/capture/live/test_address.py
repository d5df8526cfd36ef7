"""Network addresses: accepted forms, and what of them is shown."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from clips import picture, write_clip
from hysteroview.capture.live.address import parse_address
from hysteroview.capture.thumbnail import HEIGHT_PX, WIDTH_PX, thumbnail
from hysteroview.core.errors import SourceError


@pytest.mark.parametrize(
    ("location", "name"),
    [
        ("rtsp://u:p@10.0.0.5/secret/live", "RTSP 10.0.0.5"),
        ("RTSP://h:8554/a", "RTSP h:8554"),
        ("udp://@239.0.0.1:5000", "UDP 239.0.0.1:5000"),
        ("srt://[::1]:9000?passphrase=geheim", "SRT [::1]:9000"),
        ("https://h/live.m3u8?token=geheim", "HTTPS h"),
    ],
)
def test_a_name_contains_only_kind_and_host(location: str, name: str) -> None:
    address = parse_address(location)
    assert address.name == name
    assert address.url == location
    assert "geheim" not in repr(address)
    assert "u:p" not in repr(address)


@pytest.mark.parametrize(
    "location",
    ["ftp://h/a", "file:///etc/passwd", "rtsp://", "udp://h", "rtsp://h:x/", "http://[bad",
     "rtsp://u:***@h/a", "rtsp://h/a#colour=x", "rtsp://h/a#color=red", "rtsp://h/a#aspect=9:7", "concat://a|b",
     "rtsp://eva:1#2@h/a", "rtsp://eva:1?2@h/a", "rtsp://eva:1/2@h/a", "rtsp://h\n/a", "rtsp://10.0.0.5/***"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(location: str) -> None:
    with pytest.raises(SourceError) as caught:
        parse_address(location)
    assert caught.value.remedy


def test_colors_are_chosen_behind_the_address() -> None:
    address = parse_address("udp://0.0.0.0:5000#color=bt601-full")
    assert address.url == "udp://0.0.0.0:5000"


def test_a_thumbnail_has_the_proportions_of_its_source(tmp_path: Path) -> None:
    write_clip(tmp_path / "film.mp4", frames=3)
    cv2.imwrite(str(tmp_path / "tall.png"), np.zeros((900, 300, 3), np.uint8))
    cv2.imwrite(str(tmp_path / "small.png"), picture(0)[:20, :40])
    shapes = []
    for name in ("film.mp4", "tall.png", "small.png"):
        small = thumbnail(str(tmp_path / name))
        assert isinstance(small, np.ndarray)
        assert small.shape[0] <= HEIGHT_PX
        assert small.shape[1] <= WIDTH_PX
        shapes.append(small.shape)
    assert shapes[1:] == [(180, 60, 4), (20, 40, 4)]


def test_why_there_is_no_thumbnail_is_a_value() -> None:
    assert isinstance(thumbnail("none.mp4"), SourceError)
    assert isinstance(thumbnail("camera:/dev/video97"), SourceError)
    assert isinstance(thumbnail("ftp://h/a"), SourceError)
