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
