"""Patterns that tell the states of the AI apart without color."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import AssessmentState


def pattern_of(
    state: AssessmentState, height_px: int, x: NDArray[np.intp], unit_px: int
) -> NDArray[np.bool_]:
    """Return the pattern of a state: which pixels of the bar are colored. Each state has its own.

    Parameters
    ----------
    x
        (n,), positions on the time axis, px: the pattern moves with time.
    unit_px
        Width of the thinnest line.

    Returns
    -------
    (height_px, n)
    """
    y = np.arange(height_px)[:, np.newaxis]
    middle = np.abs(2 * y + 1 - height_px) <= unit_px
    along = x[np.newaxis, :]
    u = unit_px
    match state:
        case AssessmentState.ACTIVE:
            inked = np.ones((height_px, len(x)), bool)
        case AssessmentState.NOT_ASSESSABLE:
            inked = (along + y) % (6 * u) < 3 * u
        case AssessmentState.ABSTAINED:
            inked = (y < u) | (y >= height_px - u) | (along % (12 * u) < u)
        case AssessmentState.INSTRUMENT:
            inked = (along - y) % (10 * u) < 3 * u
        case AssessmentState.PAUSED:
            inked = along % (8 * u) < 2 * u
        case AssessmentState.STALE:
            inked = (along % (5 * u) < 2 * u) & (np.abs(2 * y + 1 - height_px) <= 2 * u)
        case AssessmentState.STARTING | AssessmentState.RESTARTING:
            inked = (along % (14 * u) < 9 * u) & middle
        case AssessmentState.OFF:
            inked = middle
        case AssessmentState.ERROR:
            inked = ((along + y) % (7 * u) < u) | ((along - y) % (7 * u) < u)
        case AssessmentState.SKIPPED:
            inked = (along % (6 * u) < u) & ((y // u) % 3 == 0)
    return np.broadcast_to(inked, (height_px, len(x)))
