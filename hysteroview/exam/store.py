"""The store of a site: exams in folders of their own, and the index over them.

The folder of an exam is the record, the database its index: what an action changes is written to
the folder and its audit log first, then to the index in one transaction. An action counts once
the transaction has ended; whatever a killed program left behind in a folder is taken in at the
next start, and said so in the log.
"""

from __future__ import annotations

import logging
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from hysteroview.core.errors import StorageError
from hysteroview.core.files import atomic_file, storage_error
from hysteroview.exam.audit import AuditLog, Head, cut_torn_line, genesis, read_chain
from hysteroview.exam.database import FILE, open_database
from hysteroview.exam.folder import DRAFT, ExamFolder
from hysteroview.exam.index import Index, Search
from hysteroview.exam.lock import FolderLock, try_lock
from hysteroview.exam.records import Episode, Exam, MediaFile, Pathology, Patient, TrackSecond
from hysteroview.exam.recovery import recover_clips

log = logging.getLogger(__name__)

_PRIVATE_FOLDER = 0o700
_ID_BYTES = 8
_PENDING = "pending-"


class ExamStore:
    """The exams of one site. One thread uses it; `open_store` makes it.

    Attributes
    ----------
    recovered
        Exams that had broken off and were taken in at the start.
    """

    def __init__(
        self,
        folder: Path,
        index: Index,
        close: Callable[[], None],
        *,
        lock: FolderLock | None,
        clock_ns: Callable[[], int],
    ) -> None:
        self.folder = folder
        self.recovered: tuple[str, ...] = ()
        self._index, self._close = index, close
        self._lock, self._clock_ns = lock, clock_ns
        self._logs: dict[str, AuditLog] = {}

    def __enter__(self) -> ExamStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def is_read_only(self) -> bool:
        """Another program writes to this store, or it was asked for."""
        return self._lock is None

    def close(self) -> None:
        """Close the index and let others in. Safe to call twice."""
        self._close()
        if self._lock is not None:
            self._lock.release()

    def exam_folder(self, exam_id: str) -> ExamFolder:
        """Return the folder of an exam; StorageError if there is no such exam."""
        path = self.folder / "exams" / exam_id
        if not exam_id.isalnum() or not path.is_dir():
            raise StorageError(
                f"There is no exam {exam_id}.", remedy="`hysteroview exam list` shows all."
            )
        return ExamFolder(path)

    def begin_exam(self, patient: Patient, **details: Any) -> Exam:
        """Begin an exam.

        Parameters
        ----------
        details
            Further fields of `Exam`: source, model, model_sha256, operator, …
        """
        self._check_writable()
        now_ns = self._clock_ns()
        exam = Exam(
            exam_id=secrets.token_hex(_ID_BYTES),
            patient=patient,
            started_wall_ns=now_ns,
            **details,
        )
        folder = ExamFolder(self.folder / "exams" / exam.exam_id)
        folder.make(exam)
        self._logs[exam.exam_id] = AuditLog(folder.audit, genesis(exam.exam_id))
        content = {"source": exam.source, "model": exam.model, "model_sha256": exam.model_sha256}
        self._record(exam.exam_id, "begin", content, exam=exam)
        return exam

    def end_exam(self, exam_id: str, episodes: Iterable[Episode] = ()) -> Exam:
        """End an exam with the episodes that were seen."""
        now_ns = self._clock_ns()
        return self._change(exam_id, "end", ended_wall_ns=now_ns, episodes=tuple(episodes))

    def change_patient(self, exam_id: str, patient: Patient) -> Exam:
        """Correct or complete whose exam it is; the log tells which fields, not their text."""
        before = self.exam(exam_id).patient
        changed = [
            name for name in Patient.__slots__ if getattr(before, name) != getattr(patient, name)
        ]
        return self._change(exam_id, "patient", {"changed": changed}, patient=patient)

    def add_pathology(self, exam_id: str, pathology: Pathology) -> Exam:
        """Add what histology said."""
        all_of_it = (*self.exam(exam_id).pathology, pathology)
        return self._change(exam_id, "pathology", {"label": pathology.label}, pathology=all_of_it)

    def confirm(self, exam_id: str) -> Exam:
        """Say that nothing of this exam is needed any more: it may be purged."""
        return self._change(exam_id, "confirm", is_confirmed=True)

    def add_export(self, exam_id: str, wall_ns: int, head: Head) -> Exam:
        """Note that all of the exam was exported up to an entry of its log."""
        exported = (*self.exam(exam_id).exported_wall_ns, wall_ns)
        content = {"audit_count": head.count, "audit_sha256": head.sha256}
        return self._change(exam_id, "export", content, exported_wall_ns=exported)

    def add_media(self, exam_id: str, record: Path) -> tuple[MediaFile, ...]:
        """Take in a snapshot or clip that lies complete in the exam's folder.

        Parameters
        ----------
        record
            The snapshot's JSON, or the clip's track.
        """
        files = tuple(
            item for item in self.exam_folder(exam_id).media() if item.item == record.name
        )
        if not files:
            raise StorageError(f"{record.name} is no complete snapshot or clip of this exam.")
        content = {"files": {item.name: item.sha256 for item in files}}
        self._record(exam_id, files[0].kind, content, media=files)
        return files

    def add_track(self, exam_id: str, second: TrackSecond) -> None:
        """Keep what the AI said in a second of the exam."""
        self._check_writable()
        self.exam_folder(exam_id).append_track(second)
        with self._index.transaction():
            self._index.put_track(exam_id, [second])

    def add_event(self, exam_id: str, kind: str, content: Mapping[str, Any]) -> None:
        """Log what happened: a change of state, an action, figures of a minute."""
        self._record(exam_id, kind, content)

    def exam(self, exam_id: str) -> Exam:
        """Return one exam; StorageError if there is none of that id."""
        exam = self._index.exam(exam_id)
        if exam is None:
            raise StorageError(
                f"There is no exam {exam_id}.", remedy="`hysteroview exam list` shows all."
            )
        return exam

    def search(self, search: Search) -> list[Exam]:
        """Return the exams that match, the newest first."""
        return self._index.search(search)

    def media(self, exam_id: str) -> list[MediaFile]:
        """Return the files of an exam."""
        return self._index.media(exam_id)

    def track(self, exam_id: str) -> list[TrackSecond]:
        """Return the AI track of an exam."""
        return self._index.track(exam_id)

    def head(self, exam_id: str) -> Head:
        """Return where the exam's log ends."""
        head = self._index.head(exam_id)
        return genesis(exam_id) if head is None else head

    def forget(self, exam_id: str) -> None:
        """Remove an exam from the index: its folder is gone."""
        self._check_writable()
        with self._index.transaction():
            self._index.remove(exam_id)
        self._logs.pop(exam_id, None)

    def take_in(self, folder: ExamFolder) -> Exam:
        """Index a folder as it lies on the disk: after a crash, or when all is rebuilt."""
        exam, files = folder.read_exam(), tuple(folder.media())
        cut_torn_line(folder.audit)
        _, head, faults = read_chain(folder.audit, folder.exam_id)
        if faults:
            log.warning("exam %s: %s", folder.exam_id, faults[0].words)
        with self._index.transaction():
            self._index.put_exam(exam, head)
            self._index.put_media(exam.exam_id, files)
            self._index.put_track(exam.exam_id, folder.read_track())
        return exam

    def recover(self) -> None:
        """Take in what a killed program left: exams that have begun and not ended."""
        self._check_writable()
        recovered: list[str] = []
        for draft in (self.folder / "exams").glob(f"{DRAFT}*"):
            shutil.rmtree(draft, ignore_errors=True)  # no exam had begun in it
        for path in sorted((self.folder / "exams").iterdir()):
            known = self._index.exam(path.name)
            mark = self.folder / f"{_PENDING}{path.name}"
            if known is not None and known.ended_wall_ns is not None and not mark.exists():
                continue
            folder = ExamFolder(path)
            try:
                clips = recover_clips(folder.clips)
                loose = folder.set_aside_unfinished()
                exam = self.take_in(folder)
            except StorageError as error:
                log.warning("exam %s is not taken in: %s", path.name, type(error).__name__)
                continue
            if exam.ended_wall_ns is None:
                found = {"clips": len(clips.clips), "unfinished": loose}
                self._record(path.name, "recovered", found)
                self._change(path.name, "end", {"broke_off": True}, ended_wall_ns=self._clock_ns())
                recovered.append(path.name)
            mark.unlink(missing_ok=True)
        self.recovered = tuple(recovered)

    def _change(
        self, exam_id: str, kind: str, content: Mapping[str, Any] | None = None, **fields: Any
    ) -> Exam:
        self._check_writable()
        exam = replace(self.exam(exam_id), **fields)
        # whoever finds the mark at a start looks into the folder, though the exam has ended
        mark = self.folder / f"{_PENDING}{exam_id}"
        with atomic_file(mark, private=True):
            pass
        self.exam_folder(exam_id).write_exam(exam)
        self._record(exam_id, kind, content or {}, exam=exam)
        mark.unlink(missing_ok=True)
        return exam

    def _record(
        self,
        exam_id: str,
        kind: str,
        content: Mapping[str, Any],
        *,
        exam: Exam | None = None,
        media: Iterable[MediaFile] = (),
    ) -> None:
        """Log an action and bring the index up to date with it."""
        self._check_writable()
        head = self._log_of(exam_id).append(kind, content, self._clock_ns())
        with self._index.transaction():
            if exam is not None:
                self._index.put_exam(exam, head)
            else:
                self._index.put_head(exam_id, head)
            self._index.put_media(exam_id, media)

    def _log_of(self, exam_id: str) -> AuditLog:
        if exam_id not in self._logs:
            path = self.exam_folder(exam_id).audit
            cut_torn_line(path)
            _, head, faults = read_chain(path, exam_id)
            if faults:
                raise StorageError(
                    f"The log of exam {exam_id} was tampered with ({faults[0].words}).",
                    remedy="Run `hysteroview exam verify`; nothing is added to a broken chain.",
                )
            self._logs[exam_id] = AuditLog(path, head)
        return self._logs[exam_id]

    def _check_writable(self) -> None:
        if self._lock is None:
            raise StorageError(
                "Another HysteroView is using these exams; here they can only be read.",
                remedy="Close the other program.",
            )


def open_store(
    folder: Path, *, read_only: bool = False, clock_ns: Callable[[], int] = time.time_ns
) -> ExamStore:
    """Open the store of a site, made if it is not there; exams that broke off are taken in.

    While another program writes to it, it is opened to be read.

    Raises
    ------
    DamagedDatabaseError
        The index has a corrupt page: `hysteroview.exam.rebuild` makes it anew.
    StorageError
        The folder cannot be used, or a newer program made it.
    """
    try:
        if not read_only:
            for place in (folder, folder / "exams"):
                place.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        lock = None if read_only else try_lock(folder)
    except OSError as error:
        raise storage_error(folder, error) from error
    try:
        connection = open_database(folder / FILE, read_only=lock is None)
        store = ExamStore(folder, Index(connection), connection.close, lock=lock, clock_ns=clock_ns)
        if lock is not None:
            store.recover()
    except StorageError:
        if lock is not None:
            lock.release()
        raise
    return store
