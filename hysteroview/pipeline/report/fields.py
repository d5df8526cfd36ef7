"""The parts of a report that the operator answers for: patient, exam, fields, lesions."""

from __future__ import annotations

from collections.abc import Iterator

from hysteroview.core.review.findings import OTHER
from hysteroview.core.review.lesions import INADEQUATE, NORMAL, Lesion, PathologyState
from hysteroview.core.review.report_entry import deficit_limit_ml, deficit_ml
from hysteroview.core.review.report_fields import FIELDS, Group, ReportField
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.store.records import Exam, Patient
from hysteroview.export.report.content import Row, Section, Table
from hysteroview.pipeline.report.record import ExamRecord
from hysteroview.pipeline.report.words import Words, local_time


def patient_section(record: ExamRecord, words: Words) -> Section:
    """Return who the patient is."""
    who = record.exam.patient
    age = _row(words, words.tr("Age at the exam"), record.age)
    if record.is_deidentified:
        return Section(
            heading=words.tr("Patient"),
            rows=(Row(words.tr("Code"), who.identifier), age),
            texts=(words.tr("De-identified: a code stands for the patient, dates are shifted."),),
        )
    return Section(
        heading=words.tr("Patient"),
        rows=(
            _row(words, words.tr("Name"), who.shown_name),
            _row(words, words.tr("Identifier"), who.identifier),
            _row(words, words.tr("Date of birth"), who.birth_date),
            age,
        ),
    )


def exam_section(record: ExamRecord, words: Words) -> Section:
    """Return what the record knows of the exam itself."""
    exam = record.exam
    began = local_time(exam.started_wall_ns)
    if exam.ended_wall_ns is None:
        length = words.tr("not ended")
    else:
        length = words.duration((exam.ended_wall_ns - exam.started_wall_ns) / NS_PER_S)
    items = words.tr("Snapshots: {0}, recordings: {1}", len(record.snapshots), record.clips)
    return Section(
        heading=words.tr("Record"),
        rows=(
            _row(words, words.tr("Began"), f"{began:%Y-%m-%d %H:%M}"),
            _row(words, words.tr("Length"), length),
            _row(words, words.tr("Accession number"), exam.accession_number),
            _row(words, words.tr("Exam"), exam.exam_id),
            _row(words, words.tr("Source"), exam.source),
            _row(words, words.tr("Kept"), items),
            *([_emergency(words)] if exam.is_emergency and not exam.patient.is_known else []),
        ),
    )


def field_sections(exam: Exam, words: Words) -> Iterator[Section]:
    """Yield the groups of fields, but for the signature."""
    for group in Group:
        if group is not Group.SIGNATURE:
            yield _section(exam, group, words)


def signature_section(exam: Exam, words: Words) -> Section:
    """Return who signs; the line is empty until then."""
    return _section(exam, Group.SIGNATURE, words)


def value_words(field: ReportField, value: str, words: Words) -> str:
    """Return a value in the language of the report, with its unit."""
    known = {each.code for each in field.choices}
    shown = words.tr(field.words(value)) if value in known else value
    return f"{shown} {field.unit}" if field.unit else shown


def lesions_table(record: ExamRecord, words: Words) -> Table:
    """Return the lesions by number."""
    return Table(
        heading=words.tr("Lesions"),
        columns=(
            words.tr("No."), words.tr("Place"), words.tr("Size"), words.tr("Type"),
            words.tr("Biopsy and jar"), words.tr("Pathology"), words.tr("Remarks"),
        ),
        rows=tuple(_lesion(each, record, words) for each in record.exam.lesions),
        empty=words.tr("No lesion is recorded. This does not mean that there was none."),
    )  # fmt: skip


def pathology_section(record: ExamRecord, words: Words) -> Section:
    """Return how far pathology is, and results of the whole exam."""
    states = {
        PathologyState.PENDING: words.tr("The result of pathology is not recorded yet."),
        PathologyState.NO_TISSUE: words.tr("No tissue was taken, according to the record."),
        PathologyState.INADEQUATE: words.tr("The tissue was not enough for a diagnosis."),
        PathologyState.KNOWN: words.tr("The result of pathology is recorded."),
    }
    exam = record.exam
    results = tuple(
        f"{class_words(each.label, record, words)}{': ' if each.text else ''}{each.text}"
        for each in exam.pathology
    )
    return Section(heading=words.tr("Pathology"), texts=(states[exam.pathology_state], *results))


def _section(exam: Exam, group: Group, words: Words) -> Section:
    rows = [_field(exam, each, words) for each in FIELDS if each.group is group]
    limit, deficit = deficit_limit_ml(exam.report), deficit_ml(exam.report)
    if group is Group.FLUID and limit is not None and deficit is not None:
        text = words.tr("The deficit is {0} mL or more.", f"{limit:,.0f}")
        if not exam.report.get("medium"):
            text = words.tr("{0} The medium is not recorded; the lower limit holds.", text)
        rows.append(Row(words.tr("Warning"), text, is_warning=True))
    return Section(heading=words.tr(group.value), rows=tuple(rows))


def _field(exam: Exam, field: ReportField, words: Words) -> Row:
    value = getattr(exam, field.code) if field.is_of_exam else exam.report.get(field.code, "")
    label = words.tr(field.label)
    computed = deficit_ml(exam.report) if field.code == "deficit_ml" and not value else None
    if computed is not None:
        return Row(label, words.tr("{0} mL (in less out)", f"{computed:g}"))
    if not value:
        return Row(label, words.missing(), is_recorded=False)
    if field.code == "operator":
        return Row(label, Patient(name=value).shown_name)
    return Row(label, value_words(field, value, words))


def _lesion(lesion: Lesion, record: ExamRecord, words: Words) -> tuple[str, ...]:
    nothing = words.missing()
    biopsy = words.tr("no") if not lesion.is_biopsied else words.tr("yes")
    if lesion.jar:
        biopsy = words.tr("yes, jar {0}", lesion.jar)
    found = lesion.pathology
    if found is not None:
        result = class_words(found.result, record, words)
        pathology = "; ".join(filter(None, (result, found.text, found.date)))
    else:
        pathology = words.tr("not recorded yet") if lesion.is_biopsied else words.tr("none taken")
    return (
        str(lesion.number),
        nothing if lesion.place is None else words.tr(lesion.place.value),
        nothing if lesion.size_mm is None else words.tr("{0} mm", f"{lesion.size_mm:g}"),
        class_words(lesion.code, record, words) if lesion.code else nothing,
        biopsy,
        pathology,
        lesion.note or "–",
    )


def class_words(code: str, record: ExamRecord, words: Words) -> str:
    own = {
        NORMAL: words.tr("no lesion, normal tissue"),
        OTHER: words.tr("other"),
        INADEQUATE: words.tr("not enough tissue"),
    }
    return own[code] if code in own else words.label(record.label_of(code))


def _row(words: Words, label: str, value: str) -> Row:
    return Row(label, value) if value else Row(label, words.missing(), is_recorded=False)


def _emergency(words: Words) -> Row:
    text = words.tr("began as an emergency, the patient is to be completed")
    return Row(words.tr("Note"), text, is_warning=True)
