"""The store of a site: one folder for each exam, and an index over them.

The folder of an exam is the record, the database its index: changes are written to the folder and
its audit log first, then to the index in one transaction. An action is complete when the
transaction has ended; after an interruption the next start adds the folder's content to the index,
and logs that.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hysteroview.core.errors import StorageError
from hysteroview.exam.files.medium import PLAIN, Medium
from hysteroview.exam.files.place import Place
from hysteroview.exam.store.audit import Head, genesis
from hysteroview.exam.store.changes.order import OrderChanges
from hysteroview.exam.store.changes.review import ReviewChanges
from hysteroview.exam.store.folder import EXAM_FILE, ExamFolder
from hysteroview.exam.store.index import Index, Search
from hysteroview.exam.store.intake import Intake
from hysteroview.exam.store.ledger import Ledger
from hysteroview.exam.store.lock import FolderLock
from hysteroview.exam.store.logs.ends import check_ends
from hysteroview.exam.store.logs.heads import SealedHeads
from hysteroview.exam.store.logs.store_log import STORE_HEAD, StoreLog
from hysteroview.exam.store.records import (
    Episode,
    Exam,
    MediaFile,
    Pathology,
    Patient,
    TrackSecond,
    check_entry,
)

_ID_BYTES = 8
_ENTERED = ("accession_number", "indication", "operator")


class ExamStore(ReviewChanges, OrderChanges):
    """The exams of one site; created by `store.open_store` and used by one thread.

    Attributes
    ----------
    has_heads
        Whether the store must have sealed heads of its logs, as its key says.
    recovered
        Interrupted exams that were completed at the start.
    notices
        Other messages about the start for the operator, one sentence each.
    """

    def __init__(
        self,
        folder: Path,
        index: Index,
        close: Callable[[], None],
        *,
        lock: FolderLock | None,
        clock_ns: Callable[[], int],
        medium: Medium = PLAIN,
    ) -> None:
        self.folder, self.medium = folder, medium
        self.has_heads = False
        self._place = Place.of(folder)
        self.recovered: tuple[str, ...] = ()
        self.notices: tuple[str, ...] = ()
        self._index, self._close = index, close
        self._lock, self._clock_ns = lock, clock_ns
        self._heads = SealedHeads(folder, medium)
        self._ledger = Ledger(folder, index, clock_ns, medium, self._heads)
        self._intake = Intake(folder / "exams", index, self._ledger, clock_ns)
        self._store_log = StoreLog(folder, clock_ns, medium, self._heads)
        self._running: set[str] = set()  # exams that were begun here and have not ended

    def __enter__(self) -> ExamStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def is_read_only(self) -> bool:
        """Whether the store is read-only, on request or because another program writes to it."""
        return self._lock is None

    @property
    def is_encrypted(self) -> bool:
        """Whether the store is encrypted."""
        return self.medium is not PLAIN

    def close(self) -> None:
        """Close the index and release the lock. May be called twice."""
        self._close()
        if self._lock is not None:
            self._lock.release()

    def exam_folder(self, exam_id: str) -> ExamFolder:
        """Return the folder of an exam; StorageError if there is no such exam."""
        return self._ledger.folder_of(exam_id)

    def begin_exam(self, patient: Patient, **details: Any) -> Exam:
        """Start an exam.

        Parameters
        ----------
        details
            Further fields of `Exam`: source, model, model_sha256, operator, …

        Raises
        ------
        StorageError
            A field is too long or contains control characters, or the disk is full or failed.
        """
        self._check_writable()
        texts = {name: details[name] for name in _ENTERED if name in details}
        check_entry(asdict(patient) | texts)
        now_ns = self._clock_ns()
        exam = Exam(
            exam_id=secrets.token_hex(_ID_BYTES),
            patient=patient,
            started_wall_ns=now_ns,
            **details,
        )
        sha256 = ExamFolder(self.folder / "exams" / exam.exam_id, self.medium).make(exam)
        content = {
            "source": exam.source, "model": exam.model, "model_sha256": exam.model_sha256,
            EXAM_FILE: sha256, STORE_HEAD: self._store_log.head.sha256,
        }  # fmt: skip
        self._ledger.record(exam.exam_id, "begin", content, exam=exam)
        self._running.add(exam.exam_id)
        self._note("begin", exam.exam_id)
        return exam

    def end_exam(self, exam_id: str, episodes: Iterable[Episode] = ()) -> Exam:
        """End an exam and store its episodes."""
        now_ns = self._clock_ns()
        exam = self._change(exam_id, "end", ended_wall_ns=now_ns, episodes=tuple(episodes))
        self._running.discard(exam_id)
        self._note("end", exam_id)
        return exam

    def change_patient(self, exam_id: str, patient: Patient, **details: str) -> Exam:
        """Correct or complete the patient; the log contains the field names, not the values.

        Parameters
        ----------
        details
            Changes to the exam's accession number, indication and operator, if any.
        """
        check_entry(asdict(patient) | details)
        exam = self.exam(exam_id)
        before = asdict(exam.patient) | {name: getattr(exam, name) for name in details}
        after = asdict(patient) | details
        changed = [name for name in after if before[name] != after[name]]
        return self._change(exam_id, "patient", {"changed": changed}, patient=patient, **details)

    def add_pathology(self, exam_id: str, pathology: Pathology) -> Exam:
        """Add a histology result."""
        check_entry({"label": pathology.label, "text": pathology.text.replace("\n", " ")})
        all_of_it = (*self.exam(exam_id).pathology, pathology)
        return self._change(exam_id, "pathology", {"label": pathology.label}, pathology=all_of_it)

    def confirm(self, exam_id: str) -> Exam:
        """Confirm that this exam is no longer needed, so that it may be purged."""
        released = self.head(exam_id).count + 1  # including the entry for this confirmation
        return self._change(exam_id, "confirm", is_confirmed=True, released_count=released)

    def add_export(self, exam_id: str, wall_ns: int, head: Head) -> Exam:
        """Note that the whole exam was exported, up to an entry of its log."""
        exam = self.exam(exam_id)
        content = {"audit_count": head.count, "audit_sha256": head.sha256}
        is_all = head == self.head(exam_id)
        exam = self._change(
            exam_id,
            "export",
            content,
            exported_wall_ns=(*exam.exported_wall_ns, wall_ns),
            released_count=head.count + 1 if is_all else exam.released_count,
        )
        self._note("export", exam_id)
        return exam

    def add_media(self, exam_id: str, record: Path) -> tuple[MediaFile, ...]:
        """Add a snapshot or clip that is complete in the exam's folder.

        Parameters
        ----------
        record
            Path of the snapshot's JSON or the clip's track.
        """
        folder = self.exam_folder(exam_id)
        try:
            files = tuple(folder.media_of(folder.path / record.parent.name / record.name))
        except OSError as error:
            raise StorageError(
                f"{record.name} cannot be read: {error.strerror}.", remedy="Check the disk."
            ) from error
        if not files:
            raise StorageError(f"{record.name} is not a complete snapshot or clip of this exam.")
        self._check_writable()
        content = {"files": {item.name: item.sha256 for item in files}}
        self._ledger.record(exam_id, files[0].kind, content, media=files)
        self._note_late(exam_id)
        return files

    def add_track(self, exam_id: str, second: TrackSecond) -> None:
        """Store the AI results of one second of the exam."""
        self._check_writable()
        self.exam_folder(exam_id).append_track(second)
        with self._index.transaction():
            self._index.put_track(exam_id, [second])

    def check_writable(self) -> None:
        """Check that changes can be kept; StorageError if another program writes to the store."""
        self._check_writable()

    def check_place(self) -> None:
        """Check that the folder of the store is still there.

        Raises
        ------
        FolderGoneError
            It is missing, or another one is in its place.
        """
        self._place.check()

    def add_event(self, exam_id: str, kind: str, content: Mapping[str, Any]) -> None:
        """Log an event: a change of state, an action, figures of a minute."""
        self._record(exam_id, kind, content)

    def exam(self, exam_id: str) -> Exam:
        """Return one exam; StorageError if there is none with that id."""
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
        """Return the head of the exam's log."""
        head = self._index.head(exam_id)
        return genesis(exam_id) if head is None else head

    def remove(self, exam_id: str, reason: str = "") -> None:
        """Delete an exam permanently; `retention` checks first whether it may be deleted.

        Parameters
        ----------
        reason
            Kept in the log of the store; empty for an exam that has expired.

        Raises
        ------
        StorageError
            The disk is full or failed.
        """
        self._check_writable()
        self._store_log.note_purge(exam_id, self.head(exam_id), reason)
        self._ledger.remove(exam_id)

    def folders(self) -> Iterator[ExamFolder]:
        """Yield the folders of all exams, including those not in the index."""
        return self._intake.folders()

    def missing_in_index(self) -> int:
        """Return the number of exams that are not in the index, such as after half a rebuild."""
        known = {exam.exam_id for exam in self.search(Search())}
        return sum(folder.exam_id not in known for folder in self.folders())

    def take_in(self, folder: ExamFolder) -> Exam:
        """Add a folder to the index in its present state."""
        self._check_writable()
        return self._intake.take_in(folder)

    def recover(self) -> None:
        """Complete exams that were interrupted."""
        self._check_writable()
        notice = self._store_log.open()
        missing = check_ends(
            self.folder, self._store_log, self._heads, self.medium, must_have=self.has_heads
        )
        found = self._intake.recover()
        self.recovered = found.exams
        if found.added and not self.notices:  # otherwise the whole index is new
            added = f"Exams that were missing in the index were added to it: {found.added}."
            self.notices += (added,)
        self.notices += (*found.notices, *([notice] if notice else []), *missing)
        for exam in self.search(Search()):
            noted = self._store_log.known.get(exam.exam_id)
            is_new = noted is None or noted.is_purged or exam.exam_id in found.exams
            if is_new or exam.exam_id in self._heads.heads.ahead:
                self._note("found", exam.exam_id)
        self._heads.renew(self._store_log.head, self._store_log.exams)

    def _change(
        self, exam_id: str, kind: str, content: Mapping[str, Any] | None = None, **fields: Any
    ) -> Exam:
        self._check_writable()
        exam = self._ledger.change(kind, content or {}, self.exam(exam_id), **fields)
        self._note_late(exam_id)
        return exam

    def _note(self, kind: str, exam_id: str) -> None:
        self._store_log.note(kind, exam_id, self.head(exam_id))

    def _record(self, exam_id: str, kind: str, content: Mapping[str, Any]) -> None:
        self._check_writable()
        self._ledger.record(exam_id, kind, content)
        self._note_late(exam_id)

    def _note_late(self, exam_id: str) -> None:
        """Note an entry that came after the exam's end, so that few heads are ahead."""
        if self._heads.is_kept and exam_id not in self._running:
            self._note("change", exam_id)

    def _check_writable(self) -> None:
        if self._lock is None:
            raise StorageError(
                "Another HysteroView is using these exams; here they are read-only.",
                remedy="Close the other program.",
            )
        self._place.check()
