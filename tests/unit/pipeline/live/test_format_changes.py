"""A recording continues in another clip when the format changes, without losses."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from hysteroview.core.types import NS_PER_S, Frame
from hysteroview.exam.clip.record import ClipRecord
from hysteroview.pipeline.live.recorder import Recorder
from hysteroview.settings.table import RecordingSettings
from recordings import PROVENANCE

SMALL, LARGE = (96, 64), (160, 96)


def frame(index: int, size: tuple[int, int], aspect: Fraction = Fraction(1)) -> Frame:
    pixels = np.full((size[1], size[0], 4), 255, np.uint8)
    pixels[..., :3] = index % 200
    return Frame(index, index * NS_PER_S // 25, index * NS_PER_S // 25, pixels, aspect)


def shape_of(record: ClipRecord) -> tuple[int, int, int]:
    with av.open(str(record.path)) as container:
        stream = container.streams.video[0]
        return stream.width, stream.height, sum(1 for _ in container.decode(stream))


@pytest.mark.parametrize("preroll_s", [0, 10])
def test_each_format_gets_its_clip_and_the_recording_counts_on(
    tmp_path: Path, preroll_s: float
) -> None:
    recorder = Recorder(RecordingSettings(preroll_s=preroll_s), PROVENANCE)
    recorder.start()
    try:
        recorder.start_clip(tmp_path)
        for index in range(30):
            recorder.offer(frame(index, SMALL))
        for index in range(30, 55):
            recorder.offer(frame(index, LARGE))
        for index in range(55, 70):
            recorder.offer(frame(index, LARGE, Fraction(4, 3)))
        recorder.stop_clip()
        for index in range(70, 80):
            recorder.offer(frame(index, SMALL))
    finally:
        assert recorder.close()
    records = sorted(recorder.take_finished(), key=lambda record: record.first_pts_ns)
    assert [shape_of(record) for record in records] == [(*SMALL, 30), (*LARGE, 25), (*LARGE, 15)]
    assert [record.frames_lost for record in records] == [0, 0, 0]
    status = recorder.status()
    assert (status.frames_written, status.frames_lost, status.failure) == (70, 0, "")
    assert status.size_bytes >= sum(record.path.stat().st_size for record in records) * 0.5


def test_a_preroll_of_two_formats_is_saved_in_two_clips(tmp_path: Path) -> None:
    recorder = Recorder(RecordingSettings(preroll_s=10), PROVENANCE)
    recorder.start()
    try:
        for index in range(40):
            recorder.offer(frame(index, SMALL if index < 20 else LARGE))
        assert recorder.save_preroll(tmp_path)
    finally:
        assert recorder.close()
    records = sorted(recorder.take_finished(), key=lambda record: record.first_pts_ns)
    assert [shape_of(record) for record in records] == [(*SMALL, 20), (*LARGE, 20)]


def test_frames_lost_at_the_change_are_counted(tmp_path: Path) -> None:
    recorder = Recorder(RecordingSettings(preroll_s=0), PROVENANCE)
    recorder.start()
    try:
        recorder.start_clip(tmp_path)
        for index in range(20):
            recorder.offer(frame(index, SMALL))
        for index in range(23, 40):  # 20 to 22 found no room
            recorder.offer(frame(index, LARGE))
    finally:
        assert recorder.close()
    records = sorted(recorder.take_finished(), key=lambda record: record.first_pts_ns)
    assert [record.frames_lost for record in records] == [3, 0]
