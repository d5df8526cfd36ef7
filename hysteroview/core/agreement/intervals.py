"""Intervals of shares: Wilson's, and the bootstrap over patients."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

FEWEST_PATIENTS: Final = 10  # below, no interval is given
REPLICATES: Final = 2000
_MOST_UNDEFINED: Final = 0.05  # share of replicates in which a figure may be undefined
_SEED: Final = 20261128
_Z: Final = 1.959963984540054  # standard deviations that contain 95 % of a normal distribution


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval.

    Attributes
    ----------
    value
        None if it is not defined, such as the sensitivity without a positive case.
    low, high
        None if there are too few patients for an interval.
    patients
        Number of patients in its denominator.
    """

    value: float | None
    low: float | None
    high: float | None
    patients: int


def wilson_interval(value: float, number: float) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a proportion (Wilson 1927, doi:10.2307/2276774).

    Parameters
    ----------
    number
        Number of trials, at least 1; need not be an integer.
    """
    square = _Z * _Z / number
    middle = (value + square / 2) / (1 + square)
    half = _Z / (1 + square) * math.sqrt(value * (1 - value) / number + square / (4 * number))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def resampled(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return sums over patients drawn with replacement; the same counts give the same sums.

    Patients with equal counts are drawn together, which gives the same distribution.

    Parameters
    ----------
    counts
        (patients, columns), the counts of each patient; at least one patient.

    Returns
    -------
    (`REPLICATES`, columns).
    """
    kinds, numbers = np.unique(counts, axis=0, return_counts=True)
    patients = len(counts)
    draw = np.random.default_rng(_SEED)
    drawn = draw.multinomial(patients, numbers / patients, size=REPLICATES)
    return np.asarray(drawn.astype(np.float64) @ kinds)


def percentile_interval(figures: NDArray[np.float64]) -> tuple[float, float] | None:
    """Return the interval of a figure from its replicates; None if it is often undefined.

    Parameters
    ----------
    figures
        (`REPLICATES`,), NaN where the figure is undefined.
    """
    defined = figures[np.isfinite(figures)]
    if len(defined) < (1 - _MOST_UNDEFINED) * len(figures):
        return None
    low, high = np.percentile(defined, (2.5, 97.5))
    return float(low), float(high)
