"""The photo plan: what the operator marked and chose, so that each place has its best frame.

The classifier does not know where in the uterus a frame was taken. The operator marks stretches in
which a place is in view; within these the best frame is proposed from the track, until the operator
chooses another one. Each action is a `PlanChange`, so that the plan follows from the changes in
their order, without those that were undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from hysteroview.core.foreign.fields import conform, whole
from hysteroview.core.review.change_log import ChangeLog, EntryKinds
from hysteroview.core.review.places import Place

# kinds of log entries
PLAN_CHANGED: Final = "photo_plan"
PLAN_UNDONE: Final = "photo_plan_undone"
PLAN_REDONE: Final = "photo_plan_redone"


class PlanChangeKind(StrEnum):
    """What an operator did."""

    MARK = "mark"
    UNMARK = "unmark"
    CHOOSE = "choose"


@dataclass(frozen=True, slots=True)
class PhotoSlot:
    """What a picture of the plan shows: a place, a lesion, or a finding that is no lesion yet.

    Attributes
    ----------
    name
        Of the place; of a lesion its number; of a finding its key.
    """

    kind: str
    name: str

    @classmethod
    def of_place(cls, place: Place) -> PhotoSlot:
        """Return the slot of a place."""
        return cls("place", place.value)

    @classmethod
    def of_lesion(cls, number: int) -> PhotoSlot:
        """Return the slot of a lesion."""
        return cls("lesion", str(number))

    @classmethod
    def of_finding(cls, key: str) -> PhotoSlot:
        """Return the slot of an accepted finding."""
        return cls("finding", key)

    @property
    def place(self) -> Place | None:
        """The place; None for a lesion or finding."""
        return Place(self.name) if self.kind == "place" else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSpan:
    """A stretch in which a place or lesion is in view.

    Attributes
    ----------
    from_ns, to_ns
        Both are in it.
    at_ns
        The frame that was shown when it was marked: proposed if nothing in it was analyzed.
    """

    slot: PhotoSlot
    from_ns: int
    to_ns: int
    at_ns: int

    def __post_init__(self) -> None:
        if not self.from_ns <= self.at_ns <= self.to_ns:
            raise ValueError("the marked frame is in its stretch")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChange:
    """One action of the operator.

    Attributes
    ----------
    number
        From 1, in the order of the actions.
    span
        The stretch that is marked, or no longer.
    slot, pts_ns
        The frame that is chosen for a picture; without a time the proposal counts again.
    """

    number: int
    kind: PlanChangeKind
    span: PlaceSpan | None = None
    slot: PhotoSlot | None = None
    pts_ns: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        slot = self.slot if self.span is None else self.span.slot
        fields: dict[str, Any] = {"change": self.number, "kind": self.kind.value}
        if slot is not None:
            fields["slot"] = [slot.kind, slot.name]
        if self.span is not None:
            fields["span"] = [self.span.from_ns, self.span.at_ns, self.span.to_ns]
        else:
            fields["pts_ns"] = self.pts_ns
        return fields

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> PlanChange:
        """Read the output of `as_dict`.

        Raises
        ------
        KeyError, TypeError, ValueError
            It is invalid.
        """
        kind, name = conform(tuple[str, ...], fields["slot"])
        if kind not in ("place", "lesion", "finding"):
            raise ValueError("a picture shows a place, a lesion or a finding")
        slot, span = PhotoSlot(kind, name), None
        if kind == "place":
            Place(name)
        if "span" in fields:
            from_ns, at_ns, to_ns = conform(tuple[int, ...], fields["span"])
            span = PlaceSpan(slot=slot, from_ns=from_ns, at_ns=at_ns, to_ns=to_ns)
        return cls(
            number=whole(fields["change"]),
            kind=conform(PlanChangeKind, fields["kind"]),
            span=span,
            slot=None if span is not None else slot,
            pts_ns=conform(int | None, fields.get("pts_ns")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoPlan(ChangeLog[PlanChange]):
    """What the operator marked and chose."""

    @property
    def spans(self) -> tuple[PlaceSpan, ...]:
        """The marked stretches, in the order in which they were marked."""
        spans: list[PlaceSpan] = []
        for change in self.in_effect:
            if change.kind is PlanChangeKind.MARK and change.span is not None:
                spans.append(change.span)
            elif change.kind is PlanChangeKind.UNMARK and change.span in spans:
                spans.remove(change.span)
        return tuple(spans)

    @property
    def chosen(self) -> Mapping[PhotoSlot, int]:
        """The frames that the operator chose."""
        chosen: dict[PhotoSlot, int] = {}
        for change in self.in_effect:
            if change.kind is PlanChangeKind.CHOOSE and change.slot is not None:
                chosen.pop(change.slot, None)
                if change.pts_ns is not None:
                    chosen[change.slot] = change.pts_ns
        return chosen

    def spans_at(self, pts_ns: int) -> tuple[PlaceSpan, ...]:
        """Return the marked stretches that contain a time."""
        return tuple(each for each in self.spans if each.from_ns <= pts_ns <= each.to_ns)

    def mark(self, slot: PhotoSlot, from_ns: int, to_ns: int, at_ns: int) -> PlanChange:
        """Return the change that marks a stretch; ValueError if the frame is not in it."""
        span = PlaceSpan(slot=slot, from_ns=from_ns, to_ns=to_ns, at_ns=at_ns)
        return PlanChange(number=self.next_change, kind=PlanChangeKind.MARK, span=span)

    def unmark(self, span: PlaceSpan) -> PlanChange:
        """Return the change that removes the mark of a stretch."""
        return PlanChange(number=self.next_change, kind=PlanChangeKind.UNMARK, span=span)

    def choose(self, slot: PhotoSlot, pts_ns: int | None) -> PlanChange:
        """Return the change that chooses a frame for a picture; None to propose one again."""
        return PlanChange(
            number=self.next_change, kind=PlanChangeKind.CHOOSE, slot=slot, pts_ns=pts_ns
        )


def plan_of(entries: Iterable[tuple[str, Mapping[str, Any]]]) -> PhotoPlan:
    """Return the plan from its log.

    Parameters
    ----------
    entries
        Kind and content of each entry, in order; entries of other kinds are skipped.

    Raises
    ------
    KeyError, TypeError, ValueError
        An entry is invalid.
    """
    kinds = EntryKinds(PLAN_CHANGED, PLAN_UNDONE, PLAN_REDONE)
    return PhotoPlan().replayed(entries, kinds, PlanChange.from_dict)
