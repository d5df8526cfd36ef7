"""Comparison of two models on the same patients: who is right where the other is wrong."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hysteroview.lab.statistics.resampling import Figure, PatientSamples


@dataclass(frozen=True, slots=True)
class PairedRight:
    """How often two models are right about the same patients.

    Attributes
    ----------
    difference
        Share of pictures that the first model gets right, minus that of the second; its interval
        comes from resampling patients.
    only_first, only_second
        Patients about whom only one of the two is right.
    p
        Exact two-sided McNemar test of these patients; 1 if there are none.
    """

    difference: Figure
    patients: int
    only_first: int
    only_second: int
    p: float


def compare_right(
    first: ArrayLike, second: ArrayLike, patients: Sequence[object], *, seed: int = 0
) -> PairedRight:
    """Compare two models by patient.

    Parameters
    ----------
    first, second
        (N,) bool: whether each model is right about a picture.
    patients
        (N,) patient of each picture. A model is right about a patient if it is right about more
        than half of the patient's pictures.

    References
    ----------
    McNemar 1947, Psychometrika 12:153. A test that counts pictures would treat those of a patient
    as independent.
    """
    right = np.array([np.asarray(first, bool), np.asarray(second, bool)])
    gaps = right[0].astype(np.float64) - right[1]
    samples = PatientSamples(patients, seed=seed)
    difference = samples.figure("difference", lambda rows: float(gaps[rows].mean()))
    names = [str(each) for each in patients]
    places = np.unique(names, return_inverse=True)[1]
    shares = [np.bincount(places, each) / np.bincount(places) for each in right]
    by_patient = [share > 0.5 for share in shares]
    only_first = int((by_patient[0] & ~by_patient[1]).sum())
    only_second = int((by_patient[1] & ~by_patient[0]).sum())
    return PairedRight(
        difference,
        samples.patients,
        only_first,
        only_second,
        exact_mcnemar(only_first, only_second),
    )


def exact_mcnemar(only_first: int, only_second: int) -> float:
    """Return the two-sided exact p for the numbers of discordant pairs.

    Under the hypothesis that the models are equally good, each discordant pair goes either way
    with probability one half.
    """
    pairs = only_first + only_second
    if not pairs:
        return 1.0
    fewer = min(only_first, only_second)
    tail: float = sum(math.comb(pairs, k) for k in range(fewer + 1)) / 2**pairs
    return min(1.0, 2 * tail)


def mean_by_patient(
    values: NDArray[np.float64], patients: Sequence[object]
) -> tuple[list[str], NDArray[np.float64]]:
    """Return the patients in order and the mean of each one's rows, (P, ...) from (N, ...)."""
    names, places = np.unique([str(each) for each in patients], return_inverse=True)
    sums = np.zeros((len(names), *values.shape[1:]))
    np.add.at(sums, places, values)
    counts = np.bincount(places).reshape(-1, *(1,) * (values.ndim - 1))
    return names.tolist(), sums / counts
