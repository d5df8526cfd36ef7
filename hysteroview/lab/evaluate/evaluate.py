"""Figures of a bundle on labeled pictures, with intervals by case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import LabelSet, Outputs
from hysteroview.imaging.pixels.preprocess import to_input
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.model.probabilities import softmax
from hysteroview.inference.runtimes.backend import Backend
from hysteroview.lab.data.phantoms import LabeledCrops
from hysteroview.lab.localize.localize import Localization, localize

_BATCH = 16
_RESAMPLINGS = 1000


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % interval."""

    name: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """All figures of one bundle on one set.

    Attributes
    ----------
    confusion
        (C, C) int64, rows true, columns predicted.
    """

    pictures: int
    cases: int
    figures: tuple[Figure, ...]
    confusion: NDArray[np.int64]

    def __getitem__(self, name: str) -> Figure:
        return next(figure for figure in self.figures if figure.name == name)


def evaluate(card: ModelCard, backend: Backend, test: LabeledCrops) -> Evaluation:
    """Run a bundle on a test set in the same way as the program, and compute its figures.

    Intervals come from resampling cases, not pictures (percentile bootstrap, Efron and
    Tibshirani 1993): pictures of one case are similar, and treating them as independent makes
    intervals too narrow.
    """
    probabilities = np.empty((len(test), len(card.labels)))
    places = np.empty((len(test), 2))
    for start in range(0, len(test), _BATCH):
        images = to_input(test.crops[start : start + _BATCH], card.input)
        for index, outputs in enumerate(backend.run(images), start):
            probabilities[index] = softmax(outputs.logits)
            found = _localize(outputs, int(test.labels[index]), test.masks[index])
            places[index] = found.is_hit, found.share_on_lesion
    columns = {
        **_classification(card.labels, test.labels, probabilities),
        "localization.strongest_place_on_lesion": lambda rows: float(places[rows, 0].mean()),
        "localization.share_of_area_on_lesion": lambda rows: float(places[rows, 1].mean()),
    }
    confusion = np.zeros((len(card.labels),) * 2, np.int64)
    np.add.at(confusion, (test.labels, probabilities.argmax(axis=1)), 1)
    return Evaluation(
        pictures=len(test),
        cases=len(np.unique(test.cases)),
        figures=_with_intervals(columns, test.cases),
        confusion=confusion,
    )


_Measure = Callable[[NDArray[np.intp]], float]


def _localize(outputs: Outputs, label: int, mask: NDArray[np.uint8]) -> Localization:
    return localize(outputs.class_maps[label], mask)


def _classification(
    labels: LabelSet, truth: NDArray[np.int64], probabilities: NDArray[np.float64]
) -> dict[str, _Measure]:
    """Return the figures by name, each as a function of a selection of pictures."""
    predicted = probabilities.argmax(axis=1)
    side = np.array([label.premalignant_or_malignant for label in labels])
    score = probabilities[:, side].sum(axis=1)
    measures: dict[str, _Measure] = {
        "five.accuracy": lambda rows: float((predicted[rows] == truth[rows]).mean()),
        "two.accuracy": lambda rows: float(((score[rows] >= 0.5) == side[truth[rows]]).mean()),
        "two.sensitivity": lambda rows: _ratio(score[rows] >= 0.5, side[truth[rows]]),
        "two.specificity": lambda rows: _ratio(score[rows] < 0.5, ~side[truth[rows]]),
        "two.auc": lambda rows: _auc(side[truth[rows]], score[rows]),
    }
    for index, label in enumerate(labels):
        measures |= _one_against_rest(label.code, index, truth, predicted, probabilities)
    return measures


def _one_against_rest(
    code: str,
    index: int,
    truth: NDArray[np.int64],
    predicted: NDArray[np.intp],
    probabilities: NDArray[np.float64],
) -> dict[str, _Measure]:
    return {
        f"{code}.sensitivity": lambda rows: _ratio(predicted[rows] == index, truth[rows] == index),
        f"{code}.specificity": lambda rows: _ratio(predicted[rows] != index, truth[rows] != index),
        f"{code}.auc": lambda rows: _auc(truth[rows] == index, probabilities[rows, index]),
    }


def _ratio(hit: NDArray[np.bool_], among: NDArray[np.bool_]) -> float:
    return float(hit[among].mean()) if among.any() else float("nan")


def _auc(truth: NDArray[np.bool_], score: NDArray[np.float64]) -> float:
    """Return how often a true case scores above a false one, ties counted as half.

    This is the area under the ROC curve (Hanley and McNeil 1982); NaN if there is only one side.
    """
    false, true = np.sort(score[~truth]), score[truth]
    if not len(false) or not len(true):
        return float("nan")
    below, up_to = (np.searchsorted(false, true, side) for side in ("left", "right"))
    return float((below + up_to).mean() / (2 * len(false)))


def _with_intervals(measures: dict[str, _Measure], cases: NDArray[np.int64]) -> tuple[Figure, ...]:
    rng = np.random.default_rng(0)
    members = [np.flatnonzero(cases == case) for case in np.unique(cases)]
    samples = [
        np.concatenate([members[k] for k in rng.integers(0, len(members), len(members))])
        for _ in range(_RESAMPLINGS)
    ]
    everything = np.arange(len(cases))
    figures = []
    for name, measure in measures.items():
        low, high = np.nanpercentile([measure(rows) for rows in samples], [2.5, 97.5])
        figures.append(Figure(name, measure(everything), float(low), float(high)))
    return tuple(figures)
