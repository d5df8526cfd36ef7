"""What is known of a finished clip: the record that the exam's store keeps."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any


class ClipKind(StrEnum):
    """Why there is a clip."""

    RECORDING = "recording"
    PREROLL = "preroll"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipFacts:
    """What is in a clip.

    Attributes
    ----------
    part
        Counts the files of one recording from 1; the next begins with the frame after.
    first_pts_ns, last_pts_ns
        Of the first and the last frame, on the source's clock.
    started_wall_ns
        UTC of the first frame.
    frames, frames_lost
        How many are in the file, and how many are missing between the first and the end.
    is_recovered
        It was closed after the program or the disk had failed.
    note
        What the operator should know; empty if all is well.
    """

    kind: ClipKind
    part: int
    first_pts_ns: int
    last_pts_ns: int
    started_wall_ns: int
    frames: int
    frames_lost: int
    is_recovered: bool = False
    note: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON; of paths only the name."""
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
        The video, its AI track, and its subtitles (None if none were asked for).
    sha256, track_sha256
        Of the two files, hexadecimal.
    size_bytes
        Of the video.
    """

    path: Path
    track: Path
    subtitles: Path | None
    sha256: str
    track_sha256: str
    size_bytes: int
