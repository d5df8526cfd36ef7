"""Composition of a report from runs."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from pathlib import Path

from hysteroview.lab.evaluate.result_words import comparison_words, interval
from hysteroview.lab.report.blocks import Block, Heading, Paragraph, Report, TableBlock
from hysteroview.lab.report.checklists import CHECKLISTS, filled
from hysteroview.lab.report.facts import facts_of
from hysteroview.lab.report.markdown import blocks_of
from hysteroview.lab.report.run_chapter import run_chapter, title_of
from hysteroview.lab.runs.comparison import can_compare, compare_runs, inflation, is_inflation
from hysteroview.lab.runs.evaluation import (
    RunEvaluation,
    RunPredictions,
    evaluate_run,
    read_run_predictions,
)
from hysteroview.lab.runs.further_words import inflation_words, robustness_words
from hysteroview.lab.runs.heatmaps import Heatmaps, heatmap_words, heatmaps_of
from hysteroview.lab.runs.networks import TrainedRun, open_run
from hysteroview.lab.runs.robustness import robustness
from hysteroview.lab.split.split_words import LEAKS

_RESEARCH = "Research use only. Not for diagnosis."
_OVERVIEW = {
    "five.accuracy": "accuracy", "five.auc": "mean AUC", "two.sensitivity": "sensitivity",
    "two.specificity": "specificity", "two.auc": "AUC, two classes",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPlan:
    """What a report has in it.

    Attributes
    ----------
    pictures
        Heatmaps and errors that are shown of each run; 0 for none, since they are of patients.
    index
        Where the index of the runs is now, if it was moved.
    command
        By which the report is made, for its last chapter.
    is_corrupted
        Whether the most accurate network is also tested on corrupted pictures, which takes a while.
    heatmaps
        Figures of the heatmaps of the most accurate run, if they are computed already.
    note
        A sentence about what the data are.
    """

    samples: int = 1000
    pictures: int = 8
    index: Path | None = None
    command: Sequence[str] = ()
    is_corrupted: bool = False
    heatmaps: Heatmaps | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class _Reported:
    """A run with its predictions and figures."""

    run: TrainedRun
    predictions: RunPredictions
    evaluation: RunEvaluation

    @property
    def leaks(self) -> bool:
        return self.run.record.leaks

    @property
    def title(self) -> str:
        return title_of(self.run)


def compose(folders: Sequence[Path], made: datetime, plan: ReportPlan) -> Report:
    """Return the report of runs.

    All runs are in the table at its head. A run on a split that leaks has no chapter of its own if
    there is the same network on an honest split, beside which it is shown with the inflation.
    Heatmaps, corrupted pictures and checklists are those of the most accurate run that does not
    leak, of the first run's task.

    Raises
    ------
    HysteroViewError
        A run is not finished, or it or its index cannot be read or was changed.
    """
    reported = [_reported(folder, plan) for folder in folders]
    leaking = [each.title for each in reported if each.leaks]
    is_phantom = any(each.run.index.settings.get("is_synthetic") for each in reported)
    blocks: list[Block] = [
        Paragraph(f"{_RESEARCH} Made {made:%Y-%m-%d %H:%M %Z}.".replace(" .", "."))
    ]
    if plan.note:
        blocks.append(Paragraph(plan.note))
    if leaking:
        blocks.append(Paragraph(f"{', '.join(leaking)}: {LEAKS}", is_warning=True))
    if is_phantom:
        words = "The pictures are synthetic phantoms. Nothing here says anything about patients."
        blocks.append(Paragraph(words, is_warning=True))
    if len(reported) > 1:
        blocks += _overview(reported)
    pairs = [
        (first, second)
        for one, other in combinations(reported, 2)
        for first, second in ((one, other), (other, one))
        if is_inflation(first.predictions, second.predictions)
    ]
    shown_beside = [second for _, second in pairs]
    for each in reported:
        if each not in shown_beside:
            blocks += run_chapter(each.run, each.predictions, each.evaluation, plan.pictures)
    blocks += _comparisons(reported, pairs)
    blocks += _best_chapter(_best(reported), plan)
    blocks += _origin([each.run for each in reported], plan.command)
    named = ", ".join(leaking) if len(leaking) < 3 else f"{len(leaking)} runs"
    banner = f"LEAKING SPLIT: figures are too good ({named})" if leaking else ""
    titles = [each.title for each in reported]
    title = " and ".join(titles) if len(titles) < 3 else f"{len(titles)} runs"
    return Report(title, banner, tuple(blocks))


def _reported(folder: Path, plan: ReportPlan) -> _Reported:
    predictions = read_run_predictions(folder)
    evaluation = evaluate_run(predictions, samples=plan.samples)
    return _Reported(open_run(folder, plan.index), predictions, evaluation)


def _best(reported: Sequence[_Reported]) -> _Reported:
    """Return the most accurate run that does not leak, of the first run's task."""
    honest = [each for each in reported if not each.leaks] or list(reported)
    same = [each for each in honest if each.run.record.task == honest[0].run.record.task]
    return max(same, key=lambda each: each.evaluation.figures.by_picture["five.accuracy"].value)


def _overview(reported: Sequence[_Reported]) -> list[Block]:
    """Return the figures of all runs beside one another, by picture as in the publication."""
    rows = []
    for each in reported:
        table = each.evaluation.figures.by_picture
        leaks = " (leaks)" if each.leaks else ""
        rows.append((each.title + leaks, *(interval(table[name]) for name in _OVERVIEW)))
    words = (
        "By picture, with 95 % intervals by patient. Sensitivity and specificity are for "
        "premalignant or malignant, at a threshold of 0.5."
    )
    return [
        Heading("All runs"), Paragraph(words),
        TableBlock(("run", *_OVERVIEW.values()), tuple(rows)),
    ]  # fmt: skip


def _comparisons(
    reported: Sequence[_Reported], pairs: Sequence[tuple[_Reported, _Reported]]
) -> list[Block]:
    words = []
    for first, second in combinations(reported, 2):
        same_task = first.run.record.task == second.run.record.task
        if same_task and can_compare(first.predictions, second.predictions):
            words.append(comparison_words(compare_runs(first.predictions, second.predictions)))
    for honest, leaking in pairs:
        found = inflation(honest.evaluation, leaking.evaluation)
        words.append(inflation_words(honest.run.record.title, found))
    if not words:
        return []
    return [Heading("Comparison"), *(block for each in words for block in blocks_of(each))]


def _best_chapter(best: _Reported, plan: ReportPlan) -> list[Block]:
    """Return heatmaps, corrupted pictures and checklists of the most accurate run."""
    heatmaps = plan.heatmaps or heatmaps_of(best.run, samples=plan.samples)
    corrupted = robustness(best.run) if plan.is_corrupted else ()
    blocks: list[Block] = [
        Heading(f"Where the evidence lies: {best.title}"),
        *blocks_of(heatmap_words(heatmaps), skip_heading=True),
    ]
    if corrupted:
        blocks.append(Heading(f"Robustness: {best.title}"))
        blocks += blocks_of(robustness_words(corrupted), skip_heading=True)
    facts = facts_of(best.run, best.evaluation, heatmaps, corrupted)
    words = "Topics in short words; the published lists decide. Values come from this run."
    blocks += [Heading(f"Checklists: {best.title}"), Paragraph(words)]
    for name, items in CHECKLISTS.items():
        table = TableBlock(("item", "topic", "value"), filled(items, facts))
        blocks += [Heading(name, 2), table]
    return blocks


def _origin(runs: Sequence[TrainedRun], command: Sequence[str]) -> list[Block]:
    rows = []
    for run in runs:
        record = run.record
        rows += [
            (run.folder.name, "index", record.index_sha256),
            (run.folder.name, "split", f"{record.split_method}, {record.split_sha256}"),
            *((run.folder.name, f"weights, {f.name}", f.weights_sha256) for f in record.folds),
            *((run.folder.name, name, text) for name, text in record.environment.items()),
            *((run.folder.name, name, str(value)) for name, value in record.settings.items()),
        ]
    words = f"Made with: {shlex.join(command)}" if command else ""
    return [
        Heading("Commands, versions and hashes"), *([Paragraph(words)] if words else []),
        TableBlock(("run", "what", "value"), tuple(rows)),
    ]  # fmt: skip
