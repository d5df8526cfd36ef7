"""Short forms of foreign values for messages; texts are never repeated, since they may be secret.

A password that was entered in the wrong place must not stand in a message, a log or a screenshot.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_MOST = 20  # characters
_KINDS: Mapping[type, str] = MappingProxyType({str: "a text", list: "a list", dict: "a section"})


def brief(value: object) -> str:
    """Return a number as it is, and the kind of any other value.

    Python refuses to print whole numbers of more than 4,300 digits.
    """
    text = _KINDS.get(type(value), "a value of another kind")
    if isinstance(value, bool | int | float):
        try:
            number = repr(value)
        except ValueError:
            number = ""
        text = number if 0 < len(number) <= _MOST else "such a number"
    return text
