"""Real external failures of a recording: a killed program, a full disk."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import hysteroview
from disks import small_disk
from hysteroview.exam.clip.recovery import recover_clips
from hysteroview.exam.clip.series import SplitRule
from hysteroview.exam.files.medium import PLAIN, read
from hysteroview.exam.store.keys import StoreKey
from hysteroview.pipeline.live.clip_thread import ClipThread
from hysteroview.pipeline.live.recorder import Recorder
from hysteroview.settings.table import RecordingSettings
from patience import PATIENCE_S
from recordings import PROVENANCE, at_rate, ffprobe_frames, numbered, shown_in, write_all
from trials import trials

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals and mounts of Linux")

RATE = 30
MOMENTS = trials(6, 24)
TESTS = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(
    ("pixelates", "key"),
    [(False, ""), (True, ""), (False, "5e" * 32)],
    ids=["plain", "pixelated", "encrypted"],
)
def test_killed_at_any_moment_a_recording_loses_a_second_at_most(
    pixelates: bool, key: str, tmp_path: Path
) -> None:
    """Frames that wait for their analysis (pixelation) are a further 0.3 s that may be lost."""
    paths = [str(Path(hysteroview.__file__).parents[1]), str(TESTS)]
    done = subprocess.run(
        [sys.executable, str(TESTS / "end_to_end" / "kill_recorder.py"), str(tmp_path),
         str(MOMENTS), str(int(pixelates)), key],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    last_seen = [int(line) for line in done.stdout.split()]
    assert len(last_seen) == MOMENTS
    medium = StoreKey(bytes.fromhex(key)).medium if key else PLAIN
    lost_s = []
    for kill, last in enumerate(last_seen):
        folder = tmp_path / str(kill)
        recovered = recover_clips(folder, medium)
        assert recovered.failures == ()
        (record,) = recovered.clips
        times_s = [time_s for _, time_s in shown_in(record.path, medium)]
        assert times_s == pytest.approx([n / RATE for n in range(record.frames)], abs=1e-5)
        if key:
            plain = folder / "plain.mp4"
            plain.write_bytes(read(medium, record.path))
        assert ffprobe_frames(plain if key else record.path) in (record.frames, None)
        lost_s.append((last + 1 - record.frames) / RATE)
    print("lost, s:", *(f"{each:.2f}" for each in sorted(lost_s)))  # noqa: T201 - for -s
    assert max(lost_s) <= 1.0


@pytest.fixture(name="small_disk")
def _small_disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", 1200) as folder:
        yield folder


def record_until_full(folder: Path) -> Recorder:
    """Record until writing fails; the free space is not checked."""
    clips = ClipThread(SplitRule(), measure=lambda _: 10**12)
    recorder = Recorder(RecordingSettings(preroll_s=10, subtitles=True), PROVENANCE, clips=clips)
    recorder.start()
    recorder.start_clip(folder)
    index, deadline_s = 0, time.monotonic() + PATIENCE_S
    while recorder.status().is_recording and time.monotonic() < deadline_s:
        recorder.offer(numbered(index, size=(640, 360)))
        index += 1
        threading.Event().wait(0.001)
    return recorder


def check_closed(recorder: Recorder, folder: Path) -> None:
    assert recorder.close()
    (record,) = recorder.take_finished()
    shown = [number for number, _ in shown_in(record.path)]
    assert len(shown) == record.frames > 30
    assert ffprobe_frames(record.path) in (record.frames, None)
    assert "ended early" in record.note
    assert recover_clips(folder).clips == ()


def test_a_full_disk_leaves_a_clip_that_plays(small_disk: Path) -> None:
    exam = small_disk / "exam"
    recorder = record_until_full(exam)
    assert "no space left" in recorder.status().failure
    assert recorder.status().preroll_s > 1  # the exam continues
    check_closed(recorder, exam)


def test_a_file_that_may_not_grow_leaves_a_clip_that_plays(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
    try:
        recorder = record_until_full(tmp_path)
        assert "too large" in recorder.status().failure
        check_closed(recorder, tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_clip_that_cannot_be_closed_is_closed_at_the_next_start(small_disk: Path) -> None:
    writer = write_all(small_disk, at_rate(30, 60))
    filler = small_disk / "filler"
    with pytest.raises(OSError, match="No space"):
        filler.write_bytes(bytes(2_000_000))
    from hysteroview.core.errors import StorageError

    with pytest.raises(StorageError, match="no space"):
        writer.finish()
    filler.unlink()
    (record,) = recover_clips(small_disk).clips
    assert [number for number, _ in shown_in(record.path)] == list(range(record.frames))
    assert record.frames >= 60 - 13
