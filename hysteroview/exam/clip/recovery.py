"""Recovery: unfinished clips are completed at the next start."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hysteroview.core.errors import HysteroViewError, StorageError
from hysteroview.core.files import storage_error
from hysteroview.core.foreign.fields import whole
from hysteroview.exam.clip.disk import remove_ballast
from hysteroview.exam.clip.files import ClipFiles, complete, unfinished_clips
from hysteroview.exam.clip.fragments import cut_to_whole, has_pictures, read_content
from hysteroview.exam.clip.record import ClipFacts, ClipKind, ClipRecord
from hysteroview.exam.clip.track import read_lines
from hysteroview.exam.files.lines import lines_of
from hysteroview.exam.files.medium import PLAIN, BrokenSealError, Medium

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
        header, lost = _track(files, medium)
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
    first_pts_ns = header.get("first_pts_ns", 0)
    duration_ns = content.last_ns - content.first_ns
    facts = ClipFacts(
        kind=ClipKind(header.get("kind", ClipKind.RECORDING)),
        part=header.get("part", 1),
        first_pts_ns=first_pts_ns,
        last_pts_ns=first_pts_ns + duration_ns,
        started_wall_ns=header.get("started_wall_ns", modified_ns - duration_ns),
        frames=content.frames,
        frames_lost=lost.frames + max(0, frames_taken - content.frames),
        frames_suspect=lost.suspect,
        is_recovered=True,
        note=note
        if header
        else f"{note} Its AI track is lost; times are taken from the video alone.",
    )
    return complete(files, facts, writes_subtitles=bool(header.get("has_subtitles")), medium=medium)


@dataclass(frozen=True, slots=True)
class _Lost:
    """Frames that a track names as lost, and as possibly wrong."""

    frames: int = 0
    suspect: int = 0


def _track(files: ClipFiles, medium: Medium) -> tuple[dict[str, Any], _Lost]:
    """Return the head of the track, and the frames that it names as lost or suspect.

    The track has its unfinished or its final name. The head is empty if there is none.
    """
    header: dict[str, Any] = {}
    counts = {"lost": 0, "suspect": 0}
    path = next((each for each in (files.unfinished_track, files.track) if each.exists()), None)
    with suppress(BrokenSealError):  # too large, or no file: the video is more important
        for number, fields in enumerate(read_lines(lines_of(path, medium)) if path else ()):
            if number == 0 and "schema" in fields:
                header = _checked(fields)
            for name in counts:
                with suppress(TypeError, ValueError):
                    counts[name] += whole(fields.get(name, 0))
    return header, _Lost(counts["lost"], counts["suspect"])


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    """Return what recovery needs of the head of a track; empty if it was changed."""
    try:
        kind = ClipKind(fields.get("kind", ClipKind.RECORDING))
        names = ("first_pts_ns", "part", "started_wall_ns")
        numbers = {name: whole(fields[name]) for name in names if name in fields}
    except (TypeError, ValueError):
        return {}
    return {**numbers, "kind": kind, "has_subtitles": fields.get("has_subtitles", False)}
