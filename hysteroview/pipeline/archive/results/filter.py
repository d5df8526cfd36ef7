"""Which rows of the table of an archive are wanted, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hysteroview.pipeline.archive.results.marks import MarkKind
from hysteroview.pipeline.archive.results.rows import Outcome, RowKind

Value = str | int | float


class Order(StrEnum):
    """What rows are sorted by; the value is the name of the column."""

    FILE = "name"
    TIME = "start_s"
    LENGTH = "length_s"
    CODE = "code"
    PEAK = "peak"
    TWO_CLASS = "two_class"
    QUALITY = "quality"
    CAUSE = "cause"
    MARK = "mark"
    NOTE = "note"
    OUTCOME = "outcome"
    FINDINGS = "findings"
    SHARE = "not_assessed_share"
    QUICK = "is_quick"


_OF_RECORDINGS: Final = {  # the same column is called otherwise there
    Order.CODE: "codes",
    Order.CAUSE: "causes",
    Order.LENGTH: "duration_s",
}
_OF_BOTH: Final = {Order.FILE, Order.MARK, Order.NOTE, Order.QUICK}
ORDERS_OF_RECORDINGS: Final = frozenset(
    {*_OF_RECORDINGS, *_OF_BOTH, Order.OUTCOME, Order.FINDINGS, Order.SHARE}
)
ORDERS_OF_FINDINGS: Final = frozenset(Order) - {Order.OUTCOME, Order.FINDINGS, Order.SHARE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which rows are wanted; what is not set wants all.

    Attributes
    ----------
    codes
        Classes; a time without a result has none, and is not left out for it.
    kinds
        Of the findings.
    outcomes
        Of the recordings.
    least_quality
        Of findings, in [0, 1]; those whose quality is not known are left out.
    two_class
        Names of two-class results.
    causes
        Names of causes without a result.
    marks
        Of the reader; `MarkKind.NONE` for rows without one.
    is_quick
        Only recordings that were looked at quickly, or only the others.
    text
        Words that are all in the path, the class, the cause or the note.
    """

    codes: frozenset[str] = frozenset()
    kinds: frozenset[RowKind] = frozenset()
    outcomes: frozenset[Outcome] = frozenset()
    least_quality: float | None = None
    two_class: frozenset[str] = frozenset()
    causes: frozenset[str] = frozenset()
    marks: frozenset[MarkKind] = frozenset()
    is_quick: bool | None = None
    text: str = ""


def findings_where(wanted: Filter) -> tuple[str, list[Value]]:
    """Return the condition on rows of the findings as SQL, and its values."""
    parts = _Parts(wanted)
    parts.one_of("kind", wanted.kinds)
    is_gap = f"kind = '{RowKind.NOT_ASSESSED}'"
    parts.one_of("code", wanted.codes, unless=is_gap)
    parts.one_of("two_class", wanted.two_class, unless=is_gap)
    parts.one_of("cause", wanted.causes)
    if wanted.least_quality is not None:
        parts.add(f"(quality >= ? OR {is_gap})", wanted.least_quality)
    return parts.done()


def recordings_where(wanted: Filter) -> tuple[str, list[Value]]:
    """Return the condition on rows of the recordings as SQL, and its values."""
    parts = _Parts(wanted)
    parts.one_of("outcome", wanted.outcomes)
    for column, names in (("codes", wanted.codes), ("causes", wanted.causes)):
        if names:
            has = f"instr(' ' || {column} || ' ', ' ' || ? || ' ')"
            parts.add(f"({' OR '.join([has] * len(names))})", *sorted(names))
    return parts.done()


def order_by(order: Order, *, is_descending: bool, of_recordings: bool) -> str:
    """Return the order of rows as SQL; rows without a value are the last ones.

    Rows of the same value stay in the order of their files and times.
    """
    known = ORDERS_OF_RECORDINGS if of_recordings else ORDERS_OF_FINDINGS
    if order not in known:
        raise ValueError("this table has no such column")
    column = _OF_RECORDINGS.get(order, order.value) if of_recordings else order.value
    way = "DESC" if is_descending else "ASC"
    return f"{column} IS NULL OR {column} = '', {column} {way}, id"


class _Parts:
    """A condition while it is put together."""

    def __init__(self, wanted: Filter) -> None:
        self._conditions: list[str] = []
        self._values: list[Value] = []
        self.one_of("mark", wanted.marks)
        if wanted.is_quick is not None:
            self.add("is_quick = ?", int(wanted.is_quick))
        for word in wanted.text.casefold().split():
            self.add("(instr(words, ?) OR instr(lower(note), ?))", word, word)

    def add(self, condition: str, *values: Value) -> None:
        self._conditions.append(condition)
        self._values += values

    def one_of(self, column: str, names: frozenset[str], unless: str = "") -> None:
        if names:
            marks = ", ".join("?" * len(names))
            also = f" OR {unless}" if unless else ""
            self.add(f"({column} IN ({marks}){also})", *sorted(map(str, names)))

    def done(self) -> tuple[str, list[Value]]:
        return " AND ".join(self._conditions) or "1", self._values
