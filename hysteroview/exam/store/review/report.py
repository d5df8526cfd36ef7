"""Changes of the report's fields in a store: one action for each, undone one by one."""

from __future__ import annotations

from collections.abc import Mapping

from hysteroview.core.errors import StorageError
from hysteroview.core.review.report_entry import (
    CHANGED,
    UNDONE,
    ReportChange,
    ReportEntry,
    entry_of,
)
from hysteroview.core.review.report_fields import checked_values, field_of
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.exam_store import ExamStore


def read_entry(store: ExamStore, exam_id: str) -> ReportEntry:
    """Return all changes of an exam's report from its log.

    Raises
    ------
    StorageError
        There is no such exam, or its log cannot be read.
    """
    folder = store.exam_folder(exam_id)
    entries, _, _ = read_chain(folder.audit, exam_id, folder.medium)
    try:
        return entry_of((each.kind, each.content) for each in entries)
    except (KeyError, TypeError, ValueError) as error:
        raise StorageError(
            f"The changes of the report of exam {exam_id} cannot be read.",
            remedy="Run `hysteroview exam verify`.",
        ) from error


def change_report(store: ExamStore, exam_id: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """Set fields of the report, and those that are fields of the exam there.

    Parameters
    ----------
    values
        By the codes of the fields; empty for "not recorded".

    Returns
    -------
    Codes of the fields that changed.

    Raises
    ------
    StorageError
        A field does not exist or a value does not fit it, or the store cannot be written.
    """
    checked = checked_values(values)
    exam = store.exam(exam_id)
    of_exam = {
        code: value
        for code, value in checked.items()
        if field_of(code).is_of_exam and getattr(exam, code) != value
    }
    entry = read_entry(store, exam_id)
    change = entry.change(
        {code: value for code, value in checked.items() if not field_of(code).is_of_exam}
    )
    if of_exam:
        store.change_patient(exam_id, exam.patient, **of_exam)
    if change is not None:
        after = entry.with_change(change).values
        store.change_report(exam_id, CHANGED, change.as_dict(), after)
    return (*of_exam, *(change.after if change is not None else ()))


def undo_report(store: ExamStore, exam_id: str) -> ReportChange | None:
    """Undo the last change of the report that is in effect; return it, or None without one.

    Raises
    ------
    StorageError
        The store cannot be read or written.
    """
    entry = read_entry(store, exam_id)
    if entry.last is None:
        return None
    after = entry.without(entry.last).values
    store.change_report(exam_id, UNDONE, {"change": entry.last}, after)
    return next(each for each in entry.changes if each.number == entry.last)
