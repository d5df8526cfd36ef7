"""Reading of TOML that others may have written."""

from __future__ import annotations

import re
import tomllib
from typing import Any

# Python's parser needs a time that grows with the square of the number of parts of a key.
_MOST_PARTS = 16
_PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+"""
_PLACE = re.compile(r"\((at line \d+, column \d+|at end of document)\)$")
_LONG_KEY = re.compile(rf"(?<![\w-])(?:{_PART}){{{_MOST_PARTS}}}")


def parse_toml(text: str) -> dict[str, Any]:
    """Return the content of a TOML document.

    Raises
    ------
    ValueError
        It is not TOML, is nested too deeply, or has a number with thousands of digits or a key of
        more than 16 parts; the message says which, and where, but repeats nothing of the document.
    """
    if _LONG_KEY.search(text):
        raise ValueError(f"a key has more than {_MOST_PARTS} parts")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _without_content(error) from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except ValueError as error:  # Python converts no decimal number of more than 4,300 digits
        raise ValueError("a number has too many digits") from error


def _without_content(error: tomllib.TOMLDecodeError) -> ValueError:
    """Return the error with its place only: the parser repeats keys, which may be addresses."""
    place = _PLACE.search(str(error))
    return ValueError(f"it is not valid TOML{f' ({place[1]})' if place else ''}")
