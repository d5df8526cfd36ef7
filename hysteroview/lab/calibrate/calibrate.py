"""Calibration of a bundle: temperature, open set, operating points and quality limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.errors import ModelError
from hysteroview.core.types import LabelSet
from hysteroview.inference.model.card_parts import Parts
from hysteroview.inference.model.probabilities import softmax
from hysteroview.lab.calibrate.open_set_choice import Comparison, Outliers, compare
from hysteroview.lab.calibrate.quality_limits import GateMaterial, LimitChoice, choose_limits
from hysteroview.lab.calibrate.temperature import Bin, fit_temperature, measure, reliability
from hysteroview.lab.calibrate.thresholds import MISS_COSTS, choose_threshold, measure_point
from hysteroview.lab.evaluate.predictions import Labeled


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """Outputs of a bundle for pictures with known labels; no patient is in two of the sets.

    Attributes
    ----------
    statistics
        Pictures that describe the classes in the embedding.
    validation
        Pictures for choosing temperature, thresholds and the accepted share.
    test
        Pictures for all reported figures of the classes; not used for any choice.
    exposure, reported
        Outliers for choosing among the scores, and outliers for the reported figures.
    gate
        Measures of the labeled pictures for the quality limits; None if the limits stay as they
        are, because the pictures are not those of a site.
    """

    statistics: Labeled
    validation: Labeled
    test: Labeled
    exposure: Outliers
    reported: Outliers
    gate: GateMaterial | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """The parts for the card, and their figures for the report."""

    parts: Parts
    reliability: tuple[Bin, ...]
    ece_before: float
    comparison: Comparison
    limits: LimitChoice | None = None

    @property
    def figures(self) -> dict[str, float]:
        """Figures for the card."""
        best = self.comparison.best
        shares: Mapping[str, float] = {
            f"open_set.false_acceptance.{kind}": share
            for kind, share in best.false_acceptance.items()
        }
        limits = {} if self.limits is None else self.limits.figures
        return {"open_set.accepted": best.known, **shares, **limits}


def calibrate(labels: LabelSet, material: Material) -> Outcome:
    """Fit all parts.

    Raises
    ------
    ModelError
        There are too few pictures, or all are on one side.
    """
    for name, pictures in (
        ("statistics", material.statistics),
        ("validation", material.validation),
        ("test", material.test),
    ):
        if len(np.unique(_is_ill(labels, pictures))) < 2:
            raise ModelError(
                f"The {name} pictures do not contain both sides of the two-class result.",
                remedy="Add pictures of more patients.",
            )
    temperature = fit_temperature(material.validation)
    calibration = measure(temperature, material.test)
    probabilities = calibration.probabilities(material.test.predictions.logits)
    before = measure(1.0, material.test)
    chosen_from = _scores(labels, material.validation, temperature)
    measured_on = _scores(labels, material.test, temperature)
    validation, test = material.validation, material.test
    points = tuple(
        measure_point(
            name,
            choose_threshold(chosen_from, _is_ill(labels, validation), validation.patients, cost),
            measured_on,
            _is_ill(labels, test),
            test.patients,
        )
        for name, cost in MISS_COSTS.items()
    )
    comparison = compare(
        material.statistics,
        validation.predictions,
        test.predictions,
        material.exposure,
        material.reported,
    )
    limits = None if material.gate is None else choose_limits(material.gate)
    return Outcome(
        Parts(
            calibration,
            comparison.best.open_set,
            points,
            quality_limits=None if limits is None else limits.limits,
        ),
        reliability(probabilities, test.labels),
        before.ece,
        comparison,
        limits,
    )


def _is_ill(labels: LabelSet, pictures: Labeled) -> NDArray[np.bool_]:
    side = np.array([label.premalignant_or_malignant for label in labels])
    return np.asarray(side[pictures.labels])


def _scores(labels: LabelSet, pictures: Labeled, temperature: float) -> NDArray[np.float64]:
    probabilities = softmax(pictures.predictions.logits.astype(np.float64) / temperature)
    side = np.array([label.premalignant_or_malignant for label in labels])
    return np.asarray(np.minimum(probabilities[:, side].sum(axis=1), 1.0))
