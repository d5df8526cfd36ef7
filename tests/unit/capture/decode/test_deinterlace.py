"""What the filter makes of a frame depends on the frame and its neighbors only."""

from __future__ import annotations

import random
from pathlib import Path

import av
import pytest

from hysteroview.capture.decode.deinterlace import Deinterlacer, TimedPicture
from hysteroview.capture.decode.picture import UPRIGHT
from numbered import Recipe, write_numbered

FRAMES = 24


def decode(path: Path) -> list[av.VideoFrame]:
    with av.open(str(path)) as container:
        return list(container.decode(video=0))


@pytest.fixture
def clips(tmp_path: Path) -> tuple[Path, Path]:
    """The same frames, coded as interlaced ones and as progressive ones."""
    interlaced, progressive = tmp_path / "interlaced.ts", tmp_path / "progressive.ts"
    fields = {"flags": "+ildct+ilme"}
    write_numbered(interlaced, Recipe("mpeg2video", frames=FRAMES, options=fields))
    write_numbered(progressive, Recipe("mpeg2video", frames=FRAMES))
    return interlaced, progressive


def filtered(clips: tuple[Path, Path], kinds: list[bool], start: int) -> dict[int, bytes]:
    """Filter frames of both kinds from one of them on; pixels by number."""
    interlaced, progressive = (decode(path) for path in clips)
    deinterlacer, found = Deinterlacer(), {}
    ready: list[TimedPicture] = []
    for number in range(start, FRAMES):
        frame = (interlaced if kinds[number] else progressive)[number]
        ready += deinterlacer.push(TimedPicture(frame, 1000 + number, UPRIGHT, number))
    for picture in [*ready, *deinterlacer.drain()]:
        assert picture.number is not None
        assert picture.pts_ns == 1000 + picture.number
        found[picture.number] = picture.frame.to_ndarray().tobytes()
    assert list(found) == list(range(start, FRAMES))
    return found


@pytest.mark.parametrize("seed", range(4))
def test_beginning_one_frame_earlier_gives_the_same(seed: int, clips: tuple[Path, Path]) -> None:
    chance = random.Random(seed)
    kinds: list[bool] = []
    while len(kinds) < FRAMES:
        kinds += [chance.random() < 0.6] * chance.randrange(1, 5)
    straight = filtered(clips, kinds, 0)
    for start in range(1, FRAMES - 1):
        found = filtered(clips, kinds, start)
        del found[start]
        assert all(found[number] == straight[number] for number in found)


def test_beginning_at_an_interlaced_frame_does_not(clips: tuple[Path, Path]) -> None:
    """Else the frame before would not be needed."""
    kinds = [True] * FRAMES
    assert filtered(clips, kinds, 5)[5] != filtered(clips, kinds, 0)[5]
