"""Video files are read upright, with their colors and timestamps."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import closing
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.container import InputContainer
from av.video.stream import VideoStream

from clips import BLUE, RED, picture, times_of, write_clip, write_sound
from hysteroview.capture.files.container import file_on_disk
from hysteroview.capture.files.damage import Damage
from hysteroview.capture.files.decoding import FrameDecoder
from hysteroview.capture.files.packets import PacketReader
from hysteroview.capture.files.pyav import PyavSource, open_source
from hysteroview.core.errors import SourceError
from hysteroview.core.types import NS_PER_S, Frame
from numbered import Recipe, write_numbered

QUIET = {"x265-params": "log-level=none"}
KINDS = {
    "h264.mp4": {},
    "h264 444.mkv": {"pix_fmt": "yuv444p"},
    "hevc.mkv": {"codec": "libx265", "options": QUIET},
    "hevc 10 bit.mkv": {"codec": "libx265", "pix_fmt": "yuv420p10le", "options": QUIET},
    "mpeg2.mpg": {"codec": "mpeg2video"},
    "mpeg2.ts": {"codec": "mpeg2video"},
    "mjpeg.avi": {"codec": "mjpeg", "pix_fmt": "yuvj422p"},
    "b frames.avi": {},
    "b frames asp.avi": {"codec": "mpeg4", "options": {"bf": "2"}},
    "dv.avi": {"codec": "dvvideo", "size": (720, 576)},
    "prores.mov": {"codec": "prores_ks", "pix_fmt": "yuv422p10le"},
    "h264.flv": {},
    "rgb.mkv": {"codec": "libx264rgb", "pix_fmt": "rgb24"},
    "vp9.webm": {"codec": "libvpx-vp9"},
    "lossless.mkv": {"codec": "ffv1", "pix_fmt": "yuv444p10le"},
    "gray.mkv": {"codec": "ffv1", "pix_fmt": "gray"},
    "alpha.mkv": {"codec": "ffv1", "pix_fmt": "yuva420p"},
    "sound.mp4": {"audio": True},
}


def read_all(path: Path) -> tuple[list[Frame], PyavSource]:
    source = open_source(str(path))
    frames = []
    while (frame := source.read()) is not None:
        frames.append(frame)
    source.close()
    return frames, source


def quarter(frame: Frame, x: int, y: int) -> list[int]:
    """RGB in the middle of a quarter: x and y are 0 or 1."""
    height, width = frame.pixels.shape[:2]
    return frame.pixels[height * (1 + 2 * y) // 4, width * (1 + 2 * x) // 4, 2::-1].tolist()


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_file_is_read_whole(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    write_clip(path, **KINDS[name])
    frames, source = read_all(path)
    assert len(frames) == 12
    times = times_of(path)
    if "b frames" in name:  # FFmpeg gives their order of decoding
        times = [index / 25 for index in range(12)]
    assert [frame.pts_ns for frame in frames] == [round(t * NS_PER_S) for t in times]
    assert source.damage is None
    assert source.info.fps == 25
    if "gray" not in name:
        assert quarter(frames[0], 0, 0) == pytest.approx(BLUE, abs=5)
        assert quarter(frames[0], 1, 1) == pytest.approx(RED, abs=5)
    assert frames[-1].pixels[-5, -5, 2] > frames[0].pixels[-5, -5, 2] + 10


def test_variable_rate_keeps_its_times(tmp_path: Path) -> None:
    times = write_clip(tmp_path / "vfr.mp4", times_s=[0, 0.04, 0.1, 0.5, 0.52, 2.0])
    frames, source = read_all(tmp_path / "vfr.mp4")
    assert [frame.pts_ns / NS_PER_S for frame in frames] == pytest.approx(times, abs=1e-9)
    assert source.damage is None


def test_a_long_last_frame_is_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "long.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"bf": "0"})
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 25)
        packets = []
        for index in range(5):
            frame = av.VideoFrame.from_ndarray(picture(index), "rgb24").reformat(format="yuv420p")
            frame.pts, frame.time_base = index, Fraction(1, 25)
            packets += stream.encode(frame)
        packets += stream.encode(None)
        packets[-1].duration = 100
        for packet in packets:
            container.mux(packet)
    frames, source = read_all(path)
    assert len(frames) == 5
    assert source.info.duration_s == pytest.approx(4.16)
    assert source.damage is None


def test_the_size_may_change_midway(tmp_path: Path) -> None:
    sizes = [(96, 64), (128, 64), (96, 64)]
    interlaced = [{}, {"flags": "+ildct+ilme"}, {}]
    content = b""
    for size, options in zip(sizes, interlaced, strict=True):
        write_clip(tmp_path / "part.ts", codec="mpeg2video", size=size, options=options)
        content += (tmp_path / "part.ts").read_bytes()
    (tmp_path / "joined.ts").write_bytes(content)
    frames, _ = read_all(tmp_path / "joined.ts")
    assert len(frames) >= 32  # at each seam a picture is torn and the next has no reference
    assert {frame.width_px for frame in frames} == {96, 128}
    assert [frame.index for frame in frames] == list(range(len(frames)))
    times = [frame.pts_ns for frame in frames]
    assert times == sorted(set(times))


class Stumbling:
    """A container that fails like PyAV at the end of a file with added streams."""

    def __init__(self, container: InputContainer) -> None:
        self._container = container

    def __getattr__(self, name: str) -> object:
        return getattr(self._container, name)

    def demux(self, stream: VideoStream) -> Iterator[av.Packet]:
        yield from self._container.demux(stream)
        raise IndexError("list index out of range")


def test_streams_that_appear_midway_do_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "film.mkv"
    write_clip(path)
    opened = av.open
    monkeypatch.setattr(av, "open", lambda *args, **options: Stumbling(opened(*args, **options)))
    frames, source = read_all(path)
    assert len(frames) == 12
    assert source.damage is None


@pytest.mark.parametrize(
    ("rotation", "blue"), [(0, (0, 0)), (90, (0, 1)), (180, (1, 1)), (270, (1, 0))]
)
def test_rotated_video_is_turned_upright(
    rotation: int, blue: tuple[int, int], tmp_path: Path
) -> None:
    """A display rotation turns counterclockwise."""
    aspect = Fraction(16, 15)
    write_clip(tmp_path / "turned.mp4", rotation=rotation, aspect=aspect)
    frames, source = read_all(tmp_path / "turned.mp4")
    is_turned = rotation in (90, 270)
    assert frames[0].pixels.shape == ((96, 64, 4) if is_turned else (64, 96, 4))
    assert (source.info.width_px, source.info.height_px) == ((64, 96) if is_turned else (96, 64))
    assert frames[0].pixel_aspect == (1 / aspect if is_turned else aspect)
    assert quarter(frames[0], *blue) == pytest.approx(BLUE, abs=5)
    assert quarter(frames[0], 1 - blue[0], 1 - blue[1]) == pytest.approx(RED, abs=5)


def test_anamorphic_pixels_stay_on_their_grid(tmp_path: Path) -> None:
    write_clip(tmp_path / "wide.mp4", size=(72, 58), aspect=Fraction(64, 45))
    frames, source = read_all(tmp_path / "wide.mp4")
    assert frames[0].pixels.shape == (58, 72, 4)
    assert frames[0].pixel_aspect == source.info.pixel_aspect == Fraction(64, 45)


@pytest.mark.parametrize("count", [1, 2, 12])
@pytest.mark.parametrize("name", ["fields.mp4", "fields.mpg"])
def test_interlaced_video_is_deinterlaced_frame_by_frame(
    name: str, count: int, tmp_path: Path
) -> None:
    path = tmp_path / name
    if name.endswith("mp4"):
        write_clip(path, frames=count, options={"x264-params": "interlaced=1"})
    else:
        write_clip(path, frames=count, codec="mpeg2video", options={"flags": "+ildct+ilme"})
    with av.open(str(path)) as container:
        assert next(container.decode(video=0)).interlaced_frame
    frames, _ = read_all(path)
    assert [frame.pts_ns for frame in frames] == [round(t * NS_PER_S) for t in times_of(path)]
    assert quarter(frames[0], 0, 0) == pytest.approx(BLUE, abs=6)


def test_deinterlacing_removes_combs(tmp_path: Path) -> None:
    """A bar that moves between the two fields of a picture leaves a comb at its edges."""
    path = tmp_path / "comb.mkv"
    combs = []
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", 25, {"x264-params": "interlaced=1", "crf": "4"})
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for index in range(6):
            pixels = np.full((64, 96, 3), 40, np.uint8)
            pixels[::2, 12 * index : 12 * index + 16] = 200
            pixels[1::2, 12 * index + 6 : 12 * index + 22] = 200
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, "rgb24")))
            combs.append(pixels[16:48].astype(int))
        container.mux(stream.encode(None))
    frames, _ = read_all(path)
    smooth = frames[3].pixels[16:48].astype(int)
    assert np.abs(np.diff(combs[3], axis=0)).max() == 160
    assert np.abs(np.diff(smooth, axis=0)).max() < 60


@pytest.mark.parametrize(
    ("size", "red", "blue"),
    [((1280, 720), 0.2126, 0.0722), ((720, 576), 0.299, 0.114)],
    ids=["HD is BT.709", "SD is BT.601"],
)
@pytest.mark.parametrize("is_full_range", [False, True])
def test_unnamed_matrix_is_guessed_by_size(
    size: tuple[int, int], red: float, blue: float, is_full_range: bool, tmp_path: Path
) -> None:
    path = tmp_path / "color.mkv"
    rgb = np.array([200, 80, 40]) / 255
    luma = rgb @ [red, 1 - red - blue, blue]
    chroma = (rgb[2] - luma) / (2 * (1 - blue)), (rgb[0] - luma) / (2 * (1 - red))
    scale, offset, wide = (255, 0, 255) if is_full_range else (219, 16, 224)
    levels = [round(offset + scale * luma), *(round(128 + wide * each) for each in chroma)]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=25)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.color_range = 2 if is_full_range else 1
        frame = av.VideoFrame(*size, "yuv420p")
        frame.color_range = stream.color_range
        for plane, level in zip(frame.planes, levels, strict=True):
            plane.update(bytes([level]) * plane.buffer_size)
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    frames, _ = read_all(path)
    assert frames[0].pixels[50, 50, 2::-1].tolist() == pytest.approx([200, 80, 40], abs=3)


@pytest.mark.parametrize("size", [(1, 1), (33, 17), (8192, 8192)])
def test_odd_sizes_are_read(size: tuple[int, int], tmp_path: Path) -> None:
    path = tmp_path / "odd.mkv"
    codec = {"codec": "mjpeg", "pix_fmt": "yuvj420p"} if size[0] > 100 else {"codec": "ffv1"}
    if size[0] < 100:
        codec["pix_fmt"] = "yuv444p"
    write_clip(path, size=size, frames=1, **codec)
    frames, _ = read_all(path)
    assert [frame.pixels.shape for frame in frames] == [(size[1], size[0], 4)]


def test_a_size_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    write_clip(tmp_path / "vast.mkv", size=(8200, 16), frames=1, codec="ffv1", pix_fmt="yuv444p")
    with pytest.raises(SourceError, match="8200 × 16 pixels") as raised:
        open_source(str(tmp_path / "vast.mkv"))
    assert raised.value.remedy


@pytest.mark.parametrize("name", ["film.mkv", "film.mp4", "film.avi"])
def test_a_file_cut_off_in_the_middle_is_read_to_there(name: str, tmp_path: Path) -> None:
    whole = tmp_path / name
    codec = {"codec": "mjpeg", "pix_fmt": "yuvj420p"} if name.endswith("avi") else {}
    write_clip(whole, frames=100, options={"g": "10", "movflags": "+faststart"}, **codec)
    content = whole.read_bytes()
    if name.endswith("mp4"):  # its index comes last unless it is moved
        with (
            av.open(str(whole)) as source,
            av.open(str(tmp_path / "fast.mp4"), "w", options={"movflags": "+faststart"}) as target,
        ):
            stream = target.add_stream_from_template(source.streams.video[0])
            for packet in source.demux(video=0):
                if packet.dts is not None:
                    packet.stream = stream
                    target.mux(packet)
        content = (tmp_path / "fast.mp4").read_bytes()
    cut = tmp_path / f"cut-{name}"
    cut.write_bytes(content[: len(content) * 6 // 10])
    frames, source = read_all(cut)
    assert 5 < len(frames) < 95
    assert [frame.pts_ns for frame in frames] == [
        round(t * NS_PER_S) for t in times_of(whole)[: len(frames)]
    ]
    assert source.damage is not None
    assert "ends early" in source.damage
    assert "of 4.00 s" in source.damage


@pytest.mark.parametrize("part", [0.5, 0.7, 0.9])
def test_a_fragmented_file_that_is_cut_off_is_read_to_there(part: float, tmp_path: Path) -> None:
    """Recorders write fragments so that a crash costs only the last: FFmpeg alone refuses them."""
    path = tmp_path / "fragments.mp4"
    write_clip(
        path, frames=50, options={"g": "10"}, muxing={"movflags": "frag_keyframe+empty_moov"}
    )
    whole, source = read_all(path)
    assert len(whole) == 50
    assert source.damage is None
    content = path.read_bytes()
    path.write_bytes(content[: round(len(content) * part)])
    frames, source = read_all(path)
    assert 5 <= len(frames) < 50
    assert source.damage is not None
    assert "ends early" in source.damage


def test_a_transport_stream_that_is_cut_off_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "film.ts"
    write_clip(path, codec="mpeg2video", frames=50)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 6 // 10 // 188 * 188 + 90])
    frames, source = read_all(path)
    assert 5 < len(frames) < 45
    assert source.damage is not None
    assert "ends early" in source.damage


@pytest.mark.parametrize("name", ["film.mkv", "film.mp4", "film.ts"])
def test_garbage_in_the_middle_is_survived_and_reported(
    name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    write_clip(path, frames=60, size=(320, 240), options={"g": "10"})
    content = bytearray(path.read_bytes())
    noise = np.random.default_rng(2).integers(0, 256, 600, np.uint8).tobytes()
    content[len(content) // 2 : len(content) // 2 + 600] = noise
    path.write_bytes(content)
    capfd.readouterr()  # output of the encoder
    frames, source = read_all(path)
    assert 10 < len(frames) < 60
    assert source.damage is not None
    times = [frame.pts_ns for frame in frames]
    assert times == sorted(set(times))
    assert capfd.readouterr() == ("", "")


def test_undecodable_pictures_are_skipped_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "holes.avi"
    write_clip(path, codec="mjpeg", pix_fmt="yuvj420p", frames=20)
    content = bytearray(path.read_bytes())
    start = 0
    for _ in range(8):
        start = content.index(b"\xff\xd8\xff", start + 4)
    content[start : start + 700] = bytes(700)
    path.write_bytes(content)
    frames, source = read_all(path)
    assert 18 <= len(frames) < 20
    assert source.damage is not None
    assert "could not be decoded" in source.damage


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("text.mp4", b"this is not a video at all\n" * 50, "is no video, or is damaged"),
        ("text.txt", b"this is not a video at all\n" * 50, "not a video"),
        ("empty.mp4", b"", "is empty"),
        (
            "noise.mkv",
            bytes(np.random.default_rng(1).integers(0, 256, 9000, np.uint8)),
            "is no video, or is damaged",
        ),
    ],
)
def test_other_files_are_refused(
    name: str, content: bytes, message: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=message) as raised:
        open_source(str(tmp_path / name))
    assert raised.value.remedy
    assert name in raised.value.message
    assert "processing input" not in str(raised.value)
    if "damaged" in message:
        assert raised.value.detail == "InvalidDataError: Invalid data found when processing input"
    assert capfd.readouterr() == ("", "")


def test_sound_alone_is_refused(tmp_path: Path) -> None:
    write_sound(tmp_path / "sound.m4a")
    with pytest.raises(SourceError, match="only sound"):
        open_source(str(tmp_path / "sound.m4a"))


def test_a_video_without_frames_is_refused(tmp_path: Path) -> None:
    """The header of an MJPEG AVI, and nothing after it."""
    write_clip(tmp_path / "film.avi", codec="mjpeg", pix_fmt="yuvj420p", frames=3)
    content = (tmp_path / "film.avi").read_bytes()
    (tmp_path / "none.avi").write_bytes(content[: content.index(b"movi") + 4])
    with pytest.raises(SourceError, match=r"none\.avi"):
        open_source(str(tmp_path / "none.avi"))


def test_an_unknown_codec_is_reported(tmp_path: Path) -> None:
    write_clip(tmp_path / "film.avi", codec="mjpeg", pix_fmt="yuvj420p", frames=3)
    content = (tmp_path / "film.avi").read_bytes().replace(b"MJPG", b"ZZQQ")
    (tmp_path / "film.avi").write_bytes(content)
    with pytest.raises(SourceError, match="cannot decode"):
        open_source(str(tmp_path / "film.avi"))


def test_a_name_is_never_taken_for_a_protocol(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="neither a file nor an address"):
        open_source("http://127.0.0.1:9/film.mp4")
    odd = tmp_path / "pipe:0 ü %03d.mp4"
    write_clip(odd)
    assert len(read_all(odd)[0]) == 12


@pytest.fixture
def ordinary_user() -> Iterator[None]:
    """Run a test as the user nobody, because root can read everything."""
    if os.name == "nt":
        pytest.skip("Windows knows no such rights")
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    yield
    if is_root:
        os.seteuid(0)


def test_no_permission_is_reported(tmp_path: Path, ordinary_user: None) -> None:
    path = tmp_path / "film.mp4"
    if os.geteuid() != 65534:
        path.write_bytes(b"film")
        path.chmod(0)
    with pytest.raises(SourceError, match="do not have permission to read"):
        open_source(str(path))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    with pytest.raises(SourceError, match="pipe, not a file"):
        open_source(str(tmp_path / "pipe.mp4"))


def test_a_cover_picture_is_no_video(tmp_path: Path) -> None:
    path = tmp_path / "song.m4a"
    write_sound(path, cover=True)
    with pytest.raises(SourceError, match="only sound"):
        open_source(str(path))


@pytest.mark.parametrize(
    "name",
    ["pan_480p15_mjpeg.avi", "pan_576i25_mpeg2.mpg", "pan_720p60_hevc.mkv", "pan_1080p30_h264.mp4"],
)
def test_the_real_clips_are_read_whole(name: str, real_data: Path) -> None:
    path = real_data / "clips" / name
    truth = json.loads(path.with_suffix(".json").read_text())
    period_ns = NS_PER_S / Fraction(truth["fps"])
    source = open_source(str(path))
    info = source.info
    assert (info.width_px, info.height_px) == (truth["width"], truth["height"])
    assert info.fps == Fraction(truth["fps"])
    assert info.frame_count == pytest.approx(truth["frames"], abs=1)
    times = []
    while (frame := source.read()) is not None:
        assert frame.index == len(times)
        assert frame.pixels.shape == (truth["height"], truth["width"], 4)
        times.append(frame.pts_ns)
    source.close()
    assert len(times) == truth["frames"]
    expected = [times[0] + index * period_ns for index in range(len(times))]
    assert times == pytest.approx(expected, abs=1e6)  # Matroska counts milliseconds
    assert source.damage is None
    if name.endswith("mpg"):
        assert info.pixel_aspect != 1


def test_a_missing_file_is_reported() -> None:
    with pytest.raises(SourceError, match="There is no file nowhere"):
        open_source("nowhere.mp4")


def test_raw_dv_has_the_rate_of_its_pictures(tmp_path: Path) -> None:
    """Its timestamps count 1/60000 s, and FFmpeg gives that as the average rate."""
    path = tmp_path / "tape.dv"
    with av.open(str(path), "w", format="dv") as container:
        stream = container.add_stream("dvvideo", rate=25)
        stream.width, stream.height, stream.pix_fmt = 720, 576, "yuv420p"
        for index in range(5):
            frame = av.VideoFrame.from_ndarray(picture(index, 720, 576), "rgb24")
            frame = frame.reformat(format="yuv420p")
            frame.pts = index
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with av.open(str(path)) as container:
        assert container.streams.video[0].average_rate == 60000
    source = open_source(str(path))
    assert source.info.fps == 25
    assert source.info.frame_count == 5
    times = [frame.pts_ns for frame in iter(source.read, None)]
    assert times == [index * NS_PER_S // 25 for index in range(5)]
    source.close()


def test_a_matroska_file_that_starts_late_is_as_long_as_its_frames(tmp_path: Path) -> None:
    """FFmpeg writes when it ends as its duration."""
    path = tmp_path / "late.mkv"
    times_s = [100 + index / 25 for index in range(20)]
    write_numbered(path, Recipe(frames=20, times_s=times_s))
    with closing(open_source(str(path))) as source:
        assert source.info.duration_s == pytest.approx(0.8, abs=0.05)
        assert source.info.frame_count == 20
        while source.read() is not None:
            pass
        assert source.damage is None


def test_each_frame_takes_the_decoding_of_one_packet(tmp_path: Path) -> None:
    """B-frames wait for the frame after them; when it has come, they do not come all at once."""
    path = tmp_path / "b frames.mp4"
    structure = "bframes=3:b-adapt=0:keyint=48:scenecut=0:log-level=none"
    write_clip(path, frames=48, options={"x264-params": structure})
    with closing(PacketReader(file_on_disk(path, threads=1))) as packets:
        decoder = FrameDecoder(packets, Fraction(25), Damage(), lambda *_: None)
        read = []
        while (frame := decoder.next()) is not None:
            decoder.count(frame)
            read.append(packets.number)
    assert len(read) == 48
    # at the beginning there is nothing to wait for, and at the end nothing more to read
    assert np.diff(read)[4:-8].tolist() == [1] * 35
