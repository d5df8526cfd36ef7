"""Storing one object in an archive (C-STORE, PS3.4 annex B), and what its answer means."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from pynetdicom.association import Association


class Answer(Enum):
    """What happened to an object."""

    STORED = auto()
    REFUSED = auto()  # and will be again
    TRY_LATER = auto()
    UNCERTAIN = auto()  # the connection ended before the answer


@dataclass(frozen=True, slots=True)
class StoreResult:
    """Answer of the archive, with the reason and what can be done about it."""

    answer: Answer
    reason: str = ""
    remedy: str = ""


_STORED = StoreResult(Answer.STORED)
# warnings count: coercion, elements discarded; and what it has already
_SUCCESSES = (0x0000, 0xB000, 0xB006, 0xB007, 0x0111)
_REFUSALS = {
    0x0122: "The archive does not take objects of this class.",
    0x0124: "The archive does not permit this computer to store.",
}
_AGAIN = "It is tried again."
_ASK = "Ask who runs the archive."


def store(association: Association, path: Path, message_id: int) -> StoreResult:
    """Send a file and wait for the answer.

    Parameters
    ----------
    path
        Its class and syntax were accepted.
    message_id
        1 to 65535.
    """
    try:
        status = association.send_c_store(path, msg_id=message_id)
    except OSError:
        return StoreResult(
            Answer.REFUSED, "The file cannot be read any more.", "Send the exam again."
        )
    except (RuntimeError, ValueError):  # the connection has ended meanwhile
        return interrupted(association)
    code = status.Status if "Status" in status else None
    return interrupted(association) if code is None else result_of(code)


def interrupted(association: Association) -> StoreResult:
    """Return why there is no answer."""
    link, limit_s = association.dul.socket, association.dimse_timeout or 0.0
    if getattr(link, "has_stalled", False):
        return StoreResult(Answer.UNCERTAIN, "The archive stopped receiving.", _AGAIN)
    if time.monotonic() - getattr(link, "last_sent", time.monotonic()) >= limit_s:
        return StoreResult(Answer.UNCERTAIN, "The archive does not answer in time.", _AGAIN)
    return StoreResult(Answer.UNCERTAIN, "The connection to the archive was interrupted.", _AGAIN)


def result_of(code: int) -> StoreResult:
    """Return what a status means (PS3.4, table B.2-1, and PS3.7, annex C).

    Comments of the archive are left out, since they may contain the patient.
    """
    if code in _SUCCESSES:
        return _STORED
    if code in _REFUSALS:
        return StoreResult(Answer.REFUSED, _REFUSALS[code], _ASK)
    if code & 0xFF00 == 0xA900:
        reason = f"The archive finds the object not valid (status {code:04X})."
        return StoreResult(Answer.REFUSED, reason, _ASK)
    if code & 0xF000 == 0xC000:
        reason = f"The archive cannot understand the object (status {code:04X})."
        return StoreResult(Answer.REFUSED, reason, _ASK)
    if code & 0xFF00 == 0xA700:
        return StoreResult(
            Answer.TRY_LATER, f"The archive has no room (status {code:04X}).", _AGAIN
        )
    reason = f"The archive reported an error (status {code:04X})."
    return StoreResult(Answer.TRY_LATER, reason, _AGAIN)
