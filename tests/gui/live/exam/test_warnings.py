"""Warnings of a recording's disk and of lost frames: once, and again when it gets worse."""

from __future__ import annotations

from dataclasses import replace

from hysteroview.exam.clip.disk import RESERVE_BYTES, assess_disk
from hysteroview.gui.live.exam.warnings import RecordingWarnings
from hysteroview.pipeline.live.recorder_status import RecorderStatus

_STATUS = RecorderStatus(
    is_recording=True, seconds=1.0, size_bytes=1, frames_written=1,
    lost_before_encoding=0, lost_before_writing=0,
    queue_bytes=0, preroll_s=0.0, preroll_bytes=0, encoder="libx264", disk=None,
    failure="",
)  # fmt: skip


def test_ten_and_five_minutes_are_shown_once_each() -> None:
    warnings, told = RecordingWarnings(), []
    for minutes in (12.0, 10.5, 9.9, 8.0, 5.1, 4.9, 3.0, 0.0, 0.0):
        disk = assess_disk(RESERVE_BYTES + round(minutes * 60 * 1e6), 1e6)
        told.append(warnings.of_disk(disk))
    assert [bool(words) for words in told] == [
        False, False, True, False, False, True, False, True, False,
    ]  # fmt: skip
    assert "10 more minutes" in told[2]
    assert "5 more minutes" in told[5]
    assert "full" in told[7]


def test_a_disk_that_got_room_again_is_shown_anew() -> None:
    warnings = RecordingWarnings()
    little, much = assess_disk(RESERVE_BYTES + 1, 1e6), assess_disk(RESERVE_BYTES + 10**12, 1e6)
    assert warnings.of_disk(little)
    assert not warnings.of_disk(much)
    assert warnings.of_disk(little)


def test_lost_frames_are_shown_at_once_and_not_with_each_look() -> None:
    warnings = RecordingWarnings()
    told = [
        bool(warnings.of_lost_frames(replace(_STATUS, lost_before_encoding=lost)))
        for lost in (0, 1, 1, 2, 3, 4, 4, 9, 0, 1)
    ]
    assert told == [False, True, False, True, False, True, False, True, False, True]
