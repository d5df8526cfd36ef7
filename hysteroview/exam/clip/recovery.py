"""Recovery: unfinished clips are completed at the next start."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hysteroview.core.errors import HysteroViewError, StorageError
from hysteroview.core.files import storage_error
from hysteroview.exam.clip.disk import remove_ballast
from hysteroview.exam.clip.files import ClipFiles, complete, unfinished_clips
from hysteroview.exam.clip.fragments import cut_to_whole, has_pictures, read_content
from hysteroview.exam.clip.record import ClipFacts, ClipKind, ClipRecord
from hysteroview.exam.clip.track import read_lines
from hysteroview.exam.files.medium import PLAIN, Medium, read

_KEPT_ASIDE = ".damaged"
INTERRUPTED = "The recording was interrupted, and completed at the next start of the program."
NEVER_BEGUN = (
    "The recording {name} was interrupted before its first picture was saved,"
    " so nothing of it could be recovered."
)


@dataclass(frozen=True, slots=True)
class Recovered:
    """Result of `recover_clips`.

    Attributes
    ----------
    clips
        Completed clips, with all frames that had been written to disk.
    failures
        Files from which nothing could be recovered, with the reason, one sentence each.
    """

    clips: tuple[ClipRecord, ...]
    failures: tuple[str, ...]


def recover_clips(folder: Path, medium: Medium = PLAIN) -> Recovered:
    """Complete all unfinished clips below `folder`; nothing may be recording there.

    A file without frames is renamed, so that it is reported only once.
    """
    clips: list[ClipRecord] = []
    failures: list[str] = []
    remove_ballast(folder)
    for files in unfinished_clips(folder):
        try:
            clips.append(close_unfinished(files, note=INTERRUPTED, medium=medium))
        except HysteroViewError as error:
            failures.append(str(error))
    return Recovered(tuple(clips), tuple(failures))


def close_unfinished(
    files: ClipFiles, *, note: str, frames_taken: int = 0, medium: Medium = PLAIN
) -> ClipRecord:
    """Complete one interrupted clip in place, without additional disk space.

    Parameters
    ----------
    note
        Note for the operator.
    frames_taken
        Number of frames passed to the recording; those not in the file are lost.

    Raises
    ------
    StorageError
        It contains no frame (and is renamed), or the disk failed.
    """
    video = files.unfinished_video
    try:
        lines = _lines(files, medium)
        try:
            is_begun = video.stat().st_size > 0  # an empty file cannot be decrypted
            if is_begun:
                cut_to_whole(video, medium)
            if not (is_begun and has_pictures(video, medium)):
                raise StorageError(NEVER_BEGUN.format(name=files.video.name))
            content = read_content(video, medium)
        except StorageError:
            for path in (video, files.unfinished_track):
                if path.exists():
                    path.replace(path.with_name(f"{files.stem}{_KEPT_ASIDE}{path.suffix}"))
            raise
        modified_ns = video.stat().st_mtime_ns
    except OSError as error:
        raise storage_error(files.video, error) from error
    header = lines[0] if lines and "schema" in lines[0] else {}
    first_pts_ns = int(header.get("first_pts_ns", 0))
    duration_ns = content.last_ns - content.first_ns
    facts = ClipFacts(
        kind=ClipKind(header.get("kind", ClipKind.RECORDING)),
        part=int(header.get("part", 1)),
        first_pts_ns=first_pts_ns,
        last_pts_ns=first_pts_ns + duration_ns,
        started_wall_ns=int(header.get("started_wall_ns", modified_ns - duration_ns)),
        frames=content.frames,
        frames_lost=sum(int(fields.get("lost", 0)) for fields in lines)
        + max(0, frames_taken - content.frames),
        frames_suspect=sum(int(fields.get("suspect", 0)) for fields in lines),
        is_recovered=True,
        note=note
        if header
        else f"{note} Its AI track is lost; times are taken from the video alone.",
    )
    return complete(files, facts, writes_subtitles=bool(header.get("has_subtitles")), medium=medium)


def _lines(files: ClipFiles, medium: Medium) -> list[dict[str, Any]]:
    """Read the complete lines of the track, under its unfinished or its final name."""
    for path in (files.unfinished_track, files.track):
        if path.exists():
            return list(read_lines(read(medium, path).decode(errors="replace")))
    return []
