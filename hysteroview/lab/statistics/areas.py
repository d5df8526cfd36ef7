"""Areas under ROC curves with their variances, for pictures or for patients with many pictures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

_Z = 1.959963984540054  # 97.5 % quantile of the normal distribution


@dataclass(frozen=True, slots=True)
class Area:
    """An area under a ROC curve with its 95 % interval, cut to [0, 1].

    Attributes
    ----------
    variance
        NaN where it cannot be estimated: fewer than two patients on either side.
    """

    value: float
    variance: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Difference of two areas on the same pictures.

    Attributes
    ----------
    difference
        First minus second area, with `low` and `high` as its 95 % interval.
    p
        Two-sided; 1 if the two rankings are the same, since there is nothing to tell them apart.
    """

    first: Area
    second: Area
    difference: float
    low: float
    high: float
    p: float


def area(truth: ArrayLike, score: ArrayLike, patients: Sequence[object] | None = None) -> Area:
    """Return the area under the ROC curve of one score.

    Parameters
    ----------
    truth
        (N,) bool.
    score
        (N,) float, higher where `truth` is more likely; ties count as half.
    patients
        (N,) patient of each picture. Without it each picture counts as a patient of its own, which
        makes the interval too narrow where patients have several.

    Returns
    -------
    NaN everywhere if `truth` has only one side.

    References
    ----------
    DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44:837; for patients with several pictures
    Obuchowski 1997, Biometrics 53:567. With one picture for each patient both are the same.
    """
    values, covariance = _areas(truth, [score], patients)
    return _area(values[0], covariance[0, 0])


def auc(truth: ArrayLike, score: ArrayLike) -> float:
    """Return how often a true case scores above a false one, ties counted as half.

    The area under the ROC curve (Hanley and McNeil 1982); NaN if there is only one side.
    """
    side, values = np.asarray(truth, bool), np.asarray(score, np.float64)
    if side.all() or not side.any():
        return math.nan
    return float(_placements(side, values)[side].mean())


def compare(
    truth: ArrayLike,
    first: ArrayLike,
    second: ArrayLike,
    patients: Sequence[object] | None = None,
) -> Comparison:
    """Compare the areas of two scores of the same pictures; see `area` for the parameters."""
    values, covariance = _areas(truth, [first, second], patients)
    difference = float(values[0] - values[1])
    variance = float(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
    areas = _area(values[0], covariance[0, 0]), _area(values[1], covariance[1, 1])
    if math.isnan(variance):
        return Comparison(*areas, difference, math.nan, math.nan, math.nan)
    if variance <= 1e-15:  # the same ranking, up to rounding
        p = 1.0 if abs(difference) < 1e-12 else 0.0
        return Comparison(*areas, difference, difference, difference, p)
    deviation = math.sqrt(variance)
    p = math.erfc(abs(difference) / deviation / math.sqrt(2))
    return Comparison(
        *areas, difference, difference - _Z * deviation, difference + _Z * deviation, p
    )


def _area(value: float, variance: float) -> Area:
    reach = _Z * math.sqrt(variance) if variance >= 0 else math.nan
    return Area(
        float(value),
        float(variance),
        float(np.clip(value - reach, 0, 1)),
        float(np.clip(value + reach, 0, 1)),
    )


def _areas(
    truth: ArrayLike, scores: Sequence[ArrayLike], patients: Sequence[object] | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the (K,) areas of K scores and their (K, K) covariance."""
    side = np.asarray(truth, bool)
    table = np.array([np.asarray(each, np.float64) for each in scores])
    if not np.isfinite(table).all():
        raise ValueError("scores must be finite numbers")
    positives, negatives = int(side.sum()), int((~side).sum())
    count = len(table)
    if not positives or not negatives:
        return np.full(count, np.nan), np.full((count, count), np.nan)
    shares = np.array([_placements(side, row) for row in table])
    values = shares[:, side].mean(axis=1)
    units = (
        np.arange(len(side))
        if patients is None
        else np.unique(np.asarray([str(each) for each in patients]), return_inverse=True)[1]
    )
    gaps = shares - values[:, None]
    above = _sums(gaps, units, side)  # (K, patients), each centered on the patient's own count
    below = _sums(gaps, units, ~side)
    with_positive = len(np.unique(units[side]))
    with_negative = len(np.unique(units[~side]))
    if with_positive < 2 or with_negative < 2:
        return values, np.full((count, count), np.nan)
    everyone = above.shape[1]
    cross = above @ below.T
    covariance = (
        with_positive / (with_positive - 1) * (above @ above.T) / positives**2
        + with_negative / (with_negative - 1) * (below @ below.T) / negatives**2
        + everyone / (everyone - 1) * (cross + cross.T) / (positives * negatives)
    )
    return values, covariance


def _sums(
    gaps: NDArray[np.float64], units: NDArray[np.intp], chosen: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Sum the columns of (K, N) that are chosen, by patient: (K, patients)."""
    most = int(units.max()) + 1
    return np.array([np.bincount(units[chosen], row[chosen], most) for row in gaps])


def _placements(side: NDArray[np.bool_], score: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each positive the share of negatives below, for each negative of positives above.

    (N,) in [0, 1]; ties count as half. Sorted once, so that it is fast for thousands of pictures.
    """
    low, high = np.sort(score[~side]), np.sort(score[side])
    shares = np.empty(len(score))
    for chosen, other in ((side, low), (~side, high)):
        under = np.searchsorted(other, score[chosen], "left")
        up_to = np.searchsorted(other, score[chosen], "right")
        shares[chosen] = (under + up_to) / (2 * len(other))
    shares[~side] = 1 - shares[~side]
    return shares
