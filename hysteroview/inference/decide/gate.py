"""What the operator's settings make of a frame that exceeds limits of the quality gate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hysteroview.core.gate import Cause, GateAction
from hysteroview.settings.gate_table import GateSettings


@dataclass(frozen=True, slots=True)
class GateRuling:
    """Consequence of the limits that a frame exceeds.

    Attributes
    ----------
    stopped
        Why the network is not run; None if it is run.
    warnings
        Causes that are set to warn only, in order of priority.
    """

    stopped: Cause | None
    warnings: tuple[Cause, ...]


def rule(exceeded: Iterable[Cause], gate: GateSettings) -> GateRuling:
    """Apply the settings.

    Parameters
    ----------
    exceeded
        Causes whose limits the frame exceeds, in order of priority.
    """
    found = [(cause, gate.action_for(cause)) for cause in exceeded]
    stopping = (cause for cause, action in found if action is GateAction.STOP)
    warnings = tuple(cause for cause, action in found if action is GateAction.WARN)
    return GateRuling(next(stopping, None), warnings)


class WarningFilter:
    """Debounced warnings for display: those that last only a moment are not shown.

    Parameters
    ----------
    patience_s
        Time for which a cause must be there, or gone, before the display follows.
    """

    def __init__(self, patience_s: float) -> None:
        self._patience_s = patience_s
        self._shown: tuple[Cause, ...] = ()
        self._against_s: dict[Cause, float] = {}  # time for which a cause has differed

    def show(self, causes: tuple[Cause, ...], elapsed_s: float) -> tuple[Cause, ...]:
        """Add the warnings of the next frame and return those to show.

        Parameters
        ----------
        elapsed_s
            Time since the frame before; infinite after a gap.
        """
        kept = []
        for cause in dict.fromkeys((*self._shown, *causes)):
            was_shown = cause in self._shown
            if was_shown is (cause in causes):
                self._against_s.pop(cause, None)
            else:
                self._against_s[cause] = self._against_s.get(cause, 0.0) + elapsed_s
            has_changed = self._against_s.get(cause, -1.0) >= self._patience_s
            if has_changed:
                del self._against_s[cause]
            if was_shown is not has_changed:
                kept.append(cause)
        self._against_s = {
            cause: time_s
            for cause, time_s in self._against_s.items()
            if cause in kept or cause in causes
        }
        self._shown = tuple(kept)
        return self._shown
