"""After a seek a source gives what a read straight through it gives: frame, index and timestamp."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from hysteroview.capture.files.container import VideoFile
from hysteroview.capture.files.pyav import open_file
from hysteroview.capture.loop import LoopingSource
from hysteroview.capture.opening import open_source
from hysteroview.capture.source import SeekableSource, seekable
from hysteroview.core.errors import SeekError
from hysteroview.core.types import NS_PER_S, Frame
from hysteroview.exam.files.sealed_file import seal
from hysteroview.exam.files.sealed_medium import SealedMedium
from numbered import (
    Recipe,
    packets_of,
    paint,
    read_number,
    write_field_pictures,
    write_numbered,
    write_packed,
    write_packets,
)
from parts import SPLITS, write_parts

Open = Callable[[], SeekableSource]
SEEKS = 30
FAR_NS = 10**15

CLOSED = {"g": "12", "bf": "3", "x264-params": "scenecut=0:log-level=none"}
OPEN = {"g": "12", "bf": "3", "x264-params": "scenecut=0:open-gop=1:log-level=none"}
REFRESH = {"x264-params": "intra-refresh=1:keyint=12:scenecut=0:bframes=0:log-level=none"}
FIELDS = {"g": "12", "bf": "2", "x264-params": "interlaced=1:tff=1:scenecut=0:log-level=none"}
HEVC = {"g": "12", "x265-params": "open-gop=1:keyint=12:scenecut=0:bframes=3:log-level=none"}
MPEG2 = {"g": "12", "bf": "2", "sc_threshold": "1000000000"}
MPEG2_FIELDS = {**MPEG2, "flags": "+ildct+ilme"}
MPEG4 = {"g": "12", "bf": "2", "qscale": "4"}
NTSC = Fraction(30000, 1001)
TICK = Fraction(1, 90000)
VARIABLE_S = [index / 25 + 0.3 * (index // 7) + 0.004 * (index % 3) for index in range(60)]
FRAGMENTS = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}

KINDS: dict[str, Recipe] = {
    "h264.mp4": Recipe(options=CLOSED),
    "h264.mkv": Recipe(options=CLOSED),
    "h264.ts": Recipe(options=CLOSED),
    "h264.flv": Recipe(options=CLOSED),
    "h264 open gop.mp4": Recipe(options=OPEN),
    "h264 open gop.mkv": Recipe(options=OPEN),
    "h264 open gop.ts": Recipe(options=OPEN),
    "h264 without key frames.ts": Recipe(options=REFRESH),
    "h264 one gop.mp4": Recipe(options={"g": "500", "bf": "3"}),
    "h264 fields.ts": Recipe(options=FIELDS),
    "h264 fields.mp4": Recipe(options=FIELDS),
    "h264 b frames.avi": Recipe(options=CLOSED),
    "h264 some times missing.mpg": Recipe(options=CLOSED),
    "h264 no times.h264": Recipe(options=CLOSED),
    "fragments.mp4": Recipe(options=CLOSED, muxing=FRAGMENTS),
    "hevc 10 bit open gop.mkv": Recipe("libx265", "yuv420p10le", options=HEVC),
    "hevc 10 bit open gop.ts": Recipe("libx265", "yuv420p10le", options=HEVC),
    "mpeg2.ts": Recipe("mpeg2video", options=MPEG2),
    "mpeg2.mpg": Recipe("mpeg2video", options=MPEG2),
    "mpeg2.vob": Recipe("mpeg2video", options=MPEG2),
    "mpeg2 no times.m2v": Recipe("mpeg2video", options=MPEG2),
    "mpeg2 fields.mpg": Recipe("mpeg2video", options=MPEG2_FIELDS),
    "mpeg2 fields.ts": Recipe("mpeg2video", options=MPEG2_FIELDS),
    "mpeg4 b frames.avi": Recipe("mpeg4", options=MPEG4),
    "mjpeg.avi": Recipe("mjpeg", "yuvj422p"),
    "mjpeg.mkv": Recipe("mjpeg", "yuvj420p"),
    "prores.mov": Recipe("prores_ks", "yuv422p10le", frames=30),
    "dv fields.avi": Recipe("dvvideo", frames=12, size=(720, 576)),
    "vp9.webm": Recipe("libvpx-vp9", options={"g": "12", "cpu-used": "8", "deadline": "realtime"}),
    "variable rate.mp4": Recipe(options=CLOSED, times_s=VARIABLE_S, time_base=TICK),
    "variable rate.mkv": Recipe(options=CLOSED, times_s=VARIABLE_S, time_base=TICK),
    "one a second.mp4": Recipe(options=CLOSED, fps=Fraction(1)),
    "ntsc.mp4": Recipe(options=CLOSED, fps=NTSC),
    "ntsc.ts": Recipe(options=OPEN, fps=NTSC),
    "ntsc.mpg": Recipe("mpeg2video", options=MPEG2, fps=NTSC),
    "starts late.mkv": Recipe(options=CLOSED, times_s=[5 + index / 25 for index in range(60)]),
    "starts late.ts": Recipe(options=OPEN, times_s=[70000 + index / 25 for index in range(60)]),
}


def _edit_list(path: Path) -> None:
    """The first ten frames are there to be decoded, and are not shown."""
    whole = path.with_suffix(".whole.mp4")
    write_numbered(whole, Recipe(options=OPEN))
    packets, stream = packets_of(whole)
    shift = 10 * round(1 / (25 * stream.time_base))
    for packet in packets:
        packet.pts -= shift
        packet.dts -= shift
    write_packets(path, packets, stream, {"avoid_negative_ts": "disabled"})
    stream.container.close()


def _cut_at_its_start(path: Path) -> None:
    """It begins in mid-GOP: the first frames cannot be decoded."""
    whole = path.with_suffix(".whole.ts")
    write_numbered(whole, Recipe(options=OPEN))
    content = whole.read_bytes()
    path.write_bytes(content[len(content) // 188 * 4 // 10 * 188 :])


def _begins_anew(path: Path) -> None:
    """Two recordings one after the other, each with its own count of time."""
    contents = []
    for part in range(2):
        whole = path.with_suffix(f".{part}{path.suffix}")
        codec, options = ("mpeg2video", MPEG2) if path.suffix == ".mpg" else ("libx264", OPEN)
        write_numbered(whole, Recipe(codec, options=options, first=60 * part))
        contents.append(whole.read_bytes())
    path.write_bytes(b"".join(contents))


def _jumps_forward(path: Path) -> None:
    contents = []
    for part in range(2):
        whole = path.with_suffix(f".{part}.ts")
        times_s = [300 * part + index / 25 for index in range(60)]
        write_numbered(whole, Recipe(options=OPEN, first=60 * part, times_s=times_s))
        contents.append(whole.read_bytes())
    path.write_bytes(b"".join(contents))


def _fields_now_and_then(path: Path) -> None:
    """Interlaced and progressive frames in turn, some of each."""
    contents = []
    for part in range(6):
        whole = path.with_suffix(f".{part}.ts")
        times_s = [part * 14 / 25 + index / 25 for index in range(14)]
        options = MPEG2_FIELDS if part % 2 else MPEG2
        recipe = Recipe("mpeg2video", options=options, first=14 * part, frames=14, times_s=times_s)
        write_numbered(whole, recipe)
        contents.append(whole.read_bytes())
    path.write_bytes(b"".join(contents))


def _repeated_times(path: Path) -> None:
    """Now and then a frame has the timestamp of another, or one before it."""
    whole = path.with_suffix(".whole.ts")
    write_numbered(whole, Recipe(options={**CLOSED, "bf": "0"}))
    packets, stream = packets_of(whole)
    for number, packet in enumerate(packets):
        packet.dts -= 4 * 3600
        if number % 13 in (5, 6):
            packet.pts -= 3600 * (number % 13 - 4)
    write_packets(path, packets, stream)
    stream.container.close()


def _cut_off(path: Path) -> None:
    kind = {"film.mkv": "h264.mkv", "film.ts": "h264 open gop.ts", "film.avi": "mjpeg.avi"}
    recipe = KINDS.get(kind.get(path.name, "fragments.mp4"))
    assert recipe is not None
    write_numbered(path, recipe)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 7 // 10])


MADE: dict[str, Callable[[Path], None]] = {
    **{f"parts/{name}": partial(write_parts, split=split) for name, split in SPLITS.items()},
    "packed b frames.avi": lambda path: write_packed(
        path, Recipe("mpeg4", options={"g": "12", "bf": "1", "qscale": "4"})
    ),
    "a field in a packet.mkv": lambda path: write_field_pictures(path, 40),
    "edit list.mp4": _edit_list,
    "cut at its start.ts": _cut_at_its_start,
    "begins anew.ts": _begins_anew,
    "begins anew.mpg": _begins_anew,
    "jumps forward.ts": _jumps_forward,
    "fields now and then.ts": _fields_now_and_then,
    "repeated times.ts": _repeated_times,
    "cut off/film.mkv": _cut_off,
    "cut off/film.ts": _cut_off,
    "cut off/film.avi": _cut_off,
    "cut off/fragments.mp4": _cut_off,
}


@dataclass(frozen=True)
class Seen:
    """What a frame is known by."""

    index: int
    pts_ns: int
    pixels: bytes
    number: int

    @staticmethod
    def of(frame: Frame) -> Seen:
        return Seen(frame.index, frame.pts_ns, frame.pixels.tobytes(), read_number(frame.pixels))


def read_all(source: SeekableSource) -> list[Seen]:
    seen = []
    while (frame := source.read()) is not None:
        seen.append(Seen.of(frame))
    return seen


def shown_at(straight: list[Seen], pts_ns: int) -> int:
    """Return the place of the frame that is shown at a time."""
    return max((place for place, each in enumerate(straight) if each.pts_ns <= pts_ns), default=0)


def check_seek(source: SeekableSource, straight: list[Seen], pts_ns: int, further: int) -> None:
    """Seek, and compare this frame and some that follow with those of a straight read."""
    place = shown_at(straight, pts_ns)
    source.seek(pts_ns)
    assert source.position == straight[place].pts_ns
    for expected in straight[place : place + 1 + further]:
        frame = source.read()
        assert frame is not None
        seen = Seen.of(frame)
        assert (seen.index, seen.pts_ns, seen.number) == (
            expected.index, expected.pts_ns, expected.number,
        )  # fmt: skip
        assert seen.pixels == expected.pixels, f"frame {expected.index} looks different"
        assert source.position == expected.pts_ns
    if place + 1 + further > len(straight):
        assert source.read() is None
        assert source.position == straight[-1].pts_ns


def random_times(straight: list[Seen], seed: int) -> list[int]:
    """Times of frames, just beside them, between, and beyond both ends."""
    chance = random.Random(seed)
    beside = (0, 0, 0, 1, -1, NS_PER_S // 70)
    times = [chance.choice(straight).pts_ns + chance.choice(beside) for _ in range(SEEKS)]
    return [*times, straight[0].pts_ns - 1, -FAR_NS, straight[-1].pts_ns, FAR_NS]


def check_all(open_it: Open, *, first_seed: int = 1) -> None:
    """Compare seeks of every manner with a straight read."""
    source = open_it()
    straight = read_all(source)
    assert len(straight) > 4
    chance = random.Random(first_seed)
    for pts_ns in random_times(straight, first_seed):  # after the end was reached
        check_seek(source, straight, pts_ns, chance.choice((0, 1, 5)))
    source.close()
    source = open_it()  # nothing was read before
    for pts_ns in random_times(straight, first_seed + 1):
        check_seek(source, straight, pts_ns, chance.choice((0, 1, 5)))
    source.close()
    source = open_it()
    source.seek(FAR_NS)
    for expected in reversed(straight):  # step back, frame by frame
        frame = source.read()
        assert frame is not None
        assert Seen.of(frame) == expected
        source.seek(frame.pts_ns - 1)
    source.close()


def open_seekable(location: str) -> SeekableSource:
    return seekable(open_source(location))


def test_a_seek_gives_what_a_straight_read_gives(clip: Path) -> None:
    check_all(lambda: open_seekable(str(clip)))


@pytest.mark.parametrize("name", KINDS)
def test_the_clips_are_what_they_claim_to_be(name: str, tmp_path: Path) -> None:
    """The bar code is the index, and interlaced clips are taken for interlaced."""
    write_numbered(tmp_path / name, KINDS[name])
    source = open_seekable(str(tmp_path / name))
    straight = read_all(source)
    source.close()
    assert [each.number for each in straight] == list(range(KINDS[name].frames))
    assert [each.index for each in straight] == list(range(KINDS[name].frames))
    with av.open(str(tmp_path / name)) as container:
        frames = list(container.decode(video=0))
    assert all(frame.interlaced_frame == ("fields" in name) for frame in frames)


FACTS = {  # how many frames, the number of the first, and a word of the damage
    "parts/continues_001.ts": (60, 0, ""),
    "parts/begins anew_1.mp4": (60, 0, ""),
    "parts/repeats_1.mkv": (58, 0, "^1 frame contained in both repeats_1.mkv and repeats_2.mkv, "),
    "parts/begins anew and repeats.mp4": (
        58,
        0,
        "^1 frame contained in both begins anew and repeats.mp4 ",
    ),
    "parts/lacks_8.ts": (60, 0, "^1 frame missing between lacks_8.ts and lacks_9.ts. 1 frame "),
    "packed b frames.avi": (60, 0, ""),
    "a field in a packet.mkv": (40, 0, ""),
    "edit list.mp4": (50, 10, ""),
    "begins anew.ts": (120, 0, "earlier|before"),
    "begins anew.mpg": (120, 0, "earlier|before"),
    "jumps forward.ts": (120, 0, ""),
    "repeated times.ts": (60, 0, "earlier|before"),
}


@pytest.mark.parametrize("name", FACTS)
def test_the_odd_clips_are_what_they_claim_to_be(name: str, tmp_path: Path) -> None:
    frames, first, damage = FACTS[name]
    (tmp_path / name).parent.mkdir(exist_ok=True)
    MADE[name](tmp_path / name)
    source = open_seekable(str(tmp_path / name))
    straight = read_all(source)
    source.close()
    numbers = [each.number for each in straight]
    assert numbers[0] == first
    assert numbers == sorted(set(numbers))
    assert len(numbers) == frames
    if damage:
        assert source.damage is not None
        assert re.search(damage, source.damage)
    else:
        assert source.damage is None


def test_fields_are_filtered_now_and_then(tmp_path: Path) -> None:
    """Else the clip would not ask for the filter's neighbors."""
    path = tmp_path / "fields now and then.ts"
    _fields_now_and_then(path)
    with av.open(str(path)) as container:
        flags = [frame.interlaced_frame for frame in container.decode(video=0)]
    assert 4 <= sum(before != after for before, after in pairwise(flags)) <= 6


def test_a_folder_of_pictures_is_sought(tmp_path: Path) -> None:
    for number in range(12):
        cv2.imwrite(str(tmp_path / f"{number}.png"), paint(number)[..., ::-1])
    for number in (0, 4, 5, 11):
        (tmp_path / f"{number}.png").write_bytes(b"not a picture")
    check_all(lambda: open_seekable(str(tmp_path)))


def test_a_picture_is_sought(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "still.png"), paint(3)[..., ::-1])
    source = open_seekable(str(tmp_path / "still.png"))
    assert source.position is None
    for pts_ns in (-1, 0, FAR_NS):
        source.seek(pts_ns)
        frame = source.read()
        assert frame is not None
        assert (frame.index, frame.pts_ns, source.position) == (0, 0, 0)
        assert source.read() is None


@pytest.mark.parametrize("name", ["h264 open gop.ts", "variable rate.mkv"])
def test_a_looped_file_is_sought_in_all_its_rounds(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    write_numbered(path, replace(KINDS[name], frames=20))

    def open_it() -> SeekableSource:
        return seekable(LoopingSource(open_source(str(path)), lambda: open_source(str(path))))

    source = open_it()
    straight = [Seen.of(frame) for _ in range(75) if (frame := source.read()) is not None]
    assert [each.index for each in straight] == list(range(75))
    chance = random.Random(4)
    for is_read in (True, False):
        if not is_read:
            source.close()
            source = open_it()
        for _ in range(SEEKS):
            place = chance.randrange(66)
            check_seek(source, straight, straight[place].pts_ns + chance.choice((0, 1, -1)), 8)
    source.seek(straight[0].pts_ns - FAR_NS)
    frame = source.read()
    assert frame is not None
    assert Seen.of(frame) == straight[0]
    source.close()


@pytest.mark.parametrize("name", ["fragments.mp4", "h264 open gop.mp4"])
def test_a_sealed_clip_is_sought(name: str, tmp_path: Path) -> None:
    """As the store of an encrypted exam holds it: nothing plain is on the disk."""
    key = bytes(range(32))
    write_numbered(tmp_path / name, KINDS[name])
    sealed = tmp_path / "sealed.mp4"
    sealed.write_bytes(seal((tmp_path / name).read_bytes(), key))
    (tmp_path / name).unlink()
    medium = SealedMedium(key, key)
    check_all(lambda: open_file(VideoFile("sealed.mp4", lambda: medium.open(sealed))))


def test_in_a_damaged_recording_timestamps_are_exact_and_indices_once_it_was_read(
    tmp_path: Path,
) -> None:
    path = tmp_path / "holes.avi"
    write_numbered(path, KINDS["mjpeg.avi"])
    content = bytearray(path.read_bytes())
    start, lost = 0, (9, 10, 30, 50)
    for number in range(60):
        start = content.index(b"\xff\xd8\xff", start + 4)
        if number in lost:
            content[start : start + 700] = bytes(700)
    path.write_bytes(content)
    source = open_seekable(str(path))
    straight = read_all(source)
    damage = source.damage
    assert len(straight) == 60 - len(lost)
    assert damage is not None
    for pts_ns in random_times(straight, 3):
        check_seek(source, straight, pts_ns, 3)
    assert source.damage == damage, "damage is counted once"
    source.close()
    source = open_seekable(str(path))
    for pts_ns in random_times(straight, 4):
        place = shown_at(straight, pts_ns)
        source.seek(pts_ns)
        frame = source.read()
        assert frame is not None
        seen, expected = Seen.of(frame), straight[place]
        assert (seen.pts_ns, seen.pixels) == (expected.pts_ns, expected.pixels)
        assert expected.index <= seen.index <= expected.index + len(lost)
    source.close()


@pytest.mark.parametrize("name", ["h264.mp4", "h264 open gop.ts", "hevc 10 bit open gop.mkv"])
def test_noise_in_a_recording_moves_no_timestamp(name: str, tmp_path: Path) -> None:
    """Frames that FFmpeg had to make up may look different each time; the others do not."""
    path = tmp_path / name
    write_numbered(path, replace(KINDS[name], frames=120))
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 300] = np.random.default_rng(2).bytes(300)
    path.write_bytes(content)
    source = open_seekable(str(path))
    straight = read_all(source)
    assert source.damage is not None or len(straight) < 120
    for pts_ns in random_times(straight, 5):
        expected = straight[shown_at(straight, pts_ns)]
        source.seek(pts_ns)
        frame = source.read()
        assert frame is not None
        seen = Seen.of(frame)
        assert (seen.index, seen.pts_ns) == (expected.index, expected.pts_ns)
        if not 36 <= expected.number < 84:
            assert seen == expected
    source.close()


def _folder(folder: Path) -> str:
    cv2.imwrite(str(folder / "0.png"), paint(0))
    return str(folder)


def _film(folder: Path) -> str:
    write_numbered(folder / "film.mp4", replace(KINDS["h264.mp4"], frames=5))
    return str(folder / "film.mp4")


@pytest.mark.parametrize("make", [_film, _folder])
def test_a_closed_source_says_that_it_cannot(make: Callable[[Path], str], tmp_path: Path) -> None:
    source = open_seekable(make(tmp_path))
    source.close()
    with pytest.raises(SeekError, match="closed") as raised:
        source.seek(0)
    assert raised.value.remedy
    assert source.read() is None


def test_a_live_source_says_that_it_cannot() -> None:
    source = open_source("phantom:?size=64x64&fps=30")
    assert not isinstance(source, SeekableSource)
    with pytest.raises(SeekError, match="live") as raised:
        seekable(source)
    assert raised.value.remedy
    looped = LoopingSource(source, lambda: source)
    with pytest.raises(SeekError, match="live"):
        looped.seek(0)
    source.close()


def test_a_file_that_is_gone_ends_reading_and_may_come_back(tmp_path: Path) -> None:
    location = Path(_film(tmp_path))
    source = open_seekable(str(location))
    straight = read_all(source)
    content = location.read_bytes()
    location.unlink()
    with pytest.raises(SeekError) as raised:
        source.seek(0)
    assert location.name in raised.value.message
    assert raised.value.remedy
    location.write_bytes(content)
    check_seek(source, straight, straight[2].pts_ns, 5)
    source.close()
