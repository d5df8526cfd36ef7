"""What AI, operator and pathology said of one exam or one lesion.

Nothing is left out: who said nothing has a state that says why, and is counted by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from hysteroview.core.labels import LabelSet
from hysteroview.core.review.findings import OTHER
from hysteroview.core.review.lesions import NORMAL


class Unit(StrEnum):
    """What is counted."""

    EXAM = "exam"
    LESION = "lesion"


class Source(StrEnum):
    """Who said it."""

    AI = "AI"
    OPERATOR = "operator"
    PATHOLOGY = "pathology"


class ReadingStatus(StrEnum):
    """Whether there is a result, and otherwise why not; none of these means benign."""

    RESULT = "result"
    NO_FINDING = "no finding shown"
    ABSTAINED = "not recognized"
    NOT_ASSESSED = "not assessable"
    NOT_RUN = "AI did not run"
    NOT_EVALUATED = "exam not completed"
    NOT_LINKED = "not linked to what the AI showed"
    NOT_CALLED = "not called"
    PENDING = "pending"
    INADEQUATE = "inadequate tissue"
    NO_TISSUE = "no tissue taken"


_SILENT = (ReadingStatus.NO_FINDING, ReadingStatus.ABSTAINED, ReadingStatus.NOT_ASSESSED)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one of them said.

    Attributes
    ----------
    status
        Whether there is a result, and otherwise why not.
    codes
        Codes of classes, `NORMAL` or `OTHER`; empty unless there is a result.
    is_grave
        Whether one of them is premalignant or malignant; None if that is not known.
    is_partial
        Whether something else, such as a further lesion, has no result: then what is not among
        `codes` is not excluded.
    """

    status: ReadingStatus
    codes: frozenset[str] = frozenset()
    is_grave: bool | None = None
    is_partial: bool = False

    def __post_init__(self) -> None:
        if (self.status is ReadingStatus.RESULT) is not bool(self.codes):
            raise ValueError("a reading has classes if it is a result, and only then")

    @property
    def has_result(self) -> bool:
        """Whether there is a result."""
        return self.status is ReadingStatus.RESULT

    @property
    def is_silent(self) -> bool:
        """Whether somebody has looked and named nothing."""
        return self.status in _SILENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One exam or one lesion.

    Attributes
    ----------
    patient
        Identifies the patient; cases of one patient are not independent.
    """

    patient: str
    ai: Reading
    operator: Reading
    pathology: Reading

    def reading(self, source: Source) -> Reading:
        """Return what one of the three said."""
        return {
            Source.AI: self.ai,
            Source.OPERATOR: self.operator,
            Source.PATHOLOGY: self.pathology,
        }[source]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSet:
    """All exams or lesions of a store.

    Attributes
    ----------
    models
        Names of the models whose results are among them.
    """

    unit: Unit
    labels: LabelSet
    cases: tuple[Case, ...]
    models: tuple[str, ...] = field(default=())


def result_of(
    codes: Iterable[str], labels: LabelSet, *, other_is_grave: bool | None = None
) -> Reading:
    """Return a result with these codes; upper and lower case do not differ.

    A code that is no class of the model is `OTHER`.

    Parameters
    ----------
    other_is_grave
        Side of `OTHER`; None if it is not known.
    """
    known = {label.code.upper(): label for label in labels}
    results = []
    for code in codes:
        label = known.get(code.upper())
        if code.upper() == NORMAL.upper() or (label is not None and label.is_normal):
            one = Reading(ReadingStatus.RESULT, frozenset({NORMAL}), is_grave=False)
        elif label is None:
            one = Reading(ReadingStatus.RESULT, frozenset({OTHER}), other_is_grave)
        else:
            one = Reading(
                ReadingStatus.RESULT, frozenset({label.code}), label.premalignant_or_malignant
            )
        results.append(one)
    return joined_results(results)


def joined_results(results: Iterable[Reading], *, is_partial: bool = False) -> Reading:
    """Return one result made of several, of which there is at least one.

    Parameters
    ----------
    is_partial
        Whether something has no result. Then the whole is not benign: it is premalignant or
        malignant, or it is not known.
    """
    kept = list(results)
    codes = frozenset[str]().union(*(each.codes for each in kept))
    sides = {each.is_grave for each in kept}
    is_grave = True if True in sides else None if is_partial or None in sides else False
    return Reading(ReadingStatus.RESULT, codes - {NORMAL} or codes, is_grave, is_partial)
