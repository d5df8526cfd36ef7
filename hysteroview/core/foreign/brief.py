"""Short forms of foreign values for messages."""

from __future__ import annotations

_MOST = 60  # characters


def brief(value: object) -> str:
    """Return a value as text of at most 60 characters, whatever it is.

    Python refuses to print whole numbers of more than 4,300 digits and values that are nested too
    deeply; of these the type is returned.
    """
    try:
        text = repr(value)
    except (ValueError, RecursionError):
        text = type(value).__name__
    if len(text) > _MOST:
        text = text[: _MOST - 1].ljust(_MOST, "…")
    return text
