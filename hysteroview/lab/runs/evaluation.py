"""All figures of a run on the test pictures of its folds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.errors import HysteroViewError
from hysteroview.inference.model.operating_point import OperatingPoint
from hysteroview.inference.model.probabilities import softmax
from hysteroview.lab.calibrate.temperature import fit_temperature
from hysteroview.lab.calibrate.thresholds import MISS_COSTS, choose_threshold, measure_point
from hysteroview.lab.evaluate.predictions import Labeled, Predictions
from hysteroview.lab.evaluate.results import (
    DepartmentEvaluation,
    Results,
    as_json,
    evaluate_results,
    figure_json,
)
from hysteroview.lab.runs.predictions import Predicted, concatenated, read_predictions
from hysteroview.lab.runs.record import PREDICTIONS_FILE, RunRecord, read_run
from hysteroview.lab.statistics.calibration import calibration_figures
from hysteroview.lab.statistics.resampling import Figure


@dataclass(frozen=True, slots=True, eq=False)
class RunPredictions:
    """Predictions of all folds of a run.

    Attributes
    ----------
    test
        In the order of the index.
    temperatures
        Of each fold, fitted on its validation pictures.
    calibrated
        (N, C) probabilities of `test` with the temperature of their fold.
    margins
        For each operating point, (N,) how far the calibrated probability of the premalignant and
        malignant classes lies above the threshold of the fold; empty if a side is missing.
    """

    record: RunRecord
    test: Predicted
    temperatures: tuple[float, ...]
    calibrated: NDArray[np.float64]
    thresholds: Mapping[str, tuple[float, ...]]
    margins: Mapping[str, NDArray[np.float64]]

    @property
    def raw(self) -> NDArray[np.float64]:
        """(N, C) probabilities without a temperature."""
        return softmax(self.test.logits.astype(np.float64))

    @property
    def side(self) -> NDArray[np.bool_]:
        """(C,) whether a class is premalignant or malignant."""
        return np.array([label.premalignant_or_malignant for label in self.record.labels])

    def results(self) -> Results:
        """Return probabilities and truth for tables."""
        test = self.test
        return Results(
            self.record.title, self.record.labels, self.raw, test.truth,
            test.patients.tolist(), test.sites.tolist(), test.scopes.tolist(),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class RunEvaluation:
    """Figures of a run.

    Attributes
    ----------
    calibrated
        Calibration figures with the temperature; those of `figures` are without.
    points
        Operating points, chosen on validation pictures and measured on test pictures; the threshold
        is the mean over the folds. None if test or validation lacks a side.
    """

    record: RunRecord
    figures: DepartmentEvaluation
    temperatures: tuple[float, ...]
    calibrated: tuple[Figure, ...]
    points: tuple[OperatingPoint, ...]

    def as_json(self) -> dict[str, object]:
        """Return all figures as plain data."""
        record = self.record
        return {
            "network": record.network,
            "task": str(record.task),
            "labels": [asdict(label) for label in record.labels],
            "leaks": record.leaks,
            "split": record.split_method,
            "weights": record.weights,
            **as_json(self.figures),
            "temperatures": list(self.temperatures),
            "calibrated": [figure_json(each) for each in self.calibrated],
            "operating_points": [asdict(point) for point in self.points],
        }


def read_run_predictions(folder: Path) -> RunPredictions:
    """Read a finished run.

    Raises
    ------
    HysteroViewError
        It is not a run, or not finished.
    """
    record = read_run(folder)
    if not record.is_finished:
        raise HysteroViewError(
            f"The run in {folder} is not finished: {len(record.folds)} of "
            f"{len(record.fold_names)} folds.",
            remedy="Continue it with: hysteroview lab train … --resume",
        )
    sides = [read_predictions(folder / each.folder / PREDICTIONS_FILE) for each in record.folds]
    malignant = np.array([label.premalignant_or_malignant for label in record.labels])
    temperatures, calibrated = [], []
    thresholds: dict[str, list[float]] = {name: [] for name in MISS_COSTS}
    margins: dict[str, list[NDArray[np.float64]]] = {name: [] for name in MISS_COSTS}
    for validation, test in sides:
        temperature = fit_temperature(_labeled(validation))
        chances = [
            softmax(each.logits.astype(np.float64) / temperature) for each in (validation, test)
        ]
        temperatures.append(temperature)
        calibrated.append(chances[1])
        for name, cost in MISS_COSTS.items():
            threshold = _threshold(validation, chances[0], malignant, cost)
            thresholds[name].append(threshold)
            margins[name].append(chances[1][:, malignant].sum(axis=1) - threshold)
    whole = concatenated([test for _, test in sides])
    order = np.argsort(whole.rows, kind="stable")
    return RunPredictions(
        record,
        whole.at(order),
        tuple(temperatures),
        np.concatenate(calibrated)[order],
        {name: tuple(values) for name, values in thresholds.items()},
        {name: np.concatenate(values)[order] for name, values in margins.items()},
    )


def evaluate_run(predictions: RunPredictions, *, samples: int = 1000) -> RunEvaluation:
    """Compute the figures of a run, with 95 % intervals by patient."""
    results = predictions.results()
    return RunEvaluation(
        predictions.record,
        evaluate_results(results, samples=samples),
        predictions.temperatures,
        calibration_figures(
            predictions.calibrated, results.truth, results.patients, samples=samples
        ),
        _points(predictions),
    )


def _labeled(predicted: Predicted) -> Labeled:
    nothing = np.zeros((len(predicted), 1), np.float32)
    patients = np.unique(predicted.patients, return_inverse=True)[1].astype(np.int64)
    return Labeled(Predictions(predicted.logits, nothing), predicted.truth, patients)


def _threshold(
    validation: Predicted, chances: NDArray[np.float64], side: NDArray[np.bool_], cost: float
) -> float:
    """Return the threshold with the least cost on validation pictures; NaN if a side is missing."""
    truth = side[validation.truth]
    if truth.all() or not truth.any():
        return float("nan")
    scores = chances[:, side].sum(axis=1)
    return choose_threshold(scores, truth, _labeled(validation).patients, cost)


def _points(predictions: RunPredictions) -> tuple[OperatingPoint, ...]:
    truth = predictions.side[predictions.test.truth]
    patients = _labeled(predictions.test).patients
    found = []
    for name, margins in predictions.margins.items():
        if truth.all() or not truth.any() or np.isnan(margins).any():
            continue
        # margins are -1 to 1; a threshold has to lie between 0 and 1
        point = measure_point(name, 0.5, (margins + 1) / 2, truth, patients)
        mean = float(np.mean(predictions.thresholds[name]))
        found.append(replace(point, threshold=mean))
    return tuple(found)
