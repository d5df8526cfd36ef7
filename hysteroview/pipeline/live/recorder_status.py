"""Status of the recorder for display."""

from __future__ import annotations

from dataclasses import dataclass

from hysteroview.exam.clip.disk import DiskReport


@dataclass(frozen=True, slots=True, kw_only=True)
class RecorderStatus:
    """Snapshot of the recorder's status.

    Attributes
    ----------
    seconds, size_bytes, frames_written
        Duration, size and frames on disk of the current recording, or of the last one.
    lost_before_encoding, lost_before_writing
        Frames of the same recording that were lost because the encoder was too slow, and because
        the disk was.
    queue_bytes
        Size of raw and compressed frames that wait.
    preroll_s
        Length of the pre-roll that would be saved now.
    disk
        Disk space for recording; None before the first recording.
    failure
        Why a recording ended early or a pre-roll was not saved, with the remedy; empty if there was
        no problem.
    """

    is_recording: bool
    seconds: float
    size_bytes: int
    frames_written: int
    lost_before_encoding: int
    lost_before_writing: int
    queue_bytes: int
    preroll_s: float
    preroll_bytes: int
    encoder: str
    disk: DiskReport | None
    failure: str

    @property
    def frames_lost(self) -> int:
        """Frames of the recording that were lost for any reason."""
        return self.lost_before_encoding + self.lost_before_writing
