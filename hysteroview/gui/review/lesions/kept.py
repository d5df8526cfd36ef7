"""What the lesions' dialog reads from an exam and keeps in it; none of it on the GUI thread."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from hysteroview.core.review.findings import FindingState
from hysteroview.core.review.lesions import Lesion, LesionsReview
from hysteroview.core.types import NS_PER_S
from hysteroview.core.wording import moment
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.records import Exam
from hysteroview.exam.store.removed import withdrawn_items
from hysteroview.exam.store.review.lesions import read_lesions, save_lesions, undo_change
from hysteroview.exam.store.store import open_store
from hysteroview.gui.review.exam_summary import ExamAccess


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLesions:
    """The lesions of an exam, and what they may be linked to.

    Attributes
    ----------
    whose
        Patient and beginning of the exam.
    earlier
        Results of the whole exam, as entered without lesions.
    findings
        Accepted findings by their keys, as they read.
    pictures
        Numbers of the snapshots by the names of their records.
    """

    exam_id: str
    whose: str
    earlier: tuple[str, ...]
    review: LesionsReview
    findings: Mapping[str, str]
    pictures: Mapping[str, str]


def read_kept(access: ExamAccess, exam_id: str) -> KeptLesions:
    """Read the lesions of an exam.

    Raises
    ------
    StorageError
        It cannot be read.
    """
    with open_store(access.store, read_only=True, key=access.key) as store:
        exam, media = store.exam(exam_id), store.media(exam_id)
        review = read_lesions(store, exam_id)
        folder = store.exam_folder(exam_id)
        entries, _, _ = read_chain(folder.audit, exam_id, folder.medium)
    removed = withdrawn_items(entries)
    items = dict.fromkeys(each.item for each in media if each.kind == "snapshot")
    kept = [item for item in items if item not in removed]
    return KeptLesions(
        exam_id=exam_id,
        whose=_whose(exam),
        earlier=tuple(": ".join(filter(None, (e.label, e.text))) for e in exam.pathology),
        review=review,
        findings={
            each.key: f"{each.code}  {moment(each.best_ns)}"
            for each in exam.findings
            if each.state is FindingState.ACCEPTED
        },
        pictures={item: str(number) for number, item in enumerate(kept, 1)},
    )


def keep(
    access: ExamAccess, exam_id: str, before: Sequence[Lesion], after: Sequence[Lesion]
) -> None:
    """Keep what was entered.

    Raises
    ------
    StorageError
        The store cannot be written.
    """
    with open_store(access.store, must_exist=True, key=access.key) as store:
        save_lesions(store, exam_id, before, after, time.time_ns())


def undo_last(access: ExamAccess, exam_id: str) -> KeptLesions:
    """Undo the last entry that is in effect, and return what is left.

    Raises
    ------
    StorageError
        The store cannot be written.
    """
    with open_store(access.store, must_exist=True, key=access.key) as store:
        undo_change(store, exam_id)
    return read_kept(access, exam_id)


def _whose(exam: Exam) -> str:
    began = datetime.fromtimestamp(exam.started_wall_ns / NS_PER_S)
    who = (exam.patient.shown_name, exam.patient.identifier, f"{began:%Y-%m-%d %H:%M}")
    return " · ".join(filter(None, who))
