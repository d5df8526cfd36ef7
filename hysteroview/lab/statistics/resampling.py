"""95 % intervals of any figure, by resampling patients."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Rows = NDArray[np.intp]
Measure = Callable[[Rows], float]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % interval.

    Attributes
    ----------
    low, high
        NaN if fewer than two patients contribute, or the figure exists in fewer than half of the
        samples.
    """

    name: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class Share:
    """The share of rows with a property among some rows, as a `Measure`.

    Parameters
    ----------
    hit, among
        (N,).
    """

    hit: NDArray[np.bool_]
    among: NDArray[np.bool_]

    def __call__(self, rows: Rows) -> float:
        """Return the share; NaN if there is none of these rows."""
        among = self.among[rows]
        return float(self.hit[rows][among].mean()) if among.any() else math.nan


@dataclass(frozen=True, slots=True)
class Bounded:
    """A measure between 0 and 1 that is no share, such as an area under a curve."""

    measure: Measure

    def __call__(self, rows: Rows) -> float:
        """Return the figure of these rows."""
        return self.measure(rows)


class PatientSamples:
    """Samples of patients with replacement, the same for all figures, so that they can be compared.

    Pictures of one patient are similar. Resampling pictures would treat them as independent and
    give intervals that are far too narrow (`coverage.simulate` shows by how much).

    Parameters
    ----------
    patients
        (N,) patient of each picture.
    groups
        (N,) optional; patients are resampled within each group (such as the class or the site), so
        that no sample lacks one.

    References
    ----------
    Efron and Tibshirani 1993, chapter 13; Field and Welsh 2007, J R Stat Soc B 69:369 (clusters);
    Hesterberg 2015, Am Stat 69:371 (percentiles that are wider for few patients).
    """

    def __init__(
        self,
        patients: Sequence[object],
        *,
        groups: Sequence[object] | None = None,
        samples: int = 1000,
        seed: int = 0,
    ) -> None:
        names, places = np.unique([str(each) for each in patients], return_inverse=True)
        self.patients = len(names)
        self.pictures = len(places)
        order = np.argsort(places, kind="stable")
        counts = np.bincount(places)
        starts = np.cumsum(counts) - counts
        strata = _strata(order[starts], groups)
        rng = np.random.default_rng(seed)
        self._patient_of = places
        self._samples: list[Rows] = []
        for _ in range(samples):
            drawn = np.concatenate([each[rng.integers(0, len(each), len(each))] for each in strata])
            self._samples.append(order[_ranges(starts[drawn], counts[drawn])])

    def figure(self, name: str, measure: Measure) -> Figure:
        """Return a figure of all pictures, with the interval of the samples' percentiles.

        `measure` returns NaN for rows of which the figure does not exist, such as a sensitivity
        without a positive picture.

        All samples of a share of 0 or 1 are alike, and their percentiles would be an interval of
        width 0. The interval of a `Share` is then the exact one for as many patients as it is
        about (`exact_ends`); a `Bounded` figure has none.
        """
        value = measure(np.arange(self.pictures))
        if self.patients < 2 or math.isnan(value):
            return Figure(name, value, math.nan, math.nan)
        found = np.array([measure(rows) for rows in self._samples])
        found = found[~np.isnan(found)]
        if len(found) * 2 < len(self._samples):
            return Figure(name, value, math.nan, math.nan)
        if found.min() == found.max() and value in (0, 1):
            if isinstance(measure, Share):
                return Figure(name, float(value), *exact_ends(value, self._having(measure.among)))
            if isinstance(measure, Bounded):
                return Figure(name, float(value), math.nan, math.nan)
        low, high = np.percentile(found, _levels(self.patients))
        return Figure(name, float(value), float(low), float(high))

    def _having(self, among: NDArray[np.bool_]) -> int:
        """Return how many patients have such pictures."""
        return len(np.unique(self._patient_of[among]))

    def figures(self, measures: Mapping[str, Measure]) -> tuple[Figure, ...]:
        """Return several figures in their order."""
        return tuple(self.figure(name, measure) for name, measure in measures.items())


def exact_ends(value: float, patients: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of 0 or 1 among so many patients.

    Clopper and Pearson 1934, Biometrika 26:404. A patient counts once, however many pictures.
    """
    reach = 0.025 ** (1 / patients)
    return (reach, 1.0) if value == 1 else (0.0, 1 - reach)


def _levels(patients: int) -> tuple[float, float]:
    """Return the two percentiles of a 95 % interval, which move outwards for few patients.

    Percentiles of resampled means are too narrow by the factor that Student's distribution and
    the divisor n - 1 correct for a mean; the same factor is applied to the levels.
    """
    reach = stats.t.ppf(0.975, patients - 1) * math.sqrt(patients / (patients - 1))
    low = 100 * float(stats.norm.cdf(-reach))
    return low, 100 - low


def _strata(first_rows: Rows, groups: Sequence[object] | None) -> list[Rows]:
    """Return the patients of each group; a patient's group is that of the first picture."""
    if groups is None:
        return [np.arange(len(first_rows))]
    own = np.unique([str(groups[row]) for row in first_rows], return_inverse=True)[1]
    return [np.flatnonzero(own == group) for group in range(int(own.max()) + 1)]


def _ranges(starts: Rows, counts: Rows) -> Rows:
    """Return the numbers from each start on, as many as its count, one after the other."""
    before = np.cumsum(counts) - counts
    places: Rows = np.arange(int(counts.sum())) + np.repeat(starts - before, counts)
    return places
