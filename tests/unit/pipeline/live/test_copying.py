"""A source that is compressed already is recorded bit for bit, where that can be."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from fractions import Fraction
from pathlib import Path

import av
import pytest

from hysteroview.capture.files.pyav import open_source
from hysteroview.core.types import Frame
from hysteroview.exam.clip.record import ClipRecord
from hysteroview.pipeline.live.recorder import Recorder
from hysteroview.settings.table import RecordingSettings
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


def test_after_a_gap_a_copy_continues_with_the_next_keyframe(tmp_path: Path) -> None:
    frames = frames_of(write_source(tmp_path / "a.mp4", **IN_ORDER))
    clip, _ = record(frames[:30] + frames[32:], tmp_path / "clips")
    assert [number for number, _ in shown_in(clip.path)] == [*range(30), *range(50, COUNT)]
    assert (clip.frames, clip.frames_lost) == (55, 20)


def test_each_frame_brings_its_own_packet(tmp_path: Path) -> None:
    for frame in frames_of(write_source(tmp_path / "a.avi", "mjpeg")):
        assert frame.coded is not None
        decoder = av.CodecContext.create("mjpeg", "r")
        (picture,) = decoder.decode(av.Packet(frame.coded.content))
        assert number_of(picture.to_ndarray(format="gray")) == frame.index
