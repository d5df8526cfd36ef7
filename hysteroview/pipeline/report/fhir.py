"""An exam as a bundle of FHIR R4: patient, study, pictures, accepted findings, and the report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from hysteroview.core.deidentify.deidentifier import Deidentifier
from hysteroview.core.errors import StorageError
from hysteroview.core.files import atomic_file
from hysteroview.core.review.findings import OTHER, FindingState, ReviewFinding
from hysteroview.core.wording import moment, percent
from hysteroview.exam.store.records import Patient
from hysteroview.export.fhir.resources import (
    Names,
    Resource,
    attachment,
    bundle,
    category,
    imaging_study,
    resource,
    text_code,
    without_empty,
)
from hysteroview.export.output.target import check_new_file, file_hash
from hysteroview.export.report.content import ReportContent
from hysteroview.export.report.pdf import pdf_of
from hysteroview.pipeline.exports.leaving import ExportLog, ExportRequest, date_neutrally
from hysteroview.pipeline.exports.place import ExamPlace
from hysteroview.pipeline.report.fields import class_words
from hysteroview.pipeline.report.record import ExamRecord
from hysteroview.pipeline.report.words import Words, local_time
from hysteroview.pipeline.report.writing import ReportOptions, composed

_PATIENT, _STUDY, _REPORT = "patient", "study", "report"
_LANGUAGES: Final = {"en": "en", "zh": "zh-CN"}


def export_fhir(place: ExamPlace, request: ExportRequest, options: ReportOptions) -> int:
    """Write the bundle of an exam as a new JSON file, log that, and return the number of resources.

    Raises
    ------
    StorageError
        The exam cannot be read, or the file cannot be written: it does not exist then.
    """
    check_new_file(request.target)
    log = ExportLog(place, "FHIR bundle", is_deidentified=request.is_deidentified)
    log.check()
    request.progress(0, 3)
    record, content, who = composed(place, request, options)
    request.progress(1, 3)
    pdf, _ = pdf_of(content, options.folder)
    made = bundle_of(record, content, pdf, Words(request.language))
    text = json.dumps(made, ensure_ascii=False, indent=1) + "\n"
    _check(text, who)
    request.progress(2, 3)
    with log.watched(), atomic_file(request.target, private=True) as temporary:
        temporary.write_text(text, encoding="utf-8")
        if who is not None:
            date_neutrally(temporary)
        log.enter([file_hash(temporary)])
    request.progress(3, 3)
    return len(made["entry"])


def bundle_of(
    record: ExamRecord, content: ReportContent, pdf: bytes, words: Words
) -> dict[str, Any]:
    """Return the bundle as plain values for JSON."""
    exam = record.exam
    names = Names(exam.exam_id)
    subject = names.reference(_PATIENT)
    started = _instant(exam.started_wall_ns)
    accepted = [each for each in exam.findings if each.state is FindingState.ACCEPTED]
    pictures = list(_pictures(names, record, content, words))
    findings = [_finding(names, each, record, words) for each in accepted]
    counts = (len(record.snapshots), record.clips)
    study = imaging_study(names, subject, started, content.title, counts)
    report = _report(names, record, content, pdf, len(pictures))
    report |= without_empty({"result": [names.reference(_finding_part(each)) for each in accepted]})
    resources = [_patient(names, exam.patient), report, study, *pictures, *findings]
    return bundle(names, resources, content.made.isoformat())


def _report(
    names: Names, record: ExamRecord, content: ReportContent, pdf: bytes, pictures: int
) -> Resource:
    exam = record.exam
    ended, operator = exam.ended_wall_ns, Patient(name=exam.operator).shown_name
    period = {"start": _instant(exam.started_wall_ns)}
    if ended is not None:
        period["end"] = _instant(ended)
    form = attachment(
        pdf, "application/pdf", content.title, content.made.isoformat(),
        _LANGUAGES[content.language],
    )  # fmt: skip
    return resource(
        "DiagnosticReport", names, _REPORT,
        {
            "identifier": [{"value": exam.exam_id}],
            "language": _LANGUAGES[content.language],
            "status": "preliminary",
            "category": [text_code("Endoscopy")],
            "code": text_code(content.title),
            "subject": names.reference(_PATIENT),
            "effectivePeriod": period,
            "issued": content.made.isoformat(),
            "performer": [{"display": operator}] if operator else [],
            "imagingStudy": [names.reference(_STUDY)],
            "media": [
                {"link": names.reference(f"picture-{number}")} for number in range(1, pictures + 1)
            ],
            "conclusion": exam.report.get("conclusion", ""),
            "presentedForm": [form],
        },
    )  # fmt: skip


def _patient(names: Names, patient: Patient) -> Resource:
    identifier = [{"value": patient.identifier}] if patient.identifier else []
    return resource(
        "Patient", names, _PATIENT,
        {
            "identifier": identifier,
            "name": [_name(each) for each in patient.name.split("=") if each.strip("^ ")],
            "birthDate": patient.birth_date,
        },
    )  # fmt: skip


def _name(group: str) -> Resource:
    """Return one group of a DICOM name: family, given, middle, prefix, suffix."""
    family, given, middle, prefix, suffix = [*group.split("^"), "", "", "", ""][:5]
    return without_empty(
        {
            "text": Patient(name=group).shown_name,
            "family": family.strip(),
            "given": [each.strip() for each in (given, middle) if each.strip()],
            "prefix": [prefix.strip()] if prefix.strip() else [],
            "suffix": [suffix.strip()] if suffix.strip() else [],
        }
    )


def _pictures(
    names: Names, record: ExamRecord, content: ReportContent, words: Words
) -> Iterator[Resource]:
    """Yield the pictures of the report: as the operator saw them, or else as received."""
    for number, block in enumerate(content.pictures, 1):
        known = (each for each in record.snapshots if each.number == block.number)
        snapshot = next(known, None)  # a frame of a recording is none
        item = "" if snapshot is None else snapshot.item
        notes = next((each for each in record.exam.pictures if each.item == item), None)
        place = words.tr(notes.place.value) if notes is not None and notes.place else ""
        shown = block.annotated or block.raw
        title = block.annotated_words or block.raw_words
        day = _instant(record.exam.started_wall_ns).partition("T")[0]
        taken = day if snapshot is None else _instant(snapshot.taken_wall_ns)
        language = _LANGUAGES[content.language]
        yield resource(
            "Media", names, f"picture-{number}",
            {
                "status": "completed",
                "partOf": [names.reference(_STUDY)],
                "type": text_code("image"),
                "subject": names.reference(_PATIENT),
                "createdDateTime": taken,
                "bodySite": text_code(place) if place else None,
                "content": attachment(shown, "image/jpeg", title, taken, language),
                "note": [{"text": text} for text in (block.title, *block.texts)],
            },
        )  # fmt: skip


def _finding_part(finding: ReviewFinding) -> str:
    return f"finding-{finding.key}"


def _finding(names: Names, finding: ReviewFinding, record: ExamRecord, words: Words) -> Resource:
    """Return a finding that the operator accepted, with what pathology found in its lesions."""
    span = f"{moment(finding.start_ns)}–{moment(finding.end_ns)}"
    code = "" if finding.code == OTHER else finding.code
    parts: list[Resource] = []
    if finding.ai_code is not None:
        shown = words.label(record.label_of(finding.ai_code))
        probability = "" if finding.peak is None else f", {percent(finding.peak)}"
        parts.append(_part(words.tr("The AI showed"), f"{shown}{probability}"))
    for lesion in record.exam.lesions:
        if finding.key in lesion.findings and lesion.pathology is not None:
            result = class_words(lesion.pathology.result, record, words)
            texts = (result, lesion.pathology.text, lesion.pathology.date)
            parts.append(_part(words.tr("Pathology"), "; ".join(each for each in texts if each)))
    return resource(
        "Observation", names, _finding_part(finding),
        {
            "status": "preliminary",
            "category": category("imaging"),
            "code": text_code(words.tr("Finding accepted by the operator")),
            "subject": names.reference(_PATIENT),
            "effectiveDateTime": _instant(record.exam.started_wall_ns),
            "valueCodeableConcept": text_code(class_words(finding.code, record, words), code),
            "partOf": [names.reference(_STUDY)],
            "note": [{"text": each} for each in (span, finding.note) if each],
            "component": parts,
        },
    )  # fmt: skip


def _part(label: str, value: str) -> Resource:
    return {"code": text_code(label), "valueString": value}


def _instant(wall_ns: int) -> str:
    return local_time(wall_ns).replace(microsecond=0).isoformat()


def _check(text: str, who: Deidentifier | None) -> None:
    if who is not None and (found := who.found_in(text.encode())):
        kinds = " and ".join(found)
        raise StorageError(
            f"Nothing was exported: the bundle still has the patient's {kinds} in it.",
            remedy="Check the texts of the exam.",
        )
