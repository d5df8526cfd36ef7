"""Cells of a CSV file that a spreadsheet neither calculates nor changes."""

from __future__ import annotations

import re
from typing import Final

from hysteroview.export.dataset.columns import Kind, Value

_TEXT_MARK: Final = "'"
# what begins a formula, also in full width, and blanks before it, which spreadsheets skip
_FORMULA: Final = re.compile(r"[\s\x00-\x20]*[=+\-@\uff1d\uff0b\uff0d\uff20|%]|[\t\r\n\x00]")
# a text that would become a number, a date, a time or a truth value
_CHANGED: Final = re.compile(
    r"\s*(?:[+-]?[\d.,\s]*\d[\d.,\s]*(?:[eE][+-]?\d+)?%?"
    r"|\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{1,4})?|\d{1,2}:\d{2}(?::\d{2})?"
    r"|true|false)\s*",
    re.IGNORECASE,
)


def cell_of(value: Value, kind: Kind) -> str:
    """Return a value as the text of a cell.

    A text that a spreadsheet would take for a formula, number or date begins with an apostrophe,
    as does a text that begins with one itself: so 007 stays 007, and 18 digits stay 18 digits.
    Numbers have the fewest digits that restore the same bits.
    """
    if value is None:
        return ""
    if kind is Kind.TEXT:
        text = str(value)
        needs_mark = text.startswith(_TEXT_MARK) or _FORMULA.match(text) or _CHANGED.fullmatch(text)
        return f"{_TEXT_MARK}{text}" if needs_mark else text
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)


def text_in(cell: str) -> str:
    """Return the text of a cell that `cell_of` has written."""
    return cell.removeprefix(_TEXT_MARK)
