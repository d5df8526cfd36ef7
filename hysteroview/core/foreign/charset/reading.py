"""Texts in bytes whose declared character set may be missing or wrong, as in many worklists.

Hospital systems in China declare no character set, ISO_IR 100 or ISO_IR 192, and send names in GBK
or UTF-8. A text is read as declared, as UTF-8 and by the fallback of the site. It is certain if
only one of these readings is a text that a person may have written; otherwise it is doubtful.
"""

from __future__ import annotations

import re
import unicodedata
from codecs import getincrementaldecoder
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from hysteroview.core.foreign.charset.declared import (
    ASCII,
    CHINESE,
    UTF_8,
    codecs_of,
    decode_escaped,
    has_escapes,
)

_LATIN = frozenset({"latin_1", *(f"iso8859_{part}" for part in (2, 3, 4, 9, 15))})
_DOUBLE_BYTE = frozenset({CHINESE, "big5", "shift_jis", "euc_kr"})
_IN_NAMES = frozenset("·•‧・'’ʼ-. ")  # between the parts of names
_TOUCHING = re.compile(r"[A-Za-z][\u3400-\u9fff]|[\u3400-\u9fff][A-Za-z]")
# what the second byte of a character in GBK may be, beside an ideograph
_BESIDE = re.compile(r"[@-\]_-~][\u3400-\u9fff]|[\u3400-\u9fff][@-\]_-~]|\b[\u3400-\u9fff]\^$")
_TEXT_CATEGORIES = ("L", "M", "N", "P", "S", "Z")
_FIRST_LATIN_LETTER, _LAST_LATIN = "\u00c0", "\u00ff"
_SEVERAL_LATIN = re.compile(r"[\u0080-\u00ff]{4}")  # two ideographs, in the wrong alphabet


class FallbackCharset(StrEnum):
    """How texts are read that are not in the declared character set."""

    NONE = "none"
    GB18030 = "gb18030"
    UTF_8 = "utf-8"
    BIG5 = "big5"
    LATIN_1 = "latin-1"


_FALLBACK_CODECS = {
    FallbackCharset.GB18030: CHINESE,
    FallbackCharset.UTF_8: UTF_8,
    FallbackCharset.BIG5: "big5",
    FallbackCharset.LATIN_1: "latin_1",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A text that was decoded.

    Attributes
    ----------
    is_doubtful
        Whether it is a guess, which must be shown as one and not stored.
    """

    text: str
    is_doubtful: bool = False


def read_text(
    raw: bytes,
    declared: Sequence[str],
    fallback: FallbackCharset = FallbackCharset.NONE,
    *,
    is_name: bool = False,
) -> Reading:
    r"""Decode a whole value; only afterwards it may be split at ``\``, ``^`` and ``=``.

    The second byte of a character in GBK may be one of these.

    Parameters
    ----------
    declared
        Values of Specific Character Set (0008,0005); empty if there is none.
    is_name
        Whether only letters are expected outside ASCII.

    Returns
    -------
    The text; if nothing fits, one in which "?" replaces what cannot be read.
    """
    codecs = codecs_of(declared)
    if has_escapes(raw):
        escaped = decode_escaped(raw)
        return _guess(raw, codecs) if escaped is None else Reading(escaped)
    if raw.isascii():
        return Reading(raw.decode(ASCII))
    if (before := _before_latin(raw, codecs, is_name=is_name)) is not None:
        read = read_text(before, ("ISO_IR 100",), fallback, is_name=is_name)
        if any(_is_east_asian(c) and c not in _IN_NAMES for c in read.text):
            return read
    if (earlier := _before_chinese(raw)) is not None:
        return Reading(earlier, is_doubtful=True)
    wanted = _FALLBACK_CODECS.get(fallback)
    tried = (*codecs, UTF_8, *((wanted,) if wanted else ()))
    readings = _readings(raw, tried, is_name=is_name)
    certain = _choose(raw, codecs, readings, wanted)
    if certain is None:
        return _guess(raw, (*readings, *codecs))
    return Reading(certain)


def _before_latin(raw: bytes, codecs: Sequence[str], *, is_name: bool) -> bytes | None:
    """Return what a text was before somebody took it for Latin-1 and converted that.

    So does Orthanc with GBK under ISO_IR 100: it makes UTF-8 or GB18030 of it, as it is set. None
    if it can be a text in Latin letters.
    """
    made = (UTF_8, CHINESE) if CHINESE in codecs else (UTF_8,)
    text = next((text for codec in made if (text := _decode(raw, codec)) is not None), None)
    if text is None or any(c > _LAST_LATIN for c in text):
        return None
    if is_name:
        is_written = all(map(_is_latin, text.split("=")))
    else:
        is_written = _SEVERAL_LATIN.search(text) is None
    return None if is_written else text.encode("latin_1")


def _before_chinese(raw: bytes) -> str | None:
    """Return what a text may have been before somebody took it for GBK and made UTF-8 of that.

    So does Orthanc with UTF-8 that is declared as GB18030: 鐜嬭姵 for 王芳. The last character may
    be lost ("?"). None if the text is in frequent characters, or is nothing else.
    """
    text = _decode(raw, UTF_8)
    if text is None or not any(map(_is_east_asian, (c for c in text if not c.isascii()))):
        return None
    before = text.encode(CHINESE)
    if _decode(before, "gb2312") is not None:
        return None
    decoder = getincrementaldecoder(UTF_8)()
    try:
        earlier = decoder.decode(before)
    except UnicodeDecodeError:
        return None
    if earlier.isascii() or not all(c.isascii() or _is_east_asian(c) for c in earlier):
        return None
    return f"{earlier}?" if decoder.getstate()[0] else earlier


def _readings(raw: bytes, codecs: Sequence[str], *, is_name: bool) -> dict[str, str]:
    """Return what a person may have written, by codec."""
    return {
        codec: text
        for codec in codecs
        if (text := _decode(raw, codec)) is not None and _is_plausible(text, codec, is_name=is_name)
    }


def _choose(
    raw: bytes, codecs: Sequence[str], readings: dict[str, str], wanted: str | None
) -> str | None:
    """Return the one reading that is certain; None if there is none, or more than one."""
    declared = next((codec for codec in codecs if codec in readings), None)
    if UTF_8 in readings and (wanted is not None or declared != UTF_8):
        return _utf_8_or_other(raw, readings, wanted, declared)
    if len(set(readings.values())) <= 1:
        return next(iter(readings.values()), None)
    if declared in _LATIN:
        others = [text for codec, text in readings.items() if codec != declared]
        return readings[declared] if all(map(_TOUCHING.search, others)) else None
    if declared is not None and declared != CHINESE:
        return readings[declared]  # a wrong declaration of these is not known
    return None


def _utf_8_or_other(
    raw: bytes, readings: dict[str, str], wanted: str | None, declared: str | None
) -> str | None:
    """Choose between UTF-8 and an encoding of two bytes, such as GBK.

    Ideographs have three bytes in UTF-8, which hardly ever are frequent ones of two bytes; but
    frequent ones of two bytes may be letters of other alphabets in UTF-8: 一 is a Cyrillic һ. A
    letter in ASCII beside an ideograph is rather a half of another one: 䤁D is 浃丏.
    """
    text = readings[UTF_8]
    chinese = _readings(raw, (CHINESE,), is_name=True).get(CHINESE)
    others = {each for each in (*readings.values(), chinese) if each not in (text, None)}
    if not others or wanted == UTF_8:
        return text
    is_frequent = chinese is not None and _decode(raw, "gb2312") is not None
    if all(map(_is_east_asian, (c for c in text if not c.isascii()))):
        is_odd = is_frequent or _BESIDE.search(text) is not None
        return None if is_odd or declared == CHINESE else text
    return chinese if is_frequent and CHINESE in (wanted, declared) and declared != UTF_8 else None


def _guess(raw: bytes, codecs: Sequence[str]) -> Reading:
    """Return what the text may be, for display beside a mark."""
    for codec in (UTF_8, *codecs, CHINESE, "latin_1"):
        text = _decode(raw, codec)
        if text is not None and _is_plausible(text, codec, is_name=True):
            return Reading(text, is_doubtful=True)
    text = raw.decode(ASCII, errors="replace").replace("\ufffd", "?").replace("\x1b", "?")
    return Reading(text, is_doubtful=True)


def _decode(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        return None


def _is_plausible(text: str, codec: str, *, is_name: bool) -> bool:
    """Whether a person may have written this; a decoder that does not fail proves little."""
    others = [c for c in text if not c.isascii()]
    if codec in _LATIN:
        return all(map(_is_latin, text.split("=")))
    if not is_name:
        return all(unicodedata.category(c)[0] in _TEXT_CATEGORIES for c in others)
    if codec in _DOUBLE_BYTE:
        return all(map(_is_east_asian, others)) and not _TOUCHING.search(text)
    letters = [c for c in others if c not in _IN_NAMES]
    alphabets = {_alphabet(c) for c in letters if unicodedata.category(c)[0] == "L"}
    is_written = all(unicodedata.category(c)[0] in "LM" for c in letters)
    return is_written and len(alphabets - {""}) <= 1


def _is_latin(group: str) -> bool:
    """Whether what is outside ASCII are letters, and few among those in ASCII.

    Of a character in GBK, one byte at most is a letter in ASCII.
    """
    others = [c for c in group if not c.isascii()]
    plain = sum(c.isascii() and c.isalpha() for c in group)
    is_letters = all(c.isalpha() and (c >= _FIRST_LATIN_LETTER or c in "ŠšŽžŒœŸ") for c in others)
    return is_letters and 2 * len(others) <= plain


def _alphabet(c: str) -> str:
    """Return the alphabet of a letter; empty for what is East Asian."""
    return "" if _is_east_asian(c) else unicodedata.name(c, "none").split()[0]


def _is_east_asian(c: str) -> bool:
    return c in _IN_NAMES or unicodedata.name(c, "").startswith(
        ("CJK ", "HANGUL", "HIRAGANA", "KATAKANA", "HALFWIDTH KATAKANA", "FULLWIDTH LATIN",
         "IDEOGRAPHIC")
    )  # fmt: skip
