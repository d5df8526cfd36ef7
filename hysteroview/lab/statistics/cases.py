"""95 % intervals of shares and AUCs on pictures that come in cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_RESAMPLINGS = 2000
_RANKS = (2.5, 97.5)

Values = Sequence[float] | NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float

    def __format__(self, form: str) -> str:
        """Text such as "0.967 (0.951 to 0.981)", each number in this format."""
        return f"{self.value:{form}} ({self.low:{form}} to {self.high:{form}})"


class Cases:
    """Intervals by resampling cases, not pictures, because pictures of one case are similar.

    Percentile bootstrap (Efron and Tibshirani 1993). A share of 0 or 1 would get an interval of
    width 0; its other end is that of the exact binomial interval for the number of cases,
    ``1 - 0.025 ** (1 / n)``.

    Parameters
    ----------
    cases
        The case of each picture.
    """

    def __init__(self, cases: Sequence[str]) -> None:
        names, places = np.unique(np.asarray(cases), return_inverse=True)
        self.count = len(names)
        self._belongs = np.eye(self.count)[places]
        rng = np.random.default_rng(0)
        chances = np.full(self.count, 1 / self.count)
        self._weights = rng.multinomial(self.count, chances, _RESAMPLINGS).astype(np.float64)

    def share(self, values: Values) -> Interval:
        """Return the mean of a value of each picture that is 0 to 1."""
        found = np.asarray(values, np.float64)
        sums, counts = found @ self._belongs, self._belongs.sum(axis=0)
        low, high = np.percentile((self._weights @ sums) / (self._weights @ counts), _RANKS)
        unseen = 1 - 0.025 ** (1 / self.count)
        value = float(found.mean())
        if value == 0:
            return Interval(0.0, 0.0, unseen)
        if value == 1:
            return Interval(1.0, 1 - unseen, 1.0)
        return Interval(value, float(low), float(high))

    def area(self, negatives: Values, positives: Values) -> Interval:
        """Return the area under the ROC curve of a measure of each picture, clean and spoiled."""
        clean, spoiled = (np.asarray(each, np.float64) for each in (negatives, positives))
        higher = (spoiled > clean[:, None]) + 0.5 * (spoiled == clean[:, None])
        pairs = self._belongs.T @ higher @ self._belongs
        counts = self._belongs.sum(axis=0)
        won = np.einsum("rc,cd,rd->r", self._weights, pairs, self._weights, optimize=True)
        low, high = np.percentile(won / (self._weights @ counts) ** 2, _RANKS)
        return Interval(float(higher.mean()), float(low), float(high))
