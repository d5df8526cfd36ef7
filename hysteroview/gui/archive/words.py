"""How the rows of the list of exams read."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from hysteroview.core.review.findings import OTHER
from hysteroview.core.review.lesions import NORMAL, PathologyState
from hysteroview.core.wording import NO_RESULT
from hysteroview.exam.store.records import Exam, Patient
from hysteroview.gui.archive.rows import ExamRow, ScheduledRow, Section
from hysteroview.gui.look.language import translated_state


def _tr(text: str) -> str:
    return QCoreApplication.translate("ExamList", text)


def section_words(section: Section) -> str:
    """Title of a section."""
    return {
        Section.TODAY: _tr("Today"),
        Section.WITHOUT_PATIENT: _tr("Patient not entered yet"),
        Section.EARLIER: _tr("Earlier exams"),
    }[section]


def patient_words(patient: Patient) -> str:
    """Name and identifier of a patient; empty for an unknown one."""
    return " · ".join(filter(None, (patient.shown_name, patient.identifier)))


def row_lines(row: ExamRow | ScheduledRow, names: Mapping[str, str]) -> tuple[str, str, str]:
    """Return the three lines of a row: patient, findings, and the rest.

    Parameters
    ----------
    names
        Of the classes, by code, in the language of the window.
    """
    if isinstance(row, ScheduledRow):
        who = row.entry.patient
        known = " · ".join(filter(None, (row.name, who.identifier)))
        first = known or _tr("Patient without a name")
        second = row.entry.indication or _tr("Scheduled exam")
        rest = (who.birth_date, row.entry.accession_number)
        return first, second, " · ".join(filter(None, rest))
    exam = row.exam
    first = patient_words(exam.patient) or _tr("Emergency: enter patient")
    pathology = _tr("Pathology: {0}").format(_pathology_words(exam))
    more = (exam.patient.birth_date, _length_words(row), pathology)
    return first, _finding_words(row, names), " · ".join(filter(None, more))


def when_words(row: ExamRow | ScheduledRow) -> str:
    """Return when an exam began, or begins today."""
    if isinstance(row, ScheduledRow):
        return row.time or _tr("today")
    return f"{row.began:%Y-%m-%d %H:%M}"


def spoken_words(row: ExamRow | ScheduledRow, names: Mapping[str, str]) -> str:
    """Return all of a row in one line, for screen readers."""
    return ", ".join(filter(None, (when_words(row), *row_lines(row, names))))


def _finding_words(row: ExamRow, names: Mapping[str, str]) -> str:
    if row.found is None:
        return _tr("Not evaluated: the exam has not ended")
    if row.found.found:
        return ", ".join(" ".join(filter(None, (c, names.get(c, "")))) for c in row.found.found)
    words = translated_state(NO_RESULT)
    if row.found.brief:
        brief = _tr("Shown briefly: {0}").format(", ".join(row.found.brief))
        return f"{words} {brief}"
    return words


def _pathology_words(exam: Exam) -> str:
    """Return the results of an exam, and whether there are all of them."""
    codes = [each.label for each in exam.pathology]
    results = [each.pathology for each in exam.lesions if each.pathology is not None]
    codes += [each.result for each in results if each.is_adequate]
    special = {NORMAL: _tr("normal"), OTHER: _tr("other result")}
    words = [special.get(code, code) for code in dict.fromkeys(codes)]
    match exam.pathology_state:
        case PathologyState.PENDING:
            missing = _tr("incomplete") if results else _tr("not entered")
            words.append(missing)
        case PathologyState.NO_TISSUE:
            words.append(_tr("no tissue taken"))
        case PathologyState.INADEQUATE:
            words.append(_tr("inadequate tissue"))
    return ", ".join(words)


def _length_words(row: ExamRow) -> str:
    if row.length_s is None:
        return ""
    minutes, seconds = divmod(row.length_s, 60)
    return _tr("{0} min {1:02d} s").format(minutes, seconds)
