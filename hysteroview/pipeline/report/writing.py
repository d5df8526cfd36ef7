"""The report on an exam as a file that leaves: composed, checked, logged, and only then there."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from hysteroview.core.deidentify.deidentifier import Deidentifier
from hysteroview.core.deidentify.identity import Identity
from hysteroview.core.errors import StorageError
from hysteroview.core.files import atomic_file
from hysteroview.export.deidentify.key_file import deidentifier_for
from hysteroview.export.output.target import check_new_file
from hysteroview.export.report.content import ReportContent, texts_of
from hysteroview.export.report.pdf import pdf_of
from hysteroview.export.report.templates import site_of
from hysteroview.export.report.word import word_of
from hysteroview.pipeline.exports.leaving import ExportLog, ExportRequest, date_neutrally
from hysteroview.pipeline.exports.place import ExamPlace, now_ns
from hysteroview.pipeline.report.compose import compose
from hysteroview.pipeline.report.deidentified import deidentified
from hysteroview.pipeline.report.record import ExamRecord, read_record
from hysteroview.pipeline.report.words import Words, local_time


class ReportForm(StrEnum):
    """Kind of the file."""

    PDF = "pdf"
    WORD = "docx"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOptions:
    """What may be chosen about a report.

    Attributes
    ----------
    folder
        Of the site: its header, logo, templates and fonts; None for the program's own.
    model
        Folder or name of the model, if it is not a built-in one.
    """

    form: ReportForm = ReportForm.PDF
    folder: Path | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportMade:
    """A report that was written.

    Attributes
    ----------
    sha256
        Of the file; it is in the exam's log.
    recorded, fields
        Number of fields with a value, and of all.
    pictures
        Number of pictures in it.
    is_archival
        Whether it is PDF/A; False where a character is in no font.
    """

    path: Path
    sha256: str
    recorded: int
    fields: int
    pictures: int
    is_archival: bool


def export_report(
    place: ExamPlace, request: ExportRequest, options: ReportOptions | None = None
) -> ReportMade:
    """Write the report on an exam as a new file, and log that.

    Raises
    ------
    StorageError
        The exam cannot be read, a template cannot be used, or the file cannot be written: it does
        not exist then.
    """
    chosen = options or ReportOptions()
    check_new_file(request.target)
    what = f"report as {chosen.form.value}"
    log = ExportLog(place, what, is_deidentified=request.is_deidentified)
    log.check()
    request.progress(0, 3)
    content, who = report_of(place, request, chosen)
    request.progress(1, 3)
    if chosen.form is ReportForm.PDF:
        written, is_archival = pdf_of(content, chosen.folder)
    else:
        written, is_archival = word_of(content, chosen.folder), False
    request.progress(2, 3)
    sha256 = hashlib.sha256(written).hexdigest()
    with log.watched(), atomic_file(request.target, private=True) as temporary:
        temporary.write_bytes(written)
        if who is not None:
            date_neutrally(temporary)
        log.enter([sha256])
    request.progress(3, 3)
    return ReportMade(
        path=request.target,
        sha256=sha256,
        recorded=sum(row.is_recorded for row in content.rows),
        fields=len(content.rows),
        pictures=len(content.pictures),
        is_archival=is_archival,
    )


def report_of(
    place: ExamPlace, request: ExportRequest, options: ReportOptions
) -> tuple[ReportContent, Deidentifier | None]:
    """Return the content of the report, and what replaces the patient in it; see `composed`."""
    _, content, who = composed(place, request, options)
    return content, who


def composed(
    place: ExamPlace, request: ExportRequest, options: ReportOptions
) -> tuple[ExamRecord, ReportContent, Deidentifier | None]:
    """Return the record of the exam, the report on it, and what replaces the patient in both.

    Raises
    ------
    StorageError
        The exam cannot be read, or an identifier is left in a report without them.
    """
    with place.read() as store:
        record = read_record(store, place.exam_id, options.model)
    site, made_ns = site_of(options.folder), now_ns()
    words = Words(request.language)
    if not request.is_deidentified:
        return record, compose(record, words, _to_second(made_ns), site), None
    who = deidentifier_for(
        request.key_file, identity_of(record), keeps_identity=not place.is_encrypted
    )
    made = _to_second(who.wall_ns(made_ns))
    record = deidentified(record, who)
    content = compose(record, words, made, site)
    if found := who.found_in("\n".join(texts_of(content)).encode()):
        kinds = " and ".join(found)
        raise StorageError(
            f"Nothing was exported: the report still has the patient's {kinds} in it.",
            remedy="Check the texts of the exam.",
        )
    return record, content, who


def identity_of(record: ExamRecord) -> Identity:
    """Return what may identify people in the record."""
    exam = record.exam
    people = (exam.operator, exam.report.get("assistant", ""), exam.report.get("signed_by", ""))
    return Identity(
        name=exam.patient.name,
        identifier=exam.patient.identifier,
        birth_date=exam.patient.birth_date,
        accession_number=exam.accession_number,
        exam_id=exam.exam_id,
        others=tuple(filter(None, people)),
    )


def _to_second(wall_ns: int) -> datetime:
    return local_time(wall_ns).replace(microsecond=0)
