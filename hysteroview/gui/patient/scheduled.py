"""The entry of an exam from one of the worklist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from hysteroview.exam.store.dicom.orders import Order
from hysteroview.exam.store.records import ExamEntry, Patient

if TYPE_CHECKING:
    from hysteroview.export.dicom.worklist import ScheduledExam


def entry_of_scheduled(exam: ScheduledExam) -> ExamEntry:
    """Return what the worklist says of an exam as its entry; the operator is not in it."""
    return ExamEntry(
        patient=Patient(
            identifier=exam.patient_id,
            name=exam.patient_name,
            birth_date=exam.birth_date,
        ),
        accession_number=exam.accession_number,
        indication=exam.description,
        doubt=doubt_words(exam),
        study_uid=exam.study_uid,
        order=order_of(exam).identifiers,
    )


def order_of(exam: ScheduledExam) -> Order:
    """Return the order of an exam of the worklist."""
    return Order(
        patient=Patient(
            identifier=exam.patient_id, name=exam.patient_name, birth_date=exam.birth_date
        ),
        accession_number=exam.accession_number,
        description=exam.description,
        identifiers=exam.identifiers,
    )


def shown_patient(exam: ScheduledExam) -> str:
    """Return the patient's name in display form, a doubtful one with a question mark."""
    if exam.guess:
        guess = Patient(name=exam.guess).shown_name
        return _tr("{0} (name is doubtful)").format(guess)
    known = Patient(name=exam.patient_name).shown_name
    return _tr("{0} (name is incomplete)").format(known).strip() if exam.is_name_cut else known


def doubt_words(exam: ScheduledExam) -> str:
    """Return what the operator has to check in the patient; empty if nothing is doubtful."""
    words = []
    if exam.guess:
        guess = Patient(name=exam.guess).shown_name
        words.append(
            _tr(
                "The name cannot be read with certainty. It may be {0}. Enter it by hand. The "
                "settings of the worklist have the character set that the server uses."
            ).format(guess)
        )
    if exam.is_name_cut:
        words.append(
            _tr(
                "The worklist server has dropped the name in characters. Enter it by hand. Its "
                "administrator can set the character set of its answers to Unicode."
            )
        )
    if exam.is_id_doubtful:
        words.append(_tr("The worklist has no single patient ID for this exam. Check it."))
    return " ".join(words)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Worklist", text)
