"""The pixel aspect of a picture is its own, also where a recording changes from 4:3 to 16:9."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from clips import GREEN, RED, write_clip
from hysteroview.capture.files.pyav import open_source
from hysteroview.capture.source import seekable
from hysteroview.core.types import Frame

NARROW, WIDE = Fraction(16, 15), Fraction(64, 45)  # 4:3 and 16:9 in 720 × 576 and its quarter
KINDS: dict[str, tuple[str, dict[str, str]]] = {
    "without B-frames.mpg": ("mpeg2video", {"bf": "0", "g": "6"}),
    "with B-frames.mpg": ("mpeg2video", {"bf": "2", "g": "6"}),
    "h264.ts": ("libx264", {"bf": "2", "g": "6", "x264-params": "open-gop=0"}),
    "intra.ts": ("libx264", {"g": "1"}),
    "interlaced.mpg": ("mpeg2video", {"bf": "2", "g": "6", "flags": "+ildct+ilme"}),
}


def joined(path: Path, codec: str, options: dict[str, str]) -> None:
    """Write two recordings one after the other into a file, as a recorder does."""
    content = b""
    for number, (aspect, color) in enumerate(((NARROW, RED), (WIDE, GREEN))):
        part = path.with_name(f"{number}{path.suffix}")
        write_clip(
            part, codec=codec, options=options, size=(180, 144), frames=20, aspect=aspect,
            color=color, time_base=Fraction(1, 25),
        )  # fmt: skip
        content += part.read_bytes()
    path.write_bytes(content)


def is_true(frame: Frame) -> bool:
    """Whether a frame of the red part is narrow, and one of the green part wide."""
    is_green = frame.pixels[130, 170, 1] > frame.pixels[130, 170, 2]
    return frame.pixel_aspect == (WIDE if is_green else NARROW)


@pytest.mark.parametrize("name", KINDS)
def test_a_change_of_aspect_in_mid_recording_is_seen_at_its_picture(
    name: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    joined(path, *KINDS[name])
    source = open_source(str(path))
    frames = list(iter(source.read, None))
    assert {frame.pixel_aspect for frame in frames} == {NARROW, WIDE}
    assert len(frames) >= 38
    assert [frame.index for frame in frames if not is_true(frame)] == []
    assert source.info.pixel_aspect == WIDE
    sought = seekable(source)
    for index in (3, 30, 19, 22, 1, 20):
        sought.seek(frames[index].pts_ns)
        frame = sought.read()
        assert frame is not None
        assert frame.pixel_aspect == frames[index].pixel_aspect, index
    source.close()
