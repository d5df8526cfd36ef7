"""Fitting of a temperature, and measures of calibration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from hysteroview.inference.model.calibration import TEMPERATURES, Calibration
from hysteroview.inference.model.probabilities import softmax
from hysteroview.lab.evaluate.predictions import Labeled

BINS = 15
_TOLERANCE = 1e-9  # of the logarithm of the temperature
_NEAR_BOUND = 1.01
_FLAT = 1e-12  # difference of the loss that says nothing


@dataclass(frozen=True, slots=True)
class Bin:
    """Pictures with about the same probability of their most probable class."""

    pictures: int
    probability: float
    accuracy: float


def fit_temperature(validation: Labeled) -> float:
    """Return the temperature with the minimum negative log likelihood.

    The likelihood has one maximum over log T, so a bounded search finds it. If the likelihood only
    grows toward a bound, or is flat up to it, the bound itself is returned.
    """
    found = minimize_scalar(
        lambda log_temperature: _loss(validation, float(np.exp(log_temperature))),
        bounds=tuple(np.log(TEMPERATURES)),
        method="bounded",
        options={"xatol": _TOLERANCE},
    )
    least = float(found.fun)
    for bound in TEMPERATURES:
        if _loss(validation, bound) <= least + _FLAT:
            return bound
    return float(np.exp(found.x))


def is_at_bound(temperature: float) -> bool:
    """Whether a temperature lies on a bound of its search, within a percent."""
    low, high = TEMPERATURES
    return not low * _NEAR_BOUND < temperature < high / _NEAR_BOUND


def temperature_warning(temperature: float) -> str:
    """Return a warning if a temperature lies on a bound of its search; empty otherwise.

    There, the validation pictures say nothing about the true one: usually all of them are right, or
    they are too few.
    """
    low, high = TEMPERATURES
    if not is_at_bound(temperature):
        return ""
    return (
        f"The temperature {temperature:.3g} lies on a bound of its search ({low:g} to {high:g}): "
        "the validation pictures do not determine it. Do not rely on the probabilities."
    )


def measure(temperature: float, held_out: Labeled) -> Calibration:
    """Measure a temperature on pictures that were not used to fit it."""
    probabilities = softmax(held_out.predictions.logits.astype(np.float64) / temperature)
    return Calibration(
        temperature=temperature,
        ece=expected_calibration_error(reliability(probabilities, held_out.labels)),
        brier=brier_score(probabilities, held_out.labels),
        bins=BINS,
    )


def reliability(
    probabilities: NDArray[np.float64], labels: NDArray[np.int64], bins: int = BINS
) -> tuple[Bin, ...]:
    """Sort pictures by the probability of their most probable class into equally full bins.

    Bins have equal counts instead of equal widths, because with a good network almost all pictures
    would fall into the last bin of equal width (Nixon et al. 2019, arXiv 1904.01685).
    """
    top = probabilities.max(axis=1)
    is_right = probabilities.argmax(axis=1) == labels
    parts = np.array_split(np.argsort(top, kind="stable"), bins)
    return tuple(
        Bin(len(part), float(top[part].mean()), float(is_right[part].mean()))
        for part in parts
        if len(part)
    )


def expected_calibration_error(table: tuple[Bin, ...]) -> float:
    """Return the mean gap between probability and accuracy, weighted by pictures."""
    total = sum(row.pictures for row in table)
    return sum(row.pictures * abs(row.probability - row.accuracy) for row in table) / total


def brier_score(probabilities: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Return the mean squared distance from the truth, 0 to 2 (Brier 1950)."""
    truth = np.eye(probabilities.shape[1])[labels]
    return float(((probabilities - truth) ** 2).sum(axis=1).mean())


def _loss(labeled: Labeled, temperature: float) -> float:
    scaled = labeled.predictions.logits.astype(np.float64) / temperature
    scaled -= scaled.max(axis=1, keepdims=True)
    own = scaled[np.arange(len(labeled)), labeled.labels]
    return float((np.log(np.exp(scaled).sum(axis=1)) - own).mean())
