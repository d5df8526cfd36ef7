"""Which exams may go: never one that was neither exported nor confirmed."""

from __future__ import annotations

import shutil

from hysteroview.core.errors import StorageError
from hysteroview.core.files import storage_error
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.index import Search
from hysteroview.exam.records import Exam
from hysteroview.exam.store import ExamStore

_DAY_NS = 24 * 3600 * NS_PER_S


def may_go(exam: Exam) -> bool:
    """Whether all of an exam is elsewhere, or its operator has said that it is not needed."""
    return exam.ended_wall_ns is not None and (bool(exam.exported_wall_ns) or exam.is_confirmed)


def expired(store: ExamStore, now_ns: int, *, keep_days: float) -> list[Exam]:
    """Return the exams that began more than `keep_days` ago and may go, the oldest first."""
    until_ns = now_ns - round(keep_days * _DAY_NS)
    return [e for e in reversed(store.search(Search(until_wall_ns=until_ns))) if may_go(e)]


def purge(store: ExamStore, exam: Exam) -> None:
    """Remove an exam for good: its folder first, so that no row is left without its files' end.

    Raises
    ------
    StorageError
        It may not go, or its files cannot be removed.
    """
    if not may_go(store.exam(exam.exam_id)):
        raise StorageError(
            f"Exam {exam.exam_id} was neither exported nor confirmed, so it stays.",
            remedy="Export it with `hysteroview exam export`.",
        )
    folder = store.exam_folder(exam.exam_id)
    try:
        shutil.rmtree(folder.path)
    except OSError as error:
        raise storage_error(folder.path, error) from error
    store.forget(exam.exam_id)
