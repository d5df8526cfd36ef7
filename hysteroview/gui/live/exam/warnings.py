"""Warnings about a running recording, each given once."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from hysteroview.exam.clip.disk import DiskLevel, DiskReport
from hysteroview.pipeline.live.recorder_status import RecorderStatus

_ORDER = (DiskLevel.OK, DiskLevel.LOW, DiskLevel.CRITICAL, DiskLevel.FULL)


class RecordingWarnings:
    """Give each warning once: a level of the disk is repeated only after there was room again.

    Lost frames are reported with the first one and each time their number has doubled.
    """

    def __init__(self) -> None:
        self._level = DiskLevel.OK
        self._lost_reported = 0

    def of_disk(self, disk: DiskReport | None) -> str:
        """Return a warning about disk space; empty if there is nothing new."""
        if disk is None:
            return ""
        is_worse = _ORDER.index(disk.level) > _ORDER.index(self._level)
        self._level = disk.level
        if not is_worse:
            return ""
        if disk.level is DiskLevel.FULL:
            return _tr("The disk is full and recording has stopped. The exam continues.")
        words = _tr(
            "Disk space is low: room for about {0:.0f} more minutes of recording. Free some space."
        )
        return words.format(disk.minutes_left)

    def of_lost_frames(self, status: RecorderStatus) -> str:
        """Return a warning about lost frames; empty if there is nothing new."""
        lost = status.frames_lost
        if lost < self._lost_reported:  # another recording
            self._lost_reported = 0
        if not lost or lost < 2 * self._lost_reported:
            return ""
        self._lost_reported = lost
        words = _tr("Frames lost from the recording: {0}. The disk or the processor is too slow.")
        return words.format(lost)


def _tr(text: str) -> str:
    return QCoreApplication.translate("RecordingWarnings", text)
