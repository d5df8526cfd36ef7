"""The log of the store: all exams, so that none can disappear unnoticed.

The log of an exam protects its entries; this log shows that the exam as a whole still exists, and
that no entries were removed at the end of its log. The first entry of each exam contains the head
of this log, so that entries removed at its end are also detected.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hysteroview.core.errors import StorageError
from hysteroview.core.files import storage_error
from hysteroview.core.foreign.fields import text, whole
from hysteroview.exam.files.medium import PLAIN, Medium
from hysteroview.exam.store.audit import (
    AuditLog,
    Entry,
    Fault,
    Head,
    cut_torn_line,
    genesis,
    read_chain,
    shortfall,
)
from hysteroview.exam.store.logs.heads import STORE, Heads, SealedHeads, read_heads

log = logging.getLogger(__name__)

FILE = "audit.jsonl"
STORE_HEAD = "store_head"  # in the first entry of each exam's log
_PURGE, _ANEW, _CUT = "purge", "begun_anew", "cut"


@dataclass(frozen=True, slots=True)
class LoggedExam:
    """Entries of the log about one exam.

    Attributes
    ----------
    heads
        Heads of the exam's log at each time they were noted.
    is_purged
        Whether it was deleted by `purge`.
    """

    heads: tuple[Head, ...] = ()
    is_purged: bool = False


class StoreLog:
    """The log of the store, open for writing by the store's thread."""

    def __init__(
        self, store: Path, clock_ns: Callable[[], int], medium: Medium, heads: SealedHeads
    ) -> None:
        self._path, self._clock_ns, self._medium = store / FILE, clock_ns, medium
        self._log = AuditLog(self._path, genesis(STORE), medium)
        self._heads = heads
        self.known: dict[str, LoggedExam] = {}

    @property
    def head(self) -> Head:
        return self._log.head

    @property
    def exams(self) -> int:
        """Number of exams that were begun and not purged."""
        return sum(not each.is_purged for each in self.known.values())

    def open(self) -> str:
        """Read the log; a damaged log is renamed and a new one is started.

        Returns
        -------
        Message for the operator; empty if there is no problem.

        Raises
        ------
        StorageError
            The disk is full or failed.
        """
        try:
            cut_torn_line(self._path)
            entries, head, faults = read_chain(self._path, STORE, self._medium)
            self.known = _known_exams(entries)
            self._log = AuditLog(self._path, head, self._medium)
            if not faults:
                return ""
            number = 1
            while (kept := self._path.with_name(f"audit.damaged-{number}.jsonl")).exists():
                number += 1
            self._path.rename(kept)
        except OSError as error:
            raise storage_error(self._path, error) from error
        self._log, self.known = AuditLog(self._path, genesis(STORE), self._medium), {}
        content = {"damaged": kept.name, "line": faults[0].line, "fault": faults[0].words}
        self._log.append(_ANEW, content, self._clock_ns())
        return (
            f"The log of the store was damaged. It is kept as {kept.name}, and a new log was "
            "started."
        )

    def note(self, kind: str, exam_id: str, head: Head, reason: str = "") -> None:
        """Note the head of an exam's log, and why the exam is deleted.

        A full disk is no error here: missing notes are added at the next start.
        """
        content: dict[str, Any] = {
            "exam": exam_id, "count": head.count, "sha256": head.sha256,
        }  # fmt: skip
        if reason:
            content["reason"] = reason
        try:
            self._log.append(kind, content, self._clock_ns())
        except StorageError as error:
            log.warning("the log of the store: %s", type(error).__name__)
            return
        self.known[exam_id] = _after(self.known.get(exam_id, LoggedExam()), kind, head)
        self._heads.noted(exam_id, self.head, self.exams)

    def check_end(self, fault: str) -> bool:
        """Compare the log with its sealed head; what is missing is logged for ever.

        Parameters
        ----------
        fault
            What is wrong with the heads themselves; empty if they are intact.

        Returns
        -------
        Whether entries, or the heads, are missing or changed.

        Raises
        ------
        StorageError
            It cannot be logged: the disk is full or failed.
        """
        entries, _, _ = read_chain(self._path, STORE, self._medium)
        heads = self._heads.heads
        content: dict[str, Any] = {"heads": fault}
        if not fault:
            if not shortfall(entries, heads.store):
                return False
            content = {"reached": heads.store.count, "sha256": heads.store.sha256}
            content["exams"] = heads.exams
        # it was logged already if the program was killed before it renewed the heads
        if not any(entry.kind == _CUT and entry.content == content for entry in entries):
            self._log.append(_CUT, content, self._clock_ns())
        return True

    def note_cut(self, exam_id: str, head: Head) -> None:
        """Note how far an exam's log reached of which the end is missing now.

        Raises
        ------
        StorageError
            The disk is full or failed.
        """
        if head not in self.known.get(exam_id, LoggedExam()).heads:
            self.note(_CUT, exam_id, head)
        if head not in self.known.get(exam_id, LoggedExam()).heads:
            raise StorageError(
                "The log of the store cannot be written.", remedy="Free some space first."
            )

    def note_purge(self, exam_id: str, head: Head, reason: str = "") -> None:
        """Note that an exam is about to be deleted; if this fails, it must not be deleted.

        Parameters
        ----------
        reason
            Why the operator deletes it; empty for an exam that has expired.

        Raises
        ------
        StorageError
            The disk is full or failed.
        """
        self.note(_PURGE, exam_id, head, reason)
        if not self.known.get(exam_id, LoggedExam()).is_purged:
            raise StorageError(
                f"Exam {exam_id} was not deleted, because the log of the store cannot be written.",
                remedy="Free some space first.",
            )


@dataclass(frozen=True, slots=True)
class StoreRecord:
    """Content of the store's log up to the first fault.

    Attributes
    ----------
    hashes
        Hashes of all entries, and of the empty log.
    is_whole
        Whether the log is complete from the beginning and was never restarted.
    heads
        Sealed heads of an encrypted store; None if there are none.
    missing
        What the sealed heads say of the end of the log, and what was found in earlier starts.
    """

    known: dict[str, LoggedExam]
    hashes: frozenset[str]
    is_whole: bool
    faults: tuple[Fault, ...]
    heads: Heads | None = None
    missing: tuple[str, ...] = ()


def read_store_log(
    store: Path, medium: Medium = PLAIN, *, must_have_heads: bool = False
) -> StoreRecord:
    """Read the store's log, and compare it with the sealed heads.

    Parameters
    ----------
    must_have_heads
        Whether missing heads are a fault; earlier versions did not write any.

    Raises
    ------
    StorageError
        It cannot be read.
    """
    try:
        # the heads first: a program that is writing adds to the log before it renews them
        heads, broken = (None, "") if medium is PLAIN else read_heads(store, medium)
        entries, _, faults = read_chain(store / FILE, STORE, medium)
    except OSError as error:
        raise StorageError(f"{FILE} cannot be read: {error.strerror}.") from error
    return StoreRecord(
        _known_exams(entries),
        frozenset([genesis(STORE).sha256, *(entry.sha256 for entry in entries)]),
        not faults and not any(entry.kind == _ANEW for entry in entries),
        tuple(faults),
        heads,
        tuple(_missing(entries, heads, broken if must_have_heads else "", is_whole=not faults)),
    )


def _missing(
    entries: list[Entry], heads: Heads | None, broken: str, *, is_whole: bool
) -> Iterator[str]:
    if broken:
        yield f"has no sealed head to be compared with: it {broken}"
    words = shortfall(entries, heads.store) if heads is not None and is_whole else ""
    if words:
        yield words
    for entry in entries:
        if entry.kind == _CUT and "exam" not in entry.content:
            day = datetime.fromtimestamp(entry.wall_ns / 1e9, UTC).date().isoformat()
            if "heads" in entry.content:
                yield f"had no sealed head to be compared with on {day}"
            else:
                yield (
                    f"had lost entries at its end on {day}, when it should have had "
                    f"{entry.content.get('reached')}, of {entry.content.get('exams')} exams"
                )


def _known_exams(entries: list[Entry]) -> dict[str, LoggedExam]:
    known: dict[str, LoggedExam] = {}
    for entry in entries:
        try:
            exam_id = text(entry.content["exam"])
            head = Head(whole(entry.content["count"]), text(entry.content["sha256"]))
        except (KeyError, TypeError, ValueError):
            continue  # about no exam
        known[exam_id] = _after(known.get(exam_id, LoggedExam()), entry.kind, head)
    return known


def _after(known: LoggedExam, kind: str, head: Head) -> LoggedExam:
    return replace(known, heads=(*known.heads, head), is_purged=kind == _PURGE)
