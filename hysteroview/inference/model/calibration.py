"""Calibration of probabilities: one temperature, fitted on validation data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hysteroview.inference.model.probabilities import softmax

TEMPERATURES = (0.05, 20.0)  # beyond them the logits would be no evidence
_MOST_BINS = 1000


@dataclass(frozen=True, slots=True)
class Calibration:
    """Temperature of a model, and quality of the calibration on held-out cases.

    Temperature scaling (Guo et al. 2017, arXiv 1706.04599): one number for all classes, so the
    order of the classes never changes.

    Attributes
    ----------
    temperature
        Divisor of the logits, in `TEMPERATURES`; above 1 for an overconfident network.
    ece
        Expected calibration error of the most probable class: the mean difference between
        probability and share of right answers, over `bins` bins with equally many pictures.
    brier
        Mean squared distance between the distribution and the truth, 0 to 2.
    """

    temperature: float
    ece: float
    brier: float
    bins: int

    def __post_init__(self) -> None:
        low, high = TEMPERATURES
        if not low <= self.temperature <= high:
            raise ValueError(f"temperature must be {low} to {high}, not {self.temperature}")
        if not (0 <= self.ece <= 1 and 0 <= self.brier <= 2 and 1 <= self.bins <= _MOST_BINS):
            raise ValueError(f"ece must be 0 to 1, brier 0 to 2, and bins 1 to {_MOST_BINS}")

    def probabilities(self, logits: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """Convert logits (..., C) to calibrated probabilities that sum to 1."""
        return softmax(logits.astype(np.float64) / self.temperature)
