"""What models said about the test pictures of a department, and all figures of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.labels import LabelSet
from hysteroview.lab.evaluate.measures import class_measures, confusion
from hysteroview.lab.statistics.areas import Comparison, compare
from hysteroview.lab.statistics.calibration import calibration_figures
from hysteroview.lab.statistics.paired import PairedRight, compare_right, mean_by_patient
from hysteroview.lab.statistics.resampling import Figure, PatientSamples

_LEAST_PATIENTS = 2


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """Probabilities of one model for labeled pictures.

    Attributes
    ----------
    probabilities
        (N, C).
    truth
        (N,) index of the class.
    patients, sites, scopes
        (N,) of each picture; sites and scopes may be empty texts.
    """

    model: str
    labels: LabelSet
    probabilities: NDArray[np.float64]
    truth: NDArray[np.int64]
    patients: Sequence[str]
    sites: Sequence[str] = field(default=())
    scopes: Sequence[str] = field(default=())

    def by_patient(self) -> Results:
        """Return one row for each patient and class: the mean probability of those pictures.

        A patient with pictures of two classes counts as two rows of one patient.
        """
        keys = [
            f"{code}\0{patient}" for code, patient in zip(self.truth, self.patients, strict=True)
        ]
        names, means = mean_by_patient(self.probabilities, keys)
        truth = np.array([int(name.split("\0")[0]) for name in names], np.int64)
        patients = [name.split("\0", 1)[1] for name in names]
        return Results(self.model, self.labels, means, truth, patients)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Figures over one selection of rows."""

    name: str
    rows: int
    patients: int
    figures: tuple[Figure, ...]
    confusion: NDArray[np.int64]

    def __getitem__(self, name: str) -> Figure:
        return next(figure for figure in self.figures if figure.name == name)


@dataclass(frozen=True, slots=True, eq=False)
class DepartmentEvaluation:
    """All figures of one model.

    Attributes
    ----------
    groups
        Tables of each site and scope with at least two patients.
    """

    model: str
    by_picture: Table
    by_patient: Table
    calibration: tuple[Figure, ...]
    groups: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class ModelComparison:
    """Two models on the same pictures; differences are first minus second."""

    first: str
    second: str
    five: PairedRight
    two: PairedRight
    two_auc: Comparison
    classes: int


def evaluate_results(results: Results, *, samples: int = 1000) -> DepartmentEvaluation:
    """Compute the figures of a model, by picture and by patient, with intervals by patient."""
    return DepartmentEvaluation(
        results.model,
        _table("by picture", results, samples),
        _table("by patient", results.by_patient(), samples),
        calibration_figures(
            results.probabilities, results.truth, results.patients, samples=samples
        ),
        tuple(_groups("site", results, results.sites, samples))
        + tuple(_groups("scope", results, results.scopes, samples)),
    )


def compare_results(first: Results, second: Results) -> ModelComparison:
    """Compare two models on the same pictures.

    Raises
    ------
    ValueError
        They are not the same pictures.
    """
    if list(first.patients) != list(second.patients) or not np.array_equal(
        first.truth, second.truth
    ):
        raise ValueError("two models can be compared on the same pictures only")
    side = np.array([label.premalignant_or_malignant for label in first.labels])
    scores = [each.probabilities[:, side].sum(axis=1) for each in (first, second)]
    true = side[first.truth]
    return ModelComparison(
        first.model,
        second.model,
        compare_right(_is_right(first), _is_right(second), first.patients),
        compare_right((scores[0] >= 0.5) == true, (scores[1] >= 0.5) == true, first.patients),
        compare(true, scores[0], scores[1], first.patients),
        len(first.labels),
    )


def _is_right(results: Results) -> NDArray[np.bool_]:
    right: NDArray[np.bool_] = results.probabilities.argmax(axis=1) == results.truth
    return right


def _table(name: str, results: Results, samples: int) -> Table:
    drawn = PatientSamples(results.patients, samples=samples)
    measures = class_measures(results.labels, results.truth, results.probabilities)
    return Table(
        name,
        len(results.truth),
        drawn.patients,
        drawn.figures(measures),
        confusion(results.truth, results.probabilities, len(results.labels)),
    )


def _groups(kind: str, results: Results, names: Sequence[str], samples: int) -> list[Table]:
    tables = []
    for name in sorted(set(names) - {""}):
        rows = np.flatnonzero(np.array(names) == name)
        patients = [results.patients[row] for row in rows.tolist()]
        if len(set(patients)) < _LEAST_PATIENTS or len(rows) == len(results.truth):
            continue
        part = Results(
            results.model,
            results.labels,
            results.probabilities[rows],
            results.truth[rows],
            patients,
        )
        tables.append(_table(f"{kind} {name}", part, samples))
    return tables


def as_json(evaluation: DepartmentEvaluation) -> Mapping[str, object]:
    """Return an evaluation as plain data; figures that do not exist are null."""
    return {
        "model": evaluation.model,
        "calibration": [figure_json(each) for each in evaluation.calibration],
        "tables": [
            {
                "name": table.name,
                "rows": table.rows,
                "patients": table.patients,
                "figures": [figure_json(each) for each in table.figures],
                "confusion": table.confusion.tolist(),
            }
            for table in (evaluation.by_picture, evaluation.by_patient, *evaluation.groups)
        ],
    }


def figure_json(figure: Figure) -> dict[str, object]:
    """Return a figure as plain data; null where it does not exist."""
    numbers = {"value": figure.value, "low": figure.low, "high": figure.high}
    known = {name: number if np.isfinite(number) else None for name, number in numbers.items()}
    return {"name": figure.name, **known}
