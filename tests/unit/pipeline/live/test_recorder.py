"""The recorder saves every frame, reports losses, and never delays the live picture."""

from __future__ import annotations

import errno
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from analyses import make_analysis, make_unassessed
from clips import write_clip
from hysteroview.capture.opening import open_source
from hysteroview.core.errors import StorageError
from hysteroview.core.types import NS_PER_S, Frame
from hysteroview.exam.clip.disk import RESERVE_BYTES, DiskLevel
from hysteroview.exam.clip.encoder import ENCODERS, EncodedPicture, Encoder, EncoderKind
from hysteroview.exam.clip.record import ClipKind
from hysteroview.exam.clip.series import SplitRule
from hysteroview.exam.files.media_file import DiskFile
from hysteroview.pipeline.live.clip_thread import ClipThread
from hysteroview.pipeline.live.recorder import Recorder
from hysteroview.settings.table import RecordingSettings
from recordings import PROVENANCE, SIZE, ffprobe_frames, numbered, shown_in

NO_PREROLL = RecordingSettings(preroll_s=0)
WAIT_S = 10.0


@contextmanager
def recording(settings: RecordingSettings = NO_PREROLL, **parts: object) -> Iterator[Recorder]:
    recorder = Recorder(settings, PROVENANCE, **parts)  # type: ignore[arg-type]
    recorder.start()
    try:
        yield recorder
    finally:
        assert recorder.close()


def feed(recorder: Recorder, first: int, count: int) -> None:
    """Offer frames as fast as they are encoded, so that none finds the queue full."""
    for index in range(first, first + count):
        while recorder.status().queue_bytes > 8 * SIZE[0] * SIZE[1] * 4:
            threading.Event().wait(0.001)
        recorder.offer(numbered(index))


def feed_until_it_ends(recorder: Recorder, index: int) -> int:
    """Offer frames until the recording ends by itself; return the number of the next."""
    while recorder.status().is_recording:
        feed(recorder, index, 1)
        index += 1
        threading.Event().wait(0.002)
    return index


def numbers(path: Path) -> list[int]:
    return [number for number, _ in shown_in(path)]


def test_a_recording_holds_what_came_between_the_presses(tmp_path: Path) -> None:
    with recording() as recorder:
        feed(recorder, 0, 10)
        recorder.start_clip(tmp_path)
        feed(recorder, 10, 50)
        recorder.note(make_analysis(numbered(30)))
        recorder.stop_clip()
        feed(recorder, 60, 10)
    (record,) = recorder.take_finished()
    assert recorder.take_finished() == ()
    assert numbers(record.path) == list(range(10, 60))
    assert (record.frames, record.frames_lost, record.note) == (50, 0, "")
    assert '"EP"' in record.track.read_text()
    status = recorder.status()
    assert (status.is_recording, status.frames_written, status.frames_lost) == (False, 50, 0)
    assert status.disk is not None


def test_closing_the_recorder_closes_the_clip(tmp_path: Path) -> None:
    with recording() as recorder:
        recorder.start_clip(tmp_path)
        feed(recorder, 0, 40)
        assert recorder.status().is_recording
    (record,) = recorder.take_finished()
    assert numbers(record.path) == list(range(40))
    assert not record.is_recovered


def test_the_preroll_is_what_was_shown_in_that_time(tmp_path: Path) -> None:
    with recording(RecordingSettings(preroll_s=10)) as recorder:
        feed(recorder, 0, 30 * 25)
        recorder.note(make_analysis(numbered(30)))  # too old
        recorder.note(make_analysis(numbered(700)))
        assert recorder.save_preroll(tmp_path)
        feed(recorder, 750, 5)
    (record,) = recorder.take_finished()
    shown = numbers(record.path)
    assert shown == list(range(shown[0], 750))
    assert 10 <= (749 - shown[0]) / 30 < 11.1
    assert record.kind is ClipKind.PREROLL
    assert record.first_pts_ns == numbered(shown[0]).pts_ns
    assert record.track.read_text().count('"frame_index"') == 1


def test_a_preroll_can_be_saved_while_recording(tmp_path: Path) -> None:
    with recording(RecordingSettings(preroll_s=10)) as recorder:
        feed(recorder, 0, 60)
        recorder.start_clip(tmp_path)
        feed(recorder, 60, 60)
        assert recorder.save_preroll(tmp_path)
        feed(recorder, 120, 30)
        recorder.stop_clip()
    clips = {record.kind: record for record in recorder.take_finished()}
    assert numbers(clips[ClipKind.PREROLL].path) == list(range(120))
    assert numbers(clips[ClipKind.RECORDING].path) == list(range(60, 150))


def test_without_a_preroll_there_is_none_to_save(tmp_path: Path) -> None:
    with recording() as recorder:
        assert not recorder.save_preroll(tmp_path)


def striped(index: int) -> Frame:
    """A frame with detail that no mosaic keeps."""
    plain = numbered(index)
    pixels = np.where(np.arange(SIZE[0])[None, :, None] % 8 < 4, plain.pixels, np.uint8(255))
    return replace(plain, image=pixels)


def test_frames_outside_the_body_are_pixelated(tmp_path: Path) -> None:
    with recording(pixelates=True) as recorder:
        recorder.start_clip(tmp_path)
        for index in range(60):
            frame = striped(index)
            recorder.offer(frame)
            seen = replace(make_analysis(frame), is_outside_body=False)
            if not 20 <= index < 40:
                seen = replace(make_unassessed(frame), is_outside_body=True)
            if index % 3 == 2:  # not every frame is analyzed, and results come late
                recorder.note(seen)
    (record,) = recorder.take_finished()
    with av.open(str(record.path)) as container:
        pictures = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    assert len(pictures) == 60
    has_detail = [np.abs(np.diff(picture[60:].astype(float))).mean() > 20 for picture in pictures]
    # analyzed: 20 (inside), 23, … 38, 41 (outside); a frame between two results needs both
    assert [index for index, is_sharp in enumerate(has_detail) if is_sharp] == list(range(21, 39))


def test_after_lost_data_the_last_known_place_holds(tmp_path: Path) -> None:
    with recording(pixelates=True) as recorder:
        recorder.start_clip(tmp_path)
        for index in range(40):
            frame = striped(index)
            recorder.offer(frame)
            is_outside = True if index < 10 else None
            recorder.note(replace(make_unassessed(frame), is_outside_body=is_outside))
    (record,) = recorder.take_finished()
    with av.open(str(record.path)) as container:
        pictures = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    has_detail = [np.abs(np.diff(picture[60:].astype(float))).mean() > 20 for picture in pictures]
    assert len(pictures) == 40
    assert not any(has_detail)


class StalledFile(DiskFile):
    """A disk that takes nothing until it is let go."""

    go = threading.Event()

    def write(self, content: bytes) -> int:
        self.go.wait(WAIT_S)
        return super().write(content)


def test_a_stalled_disk_loses_counted_frames_and_no_time(tmp_path: Path) -> None:
    StalledFile.go.clear()
    clips = ClipThread(SplitRule(), open_file=StalledFile, queue_bytes=40_000)
    with recording(RecordingSettings(preroll_s=10), clips=clips) as recorder:
        recorder.start_clip(tmp_path)
        feed(recorder, 0, 300)
        while recorder.status().queue_bytes > 40_000:
            threading.Event().wait(0.001)
        during = recorder.status()
        assert during.frames_lost > 0
        assert during.queue_bytes <= 40_000
        assert during.failure == ""
        assert during.preroll_s > 9
        StalledFile.go.set()
        while recorder.status().queue_bytes:
            threading.Event().wait(0.001)
        feed(recorder, 300, 60)
        recorder.stop_clip()
        feed(recorder, 360, 1)
    (record,) = recorder.take_finished()
    shown = numbers(record.path)
    assert shown == sorted(set(shown))
    assert set(range(320, 360)) <= set(shown)  # it continues with the next keyframe
    assert len(shown) + record.frames_lost == 360
    assert record.frames_lost == recorder.status().frames_lost
    assert ffprobe_frames(record.path) in (len(shown), None)


def test_an_encoder_that_cannot_follow_loses_counted_frames(tmp_path: Path) -> None:
    frame_bytes = SIZE[0] * SIZE[1] * 4
    with recording(queue_bytes=3 * frame_bytes) as recorder:
        recorder.start_clip(tmp_path)
        lost: list[int] = []
        for index in range(400):
            recorder.offer(numbered(index))
            if recorder.status().frames_lost > len(lost):
                lost.append(index)
        assert recorder.status().queue_bytes <= 3 * frame_bytes + 1_000_000
        recorder.stop_clip()
    (record,) = recorder.take_finished()
    assert numbers(record.path) == sorted(set(range(400)) - set(lost))
    assert record.frames_lost == len(lost) == recorder.status().frames_lost


class FullFile(DiskFile):
    """A disk with a given capacity in bytes."""

    room = 0

    def write(self, content: bytes) -> int:
        if type(self).room < len(content):
            super().write(content[: type(self).room])
            type(self).room = 0
            raise OSError(errno.ENOSPC, "No space left on device")
        type(self).room -= len(content)
        return super().write(content)


@pytest.mark.parametrize("room", [100, 2_000, 60_000, 61_234])
def test_a_full_disk_closes_the_clip_and_says_so(room: int, tmp_path: Path) -> None:
    FullFile.room = room
    clips = ClipThread(SplitRule(), open_file=FullFile)
    with recording(RecordingSettings(preroll_s=10), clips=clips) as recorder:
        recorder.start_clip(tmp_path)
        feed_until_it_ends(recorder, 0)
        status = recorder.status()
        assert "no space left" in status.failure
        assert "Free some space" in status.failure
        FullFile.room = 10**9
        recorder.start_clip(tmp_path)  # the operator has made room
        feed(recorder, 2000, 40)
        assert recorder.status().failure == ""
    *broken, again = recorder.take_finished()
    assert numbers(again.path) == list(range(2000, 2040))
    assert not list(tmp_path.glob(".ballast*"))
    if room < 60_000:
        return
    (record,) = broken
    shown = numbers(record.path)
    assert shown == list(range(len(shown)))
    assert len(shown) == record.frames > 0
    assert "ended early" in record.note


def test_the_recording_ends_while_there_is_room_to_close_it(tmp_path: Path) -> None:
    room = [RESERVE_BYTES + 10_000_000]
    clips = ClipThread(SplitRule(), measure=lambda _: room[0])
    with recording(clips=clips) as recorder:
        recorder.start_clip(tmp_path)
        feed(recorder, 0, 40)
        while (status := recorder.status()).disk is None:
            threading.Event().wait(0.001)
        assert status.disk.level is DiskLevel.CRITICAL
        room[0] = RESERVE_BYTES - 1
        index = feed_until_it_ends(recorder, 40)
        assert "disk is full" in recorder.status().failure
        recorder.start_clip(tmp_path)
        feed_until_it_ends(recorder, index)
        assert "nothing is recorded" in recorder.status().failure
    (record,) = recorder.take_finished()
    assert not record.is_recovered
    assert "full" in record.note
    assert numbers(record.path) == list(range(record.frames))


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with recording() as recorder:
        recorder.start_clip(tmp_path / "file" / "exam")
        feed_until_it_ends(recorder, 0)
        assert "cannot be written" in recorder.status().failure
    assert recorder.take_finished() == ()


def test_a_long_recording_is_split_and_joins(tmp_path: Path) -> None:
    with recording(RecordingSettings(preroll_s=0, split_minutes=0.1)) as recorder:
        recorder.start_clip(tmp_path)
        feed(recorder, 0, 30 * 20)
    records = recorder.take_finished()
    assert [record.part for record in records] == [1, 2, 3, 4][: len(records)]
    assert len(records) >= 3
    assert [number for record in records for number in numbers(record.path)] == list(range(600))
    assert records[1].first_pts_ns - records[0].last_pts_ns == pytest.approx(NS_PER_S / 30, abs=2)


def test_a_preroll_without_disk_space_is_reported_and_the_recording_continues(
    tmp_path: Path,
) -> None:
    room = {tmp_path / "full": RESERVE_BYTES, tmp_path / "exam": 10**12}
    clips = ClipThread(SplitRule(), measure=lambda folder: room[folder])
    with recording(RecordingSettings(preroll_s=10), clips=clips) as recorder:
        recorder.start_clip(tmp_path / "exam")
        feed(recorder, 0, 40)
        assert recorder.save_preroll(tmp_path / "full")
        while not recorder.status().failure:
            threading.Event().wait(0.001)
        assert "pre-roll was not saved" in recorder.status().failure
        assert recorder.status().is_recording
        feed(recorder, 40, 10)
        assert recorder.save_preroll(tmp_path / "exam")
    assert recorder.status().failure == ""
    assert sorted(record.frames for record in recorder.take_finished()) == [50, 50]


class FailingEncoder(Encoder):
    """Opens, and loses its device after ten frames."""

    def encode(self, frame: Frame) -> list[EncodedPicture]:
        if self.name == "libx264rgb" and frame.index == 10:
            raise StorageError("The video encoder libx264rgb failed.", remedy="Start again.")
        return super().encode(frame)


def test_an_encoder_that_fails_leaves_its_place_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = EncoderKind("libx264rgb", ENCODERS[-1].options, "bgr24")
    monkeypatch.setattr("hysteroview.pipeline.live.recorder.ENCODERS", (first, ENCODERS[-1]))
    monkeypatch.setattr("hysteroview.exam.clip.encoder.Encoder", FailingEncoder)
    with recording(RecordingSettings(preroll_s=10)) as recorder:
        recorder.start_clip(tmp_path)
        feed_until_it_ends(recorder, 0)
        assert "libx264rgb failed" in recorder.status().failure
        recorder.start_clip(tmp_path)
        feed(recorder, 500, 20)
        recorder.stop_clip()
    assert recorder.status().encoder == "libx264"
    broken, again = recorder.take_finished()
    assert numbers(broken.path) == list(range(10))
    assert numbers(again.path) == list(range(500, 520))


@pytest.mark.parametrize(
    ("size", "pix_fmt"),
    [((320, 240), "yuv420p"), ((1280, 720), "yuv420p"), ((321, 241), "yuv444p"),
     ((320, 240), "yuvj420p")],
    ids=["standard", "high", "odd", "full range"],
)  # fmt: skip
def test_a_recording_has_the_colors_of_its_source(
    size: tuple[int, int], pix_fmt: str, tmp_path: Path
) -> None:
    write_clip(tmp_path / "source.mp4", size=size, pix_fmt=pix_fmt, frames=4)
    sources = [open_source(str(tmp_path / "source.mp4")) for _ in range(2)]
    with recording() as recorder, closing(sources[0]) as source:
        recorder.start_clip(tmp_path)
        for frame in iter(source.read, None):
            recorder.offer(frame)
    (record,) = recorder.take_finished()
    with closing(open_source(str(record.path))) as copy, closing(sources[1]) as source:
        for frame, again in zip(iter(source.read, None), iter(copy.read, None), strict=True):
            height, width = frame.pixels.shape[:2]
            difference = cv2.absdiff(frame.pixels, again.pixels[:height, :width])
            assert difference[4:-4, 4:-4].mean() < 2.5  # a wrong matrix or range is 10 off
