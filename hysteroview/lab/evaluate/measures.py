"""Measures of a classification, each as a function of a selection of rows."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.labels import LabelSet
from hysteroview.lab.statistics.areas import auc
from hysteroview.lab.statistics.resampling import Bounded, Measure, Rows, Share

Probabilities = NDArray[np.float64]
_THRESHOLD = 0.5


def class_measures(
    labels: LabelSet,
    truth: NDArray[np.int64],
    probabilities: Probabilities,
    threshold: float = _THRESHOLD,
) -> dict[str, Measure]:
    """Return accuracy, AUC, sensitivity, specificity, PPV, NPV and F1, over all classes and two.

    Parameters
    ----------
    truth
        (N,) index of the class.
    probabilities
        (N, C).
    threshold
        Of the two-class result, on the total probability of the premalignant and malignant
        classes.

    Returns
    -------
    Functions of the rows to use, which return NaN where a figure does not exist: the sensitivity of
    a class without pictures, the PPV of one that was never predicted, those of two classes where
    the labels have one side. The mean AUC over the classes
    ("five.auc") leaves out classes without pictures; it is NaN if fewer than two have any.
    """
    side = np.array([label.premalignant_or_malignant for label in labels])
    score = probabilities[:, side].sum(axis=1)
    predicted = probabilities.argmax(axis=1)
    by_class = [
        _one_side(f"{label.code}.", truth == k, predicted == k, probabilities[:, k])
        for k, label in enumerate(labels)
    ]
    called = score >= threshold
    every = np.ones(len(truth), np.bool_)
    has_sides = side.any() and not side.all()
    areas = [measures[f"{code}.auc"] for code, measures in zip(labels.codes, by_class, strict=True)]
    found: dict[str, Measure] = {
        "five.accuracy": Share(predicted == truth, every),
        "five.auc": Bounded(lambda rows: _mean([area(rows) for area in areas])),
        "two.accuracy": Share(called == side[truth], every),
        **_one_side("two.", side[truth], called, score),
    }
    if not has_sides:
        found |= dict.fromkeys([name for name in found if name.startswith("two.")], _missing)
    for measures in by_class:
        found |= measures
    return found


def _missing(rows: Rows) -> float:
    """Return NaN: a figure of two sides where the labels have one."""
    del rows
    return math.nan


def _one_side(
    prefix: str, true: NDArray[np.bool_], called: NDArray[np.bool_], score: NDArray[np.float64]
) -> dict[str, Measure]:
    """Return the measures of one class against the rest."""
    return {
        f"{prefix}sensitivity": Share(called, true),
        f"{prefix}specificity": Share(~called, ~true),
        f"{prefix}ppv": Share(true, called),
        f"{prefix}npv": Share(~true, ~called),
        f"{prefix}f1": Bounded(lambda rows: _f1(true[rows], called[rows])),
        f"{prefix}auc": Bounded(lambda rows: auc(true[rows], score[rows])),
    }


def confusion(
    truth: NDArray[np.int64], probabilities: Probabilities, classes: int
) -> NDArray[np.int64]:
    """Return (C, C) counts, rows true, columns predicted."""
    counts = np.zeros((classes, classes), np.int64)
    np.add.at(counts, (truth, probabilities.argmax(axis=1)), 1)
    return counts


def _f1(true: NDArray[np.bool_], called: NDArray[np.bool_]) -> float:
    both = int(true.sum() + called.sum())
    return 2 * int((true & called).sum()) / both if both else math.nan


def _mean(values: list[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return sum(known) / len(known) if len(known) > 1 else math.nan
