"""Two runs compared: on the same test pictures in pairs, or across a split that leaks."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace

import numpy as np

from hysteroview.core.errors import HysteroViewError
from hysteroview.lab.evaluate.results import ModelComparison, Results, compare_results, figure_json
from hysteroview.lab.runs.evaluation import RunEvaluation, RunPredictions
from hysteroview.lab.runs.tasks import TWO_SIDES
from hysteroview.lab.statistics.resampling import Figure

_INFLATED = ("five.accuracy", "five.auc", "two.accuracy", "two.auc")


@dataclass(frozen=True, slots=True)
class Inflation:
    """How much better a network looks on a split that leaks.

    Attributes
    ----------
    honest, leaking
        The figure of the run by patient, and of the run by picture.
    difference
        Leaking minus honest. The test pictures differ, so its interval takes them as independent.
    """

    honest: Figure
    leaking: Figure
    difference: Figure


def compare_runs(first: RunPredictions, second: RunPredictions) -> ModelComparison:
    """Compare two runs on the same test pictures; runs of different tasks by two classes.

    Raises
    ------
    HysteroViewError
        They were not tested on the same pictures of the same index.
    """
    rows = [each.test.rows.tolist() for each in (first, second)]
    if first.record.index_sha256 != second.record.index_sha256 or rows[0] != rows[1]:
        raise HysteroViewError(
            "The two runs were not tested on the same pictures.",
            remedy="Train both on one split of one index.",
        )
    results = [each.results() for each in (first, second)]
    if first.record.labels.codes != second.record.labels.codes:
        results = [_as_two(each) for each in results]
    if results[0].model == results[1].model:
        results[1] = replace(results[1], model=f"{results[1].model} (second)")
    return compare_results(results[0], results[1])


def comparison_json(comparison: ModelComparison) -> dict[str, object]:
    """Return a comparison as plain data; what does not exist is null."""
    return {
        "first": comparison.first,
        "second": comparison.second,
        **{
            name: {**asdict(pair), "difference": figure_json(pair.difference)}
            for name, pair in (("five", comparison.five), ("two", comparison.two))
        },
        "two_auc": {
            name: value if math.isfinite(value) else None
            for name, value in (
                ("difference", comparison.two_auc.difference),
                ("low", comparison.two_auc.low),
                ("high", comparison.two_auc.high),
                ("p", comparison.two_auc.p),
            )
        },
    }


def inflation(honest: RunEvaluation, leaking: RunEvaluation) -> tuple[Inflation, ...]:
    """Return by how much the figures of the leaking run are better, picture by picture.

    Raises
    ------
    HysteroViewError
        They differ in network, task or index, or not in that one leaks.
    """
    pair = honest.record, leaking.record
    same = all(
        getattr(pair[0], name) == getattr(pair[1], name)
        for name in ("network", "task", "index_sha256")
    )
    if not same or pair[0].leaks or not pair[1].leaks:
        raise HysteroViewError(
            "The inflation needs a run by patient and one with --paper-split.",
            remedy="Train one network for one task on both splits of one index.",
        )
    tables = honest.figures.by_picture, leaking.figures.by_picture
    return tuple(_inflation(tables[0][name], tables[1][name]) for name in _INFLATED)


def _inflation(honest: Figure, leaking: Figure) -> Inflation:
    """Return a difference with an interval from those of both figures.

    Zou and Donner 2008, Stat Med 27:1693: the limits need not be symmetric.
    """
    gap = leaking.value - honest.value
    low = math.hypot(leaking.value - leaking.low, honest.high - honest.value)
    high = math.hypot(leaking.high - leaking.value, honest.value - honest.low)
    return Inflation(honest, leaking, Figure(honest.name, gap, gap - low, gap + high))


def _as_two(results: Results) -> Results:
    side = np.array([label.premalignant_or_malignant for label in results.labels])
    malignant = results.probabilities[:, side].sum(axis=1)
    return replace(
        results,
        labels=TWO_SIDES,
        probabilities=np.stack([1 - malignant, malignant], axis=1),
        truth=side[results.truth].astype(np.int64),
    )


def can_compare(first: RunPredictions, second: RunPredictions) -> bool:
    """Whether two runs were tested on the same pictures."""
    return (
        first.record.index_sha256 == second.record.index_sha256
        and first.test.rows.tolist() == second.test.rows.tolist()
    )


def is_inflation(first: RunPredictions, second: RunPredictions) -> bool:
    """Whether the second run is the first on a split that leaks."""
    a, b = first.record, second.record
    return (a.network, a.task, a.index_sha256, a.leaks, b.leaks) == (
        b.network, b.task, b.index_sha256, False, True,
    )  # fmt: skip
