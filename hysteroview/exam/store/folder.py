"""The folder of one exam: the record itself, from which the index can be rebuilt."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from hysteroview.core.errors import StorageError
from hysteroview.core.files import storage_error, sync_folder
from hysteroview.core.foreign.fields import text, whole
from hysteroview.core.foreign.json_text import parse_json
from hysteroview.core.record import FrameRecord
from hysteroview.exam.clip.files import SUBTITLE_SUFFIX, TRACK_SUFFIX, UNFINISHED
from hysteroview.exam.clip.track import read_lines
from hysteroview.exam.files.lines import lines_of
from hysteroview.exam.files.medium import PLAIN, BrokenSealError, Medium, hash_file, read
from hysteroview.exam.files.names import own_name
from hysteroview.exam.store.audit import append_line
from hysteroview.exam.store.records import Exam, MediaFile, TrackSecond

EXAM_FILE, AUDIT_FILE, TRACK_FILE = "exam.json", "audit.jsonl", "track.jsonl"
SNAPSHOTS, CLIPS = "snapshots", "clips"
UNFINISHED_FOLDER = "unfinished"  # files that were incomplete when the program was interrupted
DRAFT = ".new-"  # prefix of a folder that is being created
_RECORD_ENDING = "_record.json"
_PRIVATE_FOLDER = 0o700


class ExamFolder:
    """Reads and writes the files of one exam."""

    def __init__(self, path: Path, medium: Medium = PLAIN) -> None:
        self.path, self.medium = path, medium

    @property
    def exam_id(self) -> str:
        return self.path.name

    @property
    def audit(self) -> Path:
        return self.path / AUDIT_FILE

    @property
    def snapshots(self) -> Path:
        return self.path / SNAPSHOTS

    @property
    def clips(self) -> Path:
        return self.path / CLIPS

    def make(self, exam: Exam) -> str:
        """Create the folder, readable for its owner only; it appears together with its record.

        Returns
        -------
        The SHA-256 of the record.

        Raises
        ------
        StorageError
            It cannot be created.
        """
        draft = ExamFolder(self.path.with_name(f"{DRAFT}{self.path.name}"), self.medium)
        try:
            for folder in (draft.path, draft.snapshots, draft.clips):
                folder.mkdir(mode=_PRIVATE_FOLDER)
            sha256 = draft.write_exam(exam)
            draft.path.rename(self.path)
            sync_folder(self.path.parent)
        except OSError as error:
            raise storage_error(self.path, error) from error
        return sha256

    def write_exam(self, exam: Exam) -> str:
        """Replace `exam.json` atomically and return its SHA-256."""
        content = (json.dumps(exam.as_dict(), indent=2, ensure_ascii=False) + "\n").encode()
        self.medium.write(self.path / EXAM_FILE, content)
        return hashlib.sha256(content).hexdigest()

    def hash_of(self, name: str) -> str:
        """Return the SHA-256 of one of the exam's own files; empty if it does not exist.

        Raises
        ------
        StorageError
            It cannot be read.
        """
        path = self.path / name
        try:
            return hash_file(path, self.medium) if path.exists() else ""
        except OSError as error:
            raise StorageError(f"{name} cannot be read: {error.strerror}.") from error

    def read_exam(self) -> Exam:
        """Read `exam.json`.

        Raises
        ------
        StorageError
            It is missing or not an exam.
        """
        try:
            exam = Exam.from_dict(parse_json(read(self.medium, self.path / EXAM_FILE)))
            if exam.exam_id != self.exam_id:
                raise ValueError("it is the record of another exam")
            return exam
        except (OSError, BrokenSealError, ValueError, KeyError, TypeError) as error:
            raise StorageError(
                f"The record of exam {self.exam_id} is damaged and cannot be read.",
                remedy="Its pictures and clips are still in its folder.",
            ) from error

    def append_track(self, second: TrackSecond) -> None:
        """Append one second to the AI track."""
        line = json.dumps(second.as_dict(), separators=(",", ":")) + "\n"
        append_line(self.path / TRACK_FILE, self.medium.line(line.encode()))

    def read_track(self) -> Iterator[TrackSecond]:
        """Yield the seconds up to the first incomplete line."""
        path = self.path / TRACK_FILE
        if not path.exists():
            return
        for fields in read_lines(lines_of(path, self.medium)):
            yield TrackSecond.from_dict(fields)

    def read_frames(self) -> list[FrameRecord]:
        """Return the AI result of each frame: the log from which the verdict is computed.

        Raises
        ------
        StorageError
            It cannot be read.
        """
        try:
            return [frame for second in self.read_track() for frame in second.frames]
        except (OSError, BrokenSealError, KeyError, TypeError, ValueError) as error:
            raise StorageError(
                f"The AI track of exam {self.exam_id} is damaged and cannot be read.",
                remedy="Run `hysteroview exam verify`.",
            ) from error

    def media(self) -> Iterator[MediaFile]:
        """Yield the files of all complete snapshots and clips, with the hashes in their records."""
        for record in sorted(self.snapshots.glob(f"*{_RECORD_ENDING}")):
            yield from self.media_of(record)
        for track in sorted(self.clips.glob(f"*{TRACK_SUFFIX}")):
            yield from self.media_of(track)

    def media_of(self, record: Path) -> Iterator[MediaFile]:
        """Yield the files of one snapshot or clip; none if it is incomplete.

        Parameters
        ----------
        record
            Path of the snapshot's JSON or the clip's track.
        """
        is_being_written = record.name.endswith(f"{UNFINISHED}{TRACK_SUFFIX}")
        if is_being_written or not record.is_file():
            return
        if record.parent == self.snapshots:
            yield from self._snapshot_files(record)
        elif record.parent == self.clips:
            yield from self._clip_files(record)

    def set_aside_unfinished(self) -> dict[str, str]:
        """Move pictures of incomplete snapshots to a separate folder.

        Returns
        -------
        The SHA-256 of each file that was moved, by its new name; only of those that can be read.

        Raises
        ------
        StorageError
            They cannot be moved.
        """
        try:
            known = {self.path / item.name for item in self.media()}
            loose = [path for path in sorted(self.snapshots.glob("*")) if path not in known]
            moved: dict[str, str] = {}
            for path in loose:
                (self.path / UNFINISHED_FOLDER).mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)
                kept = path.replace(self.path / UNFINISHED_FOLDER / path.name)
                with suppress(BrokenSealError):
                    moved[kept.relative_to(self.path).as_posix()] = hash_file(kept, self.medium)
        except OSError as error:
            raise storage_error(self.path, error) from error
        return moved

    def _snapshot_files(self, record: Path) -> Iterator[MediaFile]:
        try:
            fields: dict[str, Any] = parse_json(read(self.medium, record))
            taken_ns = whole(fields["taken"]["utc_ns"])
            pictures = [
                (own_name(item["name"]), text(item["sha256"])) for item in fields["files"].values()
            ]
        except (BrokenSealError, ValueError, KeyError, TypeError, AttributeError):
            return  # `verify` reports a file that belongs to nothing
        for name, sha256 in [*pictures, (record.name, hash_file(record, self.medium))]:
            path = self.snapshots / name
            if path.is_file():
                yield self._describe(path, "snapshot", record.name, sha256, taken_ns)

    def _clip_files(self, track: Path) -> Iterator[MediaFile]:
        try:
            lines = read_lines(lines_of(track, self.medium))
            end = next(item["end"] for item in lines if "end" in item)
            taken_ns, sha256 = whole(end["started_wall_ns"]), text(end["sha256"])
            video = self.clips / own_name(end["video"])
        except (BrokenSealError, StopIteration, ValueError, KeyError, TypeError):
            return
        if video.is_file():
            yield self._describe(video, "clip", track.name, sha256, taken_ns)
        yield self._describe(track, "track", track.name, hash_file(track, self.medium), taken_ns)
        words = track.with_suffix(SUBTITLE_SUFFIX)
        if is_plain_file(self.path, words) and video.is_file():
            with suppress(BrokenSealError):
                sha256 = hash_file(words, self.medium)
                yield self._describe(words, "subtitles", track.name, sha256, taken_ns)

    def _describe(self, path: Path, kind: str, item: str, sha256: str, taken_ns: int) -> MediaFile:
        return MediaFile(
            name=path.relative_to(self.path).as_posix(),
            kind=kind,
            item=item,
            sha256=sha256,
            size_bytes=path.stat().st_size,
            taken_wall_ns=taken_ns,
        )


def is_plain_file(folder: Path, path: Path) -> bool:
    """Whether a path below a folder is a file, and neither it nor a folder above it is a link."""
    try:
        for parent in path.relative_to(folder).parents:
            if not stat.S_ISDIR((folder / parent).lstat().st_mode):
                return False
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def make_private_folder(folder: Path) -> None:
    """Create a folder that is accessible to its owner only, or restrict an existing one.

    Raises
    ------
    StorageError
        It cannot be created, or belongs to another user.
    """
    try:
        folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        if os.name != "nt" and folder.stat().st_mode & 0o077:
            folder.chmod(_PRIVATE_FOLDER)
    except OSError as error:
        raise storage_error(folder, error) from error
