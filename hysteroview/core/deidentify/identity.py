"""The forms in which a name, an identifier and a birth date are written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import permutations
from typing import Final

_BETWEEN: Final = r"[\s\W_]{0,3}"  # between the characters of something that was split
_LETTER: Final = (
    r"[A-Za-z\u00c0-\u024f]"  # of a name; ideographs stand beside names without a space
)
_APART: Final = r"\s{0,2}"  # between the digits of a date that was split
_SIGN: Final = "[0-9A-Za-z]"
_IDEOGRAPH: Final = re.compile(r"[\u3007\u3400-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff]")
_LEAST_WORD, _LEAST_NUMBER = 3, 3  # characters; shorter ones are part of any text
_LEAST_CERTAIN = 6  # characters of a number that stands nowhere by chance
_MONTHS: Final = (
    ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may", "may"),
    ("june", "jun"), ("july", "jul"), ("august", "aug"), ("september", "sep"),
    ("october", "oct"), ("november", "nov"), ("december", "dec"),
)  # fmt: skip
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What may identify a person in an exam.

    Attributes
    ----------
    name
        As DICOM PN: family name, caret, given name; perhaps "=" and the same in ideographs.
    identifier, accession_number
        Of the patient, and of the exam in the hospital.
    birth_date
        YYYY-MM-DD.
    exam_id
        Under which the exam is stored here.
    others
        Further names and numbers, such as the operator's name and names of files.
    """

    name: str = ""
    identifier: str = ""
    birth_date: str = ""
    accession_number: str = ""
    exam_id: str = ""
    others: tuple[str, ...] = ()

    @property
    def born(self) -> date | None:
        """The birth date; None if it is unknown or not a date."""
        try:
            return date.fromisoformat(self.birth_date)
        except ValueError:
            return None


def literals(identity: Identity) -> dict[str, str]:
    """Return texts that must not occur in a file, each with what it is.

    These are whole names in both orders with the usual separators, numbers of at least six
    characters, and the birth date in the common formats: what stands in no file by chance.
    """
    found: dict[str, str] = {}
    for group in _groups(identity.name):
        found |= dict.fromkeys(_orders(group), "name")
    for other in identity.others:
        found |= dict.fromkeys(
            _orders([each for each in re.split(r"[\^=\s]+", other) if each]), "name"
        )
    for number in (identity.identifier, identity.accession_number, identity.exam_id):
        if len(number) >= _LEAST_CERTAIN:
            found[number] = "identifier"
    if identity.born is not None:
        found |= dict.fromkeys(_written_dates(identity.born), "birth date")
    return found


def pattern_of(identity: Identity) -> re.Pattern[str] | None:
    """Return what matches each form of the identity in a text; None if nothing is known.

    It finds names in any order, with any separators, also between their letters, with and without
    accents and in any case; numbers with separators between their digits; the birth date in any
    common format, also with its digits apart.
    """
    patterns = [*_name_patterns(identity), *_number_patterns(identity), *_date_patterns(identity)]
    if not patterns:
        return None
    # the longest first, so that a whole name is replaced once
    return re.compile("|".join(sorted(patterns, key=len, reverse=True)), re.IGNORECASE)


def _groups(name: str) -> Iterator[list[str]]:
    """Yield the parts of each group of a name: alphabetic, ideographic."""
    for group in name.split("="):
        parts = [part for part in re.split(r"[\^\s,]+", group) if part]
        if parts:
            yield parts


def _orders(parts: list[str]) -> list[str]:
    """Return a name forwards and reversed, with the usual separators."""
    if not parts or sum(map(len, parts)) < (2 if _has_ideographs(parts) else 4):
        return []
    texts = [
        mark.join(each)
        for each in (parts, parts[::-1])
        for mark in ("", " ", ", ", "^", "_", "-", ",")
    ]
    return [form for text in texts for form in (text, text.upper(), text.lower(), _plain(text))]


def _name_patterns(identity: Identity) -> Iterator[str]:
    groups = [*_groups(identity.name)]
    groups += [[part for part in re.split(r"[\^=\s,]+", each) if part] for each in identity.others]
    for parts in groups:
        if not parts:
            continue
        whole = parts if len(parts) <= 3 else parts[:3]
        if sum(map(len, whole)) >= (2 if _has_ideographs(whole) else 4):
            for order in permutations(whole):
                yield _bounded(_BETWEEN.join(map(_split_pattern, order)), order)
        for part in parts:
            if _is_telling(part):
                yield _bounded(_split_pattern(part), (part,))


def _split_pattern(text: str) -> str:
    return _BETWEEN.join(map(_letter_pattern, unicodedata.normalize("NFC", text)))


def _letter_pattern(letter: str) -> str:
    """Match a letter with and without its accent: é, e followed by an accent, e."""
    plain = _plain(letter)
    long = letter.lower().translate(_UMLAUTS)
    choices = {re.escape(letter), re.escape(plain), re.escape(long)} - {""}
    marks = r"[\u0300-\u036f]?"
    return f"(?:{'|'.join(sorted(choices, key=lambda each: (-len(each), each)))}){marks}"


def _plain(text: str) -> str:
    return "".join(
        each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each)
    )


def _bounded(pattern: str, parts: Iterable[str]) -> str:
    """Keep a name from being found within a longer word; ideographs have no words."""
    if _has_ideographs(parts):
        return pattern
    return f"(?<!{_LETTER}){pattern}(?!{_LETTER})"


def _number_patterns(identity: Identity) -> Iterator[str]:
    for number in (identity.identifier, identity.accession_number, identity.exam_id):
        signs = [each for each in number if each.isalnum()]
        if len(signs) >= _LEAST_NUMBER:
            inner = r"[\s\-_./]{0,2}".join(map(re.escape, signs))
            yield rf"(?<!{_SIGN}){inner}(?!{_SIGN})"


def _date_patterns(identity: Identity) -> Iterator[str]:
    born = identity.born
    if born is None:
        return
    year, month, day = _apart(str(born.year)), _part_of_date(born.month), _part_of_date(born.day)
    century, decade = _apart(str(born.year)[:2]), _apart(str(born.year)[2:])
    short = rf"(?:{century}{_APART})?{decade}"
    gap = r"[\s\-_./,年月日]{1,5}"
    month_name = f"(?:{'|'.join(map(_apart, _MONTHS[born.month - 1]))})"
    for order in (
        (year, month, day), (day, month, short), (month, day, short),
        (day, month_name, short), (month_name, rf"{day}(?:st|nd|rd|th)?", short),
        (year, month_name, day),
    ):  # fmt: skip
        yield rf"(?<!\d){gap.join(order)}(?!\d)"
    for compact in (f"{born:%Y%m%d}", f"{born:%d%m%Y}", f"{born:%m%d%Y}"):
        yield rf"(?<!\d){_apart(compact)}(?!\d)"


def _apart(text: str) -> str:
    """Match a text whose characters may stand apart: 1940, 1 9 4 0."""
    return _APART.join(map(re.escape, text))


def _part_of_date(number: int) -> str:
    return rf"(?:0{_APART})?{_apart(str(number))}"


def _written_dates(born: date) -> list[str]:
    year, month, day = born.year, born.month, born.day
    return [
        f"{born:%Y-%m-%d}", f"{born:%Y%m%d}", f"{born:%Y/%m/%d}", f"{born:%Y.%m.%d}",
        f"{born:%d.%m.%Y}", f"{born:%d/%m/%Y}", f"{born:%m/%d/%Y}", f"{born:%d-%m-%Y}",
        f"{born:%d%m%Y}", f"{year}年{month}月{day}日", f"{year}年{month:02d}月{day:02d}日",
    ]  # fmt: skip


def _has_ideographs(parts: Iterable[str]) -> bool:
    return any(_IDEOGRAPH.search(part) for part in parts)


def _is_telling(part: str) -> bool:
    """Whether one part of a name identifies by itself: Weiss, 小明; not Li, 王."""
    return len(part) >= (2 if _has_ideographs((part,)) else _LEAST_WORD)
