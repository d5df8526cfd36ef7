"""Checking that an archive answers (C-ECHO, PS3.4 annex A)."""

from __future__ import annotations

import time

from hysteroview.core.errors import ArchiveError
from hysteroview.export.dicom.send.connection import Peer, connected


def send_echo(peer: Peer) -> float:
    """Return the time in s that an archive takes for an answer, without the connection.

    Raises
    ------
    ArchiveError
        It does not answer, or refuses.
    """
    with connected(peer, []) as association:
        begun = time.monotonic()
        try:
            status = association.send_c_echo()
        except (RuntimeError, ValueError):
            raise _no_answer() from None
        if "Status" not in status or status.Status != 0:
            raise _no_answer()
        return time.monotonic() - begun


def _no_answer() -> ArchiveError:
    return ArchiveError(
        "The archive accepts the connection, but does not answer.", remedy="Ask who runs it."
    )
