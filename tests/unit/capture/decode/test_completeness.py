"""A picture of which bytes are missing is found out, although the decoder does not notice."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from hysteroview.capture.decode.completeness import is_complete
from numbered import Recipe, packets_of, write_numbered

RECIPES = {
    "h264": Recipe(frames=8, options={"bf": "0", "x264-params": "log-level=none"}, size=(320, 240)),
    "hevc": Recipe("libx265", frames=8, options={"x265-params": "log-level=none:bframes=0"},
                   size=(320, 240)),
}  # fmt: skip
TORN_BYTES = 184  # of a transport packet


@pytest.mark.parametrize("codec", RECIPES)
def test_whole_pictures_are_complete_and_torn_ones_are_not(codec: str, tmp_path: Path) -> None:
    write_numbered(tmp_path / "film.ts", RECIPES[codec])
    packets, stream = packets_of(tmp_path / "film.ts")
    contents = [bytes(packet) for packet in packets]
    stream.container.close()
    chance = random.Random(1)
    for last in range(4):
        group = contents[: last + 1]
        assert is_complete(codec, group) is True
        content = group[-1]
        if len(content) > 2 * TORN_BYTES:
            place = chance.randrange(120, len(content) - TORN_BYTES)
            torn = content[:place] + content[place + TORN_BYTES :]
            assert is_complete(codec, [*group[:-1], torn]) is False


def test_of_other_codecs_and_without_slices_nothing_can_be_told() -> None:
    assert is_complete("mpeg2video", [b"\0\0\1\0"]) is None
    assert is_complete("h264", [b""]) is None
