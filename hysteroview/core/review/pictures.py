"""What the operator says about the pictures of an exam: place, drawing, and choice for the report.

A picture is a snapshot, known by the name of its record (`MediaFile.item`). Each action is a
`PictureChange`, which replaces what is said about some pictures, so that the state at any time
follows from the changes in their order. The pictures themselves are never changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from hysteroview.core.foreign.fields import build, conform, whole
from hysteroview.core.review.change_log import ChangeLog, EntryKinds
from hysteroview.core.review.drawing import Drawing
from hysteroview.core.review.places import Place

# kinds of log entries
PICTURES_CHANGED: Final = "pictures"
PICTURES_UNDONE: Final = "pictures_undone"
PICTURES_REDONE: Final = "pictures_redone"
_MOST_LESIONS = 99
_MOST_ITEM_CHARACTERS = 255


class PictureChangeKind(StrEnum):
    """What an operator did."""

    PLACE = "place"
    DRAW = "draw"
    REPORT = "report"


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureNotes:
    """What is said about one picture.

    Attributes
    ----------
    item
        Name of the snapshot's record.
    place
        None if no place was chosen, or the picture is one of a lesion.
    lesion
        Number of the lesion that it shows, from 1; None for a picture of a place.
    rank
        Place in the report, from 1; None if it was not chosen for the report.
    """

    item: str
    place: Place | None = None
    lesion: int | None = None
    rank: int | None = None
    drawing: Drawing | None = None

    def __post_init__(self) -> None:
        if not 0 < len(self.item) <= _MOST_ITEM_CHARACTERS:
            raise ValueError("a picture has a name")
        if self.place is not None and self.lesion is not None:
            raise ValueError("a picture is one of a place or of a lesion")
        if self.lesion is not None and not 1 <= self.lesion <= _MOST_LESIONS:
            raise ValueError(f"lesions have numbers from 1 to {_MOST_LESIONS}")
        if self.rank is not None and self.rank < 1:
            raise ValueError("the pictures of a report are counted from 1")

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said about the picture."""
        return self == PictureNotes(item=self.item)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON, without what is not said."""
        fields: dict[str, Any] = {"item": self.item}
        if self.place is not None:
            fields["place"] = self.place.value
        for name in ("lesion", "rank"):
            if (value := getattr(self, name)) is not None:
                fields[name] = value
        if self.drawing is not None:
            fields["drawing"] = self.drawing.as_dict()
        return fields

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> PictureNotes:
        """Read the output of `as_dict`.

        Raises
        ------
        TypeError, ValueError
            It is invalid.
        """
        return build(cls, fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureChange:
    """One action of the operator.

    Attributes
    ----------
    number
        From 1, in the order of the actions.
    after
        What is said about these pictures from then on.
    """

    number: int
    kind: PictureChangeKind
    after: tuple[PictureNotes, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "change": self.number,
            "kind": self.kind.value,
            "after": [each.as_dict() for each in self.after],
        }

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> PictureChange:
        """Read the output of `as_dict`.

        Raises
        ------
        KeyError, TypeError, ValueError
            It is invalid.
        """
        return cls(
            number=whole(fields["change"]),
            kind=conform(PictureChangeKind, fields["kind"]),
            after=conform(tuple[PictureNotes, ...], fields["after"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturesReview(ChangeLog[PictureChange]):
    """What is said about the pictures of one exam, with all changes."""

    @property
    def notes(self) -> tuple[PictureNotes, ...]:
        """What is said now, by name of the picture; without those about which nothing is said."""
        known: dict[str, PictureNotes] = {}
        for change in self.in_effect:
            known |= {each.item: each for each in change.after}
        return tuple(known[item] for item in sorted(known) if not known[item].is_empty)

    def find(self, item: str) -> PictureNotes:
        """Return what is said about a picture."""
        known = {each.item: each for each in self.notes}
        return known.get(item, PictureNotes(item=item))

    @property
    def chosen(self) -> tuple[str, ...]:
        """Names of the pictures for the report, in its order."""
        return tuple(each.item for each in chosen_of(self.notes))

    def put(self, item: str, place: Place | None, lesion: int | None = None) -> PictureChange:
        """Return the change that says what a picture shows: a place, a lesion, or neither."""
        after = replace(self.find(item), place=place, lesion=lesion)
        return self._change(PictureChangeKind.PLACE, (after,))

    def draw(self, item: str, drawing: Drawing | None) -> PictureChange:
        """Return the change that replaces the drawing about a picture."""
        kept = drawing if drawing is not None and drawing.shapes else None
        return self._change(PictureChangeKind.DRAW, (replace(self.find(item), drawing=kept),))

    def order(self, items: Sequence[str]) -> PictureChange:
        """Return the change that chooses these pictures for the report, in this order."""
        ranks = {item: rank for rank, item in enumerate(dict.fromkeys(items), 1)}
        after = (replace(self.find(item), rank=ranks.get(item)) for item in {*self.chosen, *ranks})
        changed = [each for each in after if each != self.find(each.item)]
        ordered = sorted(changed, key=lambda each: each.item)
        return self._change(PictureChangeKind.REPORT, tuple(ordered))

    def choose(self, item: str, *, on: bool) -> PictureChange:
        """Return the change that adds a picture at the end of the report, or leaves it out."""
        others = [each for each in self.chosen if each != item]
        return self.order([*others, item] if on else others)

    def _change(self, kind: PictureChangeKind, after: tuple[PictureNotes, ...]) -> PictureChange:
        return PictureChange(number=self.next_change, kind=kind, after=after)


def pictures_review_of(entries: Iterable[tuple[str, Mapping[str, Any]]]) -> PicturesReview:
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
    kinds = EntryKinds(PICTURES_CHANGED, PICTURES_UNDONE, PICTURES_REDONE)
    return PicturesReview().replayed(entries, kinds, PictureChange.from_dict)


def chosen_of(
    notes: Iterable[PictureNotes], removed: Collection[str] = ()
) -> tuple[PictureNotes, ...]:
    """Return the pictures for the report in its order.

    Parameters
    ----------
    removed
        Names of pictures that were removed from the exam, which are left out.
    """
    chosen = [each for each in notes if each.rank is not None and each.item not in removed]
    return tuple(sorted(chosen, key=lambda each: (each.rank or 0, each.item)))


def place_words(notes: PictureNotes) -> str:
    """Return what a picture shows, such as "fundus" or "lesion 2"; empty if that is not said."""
    if notes.lesion is not None:
        return f"lesion {notes.lesion}"
    return "" if notes.place is None else notes.place.value
