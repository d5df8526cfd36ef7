"""Packets from any key frame on, as they come in a straight read."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from statistics import median

import av
import pytest

from hysteroview.capture.files.container import file_on_disk
from hysteroview.capture.files.packets import PacketReader, lost_packets
from hysteroview.capture.files.pyav import open_source
from numbered import Recipe, write_field_pictures, write_numbered

CLOSED = {"g": "12", "bf": "2", "x264-params": "scenecut=0:log-level=none"}
MPEG2 = {"g": "12", "bf": "2"}
FILES = {
    "film.mp4": Recipe(options=CLOSED),
    "fragments.mp4": Recipe(options=CLOSED, muxing={"movflags": "frag_keyframe+empty_moov"}),
    "film.mkv": Recipe(options=CLOSED),
    "film.flv": Recipe(options=CLOSED),
    "film.ts": Recipe(options=CLOSED),
    "film.avi": Recipe("mpeg4", options=MPEG2),
    "film.mpg": Recipe("mpeg2video", options=MPEG2),
    "film.vob": Recipe("mpeg2video", options=MPEG2),
    "all keys.avi": Recipe("mjpeg", "yuvj422p"),
}
FRAMES = 240


@pytest.fixture(params=FILES)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    recipe = FILES[request.param]
    path = tmp_path / request.param
    write_numbered(
        path,
        Recipe(recipe.codec, recipe.pix_fmt, FRAMES, options=recipe.options, muxing=recipe.muxing),
    )
    return path


def read_all(reader: PacketReader) -> list[tuple[int, int | None, bytes]]:
    found = []
    while (numbered := reader.read()) is not None:
        found.append((numbered.number, numbered.packet.pts, bytes(numbered.packet)))
    return found


def test_any_key_packet_is_reached_without_reading_from_the_start(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also in transport and program streams, where FFmpeg finds no times."""
    reader = PacketReader(file_on_disk(path))
    straight = read_all(reader)
    assert [number for number, _, _ in straight] == list(range(FRAMES))
    assert reader.index.is_complete
    assert reader.index.keys >= FRAMES // 15
    restarts: list[None] = []
    monkeypatch.setattr(PacketReader, "restart", lambda _: restarts.append(None))
    for place in reversed(range(1, reader.index.keys)):
        reader.go_to(place)
        number = reader.index.key(place).number
        assert reader.number == number
        numbered = [reader.read() for _ in range(3)]
        expected = straight[number : number + 3]
        assert [(each.number, bytes(each.packet)) for each in numbered if each] == [
            (each[0], each[2]) for each in expected
        ]
        if not reader.index.uses_dts:
            assert [each.packet.pts for each in numbered if each] == [e[1] for e in expected]
    assert not restarts
    reader.close()


def test_ffmpeg_alone_misses_the_key_frames_of_a_transport_stream(tmp_path: Path) -> None:
    """Why the index keeps places in the file; if this fails they may be needed no longer."""
    path = tmp_path / "film.ts"
    write_numbered(path, Recipe(frames=FRAMES, options=CLOSED))
    reader = PacketReader(file_on_disk(path))
    read_all(reader)
    key = reader.index.key(5)
    reader.close()
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        container.seek(key.pts, stream=stream, backward=True)
        landed = next(packet.pts for packet in container.demux(stream) if packet.is_keyframe)
    assert landed > key.pts


def test_two_readers_fill_one_index(tmp_path: Path) -> None:
    path = tmp_path / "film.mkv"
    write_numbered(path, Recipe(options=CLOSED))
    first = PacketReader(file_on_disk(path))
    for _ in range(20):
        first.read()
    ahead = PacketReader(file_on_disk(path), first.index)
    ahead.go_to(1)
    while ahead.number < 40:
        ahead.read()
    assert len(first.index) == 40
    read_all(first)
    assert len(first.index) == 60
    assert len(read_all(ahead)) == 20
    first.close()
    ahead.close()


def test_packets_without_a_frame_are_found(tmp_path: Path) -> None:
    write_field_pictures(tmp_path / "fields.mkv", 20)
    assert len(lost_packets(file_on_disk(tmp_path / "fields.mkv"), 64)) == 20
    write_numbered(tmp_path / "film.ts", Recipe(options={**CLOSED, "bf": "3"}))
    assert lost_packets(file_on_disk(tmp_path / "film.ts"), 64) == []
    content = (tmp_path / "film.ts").read_bytes()
    (tmp_path / "cut.ts").write_bytes(content[len(content) // 376 * 188 :])
    assert lost_packets(file_on_disk(tmp_path / "cut.ts"), 64) == []


@pytest.mark.parametrize("name", ["fields.mkv", "fields.ts", "fields.mp4", "fields.mpg"])
def test_two_fields_are_one_frame_at_half_their_rate(name: str, tmp_path: Path) -> None:
    """Containers count fields that are packets of their own: 50 a second."""
    write_field_pictures(tmp_path / name, 40)
    source = open_source(str(tmp_path / name))
    frames = list(iter(source.read, None))
    info = source.info
    source.close()
    assert info.fps == 25
    assert info.frame_count in (40, 41)
    assert len(frames) == 40
    steps_ns = [after.pts_ns - before.pts_ns for before, after in pairwise(frames)]
    assert median(steps_ns) == pytest.approx(40_000_000, abs=100_000)


def test_interlaced_and_fast_video_keeps_its_rate(tmp_path: Path) -> None:
    fast = Recipe(frames=20, fps=Fraction(50), options={"bf": "0"})
    write_numbered(tmp_path / "fast.ts", fast)
    interlaced = {**CLOSED, "x264-params": "interlaced=1:tff=1:log-level=none"}
    write_numbered(tmp_path / "fast fields.ts", replace(fast, options=interlaced))
    for name in ("fast.ts", "fast fields.ts"):
        source = open_source(str(tmp_path / name))
        assert source.info.fps == 50
        source.close()


def test_a_seek_decodes_from_the_last_key_frame_and_reading_goes_on_for_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "film.mp4"
    write_numbered(path, Recipe(frames=FRAMES, options=CLOSED, fps=Fraction(25)))
    source = open_source(str(path))
    source.seek(10**12)  # from here on the index is complete
    packets: list[int] = []
    read = PacketReader.read

    def count(reader: PacketReader) -> object:
        packets.append(reader.number)
        return read(reader)

    monkeypatch.setattr(PacketReader, "read", count)
    source.seek(40_000_000 * 130)  # key frames are at 120 and 132
    assert packets[0] == 120
    delay = packets[-1] - 130  # of the decoder
    assert delay < 20
    packets.clear()
    for _ in range(20):
        source.read()
    assert packets == list(range(packets[0], packets[-1] + 1))
    assert packets[0] == 131 + delay
    newest = packets[-1]
    assert newest < 150 + delay
    packets.clear()
    source.seek(40_000_000 * 155)  # at hand or next, without a jump
    assert packets[0] == newest + 1
    packets.clear()
    for frame in range(154, 130, -1):
        source.seek(40_000_000 * frame)  # decoded a moment ago
        assert source.position == 40_000_000 * frame
    assert packets == []
    source.close()
