"""Headers of H.264 are read as the encoder wrote them; what is cut off is not read."""

from __future__ import annotations

from pathlib import Path

import pytest

from hysteroview.capture.decode.bitstream import (
    PictureHeaderReader,
    UnitSplitter,
    by_start_code,
    is_slice,
)
from numbered import Recipe, packets_of, write_numbered

LOG = "log-level=none:scenecut=0"
KINDS = {
    "high.ts": Recipe(options={"g": "12", "bf": "2", "x264-params": LOG}),
    "high.mp4": Recipe(options={"g": "12", "bf": "2", "x264-params": LOG}),
    "baseline.mkv": Recipe(options={"g": "12", "profile": "baseline", "x264-params": LOG}),
    "4:4:4.mp4": Recipe(pix_fmt="yuv444p", options={"g": "12", "bf": "0", "x264-params": LOG}),
    "matrices.ts": Recipe(options={"g": "12", "bf": "0", "x264-params": f"{LOG}:cqm=jvt"}),
    "fields.ts": Recipe(options={"g": "12", "bf": "2", "x264-params": f"{LOG}:interlaced=1"}),
}


def packets_in(path: Path, recipe: Recipe) -> tuple[list[tuple[bytes, bool]], bytes]:
    """Write a clip; return its packets, each with whether it is a key frame, and the extradata."""
    write_numbered(path, recipe)
    packets, stream = packets_of(path)
    found = [(bytes(packet), packet.is_keyframe) for packet in packets]
    header = bytes(stream.codec_context.extradata or b"")
    stream.container.close()
    return found, header


@pytest.mark.parametrize("name", KINDS)
def test_numbers_of_pictures_are_read_without_a_gap(name: str, tmp_path: Path) -> None:
    packets, extradata = packets_in(tmp_path / name, KINDS[name])
    reader = PictureHeaderReader(extradata)
    before = None
    for content, is_key in packets:
        header = reader.read(content)
        assert header is not None
        assert header.is_idr == is_key
        assert header.recovery is None
        if is_key:
            assert header.frame_number == 0
        elif before is not None:
            assert (header.frame_number - before) % header.numbers == 1
        before = header.frame_number if header.is_reference else before


def test_a_gradual_refresh_says_how_long_it_takes(tmp_path: Path) -> None:
    refresh = f"{LOG}:intra-refresh=1:keyint=10:bframes=0"
    packets, extradata = packets_in(tmp_path / "a.ts", Recipe(options={"x264-params": refresh}))
    reader = PictureHeaderReader(extradata)
    headers = [reader.read(content) for content, _ in packets]
    gradual = [at for at, header in enumerate(headers) if header and header.is_gradual]
    assert gradual == [at for at, (_, is_key) in enumerate(packets) if is_key][1:]
    recovery = headers[gradual[0]].recovery
    assert recovery is not None
    assert 1 <= recovery <= 10


def test_units_are_the_same_with_start_codes_and_with_lengths(tmp_path: Path) -> None:
    packets, extradata = packets_in(tmp_path / "a.mp4", KINDS["high.mp4"])
    splitter = UnitSplitter("h264", extradata)
    units = [content[unit.start : unit.end] for content, _ in packets
             for unit in splitter.split(content)]  # fmt: skip
    joined = b"".join(b"\0\0\1" + unit for unit in units)
    assert [joined[unit.start : unit.end] for unit in by_start_code(joined)] == units
    assert sum(is_slice("h264", unit[0]) for unit in units) == len(packets)


def test_what_is_cut_off_or_unknown_has_no_header(tmp_path: Path) -> None:
    packets, extradata = packets_in(tmp_path / "a.ts", KINDS["high.ts"])
    first = packets[0][0]
    slices = [unit for unit in by_start_code(first) if is_slice("h264", first[unit.start])]
    assert PictureHeaderReader(b"").read(packets[1][0]) is None
    assert PictureHeaderReader(extradata).read(first[: slices[0].start + 1]) is None
    assert PictureHeaderReader(b"").read(b"") is None
    for cut in range(len(first)):
        PictureHeaderReader(b"").read(first[:cut])
