"""The record of a finished clip in the exam's store."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any


class ClipKind(StrEnum):
    """Origin of a clip."""

    RECORDING = "recording"
    PREROLL = "preroll"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipFacts:
    """Facts about a clip.

    Attributes
    ----------
    part
        Number of the file within the recording, from 1; the next file begins with the following
        frame.
    first_pts_ns, last_pts_ns
        Timestamps of the first and the last frame, on the source's clock.
    started_wall_ns
        UTC time of the first frame.
    frames, frames_lost
        Number of frames in the file, and number missing between the first frame and the end.
    frames_suspect
        Number of frames in the file that may be wrong because the source lost video data.
    is_recovered
        Whether it was completed after a failure of the program or the disk.
    note
        Note for the operator; empty if there was no problem.
    """

    kind: ClipKind
    part: int
    first_pts_ns: int
    last_pts_ns: int
    started_wall_ns: int
    frames: int
    frames_lost: int
    frames_suspect: int = 0
    is_recovered: bool = False
    note: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; paths without their folders."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {
            name: value.name if isinstance(value, Path) else value for name, value in values.items()
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipRecord(ClipFacts):
    """A clip that is complete on disk.

    Attributes
    ----------
    path, track, subtitles
        Paths of the video, its AI track, and its subtitles (None if none were requested).
    sha256, track_sha256
        Hashes of video and track, hexadecimal.
    size_bytes
        Size of the video.
    """

    path: Path
    track: Path
    subtitles: Path | None
    sha256: str
    track_sha256: str
    size_bytes: int
