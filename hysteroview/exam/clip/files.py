"""The files of a clip: their names during recording, and their final names."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hysteroview.core.errors import StorageError
from hysteroview.core.files import storage_error, sync_folder
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.clip.record import ClipFacts, ClipRecord
from hysteroview.exam.clip.subtitles import subtitles
from hysteroview.exam.clip.track import read_lines, to_line, with_suspects
from hysteroview.exam.files.lines import lines_of, whole_lines_end
from hysteroview.exam.files.medium import PLAIN, Medium, hash_file, size_of

VIDEO_SUFFIX, TRACK_SUFFIX, SUBTITLE_SUFFIX = ".mp4", ".jsonl", ".srt"
UNFINISHED = ".recording"  # before the suffix
_PRIVATE = 0o600

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ClipFiles:
    """Paths of the files of one clip: `stem` is their common name within `folder`."""

    folder: Path
    stem: str

    @property
    def video(self) -> Path:
        return self.folder / f"{self.stem}{VIDEO_SUFFIX}"

    @property
    def track(self) -> Path:
        return self.folder / f"{self.stem}{TRACK_SUFFIX}"

    @property
    def subtitles(self) -> Path:
        return self.folder / f"{self.stem}{SUBTITLE_SUFFIX}"

    @property
    def unfinished_video(self) -> Path:
        return self.folder / f"{self.stem}{UNFINISHED}{VIDEO_SUFFIX}"

    @property
    def unfinished_track(self) -> Path:
        return self.folder / f"{self.stem}{UNFINISHED}{TRACK_SUFFIX}"

    @property
    def is_taken(self) -> bool:
        """Whether a clip of this name exists, complete or not."""
        return any(
            path.exists()
            for path in (self.video, self.track, self.unfinished_video, self.unfinished_track)
        )


def free_files(folder: Path, wall_ns: int, part: int) -> ClipFiles:
    """Return free names by local time and part, without patient data."""
    local = datetime.fromtimestamp(wall_ns // NS_PER_S, UTC).astimezone()
    stem = f"{local:%Y%m%dT%H%M%S%z}_clip" + (f"_part{part}" if part > 1 else "")
    files, again = ClipFiles(folder, stem), 1
    while files.is_taken:
        again += 1
        files = ClipFiles(folder, f"{stem}-{again}")
    return files


def unfinished_clips(folder: Path) -> list[ClipFiles]:
    """Find the unfinished clips below `folder`, the oldest first."""
    ending = f"{UNFINISHED}{VIDEO_SUFFIX}"
    return [
        ClipFiles(path.parent, path.name.removesuffix(ending))
        for path in sorted(folder.rglob(f"*{ending}"))
    ]


def complete(
    files: ClipFiles, facts: ClipFacts, *, writes_subtitles: bool, medium: Medium = PLAIN
) -> ClipRecord:
    """Write the clip's facts at the end of its track, and give video and track their final names.

    The video is renamed last, so that an interrupted call is completed at the next start.

    Raises
    ------
    StorageError
        The disk is full or failed; the video still has its unfinished name.
    """
    try:
        medium.end(files.unfinished_video)
        sha256 = hash_file(files.unfinished_video, medium)
        size_bytes = size_of(files.unfinished_video, medium)
        end = {**facts.as_dict(), "video": files.video.name, "sha256": sha256, "bytes": size_bytes}
        if files.unfinished_track.exists() or not files.track.exists():
            _end_track(files.unfinished_track, medium.line(to_line({"end": end}).encode()))
            files.unfinished_track.replace(files.track)
        track_sha256 = hash_file(files.track, medium)
        has_subtitles = writes_subtitles and _write_subtitles(files, facts, medium)
        files.unfinished_video.replace(files.video)
        sync_folder(files.folder)
    except OSError as error:
        raise storage_error(files.video, error) from error
    return ClipRecord(
        **{name: getattr(facts, name) for name in ClipFacts.__dataclass_fields__},
        path=files.video,
        track=files.track,
        subtitles=files.subtitles if has_subtitles else None,
        sha256=sha256,
        track_sha256=track_sha256,
        size_bytes=size_bytes,
    )


def _end_track(track: Path, line: bytes) -> None:
    """Append the last line in place, after the last complete line, because the disk may be full."""
    track.touch(_PRIVATE)
    with track.open("rb+") as file:
        file.truncate(whole_lines_end(file))
        file.seek(0, os.SEEK_END)
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def _write_subtitles(files: ClipFiles, facts: ClipFacts, medium: Medium) -> bool:
    """Write the subtitles, if there is space; they can be created again from the track."""
    try:
        text = subtitles_of(files.track, facts.first_pts_ns, facts.last_pts_ns, medium)
        medium.write(files.subtitles, text.encode())
    except (StorageError, KeyError, TypeError, ValueError) as error:
        log.warning("no subtitles: %s", error)
        return False
    return True


def subtitles_of(track: Path, first_pts_ns: int, last_pts_ns: int, medium: Medium = PLAIN) -> str:
    """Return the subtitles of a clip, made from its track.

    Raises
    ------
    KeyError, TypeError, ValueError
        The track is invalid.
    OSError, BrokenSealError
        It cannot be read.
    """
    lines = read_lines(lines_of(track, medium))
    return subtitles(with_suspects(lines), first_pts_ns, last_pts_ns - first_pts_ns)
