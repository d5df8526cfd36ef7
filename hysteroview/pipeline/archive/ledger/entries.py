"""A recording of an archive in its ledger, and how many there are in each state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any


class RecordingState(StrEnum):
    """How far a recording is."""

    WAITING = "waiting"
    DONE = "done"
    SET_ASIDE = "set aside"


@dataclass(frozen=True, slots=True)
class Entry:
    """A recording in the ledger.

    Attributes
    ----------
    content
        Number of its content, whatever its name and folder.
    location
        Path of one of the files with this content.
    reason
        Why it was set aside; empty if it was not.
    summary
        What is known of its result; empty before.
    """

    content: str
    location: str
    state: RecordingState
    reason: str
    summary: Mapping[str, Any]

    @property
    def path(self) -> Path:
        """One of the files with this content."""
        return Path(self.location)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many recordings are in each state, and how many units are done of those that began."""

    waiting: int
    done: int
    set_aside: int
    units: int
    units_done: int

    @property
    def total(self) -> int:
        """All recordings."""
        return self.waiting + self.done + self.set_aside
