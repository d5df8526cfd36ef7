"""A source that is compressed already is recorded bit for bit, where that can be."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import pytest

from clips import write_clip
from hysteroview.capture.files.pyav import open_source
from hysteroview.core.coded import CodedPicture, CodedStream
from hysteroview.core.types import NS_PER_S, Frame
from hysteroview.exam.clip.copy_route import MOST_GROUP_BYTES, CopyRoute
from hysteroview.exam.clip.record import ClipRecord
from hysteroview.pipeline.live.recorder import Recorder
from hysteroview.settings.corrections import AspectChoice, Correction, CurrentCorrection
from hysteroview.settings.table import RecordingSettings
from numbered import write_packets
from recordings import PROVENANCE, SIZE, ffprobe_frames, number_of, numbered, shown_in

NO_PREROLL = RecordingSettings(preroll_s=0)
COUNT, GROUP = 75, 25


def write_source(path: Path, codec: str = "libx264", **options: str) -> Path:
    """Write COUNT numbered pictures with a keyframe every GROUP."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=30, options=options)
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        stream.codec_context.gop_size = GROUP
        stream.codec_context.time_base = Fraction(1, 30)
        for index in range(COUNT):
            picture = av.VideoFrame.from_ndarray(numbered(index).pixels[..., :3].copy(), "bgr24")
            picture.pts, picture.time_base = index, Fraction(1, 30)
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
    return path


IN_ORDER = {"tune": "zerolatency", "preset": "ultrafast"}


def frames_of(path: Path) -> list[Frame]:
    with closing(open_source(str(path))) as source:
        return list(iter(source.read, None))


@contextmanager
def recording(**parts: object) -> Iterator[Recorder]:
    recorder = Recorder(parts.pop("settings", NO_PREROLL), PROVENANCE, **parts)  # type: ignore[arg-type]
    recorder.start()
    try:
        yield recorder
    finally:
        assert recorder.close()


def offer(recorder: Recorder, frames: list[Frame]) -> None:
    for frame in frames:
        while recorder.status().queue_bytes > 8 * SIZE[0] * SIZE[1] * 4:
            threading.Event().wait(0.001)
        recorder.offer(frame)


def record(frames: list[Frame], folder: Path, **parts: object) -> tuple[ClipRecord, str]:
    with recording(**parts) as recorder:
        recorder.start_clip(folder)
        offer(recorder, frames)
        recorder.stop_clip()
    (clip,) = recorder.take_finished()
    return clip, recorder.status().encoder


def packets(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.size]


def pixels(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray().tobytes() for frame in container.decode(video=0)]


@pytest.mark.parametrize(
    ("name", "codec"), [("a.mp4", "libx264"), ("a.ts", "libx264"), ("a.avi", "mjpeg")]
)
def test_a_copy_decodes_to_the_very_pixels_of_the_source(
    tmp_path: Path, name: str, codec: str
) -> None:
    source = write_source(tmp_path / name, codec, **(IN_ORDER if codec == "libx264" else {}))
    clip, encoder = record(frames_of(source), tmp_path / "clips")
    assert encoder.endswith(", copied")
    assert (clip.frames, clip.frames_lost) == (COUNT, 0)
    assert pixels(clip.path) == pixels(source)
    assert ffprobe_frames(clip.path) in (None, COUNT)
    if name == "a.mp4":
        assert packets(clip.path) == packets(source)


def test_pictures_out_of_order_and_pixelated_ones_are_encoded(tmp_path: Path) -> None:
    reordered = write_source(tmp_path / "b.mp4", bf="2")
    in_order = write_source(tmp_path / "a.mp4", **IN_ORDER)
    for name, source, parts in (
        ("reordered", reordered, {}),
        ("pixelated", in_order, {"pixelates": True}),
        ("switched off", in_order, {"settings": RecordingSettings(preroll_s=0, copies=False)}),
    ):
        clip, encoder = record(frames_of(source), tmp_path / name, **parts)
        assert encoder == "libx264"
        assert [number for number, _ in shown_in(clip.path)] == list(range(COUNT))


def test_a_copy_begins_with_the_keyframe_before_the_press(tmp_path: Path) -> None:
    frames = frames_of(write_source(tmp_path / "a.mp4", **IN_ORDER))
    with recording(settings=RecordingSettings(preroll_s=10)) as recorder:
        offer(recorder, frames[:40])
        recorder.start_clip(tmp_path / "clips")
        offer(recorder, frames[40:])
        assert recorder.save_preroll(tmp_path / "preroll")
    clips = recorder.take_finished()
    begun = {clip.kind.value: shown_in(clip.path)[0][0] for clip in clips}
    assert begun == {"recording": GROUP, "preroll": 0}
    assert sum(clip.frames_lost for clip in clips) == 0


def saved(clips: Iterable[ClipRecord]) -> list[list[int]]:
    """Return the numbers of the pictures in each clip, in the order of time."""
    in_order = sorted(clips, key=lambda clip: clip.first_pts_ns)
    return [[number for number, _ in shown_in(clip.path)] for clip in in_order]


def test_after_a_gap_a_recording_continues_with_the_very_next_frame(tmp_path: Path) -> None:
    frames = frames_of(write_source(tmp_path / "a.mp4", **IN_ORDER))
    with recording() as recorder:
        offer(recorder, frames[:10])
        recorder.start_clip(tmp_path)
        offer(recorder, frames[10:30] + frames[32:])
        recorder.stop_clip()
    clips = recorder.take_finished()
    assert saved(clips) == [list(range(30)), list(range(32, COUNT))]
    assert sorted(clip.frames_lost for clip in clips) == [0, 2]


def test_without_a_preroll_a_copy_begins_with_the_keyframe_before_the_press(
    tmp_path: Path,
) -> None:
    frames = frames_of(write_source(tmp_path / "a.mp4", **IN_ORDER))
    with recording() as recorder:
        offer(recorder, frames[:12])
        recorder.start_clip(tmp_path)
        offer(recorder, frames[12:40])
        recorder.stop_clip()
        offer(recorder, frames[40:60])
        recorder.start_clip(tmp_path)
        offer(recorder, frames[60:])
        recorder.stop_clip()
    clips = recorder.take_finished()
    assert saved(clips) == [list(range(40)), list(range(50, COUNT))]
    assert [clip.frames_lost for clip in clips] == [0, 0]


@pytest.mark.parametrize("preroll_s", [0, 10])
def test_a_recording_that_begins_after_a_lost_frame_has_every_frame(
    preroll_s: int, tmp_path: Path
) -> None:
    frames = frames_of(write_source(tmp_path / "a.mp4", **IN_ORDER))
    with recording(settings=RecordingSettings(preroll_s=preroll_s)) as recorder:
        offer(recorder, frames[:10] + frames[11:13])
        recorder.start_clip(tmp_path)
        offer(recorder, frames[13:])
        recorder.stop_clip()
    (clip,) = recorder.take_finished()
    assert saved([clip]) == [list(range(13, COUNT))]
    assert clip.frames_lost == 0
    assert recorder.status().frames_lost == 0


def test_a_preroll_has_what_came_before_a_lost_frame_and_what_came_after(tmp_path: Path) -> None:
    frames = frames_of(write_source(tmp_path / "a.mp4", **IN_ORDER))
    with recording(settings=RecordingSettings(preroll_s=10)) as recorder:
        offer(recorder, frames[:10] + frames[11:61])
        assert recorder.save_preroll(tmp_path)
    assert saved(recorder.take_finished()) == [list(range(10)), list(range(11, 61))]


def test_a_file_with_an_edit_list_is_recorded_from_its_first_frame(tmp_path: Path) -> None:
    whole = write_source(tmp_path / "whole.mp4", **IN_ORDER)
    with av.open(str(whole)) as container:
        stream = container.streams.video[0]
        parts = [packet for packet in container.demux(stream) if packet.size]
        shift = 13 * parts[1].pts
        for packet in parts:
            packet.pts -= shift
            packet.dts -= shift
        write_packets(tmp_path / "a.mp4", parts, stream, {"avoid_negative_ts": "disabled"})
    frames = frames_of(tmp_path / "a.mp4")
    assert len(frames) == COUNT - 13
    with recording() as recorder:
        recorder.start_clip(tmp_path)
        offer(recorder, frames)
        recorder.stop_clip()
    (clip,) = recorder.take_finished()
    assert saved([clip]) == [list(range(13, COUNT))]
    assert clip.frames_lost == 0


def chosen_for(sequences: Iterable[int], *, size_bytes: int = 0, recorded: range) -> list[bool]:
    """Return whether each frame is copied: one a second, each tenth packet a key frame."""
    stream, route = CodedStream("h264", b"", 64, 64, None), CopyRoute(is_allowed=True)
    copied = []
    for number, sequence in enumerate(sequences):
        coded = CodedPicture(bytes(size_bytes), sequence % 10 == 0, sequence, stream)
        frame = replace(numbered(number, number * NS_PER_S), coded=coded)
        copied.append(route.choose(frame, is_recording=number in recorded) is not None)
    return copied


def test_a_stream_is_copied_again_a_minute_after_a_gap_but_not_during_a_recording() -> None:
    gap = [*range(6), *range(7, 100)]
    nothing = range(0)
    assert chosen_for(gap, recorded=nothing) == [n < 6 or n >= 69 for n in range(99)]
    assert chosen_for(gap, recorded=range(60, 75)) == [n < 6 or n >= 79 for n in range(99)]
    only_whole_groups = [*range(20), *range(30, 60)]
    assert all(chosen_for(only_whole_groups, recorded=nothing))


def test_a_group_of_pictures_that_is_too_long_to_be_kept_is_encoded() -> None:
    copied = chosen_for(range(8), size_bytes=MOST_GROUP_BYTES // 5, recorded=range(0))
    assert copied == [True] * 5 + [False] * 3


def test_a_copy_does_not_begin_where_a_refresh_only_begins(tmp_path: Path) -> None:
    """A player shows nothing until the refresh has gone through the whole picture."""
    refresh = f"intra-refresh=1:keyint={GROUP}:bframes=0:scenecut=0"
    source = write_source(tmp_path / "a.ts", **IN_ORDER, **{"x264-params": refresh})
    frames = frames_of(source)
    assert [f.index for f in frames if f.coded is not None and f.coded.is_keyframe] == [0]
    with recording() as recorder:
        offer(recorder, frames[:40])
        recorder.start_clip(tmp_path)
        offer(recorder, frames[40:])
        recorder.stop_clip()
    (clip,) = recorder.take_finished()
    assert saved([clip]) == [list(range(COUNT))]


def test_each_frame_brings_its_own_packet(tmp_path: Path) -> None:
    for frame in frames_of(write_source(tmp_path / "a.avi", "mjpeg")):
        assert frame.coded is not None
        decoder = av.CodecContext.create("mjpeg", "r")
        (picture,) = decoder.decode(av.Packet(frame.coded.content))
        assert number_of(picture.to_ndarray(format="gray")) == frame.index


def test_a_copy_of_untagged_hd_says_which_colors_it_has(tmp_path: Path) -> None:
    """Some players take what is not tagged for standard definition, whatever its size."""
    write_clip(tmp_path / "hd.mp4", size=(1280, 720), frames=12, options=IN_ORDER)
    write_clip(tmp_path / "sd.mp4", frames=12, options=IN_ORDER)
    found = {}
    for name in ("hd.mp4", "sd.mp4"):
        clip, encoder = record(frames_of(tmp_path / name), tmp_path / "clips")
        assert encoder.endswith(", copied")
        assert packets(clip.path) == packets(tmp_path / name)
        with av.open(str(clip.path)) as container:
            context = container.streams.video[0].codec_context
            found[name] = (int(context.colorspace), b"colr" in clip.path.read_bytes())
    assert found == {"hd.mp4": (1, True), "sd.mp4": (2, False)}


def test_what_is_corrected_during_a_recording_is_in_its_next_file(tmp_path: Path) -> None:
    source = str(write_source(tmp_path / "a.mp4", **IN_ORDER))
    correction = CurrentCorrection()
    with closing(open_source(source, correction)) as opened:
        frames = [opened.read() for _ in range(40)]
        correction.now = Correction(aspect=AspectChoice.RATIO_16_9)
        frames += list(iter(opened.read, None))
    with recording() as recorder:
        recorder.start_clip(tmp_path / "clips")
        offer(recorder, [frame for frame in frames if frame is not None])
        recorder.stop_clip()
    before, after = recorder.take_finished()
    assert (before.frames + after.frames, before.frames_lost + after.frames_lost) == (COUNT, 0)
    aspects = []
    for clip in (before, after):
        with av.open(str(clip.path)) as container:
            aspects.append(container.streams.video[0].sample_aspect_ratio or 1)
    assert aspects == [1, Fraction(16 * SIZE[1], 9 * SIZE[0])]
