"""A reading in study mode: the operator's own assessment is recorded before the AI is revealed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hysteroview.core.types import NS_PER_S


class StudyPhase(StrEnum):
    """Phase of a reading."""

    UNDECIDED = "undecided"  # hidden, no assessment yet
    DECIDED = "decided"  # hidden, the assessment is recorded, the delay is running
    REVEALED = "revealed"


@dataclass(frozen=True, slots=True)
class Reading:
    """One assessment and its phase. Immutable: each method returns the next state.

    Attributes
    ----------
    number
        Counts the readings of an exam from 1.
    call
        Code of a class, "normal" or "other"; None while undecided.
    called_ns, reveal_at_ns
        Of the clock that is passed in; the second is None if the operator reveals the AI.
    """

    number: int = 1
    phase: StudyPhase = StudyPhase.UNDECIDED
    call: str | None = None
    called_ns: int | None = None
    reveal_at_ns: int | None = None

    def called(self, call: str, now_ns: int, delay_s: float | None) -> Reading:
        """Record an assessment; until the reveal it can be changed, which restarts the delay.

        Raises
        ------
        ValueError
            The AI was revealed already, so the assessment would not be independent.
        """
        if self.phase is StudyPhase.REVEALED:
            raise ValueError("an assessment must precede the reveal of the AI")
        due_ns = None if delay_s is None else now_ns + round(delay_s * NS_PER_S)
        return Reading(self.number, StudyPhase.DECIDED, call, now_ns, due_ns)

    def taken_back(self) -> Reading:
        """Undo the assessment; without effect once the AI is revealed."""
        return self if self.phase is StudyPhase.REVEALED else Reading(self.number)

    def revealed(self) -> Reading:
        """Reveal the AI, with or without an assessment."""
        return Reading(self.number, StudyPhase.REVEALED, self.call, self.called_ns)

    def at(self, now_ns: int) -> Reading:
        """Reveal the AI if the delay is over."""
        is_due = self.reveal_at_ns is not None and now_ns >= self.reveal_at_ns
        return self.revealed() if is_due else self

    def following(self) -> Reading:
        """Hide the AI for the next assessment."""
        return Reading(self.number + 1)

    def left_s(self, now_ns: int) -> float | None:
        """Seconds until the reveal; None if it waits for the operator."""
        if self.reveal_at_ns is None:
            return None
        return max(self.reveal_at_ns - now_ns, 0) / NS_PER_S
