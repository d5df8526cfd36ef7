"""Values from JSON that others may have written, checked by the annotations of a dataclass."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping
from dataclasses import is_dataclass
from enum import StrEnum
from functools import cache, partial
from types import NoneType, UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
_MOST_WHOLE = 2**63 - 1  # what a database stores


def build(kind: type[T], fields: object) -> T:
    """Return a dataclass made of plain values that have the types of its fields.

    Known are text, numbers, Booleans, None, tuples of one type, dictionaries with names,
    enumerations of texts, and other dataclasses of these. Whole numbers have at most 63 bits,
    other numbers are finite, and text can be encoded.

    Raises
    ------
    TypeError, ValueError
        A field is missing, is unknown, or has another type.
    """
    if not isinstance(fields, Mapping):
        raise TypeError(f"a {kind.__name__} has named fields")
    hints: dict[str, Any] = _hints(cast("Hashable", kind))
    if unknown := fields.keys() - hints.keys():
        raise TypeError(f"a {kind.__name__} does not have {len(unknown)} of these fields")
    return kind(**{name: conform(hints[name], value) for name, value in fields.items()})


def conform(hint: Any, value: Any) -> Any:
    """Return a plain value as the type `hint` requires it; see `build`."""
    return reader(hint)(value)


@cache
def reader(hint: Any) -> Callable[[Any], Any]:
    """Return `conform` for a type; made once for each, since an exam has a million values."""
    origin = get_origin(hint)
    if origin is UnionType:
        (given,) = (each for each in get_args(hint) if each is not NoneType)
        read_given = reader(given)
        return lambda value: None if value is None else read_given(value)
    if origin is tuple:
        return partial(_tuple, reader(get_args(hint)[0]))
    if origin is dict:
        return partial(_dictionary, reader(get_args(hint)[1]))
    if is_dataclass(hint) and isinstance(hint, type):
        return partial(build, hint)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return lambda value: hint(text(value))
    return _SIMPLE[hint]


def _tuple(read: Callable[[Any], Any], value: object) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise TypeError("a list is expected")
    return tuple(map(read, value))


def _dictionary(read: Callable[[Any], Any], value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("names and values are expected")
    return {text(name): read(each) for name, each in value.items()}


def text(value: object) -> str:
    """Return a text that can be encoded; TypeError or ValueError otherwise."""
    if not isinstance(value, str):
        raise TypeError("a text is expected")
    value.encode()  # not with half a surrogate pair
    return value


def whole(value: object) -> int:
    """Return a whole number of at most 63 bits; TypeError or ValueError otherwise."""
    if type(value) is not int:
        raise TypeError("a whole number is expected")
    if abs(value) > _MOST_WHOLE:
        raise ValueError("a whole number is too large")
    return value


def number(value: object) -> float:
    """Return a finite number as it is; TypeError or ValueError otherwise."""
    if type(value) is int:
        return whole(value)
    if type(value) is not float:
        raise TypeError("a number is expected")
    if not math.isfinite(value):
        raise ValueError("a number is not finite")
    return value


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("true or false is expected")
    return value


_SIMPLE: dict[Any, Callable[[Any], Any]] = {str: text, int: whole, float: number, bool: _yes_or_no}


@cache
def _hints(kind: Hashable) -> dict[str, Any]:
    return get_type_hints(kind)
