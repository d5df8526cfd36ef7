"""Exams that are assigned to an order of the worklist after they began, and what they were before.

The exam's identifiers change; the log has the Study Instance UID before and after, and the names of
the changed fields, never their text. What was before each assignment is kept in the record, so that
they can be undone one after the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from hysteroview.core.errors import StorageError
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.dicom.uids import STUDY_EVENT, is_uid, new_uid, uids_of
from hysteroview.exam.store.records import Exam, Patient

if TYPE_CHECKING:
    from hysteroview.exam.store.exam_store import ExamStore

STUDY_UID: Final = "study_uid"
_IDENTIFIERS: Final = (STUDY_UID, "procedure_id", "step_id", "description")
_BEFORE: Final = "before."  # begins the names of what was before an earlier assignment
_MOST_KEPT: Final = 8  # assignments that can be undone
_YES: Final = "yes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order of the hospital.

    Attributes
    ----------
    accession_number, description
        Of the requested procedure.
    identifiers
        Study Instance UID, IDs of requested procedure and scheduled step, and what was ordered, as
        far as they are known: study_uid, procedure_id, step_id, description.
    """

    patient: Patient
    accession_number: str = ""
    description: str = ""
    identifiers: dict[str, str] = field(default_factory=dict)


def assign_order(store: ExamStore, exam_id: str, order: Order) -> Exam:
    """Let an exam belong to an order and to its patient.

    Objects that are made afterwards have new UIDs, since an instance belongs to one study and one
    patient. What an archive has already is not changed by that.

    Raises
    ------
    StorageError
        The order has no patient, or the record cannot be written.
    """
    if not order.patient.is_known:
        raise StorageError(
            "This order has no patient.", remedy="Choose another one, or enter the patient by hand."
        )
    exam, study, number = _present(store, exam_id)
    wanted = order.identifiers.get(STUDY_UID, "")
    if not is_uid(wanted):
        wanted = new_uid(exam_id, f"order {number}")
    identifiers = {name: text for name in _IDENTIFIERS if (text := order.identifiers.get(name, ""))}
    after = {
        "identifier": order.patient.identifier,
        "name": order.patient.name,
        "birth_date": order.patient.birth_date or exam.patient.birth_date,
        "accession_number": order.accession_number,
        "indication": exam.indication or order.description,
    }
    before = _texts(exam)
    kept = {
        **before,
        **{f"order.{name}": text for name, text in exam.order.items()},
        STUDY_UID: study,
        "emergency": _YES if exam.is_emergency else "",
        **{
            f"{_BEFORE}{name}": text
            for name, text in exam.before_order.items()
            if name.count(_BEFORE) < _MOST_KEPT - 1
        },
    }
    content = {
        "study_instance_uid": wanted,
        "before": study,
        "changed": [name for name in after if after[name] != before[name]],
    }
    return store.change_order(
        exam_id, STUDY_EVENT, content, after, is_emergency=False,
        order={**identifiers, STUDY_UID: wanted}, before_order=kept,
    )  # fmt: skip


def undo_order(store: ExamStore, exam_id: str) -> Exam | None:
    """Undo the last assignment that is not undone yet; return None if there is none.

    The patient, the identifiers and whether the patient is still to be completed are those before.
    The study has its earlier UID again, and its objects get new ones.
    """
    exam, study, number = _present(store, exam_id)
    kept = exam.before_order
    if not kept:
        return None
    wanted = kept.get(STUDY_UID, "")
    if not is_uid(wanted) or wanted == study:
        wanted = new_uid(exam_id, f"order {number}")
    after = {name: kept.get(name, "") for name in _texts(exam)}
    before = _texts(exam)
    content = {
        "study_instance_uid": wanted,
        "before": study,
        "undone": True,
        "changed": [name for name in after if after[name] != before[name]],
    }
    own = [name for name in kept if name.startswith("order.")]
    earlier = {name.removeprefix("order."): kept[name] for name in own}
    return store.change_order(
        exam_id, STUDY_EVENT, content, after, is_emergency=kept.get("emergency") == _YES,
        order=earlier,
        before_order={
            name.removeprefix(_BEFORE): text
            for name, text in kept.items()
            if name.startswith(_BEFORE)
        },
    )  # fmt: skip


def _present(store: ExamStore, exam_id: str) -> tuple[Exam, str, int]:
    """Return the exam, its Study Instance UID, and how often that was set."""
    exam = store.exam(exam_id)
    folder = store.exam_folder(exam_id)
    entries, _, _ = read_chain(folder.audit, exam_id, folder.medium)
    study = uids_of(entries).study or new_uid(exam_id, "study")
    return exam, study, sum(entry.kind == STUDY_EVENT for entry in entries)


def _texts(exam: Exam) -> dict[str, str]:
    return {
        "identifier": exam.patient.identifier,
        "name": exam.patient.name,
        "birth_date": exam.patient.birth_date,
        "accession_number": exam.accession_number,
        "indication": exam.indication,
    }
