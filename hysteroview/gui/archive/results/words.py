"""Texts of the table of an archive, in the language of the window."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from hysteroview.core.gate import Cause
from hysteroview.core.states import AssessmentState, TwoClass
from hysteroview.core.types import NS_PER_S
from hysteroview.core.wording import (
    NO_RESULT,
    duration_words,
    moment,
    percent,
    share_percent,
)
from hysteroview.gui.look.assessment import cause_text
from hysteroview.gui.look.language import translated_state
from hysteroview.pipeline.archive.results.marks import Mark, MarkKind
from hysteroview.pipeline.archive.results.rows import (
    FindingRow,
    Outcome,
    RecordingRow,
    Row,
    RowKind,
)

NOTHING = "–"


def _tr(text: str) -> str:
    return QCoreApplication.translate("ArchiveResults", text)


def mark_words(kind: MarkKind) -> str:
    """Name of a mark; empty without one."""
    return {
        MarkKind.NONE: "",
        MarkKind.SEEN: _tr("Seen"),
        MarkKind.TO_DISCUSS: _tr("To discuss"),
        MarkKind.CONFIRMED: _tr("Confirmed"),
        MarkKind.REJECTED: _tr("Rejected"),
    }[kind]


def outcome_words(outcome: Outcome) -> str:
    """Name of an outcome, as in the choice of outcomes."""
    return {
        Outcome.FINDING: _tr("Finding proposed"),
        Outcome.NONE_FOUND: _tr("No finding proposed"),
        Outcome.NOT_ASSESSED: _tr("Not assessed at all"),
        Outcome.WAITING: _tr("Waiting for its analysis"),
        Outcome.FAILED: _tr("Failed, is tried again"),
        Outcome.SET_ASIDE: _tr("Set aside"),
    }[outcome]


def cause_name(name: str) -> str:
    """Return why there was no result, from its name in files."""
    try:
        return cause_text(Cause.from_name(name))
    except ValueError:  # of a later version
        return _tr("reason not known")


def two_class_words(name: str) -> str:
    """Return a two-class result from its name in files; a dash if there is none."""
    known = TwoClass.__members__.get(name)
    return NOTHING if known is None else translated_state(known.value)


def class_words(code: str, names: Mapping[str, str]) -> str:
    """Return a class with its name."""
    return " ".join(filter(None, (code, names.get(code, "")))) or NOTHING


def time_words(seconds: float) -> str:
    """Return a time in a recording."""
    return moment(round(seconds * NS_PER_S))


def state_of(row: Row) -> str:
    """Return what is known of a row; what has no result never reads as benign."""
    if isinstance(row, FindingRow):
        if row.kind is RowKind.FINDING:
            words = _tr("Proposed by the AI")
        else:
            words = _tr("Not assessed: {0}").format(cause_name(row.cause))
    else:
        words = _outcome_of(row)
        if row.left_out:
            told = _tr("{0} (times without a result that are not listed: {1})")
            words = told.format(words, f"{row.left_out:,}")
    if row.is_quick and cause_name(AssessmentState.SKIPPED.value) not in words:
        return _tr("{0} (quick pass)").format(words)
    return words


def _outcome_of(row: RecordingRow) -> str:
    if row.outcome is Outcome.NONE_FOUND:
        return translated_state(NO_RESULT)
    if row.outcome is Outcome.NOT_ASSESSED and row.causes:
        return _tr("Not assessed: {0}").format(cause_name(row.causes.split()[0]))
    if row.outcome is Outcome.SET_ASIDE and row.reason:
        return _tr("Set aside: {0}").format(row.reason)
    return outcome_words(row.outcome)


def file_words(row: Row) -> str:
    """Name of the file."""
    return Path(row.file).name


def length_words(row: Row) -> str:
    """Length of a finding or recording."""
    if isinstance(row, FindingRow):
        return duration_words(row.end_s - row.start_s)
    return NOTHING if row.duration_s is None else duration_words(row.duration_s)


def peak_words(row: FindingRow) -> str:
    """Probability of a finding; a dash without a result."""
    return NOTHING if row.peak is None else percent(row.peak)


def quality_words(row: FindingRow) -> str:
    """Quality of a finding's pictures; a dash if it is not known."""
    return NOTHING if row.quality is None else f"{row.quality:.2f}"


def share_words(row: RecordingRow) -> str:
    """Share of a recording without a result; a dash if it was not analyzed."""
    share = row.not_assessed_share
    return NOTHING if share is None else share_percent(share)


def causes_words(row: RecordingRow) -> str:
    """Why there was no result, the most frequent cause first."""
    return _tr(", ").join(map(cause_name, row.causes.split())) or NOTHING


def marked_words(mark: Mark) -> str:
    """Return a mark with who made it and when; empty without one."""
    if not mark.reader:
        return ""
    try:
        when = datetime.fromisoformat(mark.at).astimezone()
        at = f"{when:%Y-%m-%d %H:%M}"
    except ValueError:  # changed outside the program
        at = mark.at
    kind = mark_words(mark.kind) or _tr("Without a mark")
    return _tr("{0}, by {1}, {2}").format(kind, mark.reader, at)
