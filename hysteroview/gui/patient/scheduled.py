"""The entry of an exam from one of the worklist."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    )
