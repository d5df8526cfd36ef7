"""Lesions of an exam: what the operator saw and took, and what pathology found in it.

Each entry or correction is a `LesionChange`; the lesions at any time follow from the changes in
their order, without those that were undone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final

from hysteroview.core.foreign.fields import build, conform, whole
from hysteroview.core.review.change_log import ChangeLog, EntryKinds
from hysteroview.core.review.findings import OTHER
from hysteroview.core.review.places import Place

NORMAL: Final = "normal"  # no lesion after all, or tissue without a finding
INADEQUATE: Final = "inadequate"  # result of pathology: not enough tissue for a diagnosis
LESION_CHANGED, LESION_UNDONE = "lesion", "lesion_undone"  # kinds of log entries
LESION_REDONE: Final = "lesion_redone"
LARGEST_MM: Final = 200.0


class LesionChangeKind(StrEnum):
    """What an operator did."""

    ADD = "add"
    CHANGE = "change"
    PATHOLOGY = "pathology"
    REMOVE = "remove"


class PathologyState(StrEnum):
    """How far the pathology of an exam is.

    `PENDING` also means that nobody has said whether tissue was taken.
    """

    PENDING = "PENDING"
    NO_TISSUE = "NO_TISSUE"
    INADEQUATE = "INADEQUATE"
    KNOWN = "KNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class LesionPathology:
    """What pathology found in the tissue of a lesion.

    Attributes
    ----------
    result
        Code of a class, `NORMAL`, `OTHER` or `INADEQUATE`.
    text
        Of the report; needed for `OTHER`.
    premalignant_or_malignant
        Side of another result; None for the other results, and where it is not known.
    date
        Of the result, YYYY-MM-DD; empty if not known.
    entered_wall_ns
        When it was entered; UTC.
    """

    result: str
    text: str = ""
    premalignant_or_malignant: bool | None = None
    date: str = ""
    entered_wall_ns: int = 0

    def __post_init__(self) -> None:
        if not self.result:
            raise ValueError("a pathology result has a code")
        if self.result == OTHER and not self.text.strip():
            raise ValueError("another pathology result is described in words")
        if self.result != OTHER and self.premalignant_or_malignant is not None:
            raise ValueError("the side of a class is that of the model")
        if self.date and date.fromisoformat(self.date).isoformat() != self.date:
            raise ValueError("a date is YYYY-MM-DD")

    @property
    def is_adequate(self) -> bool:
        """Whether there was enough tissue for a diagnosis."""
        return self.result != INADEQUATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesion:
    """One lesion.

    Attributes
    ----------
    number
        From 1; the number on the jar and in the report. That of a removed lesion is not used again.
    place
        None if it was not entered.
    size_mm
        Greatest diameter by the operator's estimate; None without one.
    code
        What the operator called it: code of a class, `NORMAL` or `OTHER`; empty if not called.
    note
        Further description.
    is_biopsied
        Whether tissue was taken.
    jar
        Label of the jar.
    pathology
        None until the result is entered.
    findings
        Keys of the accepted findings that show it.
    pictures
        Names of the records of the snapshots that show it.
    """

    number: int
    place: Place | None = None
    size_mm: float | None = None
    code: str = ""
    note: str = ""
    is_biopsied: bool = False
    jar: str = ""
    pathology: LesionPathology | None = None
    findings: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.number < 1:
            raise ValueError("lesions are numbered from 1")
        if self.size_mm is not None and not (
            math.isfinite(self.size_mm) and 0 < self.size_mm <= LARGEST_MM
        ):
            raise ValueError(f"the size of a lesion is more than 0 and at most {LARGEST_MM:g} mm")
        if not self.is_biopsied and (self.jar or self.pathology is not None):
            raise ValueError("without a biopsy there is no jar and no pathology result")

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self) | {"place": None if self.place is None else self.place.value}

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Lesion:
        """Read the output of `as_dict`.

        Raises
        ------
        TypeError, ValueError
            It is invalid.
        """
        return build(cls, fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class LesionChange:
    """One entry or correction.

    Attributes
    ----------
    number
        From 1, in the order of the changes.
    lesion
        Number of the lesion.
    after
        The lesion afterwards; None if it was removed.
    """

    number: int
    kind: LesionChangeKind
    lesion: int
    after: Lesion | None

    def __post_init__(self) -> None:
        if (self.after is None) is not (self.kind is LesionChangeKind.REMOVE):
            raise ValueError("only a removed lesion is none afterwards")
        if self.after is not None and self.after.number != self.lesion:
            raise ValueError("a change is about one lesion")

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "change": self.number,
            "kind": self.kind.value,
            "lesion": self.lesion,
            "after": None if self.after is None else self.after.as_dict(),
        }

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> LesionChange:
        """Read the output of `as_dict`.

        Raises
        ------
        KeyError, TypeError, ValueError
            It is invalid.
        """
        return cls(
            number=whole(fields["change"]),
            kind=conform(LesionChangeKind, fields["kind"]),
            lesion=whole(fields["lesion"]),
            after=conform(Lesion | None, fields["after"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LesionsReview(ChangeLog[LesionChange]):
    """All changes of an exam's lesions."""

    @property
    def lesions(self) -> tuple[Lesion, ...]:
        """The lesions now, by number."""
        known: dict[int, Lesion] = {}
        for change in self.in_effect:
            if change.after is None:
                known.pop(change.lesion, None)
            else:
                known[change.lesion] = change.after
        return tuple(known[number] for number in sorted(known))

    @property
    def next_number(self) -> int:
        """Number of the next lesion."""
        return max((each.lesion for each in self.in_effect), default=0) + 1

    def find(self, number: int) -> Lesion:
        """Return a lesion; KeyError if there is none with this number."""
        return {each.number: each for each in self.lesions}[number]

    def add(self, lesion: Lesion) -> LesionChange:
        """Return the change that adds a lesion; it gets the next number."""
        after = replace(lesion, number=self.next_number)
        return self._change(LesionChangeKind.ADD, after.number, after)

    def change(self, lesion: Lesion) -> LesionChange:
        """Return the change that replaces the lesion of the same number."""
        before = self.find(lesion.number)
        is_result = replace(before, pathology=None) == replace(lesion, pathology=None)
        kind = LesionChangeKind.PATHOLOGY if is_result else LesionChangeKind.CHANGE
        return self._change(kind, lesion.number, lesion)

    def enter(self, number: int, pathology: LesionPathology | None) -> LesionChange:
        """Return the change that enters a pathology result, or removes it with None.

        Tissue was taken then, even if nobody had said so.
        """
        before = self.find(number)
        taken = before.is_biopsied or pathology is not None
        after = replace(before, pathology=pathology, is_biopsied=taken)
        return self._change(LesionChangeKind.PATHOLOGY, number, after)

    def remove(self, number: int) -> LesionChange:
        """Return the change that removes a lesion."""
        return self._change(LesionChangeKind.REMOVE, self.find(number).number, None)

    def _change(self, kind: LesionChangeKind, lesion: int, after: Lesion | None) -> LesionChange:
        return LesionChange(number=self.next_change, kind=kind, lesion=lesion, after=after)


def lesions_review_of(entries: Iterable[tuple[str, Mapping[str, Any]]]) -> LesionsReview:
    """Return the review from its log.

    Parameters
    ----------
    entries
        Kind and content of each entry, in order; entries of other kinds are skipped.

    Raises
    ------
    KeyError, TypeError, ValueError
        An entry is invalid.
    """
    kinds = EntryKinds(LESION_CHANGED, LESION_UNDONE, LESION_REDONE)
    return LesionsReview().replayed(entries, kinds, LesionChange.from_dict)


def pathology_state(lesions: Iterable[Lesion], *, has_result: bool) -> PathologyState:
    """Return how far the pathology of an exam is.

    Each lesion of which tissue was taken waits for its own result.

    Parameters
    ----------
    has_result
        Whether there is a result of the whole exam, as entered without lesions.
    """
    kept = list(lesions)
    taken = [each for each in kept if each.is_biopsied]
    results = [each.pathology for each in taken if each.pathology is not None]
    if len(results) < len(taken):
        return PathologyState.PENDING
    if has_result or any(each.is_adequate for each in results):
        return PathologyState.KNOWN
    if taken:
        return PathologyState.INADEQUATE
    return PathologyState.NO_TISSUE if kept else PathologyState.PENDING
