"""The ledger: actions are written to the exam's folder and log first, then to the index."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from hysteroview.core.errors import StorageError
from hysteroview.core.files import atomic_file, storage_error, sync_folder
from hysteroview.exam.files.medium import PLAIN, Medium
from hysteroview.exam.store.audit import AuditLog, cut_torn_line, read_chain
from hysteroview.exam.store.database import FILE, remove_copies
from hysteroview.exam.store.folder import EXAM_FILE, TRACK_FILE, ExamFolder
from hysteroview.exam.store.index import Index
from hysteroview.exam.store.logs.heads import SealedHeads
from hysteroview.exam.store.records import Exam, MediaFile

log = logging.getLogger(__name__)

GONE = ".gone-"  # prefix of a folder that is being deleted
_PENDING = "pending-"


class DeletionInterruptedError(StorageError):
    """An exam is half deleted; the next start completes it."""


class Ledger:
    """Writes the actions of the store; to be used by the store's thread.

    If `record` or `change` raises `StorageError`, nothing was saved.
    """

    def __init__(
        self,
        store: Path,
        index: Index,
        clock_ns: Callable[[], int],
        medium: Medium = PLAIN,
        heads: SealedHeads | None = None,
    ) -> None:
        self._store, self._index, self._clock_ns = store, index, clock_ns
        self._medium = medium
        self._heads = heads or SealedHeads(store, medium)
        self._logs: dict[str, AuditLog] = {}

    def folder_of(self, exam_id: str) -> ExamFolder:
        """Return the folder of an exam; StorageError if there is no such exam."""
        path = self._store / "exams" / exam_id
        if exam_id.isalnum() and not path.exists() and path.with_name(f"{GONE}{exam_id}").exists():
            raise DeletionInterruptedError(
                f"Exam {exam_id} is being deleted: its deletion was interrupted.",
                remedy="Run `hysteroview exam purge`, or start the program: it is completed then.",
            )
        if not exam_id.isalnum() or not path.is_dir() or path.is_symlink():
            raise StorageError(
                f"There is no exam {exam_id}.", remedy="`hysteroview exam list` shows all."
            )
        return ExamFolder(path, self._medium)

    def mark(self, exam_id: str) -> Path:
        """Return the marker file that exists while an exam's record is being changed."""
        return self._store / f"{_PENDING}{exam_id}"

    def record(
        self,
        exam_id: str,
        kind: str,
        content: Mapping[str, Any],
        *,
        exam: Exam | None = None,
        media: Iterable[MediaFile] = (),
    ) -> None:
        """Log an action and update the index."""
        audit = self._log_of(exam_id)
        head = audit.append(kind, content, self._clock_ns())
        try:
            with self._index.transaction():
                if exam is not None:
                    self._index.put_exam(exam, head)
                else:
                    self._index.put_head(exam_id, head)
                self._index.put_media(exam_id, media)
        except StorageError:
            audit.take_back()
            raise
        self._heads.advance(exam_id, head)

    def change(self, kind: str, content: Mapping[str, Any], before: Exam, **fields: Any) -> Exam:
        """Replace the exam's record and log its hash, and at the end also that of the track.

        Parameters
        ----------
        fields
            Fields of `Exam` with their new values.
        """
        after = replace(before, **fields)
        folder = self.folder_of(after.exam_id)
        # if the marker exists at a start, the folder is checked even though the exam has ended
        mark = self.mark(after.exam_id)
        with atomic_file(mark, private=True):
            pass
        hashes = {EXAM_FILE: folder.write_exam(after)}
        if kind == "end":
            hashes[TRACK_FILE] = folder.hash_of(TRACK_FILE)
        try:
            self.record(after.exam_id, kind, {**content, **hashes}, exam=after)
        except StorageError:
            with suppress(StorageError):  # a full disk: the next start updates the index
                folder.write_exam(before)
            raise
        try:
            mark.unlink(missing_ok=True)
        except OSError as error:
            # all is saved; a mark that stays has the folder checked at the next start
            log.warning("%s", storage_error(mark, error))
        return after

    def remove(self, exam_id: str) -> None:
        """Delete an exam permanently; if this is interrupted, the next start continues.

        Raises
        ------
        StorageError
            The disk is full or failed.
        """
        path = self._store / "exams" / exam_id
        try:
            if path.exists():
                path.rename(path.with_name(f"{GONE}{exam_id}"))
                sync_folder(path.parent)
        except OSError as error:
            raise storage_error(path, error) from error
        self.forget(exam_id)

    def forget(self, exam_id: str) -> None:
        """Delete what is left of an exam whose folder was renamed for deletion.

        Raises
        ------
        StorageError
            The disk is full or failed.
        """
        gone = self._store / "exams" / f"{GONE}{exam_id}"
        with self._index.transaction():
            self._index.remove(exam_id)
        self._logs.pop(exam_id, None)
        try:
            if gone.exists():
                shutil.rmtree(gone)
            self.mark(exam_id).unlink(missing_ok=True)
            remove_copies(self._store / FILE)
        except OSError as error:
            raise storage_error(gone, error) from error
        self._index.clear_log()

    def _log_of(self, exam_id: str) -> AuditLog:
        if exam_id not in self._logs:
            path = self.folder_of(exam_id).audit
            cut_torn_line(path)
            _, head, faults = read_chain(path, exam_id, self._medium)
            if faults:
                raise StorageError(
                    f"The log of exam {exam_id} was changed outside the program "
                    f"({faults[0].words}).",
                    remedy="Run `hysteroview exam verify`. Nothing more is added to a damaged log.",
                )
            self._logs[exam_id] = AuditLog(path, head, self._medium)
        return self._logs[exam_id]
