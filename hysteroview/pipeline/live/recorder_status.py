"""How the recorder is doing, for those who show it."""

from __future__ import annotations

from dataclasses import dataclass

from hysteroview.exam.clip.disk import DiskReport


@dataclass(frozen=True, slots=True, kw_only=True)
class RecorderStatus:
    """What the window shows about recording, taken at one moment.

    Attributes
    ----------
    seconds, size_bytes, frames_written
        Of the present recording, on disk; of the last one when there is none.
    frames_lost
        Of the same recording: frames that found no room while the encoder or the disk was slow.
    queue_bytes
        Raw and compressed pictures that wait.
    preroll_s
        How far back a save would reach now.
    disk
        Room for recording; None before the first recording.
    failure
        Why a recording ended early or a pre-roll was not saved, with what to do; empty if all is
        well.
    """

    is_recording: bool
    is_saving_preroll: bool
    seconds: float
    size_bytes: int
    frames_written: int
    frames_lost: int
    queue_bytes: int
    preroll_s: float
    preroll_bytes: int
    encoder: str
    disk: DiskReport | None
    failure: str
