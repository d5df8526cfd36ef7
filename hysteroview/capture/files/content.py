"""The plain content of a video that FFmpeg does not read itself, such as one that is encrypted.

An error in a function that FFmpeg calls for more bytes cannot pass through FFmpeg: PyAV would raise
it at its next call, perhaps for another file. So whatever keeps the medium from being read is kept
here, and the content ends there for FFmpeg.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from typing import TypeVar

from hysteroview.capture.decode.unreadable import reason
from hysteroview.core.errors import HysteroViewError, SourceError

_DISK = "Check that its disk is connected, or copy the file to another one."

T = TypeVar("T")
MediumError = OSError | HysteroViewError


class GuardedContent:
    """A file whose content ends where it cannot be read.

    Attributes
    ----------
    failure
        What kept the medium from being read the last time; None if nothing did.
    """

    def __init__(self, content: io.BufferedIOBase) -> None:
        self._content = content
        self.failure: MediumError | None = None

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; none at the end, and where they cannot be read."""
        return self._try(lambda: self._content.read(size), b"")

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place and return it; -1 if that is not possible."""
        return self._try(lambda: self._content.seek(offset, whence), -1)

    def tell(self) -> int:
        """Return the present place."""
        return self._content.tell()

    def close(self) -> None:
        """Close the file; safe to call twice."""
        self._try(self._content.close, None)

    def _try(self, action: Callable[[], T], otherwise: T) -> T:
        try:
            return action()
        except (OSError, HysteroViewError) as error:
            self.failure = error
            return otherwise


def why_unreadable(error: MediumError) -> str:
    """Return why a medium cannot be read, without the name of a file."""
    if isinstance(error, HysteroViewError):
        return "the file was changed or is damaged"
    return reason(error)


def unreadable(name: str, error: MediumError) -> SourceError:
    """Return the error for a file whose medium cannot be read."""
    if isinstance(error, HysteroViewError):
        return SourceError(error.message, remedy=error.remedy)
    return SourceError(f"{name} cannot be read: {reason(error)}.", remedy=_DISK)
