"""Figures of a bundle on labeled pictures, with intervals by case."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Outputs
from hysteroview.imaging.pixels.preprocess import to_input
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.model.probabilities import softmax
from hysteroview.inference.runtimes.backend import Backend
from hysteroview.lab.data.phantoms import LabeledCrops
from hysteroview.lab.evaluate.measures import class_measures
from hysteroview.lab.localize.localize import Localization, localize
from hysteroview.lab.statistics.resampling import Figure, Measure, PatientSamples, Share

_BATCH = 16


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
    columns: dict[str, Measure] = {
        **class_measures(card.labels, test.labels, probabilities),
        "localization.strongest_place_on_lesion": Share(
            places[:, 0] > 0, np.ones(len(test), np.bool_)
        ),
        "localization.share_of_area_on_lesion": lambda rows: float(places[rows, 1].mean()),
    }
    samples = PatientSamples(test.cases.tolist())
    confusion = np.zeros((len(card.labels),) * 2, np.int64)
    np.add.at(confusion, (test.labels, probabilities.argmax(axis=1)), 1)
    return Evaluation(
        pictures=len(test),
        cases=len(np.unique(test.cases)),
        figures=samples.figures(columns),
        confusion=confusion,
    )


def _localize(outputs: Outputs, label: int, mask: NDArray[np.uint8]) -> Localization:
    return localize(outputs.class_maps[label], mask)
