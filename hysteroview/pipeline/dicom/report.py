"""The report on an exam as a DICOM object; a corrected report is a new object."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from hysteroview.core.deidentify.deidentifier import Deidentifier
from hysteroview.core.errors import StorageError
from hysteroview.exam.store.audit import Entry, Head
from hysteroview.export.dicom.objects.document import write_document
from hysteroview.export.dicom.objects.writing import DicomObject
from hysteroview.export.report.content import ReportContent, texts_of
from hysteroview.export.report.pdf import pdf_of
from hysteroview.export.report.templates import site_of
from hysteroview.pipeline.dicom.options import ObjectOptions
from hysteroview.pipeline.dicom.study import StudyObjects
from hysteroview.pipeline.report.compose import compose
from hysteroview.pipeline.report.deidentified import deidentified
from hysteroview.pipeline.report.record import ExamRecord
from hysteroview.pipeline.report.words import Words, local_time

_LEAVING: Final = ("export", "dicom", "pacs")  # beginnings of log entries about what left


def write_report(
    path: Path, record: ExamRecord, entries: Sequence[Entry], options: ObjectOptions,
    study: StudyObjects, who: Deidentifier | None,
) -> DicomObject:  # fmt: skip
    """Write the report; as long as nothing in it changes, it is the same object.

    The head of the log that it states is that before anything left, since each export adds an
    entry.

    Parameters
    ----------
    entries
        Of the exam's log.

    Raises
    ------
    StorageError
        A template cannot be used, an identifier is left in a report without them, or it cannot be
        written.
    """
    real_end_ns = record.exam.ended_wall_ns or record.exam.started_wall_ns
    record = replace(record, head=_head(entries, record.head))
    if who is not None:
        record = deidentified(record, who)
    words, site = Words(options.language), site_of(options.report_folder)

    def composed(wall_ns: int) -> ReportContent:
        return compose(record, words, local_time(wall_ns).replace(microsecond=0), site)

    key = _hash(composed(study.leaving_ns(real_end_ns)))
    made_ns = real_end_ns if who is not None else study.made_ns("report", key)
    content = composed(study.leaving_ns(made_ns))
    if who is not None and (found := who.found_in("\n".join(texts_of(content)).encode())):
        raise StorageError(
            f"Nothing was exported: the report still has the patient's {' and '.join(found)} in "
            "it.",
            remedy="Check the texts of the exam.",
        )
    pdf, _ = pdf_of(content, options.report_folder)
    instance = study.instance("report", key, made_ns)
    return write_document(
        path, pdf, study.study, study.series("report"), instance, title=content.title,
    )  # fmt: skip


def _head(entries: Sequence[Entry], last: Head) -> Head:
    """Return the head of the log before its last entries about what left."""
    for entry in reversed(entries):
        if not entry.kind.startswith(_LEAVING):
            return Head(entry.number, entry.sha256)
    return last


def _hash(content: ReportContent) -> str:
    """Return a hash of all that a report shows."""
    made = hashlib.sha256("\0".join(texts_of(content)).encode())
    for picture in content.pictures:
        made.update(picture.raw)
        made.update(picture.annotated or b"")
    made.update(repr((content.ai_timeline, content.logo)).encode())
    return made.hexdigest()
