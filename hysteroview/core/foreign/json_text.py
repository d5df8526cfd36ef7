"""Reading of JSON that others may have written."""

from __future__ import annotations

import json
from typing import Any

MOST_DEPTH = 64  # of what is free in its form


def parse_json(content: bytes | str) -> Any:
    """Return the content of a JSON document, of any form.

    Raises
    ------
    ValueError
        It is not JSON, is nested too deeply, or has a whole number of more than 4,300 digits.
    """
    try:
        return json.loads(content)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def is_flat(value: object) -> bool:
    """Whether a value is nested no deeper than 64 levels, so that it can be written again."""
    level = [value]
    for _ in range(MOST_DEPTH):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return True
    return False
