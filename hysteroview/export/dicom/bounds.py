"""Bounds on time and memory of a DICOM connection, and why it was ended."""

from __future__ import annotations

import threading
import time
from enum import Enum, auto

LARGEST_MESSAGE_BYTES = 64 * 1024
_LARGEST_IN_ALL_BYTES = 32 * 1024 * 1024
REMEDY = (
    "Check the worklist in the settings, and that its server is reachable, or enter the patient "
    "by hand."
)


class Breach(Enum):
    """Why a connection was ended from this side."""

    CANCELED = auto()
    LATE = auto()
    TOO_LARGE = auto()


class Bounds:
    """The bounds of one connection, for all threads.

    Parameters
    ----------
    timeout_s
        For everything together, from now on.
    message_bytes
        Of what is held in memory of one message.
    all_bytes
        Of all messages together.
    """

    def __init__(
        self, timeout_s: float, message_bytes: int = LARGEST_MESSAGE_BYTES,
        all_bytes: int = _LARGEST_IN_ALL_BYTES,
    ) -> None:  # fmt: skip
        self._message_bytes, self._all_bytes = message_bytes, all_bytes
        self._end_s = time.monotonic() + timeout_s
        self._canceled, self._finished = threading.Event(), threading.Event()
        self._received_bytes = 0
        self._is_too_large = False

    @property
    def left_s(self) -> float:
        """Time until the deadline; 0 after it."""
        return max(self._end_s - time.monotonic(), 0.0)

    @property
    def breach(self) -> Breach | None:
        """The bound that is exceeded; None while there is none."""
        if self._canceled.is_set():
            return Breach.CANCELED
        if self._is_too_large:
            return Breach.TOO_LARGE
        return Breach.LATE if self.left_s == 0 else None

    @property
    def is_over(self) -> bool:
        """Whether the connection has to end."""
        return self._finished.is_set() or self.breach is not None

    def cancel(self) -> None:
        """End the connection; may be called from any thread, and twice."""
        self._canceled.set()

    def finish(self) -> None:
        """End the connection, because nothing more is needed of it."""
        self._finished.set()

    def announce(self, message_bytes: int, more_bytes: int) -> None:
        """Check what is about to be received.

        Parameters
        ----------
        message_bytes
            What is held of the message so far.
        more_bytes
            Length that is announced.
        """
        self._received_bytes += more_bytes
        if (
            message_bytes + more_bytes > self._message_bytes
            or self._received_bytes > self._all_bytes
        ):
            self._is_too_large = True
