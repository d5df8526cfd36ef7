"""Retention: only exams that were exported or confirmed may be deleted, or by a stated decision."""

from __future__ import annotations

from hysteroview.core.errors import StorageError
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.outbox.items import ItemState
from hysteroview.exam.outbox.outbox import Outbox, has_outbox
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.records import Exam, check_entry
from hysteroview.exam.store.store import ExamStore

_DAY_NS = 24 * 3600 * NS_PER_S
_ON_THE_WAY = {ItemState.WAITING, ItemState.SENDING, ItemState.UNCERTAIN}


def is_deletable(store: ExamStore, exam: Exam) -> bool:
    """Whether an exam in its present state was exported or confirmed as no longer needed.

    If pathology is entered after an export, the exam must be exported again first.
    """
    return exam.ended_wall_ns is not None and exam.released_count == store.head(exam.exam_id).count


def expired(store: ExamStore, now_ns: int, *, keep_days: float) -> list[Exam]:
    """Return the exams older than `keep_days` that may be deleted, the oldest first."""
    until_ns = now_ns - round(keep_days * _DAY_NS)
    return [
        e for e in reversed(store.search(Search(until_wall_ns=until_ns))) if is_deletable(store, e)
    ]


def purge(store: ExamStore, exam_id: str) -> None:
    """Delete an exam permanently, including copies of the index.

    If this is interrupted, the next start continues.

    Raises
    ------
    StorageError
        It may not be deleted, waits to be sent, or its files cannot be deleted.
    """
    if not is_deletable(store, store.exam(exam_id)):
        raise StorageError(
            f"Exam {exam_id} was not deleted: in its present state it was neither exported nor "
            "confirmed.",
            remedy="Export it with `hysteroview exam export`.",
        )
    _remove(store, exam_id, may_have_failed=False)


def delete(store: ExamStore, exam_id: str, reason: str) -> None:
    """Delete an exam permanently by decision of the operator, exported or not.

    Parameters
    ----------
    reason
        Kept in the log of the store, together with the exam's id and the head of its log; it must
        not name the patient.

    Raises
    ------
    StorageError
        There is no reason, the exam is still open or waits to be sent, or its files cannot be
        deleted.
    """
    reason = reason.strip()
    if not reason:
        raise StorageError(
            f"Exam {exam_id} was not deleted: a reason is missing.", remedy="Give a reason."
        )
    check_entry({"reason": reason})
    if store.exam(exam_id).ended_wall_ns is None:
        raise StorageError(
            f"Exam {exam_id} was not deleted: it has not ended yet.", remedy="End it first."
        )
    _remove(store, exam_id, may_have_failed=True, reason=reason)


def _remove(store: ExamStore, exam_id: str, *, may_have_failed: bool, reason: str = "") -> None:
    """Remove an exam, and what was made of it for archives.

    Parameters
    ----------
    may_have_failed
        Whether it may also be removed if an archive did not get it.
    """
    if not has_outbox(store.folder):
        store.remove(exam_id, reason)
        return
    with Outbox(store.folder) as outbox:
        states = outbox.states_of(exam_id)
        waits = states & _ON_THE_WAY
        if waits or (ItemState.FAILED in states and not may_have_failed):
            raise StorageError(
                f"Exam {exam_id} was not deleted: an archive has not got all of it yet.",
                remedy="Wait until it is sent, or take it out of the outbox first.",
            )
        store.remove(exam_id, reason)
        outbox.forget(exam_id)
