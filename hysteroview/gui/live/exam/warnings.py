"""What the operator must be told of a recording while it runs, each once."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from hysteroview.exam.clip.disk import DiskLevel, DiskReport
from hysteroview.pipeline.live.recorder_status import RecorderStatus

_ORDER = (DiskLevel.OK, DiskLevel.LOW, DiskLevel.CRITICAL, DiskLevel.FULL)


class RecordingWarnings:
    """Remember what was told: a level of the disk only once until there is room again.

    Lost frames are told with the first and then each time there are twice as many.
    """

    def __init__(self) -> None:
        self._level = DiskLevel.OK
        self._lost_told = 0

    def of_disk(self, disk: DiskReport | None) -> str:
        """Return what to tell of the room that is left; empty if that is known."""
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
        """Return what to tell of frames that the recording lost; empty if that is known."""
        lost = status.frames_lost
        if lost < self._lost_told:  # another recording
            self._lost_told = 0
        if not lost or lost < 2 * self._lost_told:
            return ""
        self._lost_told = lost
        words = _tr("Frames lost from the recording: {0}. The disk or the processor is too slow.")
        return words.format(lost)


def _tr(text: str) -> str:
    return QCoreApplication.translate("RecordingWarnings", text)
