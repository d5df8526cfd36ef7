"""What the report's dialog reads from an exam and keeps in it; none of it on the GUI thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hysteroview.core.review.report_fields import FIELDS
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.store.exam_store import ExamStore
from hysteroview.exam.store.review.report import change_report, read_entry, undo_report
from hysteroview.exam.store.store import open_store
from hysteroview.export.report.pdf import pages_of
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.pipeline.exports.leaving import ExportRequest
from hysteroview.pipeline.exports.place import ExamPlace
from hysteroview.pipeline.report.writing import (
    ReportForm,
    ReportMade,
    ReportOptions,
    export_report,
    report_of,
)

_PREVIEW_PPI = 110


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReport:
    """The fields of an exam's report.

    Attributes
    ----------
    whose
        Patient and beginning of the exam.
    values
        By the codes of the fields, with those of the exam itself.
    can_undo
        Whether there is a change that can be undone.
    is_encrypted
        Whether a report that is written loses the protection of the store.
    """

    exam_id: str
    whose: str
    values: Mapping[str, str]
    can_undo: bool
    is_encrypted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportChoice:
    """Which report is to be written or shown."""

    language: str
    is_deidentified: bool = False
    folder: Path | None = None


def read_kept(access: ExamAccess, exam_id: str) -> KeptReport:
    """Read the fields; StorageError if they cannot be read."""
    with open_store(access.store, read_only=True, key=access.key) as store:
        return _kept(store, exam_id)


def keep(access: ExamAccess, exam_id: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """Keep the fields that changed, and return them; StorageError if that is not possible."""
    with open_store(access.store, must_exist=True, key=access.key) as store:
        return change_report(store, exam_id, values)


def undo_last(access: ExamAccess, exam_id: str) -> KeptReport:
    """Undo the last change, and return the fields after it."""
    with open_store(access.store, must_exist=True, key=access.key) as store:
        undo_report(store, exam_id)
        return _kept(store, exam_id)


def write(
    access: ExamAccess, exam_id: str, values: Mapping[str, str], target: Path, choice: ReportChoice
) -> ReportMade:
    """Keep the fields and write the report; StorageError if that is not possible."""
    keep(access, exam_id, values)
    is_word = target.suffix.lower() == ".docx"
    form = ReportForm.WORD if is_word else ReportForm.PDF
    options = ReportOptions(form=form, folder=choice.folder)
    return export_report(_place(access, exam_id), _request(target, choice), options)


def preview(
    access: ExamAccess, exam_id: str, values: Mapping[str, str], choice: ReportChoice
) -> list[bytes]:
    """Keep the fields, and return the pages of the report as PNG; no file is written."""
    keep(access, exam_id, values)
    options = ReportOptions(folder=choice.folder)
    content, _ = report_of(_place(access, exam_id), _request(Path("preview"), choice), options)
    return pages_of(content, _PREVIEW_PPI, choice.folder)


def _request(target: Path, choice: ReportChoice) -> ExportRequest:
    return ExportRequest(
        target=target, language=choice.language, is_deidentified=choice.is_deidentified
    )


def _place(access: ExamAccess, exam_id: str) -> ExamPlace:
    return ExamPlace(access.store, exam_id, access.key)


def _kept(store: ExamStore, exam_id: str) -> KeptReport:
    exam = store.exam(exam_id)
    own = {each.code: getattr(exam, each.code) for each in FIELDS if each.is_of_exam}
    began = datetime.fromtimestamp(exam.started_wall_ns / NS_PER_S, UTC).astimezone()
    who = (exam.patient.shown_name, exam.patient.identifier, f"{began:%Y-%m-%d %H:%M}")
    return KeptReport(
        exam_id=exam_id,
        whose=" · ".join(filter(None, who)),
        values={**exam.report, **own},
        can_undo=read_entry(store, exam_id).last is not None,
        is_encrypted=store.is_encrypted,
    )
