"""Typed reading of a card's values within bounds, with errors that name the field."""

from __future__ import annotations

from typing import Any, TypeVar

from hysteroview.core.foreign.brief import brief

T = TypeVar("T")

SHORT, LONG = 200, 10_000  # characters of a name, and of a description
_MOST_ROWS = 1000  # of a table
_WIDEST = 1e9  # greatest magnitude of a figure


def get(table: dict[str, Any], key: str, kind: type[T]) -> T:
    """Return a value of a given type.

    Raises
    ------
    KeyError
        It is missing.
    TypeError
        It has another type; true and false are not numbers.
    """
    value = table[key]
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise TypeError(f"{key} must be {kind.__name__}, not {type(value).__name__}")
    return value


def text(table: dict[str, Any], key: str, most: int = SHORT) -> str:
    """Return text of up to `most` characters; ValueError if it is longer.

    Control characters other than the ends of lines are refused too, because names and descriptions
    are printed to terminals.
    """
    value = get(table, key, str)
    if len(value) > most:
        raise ValueError(f"{key} must have at most {most} characters")
    if not value.replace("\n", " ").isprintable():
        raise ValueError(f"{key} must not contain control characters")
    return value


def rows(table: dict[str, Any], key: str, most: int = _MOST_ROWS) -> list[dict[str, Any]]:
    """Return an array of up to `most` tables."""
    value = get(table, key, list)
    if len(value) > most:
        raise ValueError(f"{key} must have at most {most} entries")
    if not all(isinstance(row, dict) for row in value):
        raise TypeError(f"{key} must consist of tables")
    return value


def whole(table: dict[str, Any], key: str, low: int, high: int) -> int:
    """Return a whole number in a range; ValueError outside it."""
    value = get(table, key, int)
    if not low <= value <= high:
        raise ValueError(f"{key} must be {low} to {high}, not {brief(value)}")
    return value


def number(table: dict[str, Any], key: str, low: float = -_WIDEST, high: float = _WIDEST) -> float:
    """Return a number in a range, whether TOML has it as an integer or a float.

    Raises
    ------
    TypeError
        It is no number.
    ValueError
        It is outside the range, infinite or NaN.
    """
    value = table[key]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{key} must be a number, not {type(value).__name__}")
    if not low <= value <= high:  # also without a conversion, which an integer may be too large for
        raise ValueError(f"{key} must be {low:g} to {high:g}, not {brief(value)}")
    return float(value)


def strings(table: dict[str, Any], key: str) -> dict[str, str]:
    """Return a table of texts."""
    entries = _table(table, key)
    return {name: text(entries, name, LONG) for name in entries}


def numbers(table: dict[str, Any], key: str) -> dict[str, float]:
    """Return a table of numbers."""
    entries = _table(table, key)
    return {name: number(entries, name) for name in entries}


def several(table: dict[str, Any], key: str, count: int) -> tuple[float, ...]:
    """Return an array of `count` numbers."""
    values = get(table, key, list)
    if len(values) != count:
        raise ValueError(f"{key} must have {count} numbers")
    return tuple(number({key: value}, key) for value in values)


def pair(table: dict[str, Any], key: str) -> tuple[float, float]:
    """Return two numbers."""
    low, high = several(table, key, 2)
    return low, high


def _table(table: dict[str, Any], key: str) -> dict[str, Any]:
    entries = get(table, key, dict)
    if len(entries) > _MOST_ROWS:
        raise ValueError(f"{key} must have at most {_MOST_ROWS} entries")
    for name in entries:
        if len(name) > SHORT or not name.isprintable():
            raise ValueError(f"a name in {key} must be printable, with at most {SHORT} characters")
    return entries
