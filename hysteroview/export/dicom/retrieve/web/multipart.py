"""Splits an answer in several parts (RFC 2046, 5.1.1) while it comes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_LONGEST_HEAD = 16 * 1024  # bytes before a part
_LONGEST_BOUNDARY = 70


class MultipartError(ValueError):
    """The answer is not in parts, or breaks off in one."""


def boundary_of(content_type: str) -> bytes | None:
    """Return the line between parts; None if the content is no multipart.

    Raises
    ------
    MultipartError
        It says no boundary.
    """
    if not content_type.strip().casefold().startswith("multipart/"):
        return None
    found = re.search(r';\s*boundary=(?:"([^"]+)"|([^;\s]+))', content_type, re.IGNORECASE)
    text = (found[1] or found[2]) if found is not None else ""
    if not 0 < len(text) <= _LONGEST_BOUNDARY or not text.isascii():
        raise MultipartError("no boundary")
    return text.encode("ascii")


def parts(pieces: Iterable[bytes], boundary: bytes) -> Iterator[Iterator[bytes]]:
    """Yield each part without its header, as an iterator over its content.

    A part has to be read to its end before the next one is asked for; what is left of it is
    skipped.

    Raises
    ------
    MultipartError
        A header has no end, or the content ends within a part.
    """
    split = _Split(iter(pieces), boundary)
    if not split.skip_to_first():
        return
    while split.begin_part():
        content = split.content()
        yield content
        for _ in content:
            pass


class _Split:
    def __init__(self, pieces: Iterator[bytes], boundary: bytes) -> None:
        self._pieces = pieces
        self._line = b"\r\n--" + boundary
        self._held = b"\r\n"  # the first boundary may be at the beginning

    def _more(self) -> bool:
        piece = next(self._pieces, None)
        self._held += piece or b""
        return piece is not None

    def skip_to_first(self) -> bool:
        """Skip what is before the first part; False if there is none."""
        while (place := self._held.find(self._line)) < 0:
            if len(self._held) > _LONGEST_HEAD:
                raise MultipartError("no part")
            if not self._more():
                if self._held.strip():
                    raise MultipartError("no part")
                return False
        self._held = self._held[place + len(self._line) :]
        return True

    def begin_part(self) -> bool:
        """Skip the header of the next part; False at the end."""
        while len(self._held) < 2:
            if not self._more():
                raise MultipartError("it ends at a boundary")
        if self._held.startswith(b"--"):
            for _ in self._pieces:  # what is behind the end says nothing
                pass
            return False
        while (place := self._held.find(b"\r\n\r\n")) < 0:
            if len(self._held) > _LONGEST_HEAD or not self._more():
                raise MultipartError("a header has no end")
        self._held = self._held[place + 4 :]
        return True

    def content(self) -> Iterator[bytes]:
        """Yield the content up to the next boundary."""
        kept = len(self._line) - 1  # may be the beginning of a boundary
        while (place := self._held.find(self._line)) < 0:
            if len(self._held) > kept:
                ready, self._held = self._held[:-kept], self._held[-kept:]
                yield ready
            if not self._more():
                raise MultipartError("it ends within a part")
        ready, self._held = self._held[:place], self._held[place + len(self._line) :]
        if ready:
            yield ready
