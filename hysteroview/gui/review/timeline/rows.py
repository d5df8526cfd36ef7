"""The rows of a timeline: where each begins, and how high it is."""

from __future__ import annotations

from dataclasses import dataclass

_MOST_CAUSES = 5  # with a row of their own; the others share one
_GAP = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A row at scale 1, px."""

    top: int
    height: int

    @property
    def end(self) -> int:
        return self.top + self.height


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows of a timeline at scale 1, from top to bottom.

    Attributes
    ----------
    places
        None without marked places.
    causes
        For the most frequent causes; of further ones, the last row has the sum.
    """

    events: Row
    episodes: Row
    places: Row | None
    curve: Row
    classes: tuple[Row, ...]
    quality: Row | None
    lane: Row
    causes: tuple[Row, ...]
    axis: Row

    @property
    def height(self) -> int:
        """Height of them all."""
        return self.axis.end + 2

    @property
    def body(self) -> Row:
        """From the first row above the axis to the last."""
        return Row(self.events.top, self.axis.top - self.events.top)


def rows_of(classes: int, causes: int, *, has_details: bool, has_places: bool = False) -> Rows:
    """Return the rows for so many classes and causes of frames without a result.

    Parameters
    ----------
    has_details
        Whether each class, the quality and each cause have a row of their own.
    has_places
        Whether places are marked for the photo plan.
    """
    place = 2

    def take(height: int, gap: int = _GAP) -> Row:
        nonlocal place
        row = Row(place, height)
        place = row.end + gap
        return row

    events, episodes = take(10), take(15)
    places = take(14) if has_places else None
    curve = take(44 if has_details else 30)
    class_rows = tuple(take(11, 1) for _ in range(classes)) if has_details else ()
    place += _GAP
    quality = take(16) if has_details else None
    lane = take(10)
    shown = min(causes, _MOST_CAUSES + 1) if has_details else 0
    cause_rows = tuple(take(11, 1) for _ in range(shown))
    place += 1
    return Rows(
        events=events, episodes=episodes, places=places, curve=curve, classes=class_rows,
        quality=quality, lane=lane, causes=cause_rows, axis=take(15),
    )  # fmt: skip


def causes_in_rows(causes: int) -> list[range]:
    """Return for each row of causes which it shows, by place in the order of frequency."""
    if causes <= _MOST_CAUSES + 1:
        return [range(place, place + 1) for place in range(causes)]
    own = [range(place, place + 1) for place in range(_MOST_CAUSES)]
    return [*own, range(_MOST_CAUSES, causes)]
