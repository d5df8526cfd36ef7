"""What an exam says of its lesions and pictures, read anew for its photo plan."""

from __future__ import annotations

from dataclasses import dataclass

from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.records import Exam
from hysteroview.exam.store.removed import withdrawn_items
from hysteroview.exam.store.store import open_store
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.pipeline.review.snapshot_times import snapshot_times


@dataclass(frozen=True, slots=True, eq=False)
class NotedExam:
    """An exam with its lesions and what its pictures show.

    Attributes
    ----------
    times
        Of its snapshots, ns, by the names of their records, in the order of their numbers; None
        where unknown.
    """

    exam: Exam
    times: dict[str, int | None]


def read_noted(access: ExamAccess, exam_id: str, *, of_outside: bool) -> NotedExam:
    """Read an exam; not for the GUI thread.

    Parameters
    ----------
    of_outside
        Whether it is the exam of a recording outside of it, whose own clock counts.

    Raises
    ------
    StorageError
        It cannot be read.
    """
    with open_store(access.store, read_only=True, key=access.key) as store:
        exam, folder, media = store.exam(exam_id), store.exam_folder(exam_id), store.media(exam_id)
        entries, _, _ = read_chain(folder.audit, exam_id, folder.medium)
    removed = withdrawn_items(entries)
    items = dict.fromkeys(
        each.item for each in media if each.kind == "snapshot" and each.item not in removed
    )
    known = snapshot_times(folder, list(items), of_outside=of_outside)
    return NotedExam(exam, {item: known.get(item) for item in items})
