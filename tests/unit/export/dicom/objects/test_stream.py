"""Streams in DICOM videos: what they are by their parameter sets, and splitting at key frames."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from hysteroview.exam.files.medium import PLAIN
from hysteroview.export.dicom.objects.avc import read_parameters, read_sps
from hysteroview.export.dicom.objects.bits import Bits, with_prevention, without_prevention
from hysteroview.export.dicom.objects.stream import (
    StreamFacts,
    count_frames,
    facts_of,
    write_parts,
)


def write(
    path: Path, *, codec: str = "libx264", rate: Fraction = Fraction(25), frames: int = 60,
    size: tuple[int, int] = (128, 96), pixels: str = "yuv420p", **options: str,
) -> Path:  # fmt: skip
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, options={"g": "10", **options})
        stream.width, stream.height, stream.pix_fmt = *size, pixels
        for number in range(frames):
            gray = np.full((size[1], size[0], 3), 40 + number * 3 % 200, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(gray, format="rgb24")))
        container.mux(stream.encode(None))
    return path


def facts(path: Path) -> StreamFacts | None:
    return facts_of(lambda: PLAIN.play(path))


def pictures(*paths: Path) -> list[np.ndarray]:
    found = []
    for path in paths:
        with av.open(str(path)) as container:
            found += [each.to_ndarray(format="yuv420p") for each in container.decode(video=0)]
    return found


@pytest.mark.parametrize("profile", ["baseline", "main", "high"])
def test_smaller_profiles_are_said_to_be_high_and_keep_their_pictures(
    profile: str, tmp_path: Path
) -> None:
    source = write(tmp_path / "in.mp4", profile=profile)
    known = facts(source)
    assert known is not None
    assert known.level == 41
    (part,) = write_parts(lambda: PLAIN.play(source), known, tmp_path / "out", 1 << 30)
    with av.open(str(part.path)) as container:
        stream = container.streams.video[0]
        assert stream.profile == "High"
        record = bytes(stream.codec_context.extradata)
        assert [each.profile for each in read_parameters(record).sets] == [100]
    before, after = pictures(source), pictures(part.path)
    assert len(before) == len(after) == 60
    assert all(map(np.array_equal, before, after))


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({"rate": Fraction(30)}, 41),
        ({"size": (1920, 1080), "rate": Fraction(30), "frames": 3}, 41),
        ({"size": (1920, 1080), "rate": Fraction(60), "frames": 3}, 42),
        ({"size": (1280, 720), "rate": Fraction(60), "frames": 3}, 41),
    ],
)
def test_the_syntax_follows_size_and_rate(changes: dict, level: int, tmp_path: Path) -> None:
    known = facts(write(tmp_path / "in.mp4", preset="ultrafast", **changes))
    assert known is not None
    assert known.level == level


@pytest.mark.parametrize(
    "changes",
    [
        {"profile": "high10", "pixels": "yuv420p10le"},
        {"profile": "high422", "pixels": "yuv422p"},
        {"codec": "mpeg4"},
        {"codec": "libx265", "frames": 12, "x265-params": "log-level=none"},
        {"size": (2048, 1200), "frames": 2, "preset": "ultrafast"},
        {"level": "5.1"},
    ],
)
def test_what_no_syntax_holds_has_to_be_encoded_again(changes: dict, tmp_path: Path) -> None:
    assert facts(write(tmp_path / "in.mp4", **changes)) is None


def test_a_level_that_is_too_low_is_corrected(tmp_path: Path) -> None:
    """Encoders may be told any level; what counts is what the pictures need."""
    source = write(
        tmp_path / "in.mp4", size=(1920, 1080), rate=Fraction(60), frames=3, level="3.0",
        preset="ultrafast",
    )  # fmt: skip
    known = facts(source)
    assert known is not None
    (part,) = write_parts(lambda: PLAIN.play(source), known, tmp_path / "out", 1 << 30)
    with av.open(str(part.path)) as container:
        record = bytes(container.streams.video[0].codec_context.extradata)
    assert read_parameters(record).sets[0].level == 42


def test_a_long_stream_is_split_at_key_frames(tmp_path: Path) -> None:
    source = write(tmp_path / "in.mp4", bf="2")
    known = facts(source)
    assert known is not None
    most = 1 << 14 | 4000
    parts = list(write_parts(lambda: PLAIN.play(source), known, tmp_path / "out", most))
    assert len(parts) > 1
    assert all(each.path.stat().st_size <= most for each in parts)
    before, after = pictures(source), pictures(*(each.path for each in parts))
    assert len(before) == len(after)
    assert all(map(np.array_equal, before, after))
    assert [each.start_ns for each in parts] == sorted(each.start_ns for each in parts)
    assert count_frames(parts[0].path, 10, lambda _: None) == len(parts[0].times_ns)


@pytest.mark.parametrize("rate", [Fraction(30000, 1001), Fraction(25), Fraction(12)])
def test_the_interval_is_that_of_the_rate(rate: Fraction, tmp_path: Path) -> None:
    known = facts(write(tmp_path / "in.mp4", rate=rate, frames=20))
    assert known is not None
    assert known.interval_s == 1 / rate


def test_nothing_else_is_in_the_files(tmp_path: Path) -> None:
    source = tmp_path / "named.mp4"
    write(tmp_path / "in.mp4")
    with av.open(str(tmp_path / "in.mp4")) as given, av.open(str(source), "w") as taken:
        taken.metadata.update({"title": "Weiss^Annegret", "comment": "0047110"})
        stream = taken.add_stream_from_template(given.streams.video[0])
        for packet in given.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                taken.mux(packet)
    known = facts(source)
    assert known is not None
    (part,) = write_parts(lambda: PLAIN.play(source), known, tmp_path / "out", 1 << 30)
    assert b"Weiss" in source.read_bytes()
    assert b"Weiss" not in part.path.read_bytes()


def test_bits_are_read_and_inserted() -> None:
    payload = b"\x00\x00\x01\x00\x00\x00\x00\x03\x07"
    assert without_prevention(with_prevention(payload)) == payload
    bits = Bits(b"\xa6\x42")  # 1 010 011 00100 0010
    assert [bits.unsigned() for _ in range(4)] == [0, 1, 2, 3]
    with pytest.raises(ValueError, match="incomplete"):
        bits.take(9)
    assert Bits(b"\xf0\x80").insert(4, "01") == b"\xf4\x20"


def test_damaged_parameter_sets_are_refused() -> None:
    for record in (b"", b"\x01\x42", b"\x01\x42\xc0\x1e\xff\xe1\x00\x40\x67", b"\0" * 40):
        with pytest.raises(ValueError, match="parameter set"):
            read_parameters(record)
    with pytest.raises(ValueError, match="parameter set"):
        read_sps(b"\x67\x42\xc0\x1e\x00")
