"""How often a 95 % interval contains the true value, on simulated patients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hysteroview.lab.statistics.resampling import PatientSamples


@dataclass(frozen=True, slots=True)
class Coverage:
    """Shares of studies whose interval contains the true value.

    Attributes
    ----------
    by_patient, by_picture
        For intervals that resample patients, and for those that resample pictures.
    """

    studies: int
    by_patient: float
    by_picture: float


def simulate(
    *,
    patients: int = 100,
    pictures: int = 16,
    share: float = 0.8,
    correlation: float = 0.5,
    studies: int = 400,
    samples: int = 400,
    seed: int = 0,
) -> Coverage:
    """Simulate studies of a share, such as a sensitivity, and count how often intervals contain it.

    Each patient has a probability of being called right, drawn from a beta distribution with mean
    `share`; with parameters a and b the intraclass correlation of the pictures is 1 / (a + b + 1).
    Numbers of pictures vary from half to one and a half times `pictures`.
    """
    size = 1 / correlation - 1
    rng = np.random.default_rng(seed)
    within = np.zeros(2)
    for study in range(studies):
        chances = rng.beta(share * size, (1 - share) * size, patients)
        counts = rng.integers(max(1, pictures // 2), pictures * 3 // 2 + 1, patients)
        owners = np.repeat(np.arange(patients), counts)
        right = (rng.random(len(owners)) < chances[owners]).astype(np.float64)
        for index, units in enumerate((owners, np.arange(len(owners)))):
            found = _interval(units, right, samples, study)
            within[index] += found[0] <= share <= found[1]
    return Coverage(studies, *(float(each) for each in within / studies))


def _interval(
    units: NDArray[np.intp], right: NDArray[np.float64], samples: int, seed: int
) -> tuple[float, float]:
    drawn = PatientSamples(units.tolist(), samples=samples, seed=seed)
    figure = drawn.figure("share", lambda rows: float(right[rows].mean()))
    return figure.low, figure.high
