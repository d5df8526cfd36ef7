"""Whether a picture can be assessed, and if not, why: measures of one crop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Reason


@dataclass(frozen=True, slots=True)
class QualityLimits:
    """From which measure on a picture is not assessed for that reason; all in [0, 1].

    1 switches a reason off.
    """

    blur: float = 0.5
    dark: float = 0.5
    overexposed: float = 0.5
    red_out: float = 0.5
    bubbles: float = 0.5
    lens_contact: float = 0.5
    outside_body: float = 0.5
    test_card: float = 0.5


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a picture can be assessed.

    Attributes
    ----------
    score
        0 to 1; 1 is a picture without any fault. At or below 0 no frame that has a reason.
    reason
        Why the picture is not to be assessed; None if it can be.
    measures
        0 to 1 for each reason: how much of the fault was seen.
    """

    score: float
    reason: Reason | None
    measures: Mapping[Reason, float]


def assess(
    crop: NDArray[np.uint8],
    mask: NDArray[np.uint8],
    limits: QualityLimits = QualityLimits(),
) -> Quality:
    """Measure the faults of a picture.

    Parameters
    ----------
    crop
        (s, s, 3) uint8, RGB, as the network sees it.
    mask
        (s, s) uint8, 255 inside the field of view, from `view_mask`.
    """
    return Quality(1.0, None, {})


def instrument_share(crop: NDArray[np.uint8], mask: NDArray[np.uint8]) -> float:
    """Estimate the share of the view that an instrument covers, 0 to 1.

    Parameters
    ----------
    crop, mask
        As for `assess`.
    """
    return 0.0
