"""Which file of a recording shows which part of its time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from hysteroview.capture.files.container import VideoFile


@dataclass(frozen=True, slots=True)
class Stretch:
    """The part of a recording's time that one file shows.

    Attributes
    ----------
    begin_ns, end_ns
        On the timeline of the recording; the end is as the container declares it.
    shift_ns
        What is added to the file's own timestamps.
    """

    file: VideoFile
    begin_ns: int
    end_ns: int
    shift_ns: int = 0


@runtime_checkable
class FilesInTime(Protocol):
    """A source of video files, whose key frames can be looked at beside it."""

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """Its files in order of time; where one was not reached yet, its place is an estimate."""
