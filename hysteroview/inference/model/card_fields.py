"""Typed reading of a card's values, with errors that name the field."""

from __future__ import annotations

from typing import Any, TypeVar

T = TypeVar("T")


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


def number(table: dict[str, Any], key: str) -> float:
    """Return a number, whether TOML has it as an integer or a float."""
    value = table[key]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{key} must be a number, not {type(value).__name__}")
    return float(value)


def strings(table: dict[str, Any], key: str) -> dict[str, str]:
    """Return a table of strings."""
    return {name: get({name: value}, name, str) for name, value in get(table, key, dict).items()}


def numbers(table: dict[str, Any], key: str) -> dict[str, float]:
    """Return a table of numbers."""
    rows = get(table, key, dict)
    return {name: number(rows, name) for name in rows}


def pair(table: dict[str, Any], key: str) -> tuple[float, float]:
    """Return two numbers."""
    low, high = (float(value) for value in get(table, key, list))
    return low, high
