"""After a part that cannot be read, pictures have the times of the recording again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hysteroview.capture.files.pyav import open_source
from hysteroview.core.types import Frame
from numbered import Recipe, packets_of, paint, read_number, write_numbered

_X264 = "scenecut=0:log-level=none"
FIELDS = {"g": "12", "bf": "2", "x264-params": f"interlaced=1:tff=1:{_X264}"}
CLOSED = {"g": "12", "bf": "3", "x264-params": _X264}
RECIPES = {
    "fields.mp4": Recipe(options=FIELDS),
    "film.mp4": Recipe(options=CLOSED),
    "film.flv": Recipe(options=CLOSED),
    "film.ts": Recipe(options=CLOSED),
}


def read_all(path: Path) -> list[Frame]:
    source = open_source(str(path))
    try:
        return list(iter(source.read, None))
    finally:
        source.close()


def is_whole(frame: Frame) -> bool:
    """Whether a picture is the one whose number it carries, and not a mixture of others."""
    truth = paint(read_number(frame.pixels))[..., ::-1].astype(int)
    return float(np.abs(frame.pixels[..., :3] - truth).mean()) < 9


@pytest.mark.parametrize("name", RECIPES)
def test_pictures_behind_a_part_that_cannot_be_read_have_their_own_times(
    name: str, tmp_path: Path
) -> None:
    """A damaged picture comes out long before its turn, with a time that is far ahead."""
    path = tmp_path / name
    write_numbered(path, RECIPES[name])
    own = {read_number(frame.pixels): frame.pts_ns for frame in read_all(path)}
    packets, stream = packets_of(path)
    places = [packet.pos for packet in packets]
    stream.container.close()
    content = path.read_bytes()
    for first in range(6, 13):
        begin, end = places[first] + 40, places[42] + 100
        path.write_bytes(content[:begin] + bytes(end - begin) + content[end:])
        frames = [frame for frame in read_all(path) if not frame.is_suspect and is_whole(frame)]
        late = [frame for frame in frames if read_number(frame.pixels) >= 48]
        assert len(late) >= 10, "behind the next key frame"
        for frame in late:
            error_ns = frame.pts_ns - own[read_number(frame.pixels)]
            assert abs(error_ns) < 1_000_000, f"{first}: {error_ns / 1e9} s"


AVI = {
    "mjpeg.avi": Recipe("mjpeg", "yuvj422p"),
    "mpeg4 b frames.avi": Recipe("mpeg4", options={"g": "12", "bf": "2", "qscale": "4"}),
    "h264 b frames.avi": Recipe(options=CLOSED),
}


@pytest.mark.parametrize("name", AVI)
def test_behind_a_part_of_an_avi_that_cannot_be_read_the_index_knows_the_times(
    name: str, tmp_path: Path
) -> None:
    """AVI packets have no times: whoever counts them is too early by those that are missing."""
    path = tmp_path / name
    write_numbered(path, AVI[name])
    own = {read_number(frame.pixels): frame.pts_ns for frame in read_all(path)}
    packets, stream = packets_of(path)
    begin, end = (packets[number].pos - 8 for number in (14, 22))
    stream.container.close()
    content = path.read_bytes()
    path.write_bytes(content[:begin] + bytes(end - begin) + content[end:])
    late = [frame for frame in read_all(path) if read_number(frame.pixels) >= 24]
    assert [read_number(frame.pixels) for frame in late] == [*range(24, 60)]
    assert [frame.pts_ns for frame in late] == [own[number] for number in range(24, 60)]
    source = open_source(str(path))
    source.seek(own[40])
    sought = source.read()
    source.close()
    assert sought is not None
    assert (read_number(sought.pixels), sought.pts_ns) == (40, own[40])
