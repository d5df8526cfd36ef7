"""Flicker: how far the probability jumps between adjacent frames of one recording."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hysteroview.lab.index.pictures import Index
from hysteroview.lab.runs.evaluation import RunPredictions
from hysteroview.lab.statistics.resampling import Figure, PatientSamples

_RATE_TOLERANCE = 1.5  # frames at most so many steps of the index apart are adjacent


@dataclass(frozen=True, slots=True)
class Flicker:
    """Jumps of the probability between adjacent frames.

    Attributes
    ----------
    step_s
        Time between the frames that the index took.
    median, p95
        Of the jump of the probability of the true class.
    """

    pairs: int
    step_s: float
    median: Figure
    p95: Figure


def flicker(predictions: RunPredictions, index: Index, *, samples: int = 1000) -> Flicker | None:
    """Measure flicker on the test pictures; None if no two of them are adjacent frames."""
    test = predictions.test
    step_s = 1 / float(index.settings.get("rate_hz", 1.0))
    before, after = [], []
    for place in range(1, len(test)):
        a, b = (index.pictures[int(test.rows[at])] for at in (place - 1, place))
        gap = b.time_s - a.time_s
        same = (a.source_sha256, a.row, a.label) == (b.source_sha256, b.row, b.label)
        if same and 0 < gap <= _RATE_TOLERANCE * step_s:
            before.append(place - 1)
            after.append(place)
    if not before:
        return None
    own = predictions.raw[np.arange(len(test)), test.truth]
    jumps = np.abs(own[after] - own[before])
    drawn = PatientSamples(test.patients[after].tolist(), samples=samples)
    return Flicker(
        len(jumps),
        step_s,
        drawn.figure("median", lambda rows: float(np.median(jumps[rows]))),
        drawn.figure("p95", lambda rows: float(np.percentile(jumps[rows], 95))),
    )
