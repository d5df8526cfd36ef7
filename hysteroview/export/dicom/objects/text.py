"""Texts as DICOM takes them: without what separates values, and within the limits of their kind.

The standard limits texts in characters (PS3.5, table 6.2-1); dciodvfy and some archives count
bytes. The stricter of both is kept: an LO has 64 bytes, 21 Chinese characters in UTF-8.
"""

from __future__ import annotations

import re
from typing import Final

_LONG_BYTES, _SHORT_BYTES, _TEXT_BYTES = 64, 16, 10240
_IDEOGRAPH: Final = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def long_string(text: str) -> str:
    """Return a text as LO: in one line, without backslash, at most 64 bytes."""
    return _cut(_one_line(text), _LONG_BYTES)


def short_string(text: str) -> str:
    """Return a text as SH: as LO, at most 16 bytes."""
    return _cut(_one_line(text), _SHORT_BYTES)


def identifier(text: str, most_bytes: int = _LONG_BYTES) -> str:
    """Return an identifier; one that is too long is empty, since its beginning is another one."""
    line = _one_line(text)
    return line if len(line.encode()) <= most_bytes else ""


def accession(text: str) -> str:
    """Return an accession number; see `identifier`."""
    return identifier(text, _SHORT_BYTES)


def long_text(text: str) -> str:
    """Return a text of several lines as LT, at most 10240 bytes."""
    lines = "\r\n".join(
        "".join(each if each.isprintable() else " " for each in line) for line in text.splitlines()
    )
    return _cut(lines, _TEXT_BYTES)


def person_name(name: str) -> str:
    """Return a name as PN: alphabetic group, "=", ideographic group (PS3.5, 6.2.1).

    A name that has ideographs in its only group belongs in the second one, and the first is empty.
    Each group has at most 64 bytes. One without a caret gets one at its end, since a name in one
    part is the form of earlier versions of the standard; carets at the end mean nothing.
    """
    groups = [_cut(_one_line(each), _LONG_BYTES - 1) for each in name.split("=")[:3]]
    groups = [f"{each}^" if each and "^" not in each else each for each in groups]
    if len(groups) == 1 and _IDEOGRAPH.search(groups[0]):
        groups.insert(0, "")
    return "=".join(groups).rstrip("=")


def decimal_string(value: float) -> str:
    """Return a number as DS: at most 16 characters, as exact as they allow (PS3.5, 6.2).

    Raises
    ------
    ValueError
        It is not finite.
    """
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 - NaN
        raise ValueError("a decimal string must be finite")
    if float(value).is_integer() and abs(value) < 1e15:
        return str(int(value))
    for digits in range(16, 0, -1):
        text = f"{value:.{digits}g}"
        if len(text) <= _SHORT_BYTES:
            return text
    raise AssertionError("one digit always fits")


def _one_line(text: str) -> str:
    plain = "".join(each if each.isprintable() else " " for each in text.replace("\\", "/"))
    return " ".join(plain.split())


def _cut(text: str, most_bytes: int) -> str:
    return text.encode()[:most_bytes].decode(errors="ignore").rstrip()
