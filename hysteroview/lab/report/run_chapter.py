"""The chapter of one run: participants, partitions, figures, plots and samples."""

from __future__ import annotations

import numpy as np

from hysteroview.core.labels import LabelSet
from hysteroview.lab.evaluate.result_words import interval
from hysteroview.lab.evaluate.results import Table
from hysteroview.lab.report.blocks import (
    Block,
    Heading,
    Paragraph,
    Picture,
    Pictures,
    TableBlock,
)
from hysteroview.lab.report.facts import PARTS, sides_of
from hysteroview.lab.report.flow import flow_picture
from hysteroview.lab.report.markdown import blocks_of
from hysteroview.lab.report.plots import (
    confusion_plot,
    curve_plot,
    precision_recall,
    reliability_plot,
    roc_curve,
)
from hysteroview.lab.report.samples import Sample, samples_of
from hysteroview.lab.runs.evaluation import RunEvaluation, RunPredictions
from hysteroview.lab.runs.flicker import flicker
from hysteroview.lab.runs.further_words import flicker_words
from hysteroview.lab.runs.networks import TrainedRun
from hysteroview.lab.runs.words import temperature_words

_MEASURES = ("sensitivity", "specificity", "ppv", "npv", "f1", "auc")


def title_of(run: TrainedRun) -> str:
    """Return the name of a run, with its split."""
    return f"{run.record.title}, split {run.record.split_method}"


def run_chapter(
    run: TrainedRun, predictions: RunPredictions, evaluation: RunEvaluation, pictures: int
) -> list[Block]:
    """Return participants, partitions, all figures, plots and samples of a run.

    Parameters
    ----------
    pictures
        Heatmaps and errors that are shown; 0 for none.
    """
    blocks: list[Block] = [Heading(title_of(run)), Heading("Participants", 2)]
    blocks += [Pictures((flow_picture(run),)), _flow(run), _partitions(run)]
    blocks.append(Heading("Figures", 2))
    for table in (evaluation.figures.by_patient, evaluation.figures.by_picture,
                  *evaluation.figures.groups):  # fmt: skip
        blocks += _figures(table, run.record.labels)
    calibration = [
        (figure.name.replace("calibration.", ""), interval(raw), interval(figure))
        for raw, figure in zip(evaluation.figures.calibration, evaluation.calibrated, strict=True)
    ]
    temperatures = ", ".join(map(temperature_words, evaluation.temperatures))
    blocks += [
        Heading("Calibration", 2),
        TableBlock(
            ("measure", "without temperature", f"with temperature {temperatures}"),
            tuple(calibration),
        ),
        Heading("Operating points", 2),
        Paragraph("Thresholds are chosen on validation pictures and measured on test pictures."),
        _operating_points(evaluation),
        *blocks_of(flicker_words(flicker(predictions, run.index))),
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
