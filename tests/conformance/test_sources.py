"""Requirements on every source."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from clips import picture, write_clip
from hysteroview.capture.opening import open_source
from hysteroview.capture.source import VideoSource

ENOUGH = 5


def _film(folder: Path) -> str:
    write_clip(folder / "film.mp4")
    return str(folder / "film.mp4")


def _interlaced(folder: Path) -> str:
    write_clip(folder / "film.mpg", codec="mpeg2video", options={"flags": "+ildct+ilme"})
    return str(folder / "film.mpg")


def _folder(folder: Path) -> str:
    for index in range(ENOUGH):
        cv2.imwrite(str(folder / f"{index}.png"), picture(index))
    return str(folder)


def _still(folder: Path) -> str:
    cv2.imwrite(str(folder / "still.jpg"), picture(0))
    return str(folder / "still.jpg")


def _phantom(folder: Path) -> str:
    return "phantom:?seed=7&lesion=EP&size=64x64&fps=30"


KINDS = [_film, _interlaced, _folder, _still, _phantom]


@pytest.fixture(params=KINDS, ids=lambda make: make.__name__.strip("_"))
def location(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    make: Callable[[Path], str] = request.param
    return make(tmp_path)


@pytest.fixture
def source(location: str) -> Iterator[VideoSource]:
    opened = open_source(location)
    yield opened
    opened.close()


def test_the_source_says_what_it_is(source: VideoSource, location: str) -> None:
    info = source.info
    assert info.name
    assert "/" not in info.name
    assert info.width_px > 0
    assert info.height_px > 0
    assert info.codec
    assert info.pixel_aspect == 1
    assert info.is_synthetic is location.startswith("phantom")
    assert source.damage is None


def test_frames_are_read_only_bgra_in_order(source: VideoSource) -> None:
    count = 1 if source.info.frame_count == 1 else ENOUGH
    frames = []
    for _ in range(count):
        frame = source.read()
        assert frame is not None
        frames.append(frame)
    for index, frame in enumerate(frames):
        assert frame.index == index
        assert frame.pixels.shape == (source.info.height_px, source.info.width_px, 4)
        assert frame.pixels.dtype == np.uint8
        assert not frame.pixels.flags.writeable
        assert (frame.pixels[..., 3] == 255).all()
    times = [frame.pts_ns for frame in frames]
    captured = [frame.captured_ns for frame in frames]
    assert times == sorted(set(times))
    assert captured == sorted(captured)


def test_a_frame_outlives_its_source(source: VideoSource) -> None:
    first = source.read()
    assert first is not None
    before = first.pixels.copy()
    for _ in range(3):
        source.read()
    source.close()
    assert (first.pixels == before).all()


def test_it_ends_and_stays_ended(source: VideoSource) -> None:
    if source.info.is_live:
        source.close()
    else:
        count = 0
        while source.read() is not None:
            count += 1
        assert source.info.frame_count is not None
        assert count >= source.info.frame_count
    assert source.read() is None
    assert source.read() is None


def test_it_can_be_closed_at_any_time_and_twice(location: str) -> None:
    before = threading.active_count()
    opened = open_source(location)
    opened.read()
    opened.close()
    opened.close()
    assert opened.read() is None
    assert threading.active_count() == before
