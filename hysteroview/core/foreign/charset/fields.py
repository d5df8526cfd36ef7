"""Texts of a data set that another system has written, whatever it has made of them."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from hysteroview.core.foreign.charset.names import PersonName, first_value, one_line, read_name
from hysteroview.core.foreign.charset.reading import FallbackCharset, Reading, read_text

_CHARSET = "SpecificCharacterSet"
_FIRST_BIRTH = date(1880, 1, 1)
_LARGEST_BYTES = 1 << 16  # of one text
# of a reader on values that contradict their representation
UNREADABLE = (
    ValueError, TypeError, AttributeError, LookupError, ArithmeticError, NotImplementedError,
    RecursionError, EOFError, struct.error,
)  # fmt: skip


class DataSet(Protocol):
    """What is needed of a data set of pydicom."""

    def get_item(self, key: Any, /) -> Any:
        """Return an element as it was read, without its conversion."""

    def get(self, key: Any, /) -> Any:
        """Return the value of an element."""


class ForeignFields:
    """Fields of a data set; those that are missing or cannot be read are empty.

    Parameters
    ----------
    fallback
        For texts that are not in the declared character set.
    declared
        Character set of the data set around this one, which it may override.
    """

    def __init__(
        self,
        data: DataSet | None,
        fallback: FallbackCharset = FallbackCharset.NONE,
        declared: Sequence[str] = (),
    ) -> None:
        self._data, self._fallback = data, fallback
        self._declared = declared
        own, _ = self._raw(_CHARSET)
        if own:
            self._declared = own.decode("ascii", errors="replace").split("\\")

    def name(self, keyword: str) -> PersonName:
        """Return the name of a person."""
        raw, declared = self._raw(keyword)
        return read_name(raw, declared, self._fallback)

    def text(self, keyword: str) -> Reading:
        """Return a text in one line."""
        raw, declared = self._raw(keyword)
        read = read_text(raw, declared, self._fallback)
        return Reading(one_line(read.text), read.is_doubtful)

    def certain(self, keyword: str) -> str:
        """Return a text in one line; empty if it is doubtful."""
        read = self.text(keyword)
        return "" if read.is_doubtful else read.text

    def identifier(self, keyword: str, longest: int) -> tuple[str, bool]:
        """Return the first of the values, and whether it is certain that this is the one.

        An identifier that is too long or doubtful is empty, since its beginning is another one.
        """
        raw, declared = self._raw(keyword)
        read = read_text(raw, declared, self._fallback)
        first, has_others = first_value(read)
        is_fit = len(first) <= longest and not read.is_doubtful
        return (first if is_fit else "", is_fit and not has_others)

    def uid(self, keyword: str) -> str:
        """Return a unique identifier; empty if it is none (PS3.5, 9.1)."""
        text, is_certain = self.identifier(keyword, 64)
        parts = text.split(".")
        is_uid = all(part.isascii() and part.isdigit() for part in parts) and len(parts) > 1
        return text if is_certain and is_uid else ""

    def birth_date(self, keyword: str = "PatientBirthDate") -> str:
        """Return YYYY-MM-DD; empty for an invalid or impossible date, such as 00/00/0000."""
        return birth_date(self.certain(keyword))

    def item(self, keyword: str) -> ForeignFields:
        """Return the fields of the first item of a sequence."""
        found = None
        try:
            items = None if self._data is None else self._data.get(keyword)
            if items and not isinstance(items, str | bytes) and hasattr(items[0], "get_item"):
                found = items[0]
        except UNREADABLE:
            pass
        return ForeignFields(found, self._fallback, self._declared)

    def _raw(self, keyword: str) -> tuple[bytes, Sequence[str]]:
        """Return the bytes of a value without padding, and their character set."""
        try:
            element = None if self._data is None else self._data.get_item(keyword)
            value = getattr(element, "value", None)
            if value is None or isinstance(value, int | float):
                return (b"", ())
            if isinstance(value, bytes):
                return (value[:_LARGEST_BYTES].rstrip(b" \0"), self._declared)
            is_several = not isinstance(value, str) and hasattr(value, "__iter__")
            if getattr(element, "VR", "") == "SQ":
                return (b"", ())
            # it was decoded already
            values = value if is_several and not hasattr(value, "ideographic") else [value]
            text = "\\".join(map(str, values))
            return (text.encode("utf-8", errors="replace")[:_LARGEST_BYTES], ("ISO_IR 192",))
        except UNREADABLE:
            return (b"", ())


def birth_date(text: str) -> str:
    """Return YYYY-MM-DD for a date with its year first; empty for one that cannot be a birth date.

    Worklists contain 00/00/0000, 18000101 and dates to come.
    """
    digits = text.replace("/", "-").replace(".", "-")
    if len(digits) not in (8, 10):  # YYYYMMDD, YYYY-MM-DD
        return ""
    try:
        day = date.fromisoformat(digits)
    except ValueError:
        return ""
    return day.isoformat() if _FIRST_BIRTH <= day <= date.today() else ""
