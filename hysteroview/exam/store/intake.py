"""Intake: exam folders are added to the index after a crash, or when the index is rebuilt."""

from __future__ import annotations

import logging
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hysteroview.core.errors import StorageError
from hysteroview.core.files import TEMPORARY, storage_error
from hysteroview.exam.clip.files import unfinished_clips
from hysteroview.exam.clip.record import ClipRecord
from hysteroview.exam.clip.recovery import recover_clips
from hysteroview.exam.store.audit import (
    FILES,
    Entry,
    Head,
    cut_torn_line,
    genesis,
    logged_files,
    read_chain,
)
from hysteroview.exam.store.folder import CLIPS, DRAFT, EXAM_FILE, ExamFolder, make_private_folder
from hysteroview.exam.store.index import Index
from hysteroview.exam.store.ledger import GONE, Ledger
from hysteroview.exam.store.records import Exam, MediaFile, Patient, TrackSecond, episodes_in

log = logging.getLogger(__name__)

RECOVERED = "recovered"  # kind of the log entry of a recovery
_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Recovered:
    """Result of the recovery at a start.

    Attributes
    ----------
    exams
        Ids of exams that had been interrupted and are now closed.
    notices
        Messages for the operator, one sentence each.
    added
        Number of ended exams that were missing in the index.
    """

    exams: tuple[str, ...]
    notices: tuple[str, ...]
    added: int


class Intake:
    """Reads exam folders and adds them to the index; to be used by the store's thread."""

    def __init__(
        self, exams: Path, index: Index, ledger: Ledger, clock_ns: Callable[[], int]
    ) -> None:
        self._exams, self._index = exams, index
        self._ledger, self._clock_ns = ledger, clock_ns

    def folders(self) -> Iterator[ExamFolder]:
        """Yield the folders of exams, by id."""
        for path in sorted(self._exams.iterdir()) if self._exams.is_dir() else ():
            if _ID.fullmatch(path.name) and path.is_dir() and not path.is_symlink():
                yield self._ledger.folder_of(path.name)

    def recover(self) -> Recovered:
        """Complete interrupted exams; an exam that fails does not stop the others.

        Raises
        ------
        StorageError
            The disk is full or failed.
        """
        exams: list[str] = []
        notices: list[str] = []
        for draft in self._exams.glob(f"{DRAFT}*"):
            shutil.rmtree(draft, ignore_errors=True)  # no exam had been started in it
        for gone in self._exams.glob(f"{GONE}*"):
            exam_id = gone.name.removeprefix(GONE)
            self._ledger.forget(exam_id)
            notices.append(
                f"The deletion of exam {exam_id} had been interrupted. It is complete now."
            )
        missing = 0
        for folder in self.folders():
            if os.name != "nt" and folder.path.stat().st_mode & 0o077:
                make_private_folder(folder.path)
            known = self._index.exam(folder.exam_id)
            mark = self._ledger.mark(folder.exam_id)
            is_ended = known is not None and known.ended_wall_ns is not None
            # a recording is unfinished in an ended exam if the disk was missing when it ended
            if is_ended and not mark.exists() and not unfinished_clips(folder.clips):
                continue
            try:
                if self._complete(folder, notices):
                    exams.append(folder.exam_id)
                else:
                    missing += known is None
            except StorageError as error:
                log.warning("exam %s is not complete: %s", folder.exam_id, type(error).__name__)
                notices.append(f"Exam {folder.exam_id} could not be completed. {error}")
            else:
                mark.unlink(missing_ok=True)
        return Recovered(tuple(exams), tuple(notices), missing)

    def take_in(self, folder: ExamFolder) -> Exam:
        """Add a folder to the index in its present state.

        A record that cannot be read is renamed and replaced by one restored from the log.

        Raises
        ------
        StorageError
            The disk is full or failed.
        """
        try:
            cut_torn_line(folder.audit)
            entries, head, faults = read_chain(folder.audit, folder.exam_id, folder.medium)
            exam, is_new = self._exam_of(folder, entries)
            files = tuple(_vouched_for(folder.media(), entries))
        except OSError as error:
            raise storage_error(folder.path, error) from error
        if faults:
            log.warning("exam %s: %s", folder.exam_id, faults[0].words)
        with self._index.transaction():
            self._index.put_exam(exam, head)
            self._index.put_media(exam.exam_id, files)
            self._index.put_track(exam.exam_id, _whole_seconds(folder))
        if is_new and not faults:
            content = {"record": "was damaged", EXAM_FILE: folder.hash_of(EXAM_FILE)}
            self._ledger.record(exam.exam_id, RECOVERED, content)
        return exam

    def _complete(self, folder: ExamFolder, notices: list[str]) -> bool:
        """Add an exam to the index and end it if it is open; return whether it was open."""
        exam_id = folder.exam_id
        before = self._index.head(exam_id) or genesis(exam_id)
        clips = recover_clips(folder.clips, folder.medium)
        notices += clips.failures
        _remove_temporary(folder)
        loose = folder.set_aside_unfinished()
        exam = self.take_in(folder)
        entries, _, _ = read_chain(folder.audit, exam_id, folder.medium)
        added = {file.name: file.sha256 for file in self._index.media(exam_id)}
        added = {
            name: sha256 for name, sha256 in added.items() if name not in logged_files(entries)
        }
        found: dict[str, Any] = {
            "clips": len(clips.clips), "unfinished": len(loose), FILES: added | loose,
        }  # fmt: skip
        if _is_cut(before, self._index.head(exam_id)):
            notices.append(
                f"Entries at the end of the log of exam {exam_id} are missing. Run `hysteroview "
                f"exam verify {exam_id}`."
            )
            found["log_reached"] = before.count
        if exam.ended_wall_ns is None:
            ended_ns = _last_kept_ns(exam, folder, clips.clips)
            try:
                episodes = episodes_in(folder.read_frames())
            except StorageError as error:
                episodes = ()
                notices.append(f"The findings of exam {exam_id} could not be restored. {error}")
                found["track"] = "is damaged"
            self._ledger.record(exam_id, RECOVERED, found)
            self._ledger.change(
                "end", {"broke_off": True}, exam, ended_wall_ns=ended_ns, episodes=episodes
            )
        # interrupted between writing the record and the log
        elif self._ledger.mark(exam_id).exists() or found[FILES]:
            found[EXAM_FILE] = folder.hash_of(EXAM_FILE)
            self._ledger.record(exam_id, RECOVERED, found)
        return exam.ended_wall_ns is None

    def _exam_of(self, folder: ExamFolder, entries: list[Entry]) -> tuple[Exam, bool]:
        """Return the exam's record, and whether it had to be restored."""
        try:
            return folder.read_exam(), False
        except StorageError as error:
            log.warning("%s", error.message)
        record = folder.path / EXAM_FILE
        if record.exists():
            number = 1
            while (kept := folder.path / f"exam.damaged-{number}.json").exists():
                number += 1
            record.rename(kept)
        exam = self._index.exam(folder.exam_id) or _from_log(folder, entries)
        folder.write_exam(exam)
        return exam, True


def _from_log(folder: ExamFolder, entries: list[Entry]) -> Exam:
    """Restore the record from the log, which does not contain the patient."""
    begun = next((entry for entry in entries if entry.kind == "begin"), None)
    ends = [entry.wall_ns for entry in entries if entry.kind == "end"]
    content = {} if begun is None else begun.content
    source, model, model_sha256 = (
        each if isinstance(each := content.get(name), str) else ""
        for name in ("source", "model", "model_sha256")
    )
    return Exam(
        exam_id=folder.exam_id,
        patient=Patient(),
        is_emergency=True,
        started_wall_ns=begun.wall_ns if begun is not None else folder.path.stat().st_mtime_ns,
        ended_wall_ns=ends[-1] if ends else None,
        source=source,
        model=model,
        model_sha256=model_sha256,
    )


def _remove_temporary(folder: ExamFolder) -> None:
    """Remove files that were being written when the program was interrupted."""
    for path in folder.path.rglob(".*"):
        if TEMPORARY.fullmatch(path.name) and not path.is_symlink():
            path.unlink(missing_ok=True)


def _last_kept_ns(exam: Exam, folder: ExamFolder, clips: Iterable[ClipRecord]) -> int:
    """Return when the last picture, result or entry of an interrupted exam was saved, UTC."""
    entries, _, _ = read_chain(folder.audit, folder.exam_id, folder.medium)
    saved = [entry.wall_ns for entry in entries if entry.kind != RECOVERED]
    saved += [clip.started_wall_ns + clip.last_pts_ns - clip.first_pts_ns for clip in clips]
    saved += [second.wall_ns for second in _whole_seconds(folder)]
    return max(saved, default=exam.started_wall_ns)


def _vouched_for(files: Iterable[MediaFile], entries: Sequence[Entry]) -> Iterator[MediaFile]:
    """Yield files with the hashes with which they were logged.

    Subtitles that were not logged with their clip are left out: earlier versions did not do so.
    """
    logged = logged_files(entries)
    for file in files:
        if file.name in logged:
            yield replace(file, sha256=logged[file.name])
        elif file.kind != "subtitles" or f"{CLIPS}/{file.item}" not in logged:
            yield file


def _whole_seconds(folder: ExamFolder) -> Iterator[TrackSecond]:
    """Yield the seconds of the AI track up to the first that is damaged."""
    with suppress(OSError, StorageError, KeyError, TypeError, ValueError):
        yield from folder.read_track()


def _is_cut(before: Head, after: Head | None) -> bool:
    return after is not None and after.count < before.count
