"""Decide first, look second: the operator's own call is recorded before the AI is revealed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hysteroview.core.types import NS_PER_S

NORMAL, OTHER = "normal", "other"  # calls beside the classes of the model


class StudyPhase(StrEnum):
    """Where a reading is."""

    UNDECIDED = "undecided"  # hidden, no call yet
    DECIDED = "decided"  # hidden, the call is recorded, the delay goes on
    REVEALED = "revealed"


@dataclass(frozen=True, slots=True)
class Reading:
    """One decision of the operator and what came of it. Each method returns the one after it.

    Attributes
    ----------
    number
        Counts the readings of an exam from 1.
    call
        Code of a class, `NORMAL` or `OTHER`; None while undecided.
    called_ns, reveal_at_ns
        Of the clock that is passed in; the second is None if the reveal waits for a demand.
    """

    number: int = 1
    phase: StudyPhase = StudyPhase.UNDECIDED
    call: str | None = None
    called_ns: int | None = None
    reveal_at_ns: int | None = None

    def called(self, call: str, now_ns: int, delay_s: float | None) -> Reading:
        """Record a call; before the reveal it may be made anew, and its delay begins again.

        Raises
        ------
        ValueError
            The AI was revealed already: this would be no decision of one's own.
        """
        if self.phase is StudyPhase.REVEALED:
            raise ValueError("a call comes before the AI is revealed")
        due_ns = None if delay_s is None else now_ns + round(delay_s * NS_PER_S)
        return Reading(self.number, StudyPhase.DECIDED, call, now_ns, due_ns)

    def taken_back(self) -> Reading:
        """Forget the call; without effect once the AI is revealed."""
        return self if self.phase is StudyPhase.REVEALED else Reading(self.number)

    def revealed(self) -> Reading:
        """Reveal the AI, with or without a call."""
        return Reading(self.number, StudyPhase.REVEALED, self.call, self.called_ns)

    def at(self, now_ns: int) -> Reading:
        """Reveal the AI if its time has come."""
        is_due = self.reveal_at_ns is not None and now_ns >= self.reveal_at_ns
        return self.revealed() if is_due else self

    def following(self) -> Reading:
        """Hide the AI for the next decision."""
        return Reading(self.number + 1)

    def left_s(self, now_ns: int) -> float | None:
        """How long until the reveal; None if it waits for a call or a demand."""
        if self.reveal_at_ns is None:
            return None
        return max(self.reveal_at_ns - now_ns, 0) / NS_PER_S
