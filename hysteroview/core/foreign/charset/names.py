"""Names of persons in DICOM: their groups, and what of them is certain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hysteroview.core.foreign.charset.reading import FallbackCharset, Reading, read_text

_GROUPS = 2  # alphabetic and ideographic; the phonetic one is not kept
_IDEOGRAPH = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name (PS3.5, 6.2.1).

    Attributes
    ----------
    name
        What is certain: its alphabetic and ideographic group, as "Li^Na=李^娜" or "=李^娜".
    guess
        The whole name as it may be, for display; empty if `name` is the whole.
    is_cut
        Whether the server has lost the ideographic group, which is there without a letter, or a
        part of it.
    """

    name: str = ""
    guess: str = ""
    is_cut: bool = False

    @property
    def is_doubtful(self) -> bool:
        """Whether the operator has to check or complete it."""
        return bool(self.guess) or self.is_cut


def read_name(
    raw: bytes, declared: Sequence[str], fallback: FallbackCharset = FallbackCharset.NONE
) -> PersonName:
    """Decode a value of representation PN, and split it afterwards."""
    read = read_text(raw, declared, fallback, is_name=True)
    if not read.is_doubtful:
        return split_name(read.text)
    first = raw.split(b"=")[0]  # in no encoding without escapes it is a part of a character
    is_plain = b"\x1b" not in raw and first.isascii()
    alphabetic = _group(first.decode("ascii")) if is_plain else ""
    found = split_name(read.text)
    return PersonName(name=alphabetic, guess=found.guess or found.name or "?", is_cut=found.is_cut)


def split_name(text: str) -> PersonName:
    r"""Return the groups of the first name of a decoded value.

    A ``\`` in a name in ideographs, or a ``^`` at its end, is what is left of a character that the
    server could not convert.
    """
    first, stroke, _ = text.partition("\\")
    groups = first.split("=")
    kept = [_group(group) for group in groups[:_GROUPS]]
    is_rest = bool(stroke) and _IDEOGRAPH.search(text) is not None
    if is_rest or _has_lost_given_name(groups):
        certain = kept[0] if kept[0].isascii() else ""
        return PersonName(name=certain, guess=f"{'='.join(kept)}?", is_cut=True)
    is_empty = len(groups) > 1 and not kept[1]  # "Name==" has no group that was lost
    is_cut = is_empty and ("^" in groups[1] or not kept[0] or len(groups) == _GROUPS)
    return PersonName(name="=".join(kept).rstrip("="), is_cut=is_cut)


def _has_lost_given_name(groups: list[str]) -> bool:
    """Whether the ideographic group ends where a given name has to be: "Wang^Zhe=王^"."""
    if len(groups) < _GROUPS:
        return False
    (_, *others), (family, *given) = (each.split("^") for each in groups[:_GROUPS])
    if not given or any(map(str.strip, given)) or not _IDEOGRAPH.search(family):
        return False
    is_family_alone = not groups[0].strip() and len(family.strip()) == 1
    return is_family_alone or any(map(str.strip, others))


def first_value(read: Reading) -> tuple[str, bool]:
    """Return the first of several values, and whether there is another one that differs."""
    values = [each for value in read.text.split("\\") if (each := one_line(value))]
    return (values[0] if values else "", len(set(values)) > 1)


def one_line(text: str) -> str:
    """Return a text without control characters and surplus blanks."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _group(text: str) -> str:
    components = [one_line(part) for part in text.split("^")]
    return "^".join(components).rstrip("^")
