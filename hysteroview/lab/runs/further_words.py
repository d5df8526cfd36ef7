"""Comparisons, robustness, flicker and localization of runs in words and as plain data."""

from __future__ import annotations

import math
from collections.abc import Sequence

from hysteroview.lab.evaluate.result_words import interval
from hysteroview.lab.evaluate.results import figure_json
from hysteroview.lab.localize.measures import SHARES
from hysteroview.lab.runs.comparison import Inflation
from hysteroview.lab.runs.flicker import Flicker
from hysteroview.lab.runs.localization import Localization, Sanity
from hysteroview.lab.runs.robustness import CorruptedFigures
from hysteroview.lab.statistics.resampling import Figure

_INFLATED = {
    "five.accuracy": "accuracy, all classes",
    "five.auc": "mean AUC over the classes",
    "two.accuracy": "accuracy, two classes",
    "two.auc": "AUC, two classes",
}
_LOCALIZED = {
    "on lesion": "marked area that is lesion (half of the maximum)",
    "pointing game": "maximum on the lesion (pointing game)",
    "overlap": "intersection over union (half of the maximum)",
    "mass": "evidence on the lesion",
    "chance": "picture that is lesion (a random heatmap)",
}


def inflation_words(title: str, found: Sequence[Inflation]) -> str:
    """Return both figures side by side and their difference in points."""
    rows = [
        f"| {_INFLATED[each.honest.name]} | {interval(each.honest)} | {interval(each.leaking)} "
        f"| {_points(each)} |"
        for each in found
    ]
    return "\n".join(
        [
            f"## {title}: by patient, and by picture as in the publication (leaks)",
            "",
            "| figure | by patient | by picture (leaks) | inflation in points |",
            "|---|---|---|---|",
            *rows,
        ]
    )


def robustness_words(found: Sequence[CorruptedFigures]) -> str:
    """Return a table by corruption and grade."""
    rows = [
        f"| {each.reason.replace('_', ' ')} | {'' if each.grade < 0 else f'{each.grade:g}'} "
        f"| {interval(each.accuracy)} | {interval(each.two_auc)} |"
        for each in found
    ]
    return "\n".join(
        [
            "### corrupted test pictures",
            "",
            "| corruption | grade | accuracy | AUC, two classes |",
            "|---|---|---|---|",
            *rows,
        ]
    )


def flicker_words(found: Flicker | None) -> str:
    """Return the jumps between adjacent frames, or that there are none."""
    if found is None:
        return "### flicker\n\nNot available: no two test pictures are adjacent frames."
    return (
        f"### flicker: {found.pairs} pairs of frames {found.step_s:g} s apart\n\n"
        f"- median jump of the probability of the true class: {interval(found.median)}\n"
        f"- 95th percentile: {interval(found.p95)}"
    )


def localization_words(found: Localization) -> str:
    """Return all figures of heatmaps against masks."""
    lines = [f"- {_LOCALIZED[each.name]}: {interval(each)}" for each in found.figures]
    if found.without_evidence:
        lines.append(f"- pictures without any evidence, left out: {found.without_evidence}")
    rows = [
        f"| {share:g} | {interval(on)} | {interval(over)} |"
        for share, on, over in zip(SHARES, found.on_lesion, found.overlap, strict=True)
    ]
    count = f"{found.pictures} pictures of {found.patients} patients"
    return "\n".join(
        [
            f"### heatmaps on {count} with a known lesion",
            "",
            *lines,
            "",
            "| share of the maximum | marked area that is lesion | intersection over union |",
            "|---|---|---|",
            *rows,
        ]
    )


def sanity_words(found: Sanity) -> str:
    """Return deletion, insertion and the likeness after randomization."""
    stages = [f"| {name} | {_number(value)} |" for name, value in found.by_stage]
    return "\n".join(
        [
            f"### checks of the heatmaps on {found.pictures} pictures, one of each patient",
            "",
            _curve("deletion", found.deletion, found.random_deletion, "smaller"),
            _curve("insertion", found.insertion, found.random_insertion, "greater"),
            "",
            "| weights random down to | rank correlation with the trained map |",
            "|---|---|",
            *stages,
        ]
    )


def inflation_json(found: Sequence[Inflation]) -> list[dict[str, object]]:
    """Return both figures and their difference as plain data."""
    return [
        {
            "by_patient": figure_json(each.honest),
            "by_picture": figure_json(each.leaking),
            "difference": figure_json(each.difference),
        }
        for each in found
    ]


def localization_json(found: Localization) -> dict[str, object]:
    """Return figures as plain data."""
    return {
        "pictures": found.pictures,
        "patients": found.patients,
        "without_evidence": found.without_evidence,
        "figures": [figure_json(each) for each in found.figures],
        "on_lesion": [figure_json(each) for each in found.on_lesion],
        "overlap": [figure_json(each) for each in found.overlap],
    }


def sanity_json(found: Sanity) -> dict[str, object]:
    """Return figures as plain data."""
    curves = (found.deletion, found.insertion, found.random_deletion, found.random_insertion)
    return {
        "pictures": found.pictures,
        "curves": [figure_json(each) for each in curves],
        "by_stage": [
            {"stage": name, "correlation": value if math.isfinite(value) else None}
            for name, value in found.by_stage
        ],
    }


def further_json(corrupted: Sequence[CorruptedFigures], jumps: Flicker | None) -> dict[str, object]:
    """Return robustness and flicker as plain data."""
    return {
        "corrupted": [
            {"reason": each.reason, "grade": each.grade, "accuracy": figure_json(each.accuracy),
             "two_auc": figure_json(each.two_auc)}
            for each in corrupted
        ],
        "flicker": None if jumps is None else {
            "pairs": jumps.pairs, "step_s": jumps.step_s, "median": figure_json(jumps.median),
            "p95": figure_json(jumps.p95),
        },
    }  # fmt: skip


def _points(found: Inflation) -> str:
    gap = found.difference
    if math.isnan(gap.value):
        return "not available"
    if math.isnan(gap.low):
        return f"{100 * gap.value:+.1f} (no interval: too few patients)"
    return f"{100 * gap.value:+.1f} ({100 * gap.low:+.1f} to {100 * gap.high:+.1f})"


def _curve(name: str, own: Figure, by_chance: Figure, better: str) -> str:
    chance = interval(by_chance)
    return f"- {name}: {interval(own)}; places in random order {chance} ({better} is better)"


def _number(value: float) -> str:
    return "not available" if math.isnan(value) else f"{value:.2f}"
