"""Calibration: whether a probability of 0.8 is right in 8 of 10 cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hysteroview.lab.statistics.resampling import Figure, PatientSamples

_BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """One bin of a reliability diagram: mean probability and share that is right."""

    pictures: int
    probability: float
    right: float


def reliability(probability: ArrayLike, right: ArrayLike, bins: int = _BINS) -> tuple[Bin, ...]:
    """Return bins of equal numbers of pictures, from the lowest probability to the highest.

    Equal numbers, because bins of equal width leave most of them nearly empty for a model that is
    usually sure (Nixon et al. 2019, arXiv:1904.01685). Fewer bins if there are fewer pictures.
    """
    chance, hit = np.asarray(probability, np.float64), np.asarray(right, np.float64)
    order = np.argsort(chance, kind="stable")
    parts = np.array_split(order, min(bins, len(order))) if len(order) else []
    return tuple(Bin(len(p), float(chance[p].mean()), float(hit[p].mean())) for p in parts)


def calibration_error(probability: ArrayLike, right: ArrayLike, bins: int = _BINS) -> float:
    """Return the expected calibration error in [0, 1] over bins of equal numbers of pictures.

    It is biased upwards with few pictures (with 100 about 0.04 for a perfect model), so it is to be
    compared between models on the same pictures only. NaN without pictures.
    """
    found = reliability(probability, right, bins)
    total = sum(each.pictures for each in found)
    if not total:
        return float("nan")
    return sum(each.pictures * abs(each.probability - each.right) for each in found) / total


def brier(probabilities: NDArray[np.float64], truth: NDArray[np.intp]) -> float:
    """Return the mean squared error of (N, C) probabilities, 0 to 2 (Brier 1950)."""
    aim = np.eye(probabilities.shape[1])[truth]
    return float(((probabilities - aim) ** 2).sum(axis=1).mean()) if len(truth) else float("nan")


def calibration_figures(
    probabilities: NDArray[np.float64],
    truth: NDArray[np.intp],
    patients: Sequence[object],
    *,
    samples: int = 1000,
) -> tuple[Figure, ...]:
    """Return calibration error of the leading class and Brier score, with intervals by patient."""
    leading = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == truth
    drawn = PatientSamples(patients, samples=samples)
    return drawn.figures(
        {
            "calibration.error": lambda rows: calibration_error(leading[rows], right[rows]),
            "calibration.brier": lambda rows: brier(probabilities[rows], truth[rows]),
        }
    )
