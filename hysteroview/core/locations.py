"""Locations of sources without their secrets, for display, logs and export."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

HIDDEN = "***"
_SECRET_WORDS = ("pass", "secret", "token", "key", "auth", "sig", "pwd")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def is_address(location: str) -> bool:
    """Whether a location is a network address of any kind."""
    return _ADDRESS.match(location) is not None


def without_secrets(location: str) -> str:
    """Return a location in which passwords and keys are replaced by `HIDDEN`.

    Everything that is not a network address is returned as it is.
    """
    if not is_address(location):
        return location
    try:
        parts = urlsplit(location)
        user, has_password = parts.username, parts.password is not None
    except ValueError:
        return location.partition("://")[0] + "://" + HIDDEN
    place = parts.netloc.rpartition("@")[2]
    if user is not None and parts.netloc.startswith("@"):
        place = f"@{place}"  # as people write a multicast group for FFmpeg
    elif user is not None:
        place = f"{user}:{HIDDEN}@{place}" if has_password else f"{user}@{place}"
    query = parts.query
    asked = parse_qsl(query, keep_blank_values=True)
    if any(_is_secret(name) for name, _ in asked):
        shown_query = [(name, HIDDEN if _is_secret(name) else value) for name, value in asked]
        query = urlencode(shown_query, quote_via=quote, safe="*/:,")
    return urlunsplit((parts.scheme, place, parts.path, query, parts.fragment))


def _is_secret(name: str) -> bool:
    return any(word in name.lower() for word in _SECRET_WORDS)
