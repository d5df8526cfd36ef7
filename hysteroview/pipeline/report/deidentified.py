"""An exam's record without what identifies the patient, for a report that leaves the hospital."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hysteroview.core.deidentify.deidentifier import Deidentifier
from hysteroview.core.review.drawing import Drawing
from hysteroview.core.review.lesions import Lesion
from hysteroview.core.review.pictures import PictureNotes
from hysteroview.core.review.report_fields import BY_CODE, FieldKind
from hysteroview.exam.store.records import Exam, Patient
from hysteroview.pipeline.report.record import ExamRecord, Snapshot
from hysteroview.pipeline.report.words import local_time

_PEOPLE = ("assistant", "signed_by")  # fields with names of people who are not the patient


def deidentified(record: ExamRecord, who: Deidentifier) -> ExamRecord:
    """Return the record with a code for the patient, shifted dates, and cleaned texts.

    Names of operator, assistant and signer are left out.
    """
    day = local_time(record.exam.started_wall_ns).date()
    return replace(
        record,
        exam=_exam(record.exam, who),
        snapshots=tuple(_snapshot(each, who) for each in record.snapshots),
        age=who.age_words(day),
        is_deidentified=True,
    )


def _exam(exam: Exam, who: Deidentifier) -> Exam:
    ended = exam.ended_wall_ns
    return replace(
        exam,
        exam_id=who.exam_code,
        patient=Patient(identifier=who.code),
        accession_number="",
        operator="",
        indication=who.text(exam.indication),
        source=who.text(exam.source),
        started_wall_ns=who.wall_ns(exam.started_wall_ns),
        ended_wall_ns=None if ended is None else who.wall_ns(ended),
        pathology=tuple(replace(each, text=who.text(each.text)) for each in exam.pathology),
        findings=tuple(replace(each, note=who.text(each.note)) for each in exam.findings),
        lesions=tuple(_lesion(each, who) for each in exam.lesions),
        report=_fields(exam.report, who),
        pictures=tuple(_notes(each, who) for each in exam.pictures),
    )


def _fields(values: dict[str, str], who: Deidentifier) -> dict[str, str]:
    cleaned = {}
    for code, value in values.items():
        field = BY_CODE.get(code)
        if code in _PEOPLE or field is None:
            continue
        if field.kind is FieldKind.DATE:
            cleaned[code] = who.day(date.fromisoformat(value)).isoformat()
        elif field.kind in (FieldKind.NUMBER, FieldKind.CHOICE):
            cleaned[code] = value
        else:
            known = {each.code for each in field.choices}
            cleaned[code] = value if value in known else who.text(value)
    return cleaned


def _lesion(lesion: Lesion, who: Deidentifier) -> Lesion:
    found = lesion.pathology
    if found is not None:
        day = who.day(date.fromisoformat(found.date)).isoformat() if found.date else ""
        found = replace(found, text=who.text(found.text), date=day)
    jar = who.text(lesion.jar)
    return replace(lesion, note=who.text(lesion.note), jar=jar, pathology=found)


def _snapshot(snapshot: Snapshot, who: Deidentifier) -> Snapshot:
    return replace(snapshot, taken_wall_ns=who.wall_ns(snapshot.taken_wall_ns))


def _notes(notes: PictureNotes, who: Deidentifier) -> PictureNotes:
    drawing = notes.drawing
    if drawing is None:
        return notes
    shapes = tuple(replace(each, text=who.text(each.text)) for each in drawing.shapes)
    cleaned: Drawing = replace(drawing, shapes=shapes)
    return replace(notes, drawing=cleaned)
