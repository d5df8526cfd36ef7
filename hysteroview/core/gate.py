"""The causes for which a frame gets no result, and what the quality gate does about each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hysteroview.core.states import AssessmentState, Reason


class GateAction(StrEnum):
    """What the gate does with a frame that exceeds a limit."""

    STOP = "stop"  # the model is not run: no result
    WARN = "warn"  # the model is run; the cause is shown and recorded beside the result
    OFF = "off"  # the cause is not checked


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a frame gets no result, or got its result with a warning.

    Attributes
    ----------
    state
        State of a frame that is stopped for this cause.
    reason
        Only of NOT_ASSESSABLE; None there in exam tracks of the first version, which stored only
        states.
    """

    state: AssessmentState
    reason: Reason | None = None

    @property
    def name(self) -> str:
        """Name in files, such as RED_OUT or INSTRUMENT."""
        return self.state.value if self.reason is None else self.reason.name

    @classmethod
    def from_name(cls, name: str) -> Cause:
        """Return the cause with this name.

        Raises
        ------
        ValueError
            There is none.
        """
        if name in Reason.__members__:
            return cause_of(Reason[name])
        return cls(AssessmentState(name))


GateExceptions = tuple[tuple[Cause, GateAction], ...]
"""The causes for which frames are not stopped, with what is done instead; the usual gate is ()."""

INSTRUMENT = Cause(AssessmentState.INSTRUMENT)


def cause_of(reason: Reason) -> Cause:
    """Return the cause of a frame that is not assessable."""
    return Cause(AssessmentState.NOT_ASSESSABLE, reason)


def names_of(causes: tuple[Cause, ...]) -> list[str]:
    """Return the names of causes, for files; `causes_of` reads them back."""
    return [cause.name for cause in causes]


def causes_of(names: list[str]) -> tuple[Cause, ...]:
    """Return the causes with these names; raises as `Cause.from_name` does."""
    return tuple(Cause.from_name(name) for name in names)
