"""How the figures of a site's own table read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

from hysteroview.core.agreement.cases import Unit
from hysteroview.core.agreement.intervals import FEWEST_PATIENTS, Estimate
from hysteroview.core.agreement.tables import Agreement, Comparison
from hysteroview.core.wording import counted

FIGURES: Final = (
    ("sensitivity", "sensitivity"),
    ("sensitivity_of_all", "sensitivity, no result counted as missed"),
    ("specificity", "specificity"),
    ("positive_predictive_value", "positive predictive value"),
    ("negative_predictive_value", "negative predictive value"),
    ("agreement", "agreement"),
    ("kappa", "kappa"),
)
"""Names of the fields of a comparison, and how they read."""
FEW_PATIENTS: Final = f"no interval: fewer than {FEWEST_PATIENTS} patients"
NO_INTERVAL: Final = "no interval"
NOT_DEFINED: Final = "–"
_HEADER = ("unit", "test", "reference", "target", "figure", "value", "low", "high", "patients")


def figure_words(estimate: Estimate, *, is_share: bool = True) -> str:
    """Return a figure with its interval, such as 83 % (71 % to 92 %), or 0.61 (0.40 to 0.78)."""
    if estimate.value is None:
        return NOT_DEFINED
    numbers = [_number(each, is_share=is_share) for each in (estimate.value, *_ends(estimate))]
    return numbers[0] if len(numbers) < 3 else "{} ({} to {})".format(*numbers)


def interval_note(estimate: Estimate) -> str:
    """Return why a figure has no interval; empty if it has one or is not defined."""
    if estimate.value is None or estimate.low is not None:
        return ""
    return FEW_PATIENTS if estimate.patients < FEWEST_PATIENTS else NO_INTERVAL


def comparison_lines(comparison: Comparison) -> list[str]:
    """Return the counts and figures of a comparison as lines; none if there is nothing to show."""
    if not comparison.counted and not comparison.positives_without_result:
        return []
    counts = (
        (comparison.true_positives, "both"),
        (comparison.false_negatives, f"only {comparison.reference.value}"),
        (comparison.false_positives, f"only {comparison.test.value}"),
        (comparison.true_negatives, "neither"),
    )
    lines = [f"{comparison.target}: {', '.join(f'{n} {who}' for n, who in counts)}"]
    for field, title in FIGURES:
        estimate: Estimate = getattr(comparison, field)
        if not is_shown(comparison, field) or estimate.value is None:
            continue
        note = interval_note(estimate)
        words = figure_words(estimate, is_share=field != "kappa")
        lines.append(f"  {title:<41} {words}{f' ({note})' if note else ''}")
    return lines


def is_shown(comparison: Comparison, field: str) -> bool:
    """Whether a figure says something: without a reference standard only agreement does."""
    if field == "sensitivity_of_all":
        return comparison.has_reference and comparison.positives_without_result > 0
    return comparison.has_reference or field in ("agreement", "kappa")


def left_out_words(comparison: Comparison) -> str:
    """Return what is missing in the cases that are not counted; empty if all are."""
    parts = [f"{count} {why}" for why, count in sorted(comparison.left_out.items())]
    return f"not counted: {'; '.join(parts)}" if parts else ""


def unit_words(table: Agreement) -> str:
    """Return how many exams or lesions there are, and of how many patients."""
    names = {Unit.EXAM: ("exam", "exams"), Unit.LESION: ("lesion", "lesions")}
    return (
        f"{counted(table.cases, *names[table.unit])} of "
        f"{counted(table.patients, 'patient', 'patients')}"
    )


def agreement_table(table: Agreement, *, has_header: bool = True) -> str:
    """Return all counts and figures as CSV, one row for each figure."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if has_header:
        writer.writerow(_HEADER)
    for each in table.comparisons:
        start = [table.unit.value, each.test.value, each.reference.value, each.target]
        writer.writerows([*start, *row] for row in _rows(each))
    for source, states in table.states.items():
        for state, count in states.items():
            writer.writerow([table.unit.value, source, "", "", state, count, "", "", ""])
    for row in table.rows:
        said = f"AI {row.ai}; operator {row.operator}; pathology {row.pathology}"
        writer.writerow([table.unit.value, "", "", "", said, row.count, "", "", ""])
    return out.getvalue()


def model_words(table: Agreement) -> str:
    """Return a warning if the results of several models are pooled; empty otherwise."""
    if len(table.models) < 2:
        return ""
    return f"The exams were made with {len(table.models)} models: pooled here."


def _rows(comparison: Comparison) -> Iterable[list[object]]:
    for name in (
        "true_positives", "false_positives", "false_negatives", "true_negatives",
        "positives_without_result", "negatives_without_result",
    ):  # fmt: skip
        yield [name, getattr(comparison, name), "", "", ""]
    for why, count in sorted(comparison.left_out.items()):
        yield [f"not counted: {why}", count, "", "", ""]
    for field, _ in FIGURES:
        if is_shown(comparison, field):
            estimate: Estimate = getattr(comparison, field)
            ends = (estimate.value, estimate.low, estimate.high)
            yield [field, *("" if each is None else each for each in ends), estimate.patients]


def _ends(estimate: Estimate) -> tuple[float, ...]:
    if estimate.low is None or estimate.high is None:
        return ()
    return estimate.low, estimate.high


def _number(value: float, *, is_share: bool) -> str:
    return f"{100 * value:.0f} %" if is_share else f"{value:.2f}"
