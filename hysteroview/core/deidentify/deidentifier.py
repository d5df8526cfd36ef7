"""Take out of texts and times what identifies the patient; every export uses this one object."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from hysteroview.core.deidentify.identity import Identity, literals, pattern_of
from hysteroview.core.types import NS_PER_S

REMOVED: Final = "[removed]"
_DAY_NS: Final = 24 * 3600 * NS_PER_S
_OLDEST: Final = 89  # years; few people are older, so that a greater age identifies
_ENCODINGS: Final = ("utf-8", "utf-16-le", "utf-16-be", "gb18030", "latin-1")
_LEAST_BYTES: Final = 6  # shorter sequences occur in compressed pictures by chance
# telephone numbers, insurance numbers, and other numbers of a person
_LONG_NUMBER: Final = re.compile(
    r"(?<![0-9A-Za-z])(?<!\d\.)\d(?:[\s\-/]?\d){5,}(?![0-9A-Za-z])(?!\.\d)"
)
_ANY_DATE: Final = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}日?"
    r"|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d)(?!\d)"
)
_ADDRESS: Final = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deidentifier:
    """What replaces the patient of one exam.

    Attributes
    ----------
    code
        Stands for the patient: the same in all exports of this site.
    exam_code
        Stands for the exam; begins with `code`, and is fit for names of files.
    shift_days
        Added to all dates of this patient, never 0.
    """

    code: str
    exam_code: str
    shift_days: int
    identity: Identity
    _pattern: re.Pattern[str] | None = field(init=False, repr=False, compare=False)
    _codes: frozenset[tuple[str, bytes]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_pattern", pattern_of(self.identity))
        object.__setattr__(self, "_codes", frozenset(_codes(self.identity)))

    def text(self, text: str) -> str:
        """Return a text without identifiers; also without dates, long numbers and addresses.

        A free text may still say who somebody is in words that nobody can foresee.
        """
        if self._pattern is not None:
            text = self._pattern.sub(REMOVED, text)
        for each in (_ADDRESS, _ANY_DATE, _LONG_NUMBER):
            text = each.sub(REMOVED, text)
        return text

    def values(self, value: Any) -> Any:
        """Return plain values as for JSON, in which each text, also of keys, was cleaned."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {self.text(str(key)): self.values(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.values(each) for each in value]
        return value

    def wall_ns(self, wall_ns: int) -> int:
        """Shift a time, UTC in ns: the time of day and all differences stay as they are."""
        return wall_ns + self.shift_days * _DAY_NS

    def day(self, day: date) -> date:
        """Shift a date."""
        return day + timedelta(days=self.shift_days)

    def age_words(self, exam_day: date) -> str:
        """Return the age at the exam in years, "90+" above 89; empty if it is unknown.

        Parameters
        ----------
        exam_day
            The real one.
        """
        return age_words(self.identity.born, exam_day)

    def found_in(self, content: bytes) -> tuple[str, ...]:
        """Return which kinds of identifiers are in a file that is about to leave.

        Each is looked for in UTF-8, UTF-16 in both byte orders, GB18030 and Latin-1. Short numbers
        and parts of names are not: they stand in any file by chance.
        """
        upper = content.upper()  # ASCII letters only
        return tuple(sorted({kind for kind, code in self._codes if _holds(upper, code)}))


def _codes(identity: Identity) -> Iterator[tuple[str, bytes]]:
    """Yield the bytes that must not occur, in upper case, with what they are."""
    for text, kind in literals(identity).items():
        for encoding in _ENCODINGS:
            with suppress(UnicodeEncodeError):
                code = text.encode(encoding).upper()
                if len(code) >= _LEAST_BYTES:
                    yield kind, code


def _holds(content: bytes, code: bytes) -> bool:
    """Whether bytes occur; those of a number not as a part of a longer one."""
    if not code.isdigit():
        return code in content
    place = content.find(code)
    while place >= 0:
        around = content[max(place - 1, 0) : place] + content[place + len(code) :][:1]
        if not any(each in b"0123456789." for each in around):
            return True
        place = content.find(code, place + 1)
    return False


def age_words(born: date | None, exam_day: date) -> str:
    """Return an age in years, as `Deidentifier.age_words`."""
    if born is None or born > exam_day:
        return ""
    had_birthday = (exam_day.month, exam_day.day) >= (born.month, born.day)
    years = exam_day.year - born.year - (not had_birthday)
    return str(years) if years <= _OLDEST else f"{_OLDEST + 1}+"
