"""What waits in the outbox, and its states."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

NEVER_NS: Final = 2**62  # a time that does not come


class ItemKind(StrEnum):
    """What is sent."""

    OBJECT = "object"
    BEGIN = "begin"  # of an exam, to be reported
    END = "end"


class ItemState(StrEnum):
    """Where an item is on its way.

    WAITING, SENDING, SENT and CONFIRMED follow one another. An item that is found as SENDING after
    a crash or a broken connection is UNCERTAIN: the archive is asked before it is sent again.
    """

    WAITING = "waiting"
    SENDING = "sending"
    UNCERTAIN = "uncertain"
    SENT = "sent"  # the archive reported success; whether it keeps it is not yet known
    CONFIRMED = "confirmed"  # it has it, by storage commitment or query
    LEFT_OUT = "left out"  # this archive does not take it
    FAILED = "failed"


UNFINISHED = (ItemState.WAITING, ItemState.SENDING, ItemState.UNCERTAIN, ItemState.SENT)


class JobState(StrEnum):
    """State of an order to send an exam, whose objects have yet to be made."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """An item to be added; see `Item`."""

    kind: ItemKind = ItemKind.OBJECT
    sop_class: str
    syntax: str
    instance: str
    study: str
    series: str
    file: str
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One object for one archive.

    Attributes
    ----------
    archive
        Name of the archive in the settings.
    exam
        Id of the exam; empty for files.
    instance, study, series
        UIDs of the object, its study and its series; of a report on an exam, the step's.
    file
        Path below the outbox.
    attempts
        How often it was tried.
    due_wall_ns
        When it is tried or checked again.
    reason, remedy
        Why it is not there yet, and what can be done; empty if nothing is wrong.
    transaction
        UID of the request for storage commitment; empty if there is none.
    """

    item_id: int
    archive: str
    exam: str
    kind: ItemKind
    sop_class: str
    syntax: str
    instance: str
    study: str
    series: str
    file: str
    size_bytes: int
    state: ItemState
    attempts: int
    due_wall_ns: int
    reason: str
    remedy: str
    transaction: str
    made_wall_ns: int
    changed_wall_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """New state of an item; what is None stays.

    Attributes
    ----------
    more_attempts
        Added to the number of attempts.
    """

    item_id: int
    state: ItemState
    reason: str = ""
    remedy: str = ""
    due_wall_ns: int | None = None
    more_attempts: int = 0
    transaction: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """An order to send an exam, whose objects have yet to be made.

    Attributes
    ----------
    selection
        What of it, in JSON; the meaning is that of whoever makes the objects.
    """

    job_id: int
    archive: str
    exam: str
    selection: str
    state: JobState
    attempts: int
    due_wall_ns: int
    reason: str
    remedy: str
    made_wall_ns: int


@dataclass(frozen=True, slots=True)
class Added:
    """How many items were added, and how many were already in the outbox for that archive."""

    new: int
    known: int
