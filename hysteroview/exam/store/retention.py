"""Which exams may go: never one that was neither exported nor confirmed."""

from __future__ import annotations

from hysteroview.core.errors import StorageError
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.records import Exam
from hysteroview.exam.store.store import ExamStore

_DAY_NS = 24 * 3600 * NS_PER_S


def may_go(store: ExamStore, exam: Exam) -> bool:
    """Whether all of an exam, as it is now, is elsewhere or was confirmed not to be needed.

    Pathology that was entered after the export keeps it here until it is exported again.
    """
    return exam.ended_wall_ns is not None and exam.released_count == store.head(exam.exam_id).count


def expired(store: ExamStore, now_ns: int, *, keep_days: float) -> list[Exam]:
    """Return the exams that began more than `keep_days` ago and may go, the oldest first."""
    until_ns = now_ns - round(keep_days * _DAY_NS)
    return [e for e in reversed(store.search(Search(until_wall_ns=until_ns))) if may_go(store, e)]


def purge(store: ExamStore, exam_id: str) -> None:
    """Remove an exam for good, with what copies of the index still know of it.

    A program that is killed meanwhile goes on with it at the next start.

    Raises
    ------
    StorageError
        It may not go, or its files cannot be removed.
    """
    if not may_go(store, store.exam(exam_id)):
        raise StorageError(
            f"Exam {exam_id} was not deleted: in its present state it was neither exported nor "
            "confirmed.",
            remedy="Export it with `hysteroview exam export`.",
        )
    store.remove(exam_id)
