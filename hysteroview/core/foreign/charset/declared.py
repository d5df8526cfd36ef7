"""Decode texts by a declared DICOM character set (PS3.3, C.12.1.1.2; PS3.5, 6.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ESCAPE = re.compile(rb"\x1b(\$[()]?[A-Z]|[()\-./][A-Z])")
# by the letters and digits of the defined term; GB2312 and GBK are parts of GB18030
_CODECS = {
    "ISOIR6": "ascii", "ISO2022IR6": "ascii",
    "ISOIR13": "shift_jis", "ISO2022IR13": "shift_jis",
    "ISOIR100": "latin_1", "ISOIR101": "iso8859_2", "ISOIR109": "iso8859_3",
    "ISOIR110": "iso8859_4", "ISOIR126": "iso8859_7", "ISOIR127": "iso8859_6",
    "ISOIR138": "iso8859_8", "ISOIR144": "iso8859_5", "ISOIR148": "iso8859_9",
    "ISOIR166": "tis_620", "ISOIR203": "iso8859_15",
    "ISO2022IR87": "iso2022_jp", "ISO2022IR159": "iso2022_jp_2", "ISO2022IR149": "euc_kr",
    "ISO2022IR58": "gb18030", "ISOIR58": "gb18030", "ISO202258": "gb18030", "GB2312": "gb18030",
    "ISO2022GBK": "gb18030", "GBK": "gb18030", "GB18030": "gb18030",
    "ISOIR192": "utf_8", "UTF8": "utf_8",
}  # fmt: skip
# by what follows the escape byte (PS3.3, tables C.12-3 and C.12-4)
_ESCAPED = {
    b"(B": "ascii", b"(J": "ascii", b")I": "shift_jis", b"-A": "latin_1", b"-B": "iso8859_2",
    b"-C": "iso8859_3", b"-D": "iso8859_4", b"-F": "iso8859_7", b"-G": "iso8859_6",
    b"-H": "iso8859_8", b"-L": "iso8859_5", b"-M": "iso8859_9", b"-T": "tis_620",
    b"$)A": "gb18030", b"$)C": "euc_kr",
}  # fmt: skip
# decoded with their escape sequence
_STATEFUL = {b"$B": "iso2022_jp", b"$(D": "iso2022_jp_2", b"$A": "iso2022_jp_2"}
ASCII, UTF_8, CHINESE = "ascii", "utf_8", "gb18030"


def codecs_of(terms: Sequence[str]) -> tuple[str, ...]:
    """Return the codecs of the values of Specific Character Set, without repetition.

    Unknown terms and empty values are left out: nothing is declared by them.
    """
    found: list[str] = []
    for term in terms:
        letters = "".join(c for c in term.upper() if c.isalnum())
        extended = re.sub(r"^ISO2022IR(?=1[0-6]\d$)", "ISOIR", letters)
        codec = _CODECS.get(letters) or _CODECS.get(extended)
        if codec is not None and codec not in found:
            found.append(codec)
    return tuple(found)


def has_escapes(raw: bytes) -> bool:
    """Whether a text designates a set of characters by an escape sequence of ISO 2022."""
    return _ESCAPE.search(raw) is not None


def decode_escaped(raw: bytes) -> str | None:
    """Decode a text with the escape sequences of ISO 2022 (PS3.5, 6.1.2.5); None if it is invalid.

    A set in G1 remains designated up to the next one, though the standard ends it at each
    delimiter: what is ASCII is ASCII in all of them.
    """
    pieces: list[str] = []
    end, codec, prefix = 0, ASCII, b""
    try:
        for escape in _ESCAPE.finditer(raw):
            pieces.append((prefix + raw[end : escape.start()]).decode(codec))
            end, letters = escape.end(), escape[1]
            codec = _ESCAPED.get(letters) or _STATEFUL[letters]
            prefix = b"\x1b" + letters if letters in _STATEFUL else b""
        pieces.append((prefix + raw[end:]).decode(codec))
    except (UnicodeDecodeError, KeyError):
        return None
    return "".join(pieces)
