"""How earlier studies and their series read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from hysteroview.core.wording import printable
from hysteroview.exam.store.records import Patient
from hysteroview.export.dicom.retrieve.studies import EarlierSeries, EarlierStudy
from hysteroview.gui.earlier.identity import Doubt


def _tr(text: str) -> str:
    return QCoreApplication.translate("EarlierExams", text)


def whom_words(study: EarlierStudy) -> str:
    """Return whom a study shows, as the archive says: name, identifier, birth date."""
    guess = study.patient.guess
    name = Patient(name=guess or study.patient.name).shown_name
    if guess:
        name = _tr("{0} (name is doubtful)").format(name)
    born = _tr("born {0}").format(study.birth_date) if study.birth_date else _tr("no birth date")
    return printable(" · ".join(filter(None, (name or _tr("no name"), study.patient_id, born))))


def study_words(study: EarlierStudy) -> str:
    """Return a study in one line: day, description, kinds."""
    count = _tr("objects: {0}").format(study.instances) if study.instances else ""
    parts = (study.day or _tr("no date"), study.description, " ".join(study.modalities), count)
    return printable(" · ".join(filter(None, parts)))


def series_words(series: EarlierSeries) -> str:
    """Return a series in one line: number, what it holds, description."""
    parts = [_tr("Series {0}").format(series.number)] if series.number else []
    if series.stills:
        parts.append(_tr("pictures: {0}").format(series.stills))
    if series.videos:
        parts.append(_tr("videos: {0}").format(series.videos))
    if not series.stills and not series.videos:
        parts.append(_tr("objects: {0}").format(series.instances))
    if not series.may_have_pictures:
        parts.append(_tr("no pictures ({0})").format(series.modality or "?"))
    parts.append(series.description)
    return printable(" · ".join(filter(None, parts)))


def missing_words(missing: int) -> str:
    """Return that a fetched series is incomplete; empty if nothing is missing."""
    words = _tr("Incomplete: {0} pictures or videos of this series did not come.")
    return words.format(missing) if missing else ""


def doubt_words(doubts: Sequence[Doubt]) -> str:
    """Return what is to be checked; empty if nothing is."""
    words = {
        Doubt.BIRTH_DATE: _tr("The birth date differs."),
        Doubt.NAME: _tr("The name differs."),
        Doubt.NAME_UNREADABLE: _tr("The name cannot be read with certainty. Check the patient."),
        Doubt.NOTHING_TO_COMPARE: _tr(
            "Neither name nor birth date can be compared. Check the patient."
        ),
    }
    parts = [words[each] for each in doubts]
    if {Doubt.BIRTH_DATE, Doubt.NAME} & set(doubts):
        parts.append(_tr("This may be another patient."))
    return " ".join(parts)
