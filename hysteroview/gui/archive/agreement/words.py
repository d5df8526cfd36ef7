"""The words of the table of agreement in the language of the window."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from hysteroview.core.agreement.cases import ReadingStatus, Source, Unit
from hysteroview.core.agreement.tables import IS_PARTIAL, NO_SIDE, TWO_CLASS, Comparison
from hysteroview.core.review.findings import OTHER
from hysteroview.core.review.lesions import NORMAL


def _tr(text: str) -> str:
    return QCoreApplication.translate("Agreement", text)


def source_words(source: Source) -> str:
    """Name of one of the three."""
    return {
        Source.AI: _tr("AI"),
        Source.OPERATOR: _tr("operator"),
        Source.PATHOLOGY: _tr("pathology"),
    }[source]


def title_words(source: Source) -> str:
    """Name of one of the three, at the beginning of a line."""
    words = source_words(source)
    return words[:1].upper() + words[1:]


def status_words(status: str) -> str:
    """Return why there is no result, or that there is one; other texts are unchanged."""
    return {
        ReadingStatus.RESULT.value: _tr("result"),
        ReadingStatus.NO_FINDING.value: _tr("no finding shown"),
        ReadingStatus.ABSTAINED.value: _tr("not recognized"),
        ReadingStatus.NOT_ASSESSED.value: _tr("not assessable"),
        ReadingStatus.NOT_RUN.value: _tr("AI did not run"),
        ReadingStatus.NOT_EVALUATED.value: _tr("exam not completed"),
        ReadingStatus.NOT_LINKED.value: _tr("not linked to what the AI showed"),
        ReadingStatus.NOT_CALLED.value: _tr("not called"),
        ReadingStatus.PENDING.value: _tr("pending"),
        ReadingStatus.INADEQUATE.value: _tr("inadequate tissue"),
        ReadingStatus.NO_TISSUE.value: _tr("no tissue taken"),
        NO_SIDE: _tr("other result, side not known"),
        IS_PARTIAL: _tr("a further lesion has no result"),
        NORMAL: _tr("normal"),
        OTHER: _tr("other"),
    }.get(status, status)


def codes_words(said: str) -> str:
    """Return codes that are joined by “+”, or why there are none."""
    return " + ".join(status_words(each) for each in said.split("+"))


def target_words(target: str) -> str:
    """Return the class, or the two-class result, of a column."""
    return _tr("Premalignant\nor malignant") if target == TWO_CLASS else target


def pair_words(test: Source, reference: Source) -> str:
    """Return who is compared with whom."""
    return _tr("{0} against {1}").format(title_words(test), source_words(reference))


def unit_words(unit: Unit, cases: int, patients: int) -> str:
    """Return how many exams or lesions there are, and of how many patients."""
    text = {
        Unit.EXAM: _tr("Exams: {0}, patients: {1}"),
        Unit.LESION: _tr("Lesions: {0}, patients: {1}"),
    }
    return text[unit].format(cases, patients)


def states_words(states: Mapping[str, Mapping[str, int]]) -> str:
    """Return what each of the three has said, by number, in three lines."""
    lines = []
    for source, counts in states.items():
        parts = [f"{status_words(status)} ({count})" for status, count in counts.items()]
        lines.append(f"{title_words(Source(source))}: {', '.join(parts)}")
    return "\n".join(lines)


def left_out_words(comparison: Comparison) -> str:
    """Return what is not in the counts of a comparison; empty if all cases are."""
    parts = []
    for why, count in sorted(comparison.left_out.items()):
        source, _, status = why.partition(": ")
        parts.append(f"{source_words(Source(source))}: {status_words(status)} ({count})")
    return _tr("Not counted: {0}").format("; ".join(parts)) if parts else ""
