"""Composition of a report from runs."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import numpy as np

from hysteroview.core.labels import LabelSet
from hysteroview.lab.evaluate.result_words import comparison_words, interval
from hysteroview.lab.evaluate.results import Table
from hysteroview.lab.report.blocks import (
    Block,
    Heading,
    Paragraph,
    Picture,
    Pictures,
    Report,
    TableBlock,
)
from hysteroview.lab.report.checklists import CHECKLISTS, filled
from hysteroview.lab.report.facts import PARTS, facts_of, sides_of
from hysteroview.lab.report.plots import (
    confusion_plot,
    curve_plot,
    precision_recall,
    reliability_plot,
    roc_curve,
)
from hysteroview.lab.report.samples import Sample, samples_of
from hysteroview.lab.runs.comparison import can_compare, compare_runs, inflation, is_inflation
from hysteroview.lab.runs.evaluation import (
    RunEvaluation,
    RunPredictions,
    evaluate_run,
    read_run_predictions,
)
from hysteroview.lab.runs.further_words import inflation_words
from hysteroview.lab.runs.networks import TrainedRun, open_run
from hysteroview.lab.split.split_words import LEAKS

_MEASURES = ("sensitivity", "specificity", "ppv", "npv", "f1", "auc")
_RESEARCH = "Research use only. Not for diagnosis."


def compose(
    folders: Sequence[Path], made: datetime, *, samples: int = 1000, pictures: int = 8,
    index: Path | None = None, command: Sequence[str] = (),
) -> Report:  # fmt: skip
    """Return the report of runs.

    Parameters
    ----------
    pictures
        Heatmaps and errors that are shown of each run; 0 for none, since they are of patients.
    index
        Where the index of the runs is now, if it was moved.
    command
        By which the report is made, for its last chapter.

    Raises
    ------
    HysteroViewError
        A run is not finished, or it or its index cannot be read or was changed.
    """
    predictions = [read_run_predictions(folder) for folder in folders]
    evaluations = [evaluate_run(each, samples=samples) for each in predictions]
    runs = [open_run(folder, index) for folder in folders]
    leaking = [_title(each) for each in runs if each.record.leaks]
    is_phantom = any(each.index.settings.get("is_synthetic") for each in runs)
    blocks: list[Block] = [
        Paragraph(f"{_RESEARCH} Made {made:%Y-%m-%d %H:%M %Z}.".replace(" .", "."))
    ]
    if leaking:
        blocks.append(Paragraph(f"{', '.join(leaking)}: {LEAKS}", is_warning=True))
    if is_phantom:
        words = "The pictures are synthetic phantoms. Nothing here says anything about patients."
        blocks.append(Paragraph(words, is_warning=True))
    for parts in zip(runs, predictions, evaluations, strict=True):
        blocks += _run_chapter(*parts, pictures)
    if len(runs) == 2:
        blocks += _pair(predictions, evaluations)
    for run, evaluation in zip(runs, evaluations, strict=True):
        facts = facts_of(run, evaluation)
        blocks.append(Heading(f"Checklists: {_title(run)}"))
        blocks.append(
            Paragraph(
                "Topics in short words; the published lists decide. Values come from this run."
            )
        )
        for name, items in CHECKLISTS.items():
            blocks += [
                Heading(name, 2), TableBlock(("item", "topic", "value"), filled(items, facts)),
            ]  # fmt: skip
    blocks += _origin(runs, command)
    banner = f"LEAKING SPLIT: figures are too good ({', '.join(leaking)})" if leaking else ""
    return Report(" and ".join(map(_title, runs)), banner, tuple(blocks))


def _title(run: TrainedRun) -> str:
    return f"{run.record.title}, split {run.record.split_method}"


def _run_chapter(
    run: TrainedRun, predictions: RunPredictions, evaluation: RunEvaluation, pictures: int
) -> list[Block]:
    blocks: list[Block] = [Heading(_title(run)), Heading("Participants", 2)]
    blocks += [_flow(run), _partitions(run)]
    blocks.append(Heading("Figures", 2))
    for table in (evaluation.figures.by_patient, evaluation.figures.by_picture,
                  *evaluation.figures.groups):  # fmt: skip
        blocks += _figures(table, run.record.labels)
    calibration = [
        (figure.name.replace("calibration.", ""), interval(raw), interval(figure))
        for raw, figure in zip(evaluation.figures.calibration, evaluation.calibrated, strict=True)
    ]
    temperatures = ", ".join(f"{each:.3f}" for each in evaluation.temperatures)
    blocks += [
        Heading("Calibration", 2),
        TableBlock(
            ("measure", "without temperature", f"with temperature {temperatures}"),
            tuple(calibration),
        ),
        _operating_points(evaluation),
        Heading("Plots", 2),
        Pictures(_plots(predictions, evaluation)),
    ]
    right, wrong = samples_of(run, most=pictures)
    for title, found in (("Heatmaps of right results", right), ("Surest errors", wrong)):
        if found:
            blocks += [Heading(title, 2), Pictures(tuple(map(_shown, found)))]
    if pictures and not wrong:
        blocks.append(Paragraph("No test picture was classified wrongly."))
    return blocks


def _flow(run: TrainedRun) -> TableBlock:
    """Return how many patients, files and pictures there are, and what was left out."""
    index = run.index
    rows = [
        ("patients", str(len(set(index.patients)))),
        ("files", str(len({each.source_sha256 for each in index.pictures}))),
        ("pictures in the index", str(len(index))),
        *((f"left out: {reason}", str(n)) for reason, n in sorted(index.left_out.items())),
    ]
    return TableBlock(("participant flow", "number"), tuple(rows))


def _partitions(run: TrainedRun) -> TableBlock:
    """Return pictures / patients of each class on each side of each fold."""
    index, codes = run.index, run.index.labels.codes
    truth, patients = index.truth, np.array(index.patients)
    rows = []
    for fold, sides in sides_of(run).items():
        for side in PARTS:
            mine = sides[side]
            cells = [
                f"{int((truth[mine] == k).sum())} / "
                f"{len(set(patients[mine[truth[mine] == k]].tolist()))}"
                for k in range(len(codes))
            ]
            total = f"{len(mine)} / {len(set(patients[mine].tolist()))}"
            rows.append((fold, side, *cells, total))
    return TableBlock(("fold", "pictures / patients", *codes, "all"), tuple(rows))


def _figures(table: Table, labels: LabelSet) -> list[Block]:
    names = {"two": "premalignant or malignant", **{code: code for code in labels.codes}}
    lines = tuple(
        (name, *(interval(table[f"{key}.{measure}"]) for measure in _MEASURES))
        for key, name in names.items()
    )
    overall = (
        f"Accuracy, {len(labels)} classes: {interval(table['five.accuracy'])}. Mean AUC: "
        f"{interval(table['five.auc'])}. Accuracy, two classes: {interval(table['two.accuracy'])}."
    )
    title = f"{table.name}: {table.rows} rows of {table.patients} patients"
    return [Heading(title, 3), Paragraph(overall), TableBlock(("class", *_MEASURES), lines)]


def _operating_points(evaluation: RunEvaluation) -> TableBlock:
    rows = tuple(
        (
            each.name, f"{each.threshold:.3f}",
            _share(each.sensitivity, each.sensitivity_interval),
            _share(each.specificity, each.specificity_interval),
        )
        for each in evaluation.points
    )  # fmt: skip
    return TableBlock(("operating point", "threshold", "sensitivity", "specificity"), rows)


def _share(value: float, ends: tuple[float, float]) -> str:
    return f"{value:.3f} ({ends[0]:.3f} to {ends[1]:.3f})"


def _plots(predictions: RunPredictions, evaluation: RunEvaluation) -> tuple[Picture, ...]:
    test, raw, side = predictions.test, predictions.raw, predictions.side
    codes = predictions.record.labels.codes
    two, score = side[test.truth], raw[:, side].sum(axis=1)
    table = evaluation.figures.by_picture
    classes = [(code, test.truth == k, raw[:, k]) for k, code in enumerate(codes)]
    curves = [("premal. or mal.", two, score), *classes]
    roc = [
        (f"{name} {table[f'{key}.auc'].value:.3f}", roc_curve(truth, values))
        for key, (name, truth, values) in zip(("two", *codes), curves, strict=True)
    ]
    pr = [(name, precision_recall(truth, values)) for name, truth, values in curves]
    leading = predictions.calibrated.max(axis=1)
    is_right = predictions.calibrated.argmax(axis=1) == test.truth
    raw_right = raw.argmax(axis=1) == test.truth
    return (
        Picture(curve_plot(roc, ("1 − specificity", "sensitivity"), diagonal=True),
                "ROC by picture, with areas"),
        Picture(curve_plot(pr, ("sensitivity", "positive predictive value"), diagonal=False),
                "Precision and recall by picture"),
        Picture(confusion_plot(table.confusion, codes), "Confusion by picture"),
        Picture(confusion_plot(evaluation.figures.by_patient.confusion, codes),
                "Confusion by patient and class"),
        Picture(reliability_plot(raw.max(axis=1), raw_right, "without temperature"),
                "Reliability"),
        Picture(reliability_plot(leading, is_right, "with temperature"),
                "Reliability, calibrated"),
    )  # fmt: skip


def _shown(sample: Sample) -> Picture:
    words = f"truth {sample.truth}, predicted {sample.predicted} ({sample.probability:.2f})"
    return Picture(sample.png, words, 0.32, is_png=True)


def _pair(
    predictions: Sequence[RunPredictions], evaluations: Sequence[RunEvaluation]
) -> list[Block]:
    if can_compare(predictions[0], predictions[1]):
        words = comparison_words(compare_runs(predictions[0], predictions[1]))
    else:
        honest, leaking = sorted(range(2), key=lambda k: predictions[k].record.leaks)
        if not is_inflation(predictions[honest], predictions[leaking]):
            return []
        found = inflation(evaluations[honest], evaluations[leaking])
        words = inflation_words(evaluations[honest].record.title, found)
    return [Heading("Comparison"), *_from_words(words)]


def _from_words(words: str) -> list[Block]:
    """Return lines of Markdown as paragraphs, and its tables as tables."""
    blocks: list[Block] = []
    rows: list[tuple[str, ...]] = []
    for line in [*words.splitlines(), ""]:
        if line.startswith("|"):
            if not set(line) <= set("|-: "):
                rows.append(tuple(cell.strip() for cell in line.strip("|").split("|")))
            continue
        if rows:
            blocks.append(TableBlock(rows[0], tuple(rows[1:])))
            rows = []
        if text := line.strip("#- "):
            blocks.append(Paragraph(text))
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
