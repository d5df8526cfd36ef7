"""Figures of a department's test in words, as Markdown."""

from __future__ import annotations

import math

from hysteroview.core.labels import LabelSet
from hysteroview.lab.evaluate.results import DepartmentEvaluation, ModelComparison, Table
from hysteroview.lab.statistics.paired import PairedRight
from hysteroview.lab.statistics.resampling import Figure

_MEASURES = ("sensitivity", "specificity", "ppv", "npv", "f1", "auc")


def evaluation_words(evaluation: DepartmentEvaluation, labels: LabelSet) -> str:
    """Return all tables of one model."""
    tables = (evaluation.by_picture, evaluation.by_patient, *evaluation.groups)
    lines = [f"- {_name(figure)}: {interval(figure)}" for figure in evaluation.calibration]
    return "\n\n".join(
        [
            f"## {evaluation.model}",
            *(_table_words(table, labels) for table in tables),
            "\n".join(["### calibration", "", *lines]),
        ]
    )


def comparison_words(comparison: ModelComparison) -> str:
    """Return the differences of two models in sentences."""
    auc = comparison.two_auc
    points = _points(auc.difference, auc.low, auc.high)
    of_all = f"- {comparison.classes} classes: {_pair(comparison.five, comparison)}"
    return "\n".join(
        [
            f"## {comparison.first} against {comparison.second}",
            "",
            *([of_all] if comparison.classes > 2 else []),
            f"- two classes: {_pair(comparison.two, comparison)}",
            f"- AUC of two classes: difference {points} points (DeLong by patient, {_p(auc.p)})",
        ]
    )


def interval(figure: Figure) -> str:
    """Return "0.967 (0.951 to 0.981)", or what is missing in words."""
    if math.isnan(figure.value):
        return "not available"
    if math.isnan(figure.low):
        is_end = figure.value in (0, 1)
        reason = "all samples are alike" if is_end else "too few patients"
        return f"{figure.value:.3f} (no interval: {reason})"
    return f"{figure.value:.3f} ({figure.low:.3f} to {figure.high:.3f})"


def _table_words(table: Table, labels: LabelSet) -> str:
    has_sides = len({label.premalignant_or_malignant for label in labels}) == 2
    lines = [
        f"### {table.name}: {table.rows} rows of {table.patients} patients",
        "",
        f"- accuracy, {len(labels)} classes: {interval(table['five.accuracy'])}",
        f"- mean AUC over the classes: {interval(table['five.auc'])}",
        *([f"- accuracy, two classes: {interval(table['two.accuracy'])}"] if has_sides else []),
        "",
        "| class | " + " | ".join(_MEASURES) + " |",
        "|---" * (len(_MEASURES) + 1) + "|",
    ]
    names = {code: code for code in labels.codes}
    if has_sides:
        names = {"two": "premalignant or malignant"} | names
    for key, name in names.items():
        cells = [interval(table[f"{key}.{measure}"]) for measure in _MEASURES]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    lines += ["", "| truth \\ predicted | " + " | ".join(labels.codes) + " |"]
    lines.append("|---" * (len(labels) + 1) + "|")
    for code, counts in zip(labels.codes, table.confusion.tolist(), strict=True):
        lines.append(f"| {code} | " + " | ".join(map(str, counts)) + " |")
    return "\n".join(lines)


def _pair(pair: PairedRight, comparison: ModelComparison) -> str:
    difference = pair.difference
    return (
        f"difference in accuracy {_points(difference.value, difference.low, difference.high)} "
        f"points; of {pair.patients} patients {pair.only_first} are right only with "
        f"{comparison.first}, {pair.only_second} only with {comparison.second} (McNemar, "
        f"{_p(pair.p)})"
    )


def _points(value: float, low: float, high: float) -> str:
    if math.isnan(low):
        return "not available: too few patients" if math.isnan(value) else f"{100 * value:+.1f}"
    return f"{100 * value:+.1f} ({100 * low:+.1f} to {100 * high:+.1f})"


def _p(p: float) -> str:
    if math.isnan(p):
        return "no p"
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def _name(figure: Figure) -> str:
    return {
        "calibration.error": "expected calibration error",
        "calibration.brier": "Brier score",
    }.get(figure.name, figure.name)
