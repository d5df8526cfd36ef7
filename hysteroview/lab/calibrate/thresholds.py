"""Choice of operating points on some patients, and measurement on others."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from hysteroview.inference.model.operating_point import OperatingPoint
from hysteroview.lab.statistics.resampling import exact_ends

# Cost of a missed premalignant or malignant picture relative to a false alarm. Minimum cost implies
# the order sensitive <= balanced <= specific.
MISS_COSTS: Mapping[str, float] = {"sensitive": 10.0, "balanced": 1.0, "specific": 0.1}
_RESAMPLINGS, _BAGS = 2000, 200
_LEAST, _GREATEST = 0.001, 0.999


def choose_threshold(
    scores: NDArray[np.float64],
    truth: NDArray[np.bool_],
    patients: NDArray[np.int64],
    miss_cost: float,
) -> float:
    """Return the threshold with the minimum cost of misses and false alarms, as rates.

    The minimum depends on a few pictures, so it is computed for resampled patients, and the mean of
    the log odds is used (bagging, Breiman 1996).

    Parameters
    ----------
    scores
        (N,), probability of premalignant or malignant.
    truth, patients
        (N,), with both sides present.

    Raises
    ------
    ValueError
        One of the sides is missing.
    """
    if truth.all() or not truth.any():
        raise ValueError("a threshold needs pictures of both sides")
    rng = np.random.default_rng(0)
    every = np.unique(patients)
    rows = {patient: np.flatnonzero(patients == patient) for patient in every.tolist()}
    chosen = []
    for _ in range(_BAGS):
        drawn = np.concatenate(
            [rows[patient] for patient in rng.choice(every, len(every)).tolist()]
        )
        if truth[drawn].all() or not truth[drawn].any():
            continue
        chosen.append(_cheapest(scores[drawn], truth[drawn], miss_cost))
    odds = _log_odds(np.array(chosen or [_cheapest(scores, truth, miss_cost)])).mean()
    return float(1 / (1 + np.exp(-odds)))


def _cheapest(scores: NDArray[np.float64], truth: NDArray[np.bool_], miss_cost: float) -> float:
    """Return the threshold with the minimum cost.

    If several have the same cost (a good model leaves a wide gap), the one nearest to the optimum
    for calibrated probabilities, ``1 / (1 + miss_cost)``, is returned.
    """
    ideal = 1 / (1 + miss_cost)
    levels = np.unique(scores)
    candidates = np.concatenate([[ideal], (levels[1:] + levels[:-1]) / 2])
    candidates = np.unique(np.clip(candidates, _LEAST, _GREATEST))
    ill, well = np.sort(scores[truth]), np.sort(scores[~truth])
    misses = np.searchsorted(ill, candidates, side="left") / len(ill)
    alarms = 1 - np.searchsorted(well, candidates, side="left") / len(well)
    costs = miss_cost * misses + alarms
    cheapest = candidates[costs <= costs.min() + 1e-12]
    return float(cheapest[np.abs(_log_odds(cheapest) - _log_odds(np.array(ideal))).argmin()])


def measure_point(
    name: str,
    threshold: float,
    scores: NDArray[np.float64],
    truth: NDArray[np.bool_],
    patients: NDArray[np.int64],
) -> OperatingPoint:
    """Measure a threshold with 95 % intervals from resampling patients (percentile bootstrap).

    Resampling gives an interval of width 0 if all are right or all are wrong; then it is the exact
    one for the number of patients.
    """
    _, row = np.unique(patients, return_inverse=True)
    count = int(row.max()) + 1
    called = scores >= threshold
    rng = np.random.default_rng(0)
    weights = rng.multinomial(count, np.full(count, 1 / count), size=_RESAMPLINGS)
    values, intervals = [], []
    for side in (True, False):
        mine = truth == side
        right = np.bincount(row[mine & (called == side)], minlength=count)
        every = np.bincount(row[mine], minlength=count)
        value = float(right.sum() / every.sum())
        total = weights @ every
        shares = (weights @ right)[total > 0] / total[total > 0]
        low, high = (float(end) for end in np.percentile(shares, (2.5, 97.5)))
        if value in (0, 1):
            low, high = exact_ends(value, int((every > 0).sum()))
        values.append(value)
        intervals.append((low, high))
    return OperatingPoint(
        name=name,
        threshold=threshold,
        sensitivity=values[0],
        sensitivity_interval=intervals[0],
        specificity=values[1],
        specificity_interval=intervals[1],
        patients=count,
    )


def _log_odds(share: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.log(share / (1 - share)))
