"""What a run and its index say about the items of the checklists."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hysteroview.lab.evaluate.result_words import interval
from hysteroview.lab.report.checklists import AUTHOR
from hysteroview.lab.runs.evaluation import RunEvaluation
from hysteroview.lab.runs.heatmaps import Heatmaps
from hysteroview.lab.runs.networks import TrainedRun
from hysteroview.lab.runs.predictions import read_predictions
from hysteroview.lab.runs.record import PREDICTIONS_FILE
from hysteroview.lab.runs.robustness import CorruptedFigures
from hysteroview.lab.split.split_words import LEAKS

PARTS = ("training", "validation", "test")
Sides = dict[str, NDArray[np.int64]]  # rows of the index by side


def sides_of(run: TrainedRun) -> dict[str, Sides]:
    """Return the rows of the index on each side of each fold."""
    found: dict[str, Sides] = {}
    for fold in run.record.folds:
        sides = read_predictions(run.folder / fold.folder / PREDICTIONS_FILE)
        held = np.concatenate([each.rows for each in sides])
        training = np.setdiff1d(np.arange(len(run.index)), held)
        found[fold.name] = dict(zip(PARTS, (training, sides[0].rows, sides[1].rows), strict=True))
    return found


def facts_of(
    run: TrainedRun,
    evaluation: RunEvaluation,
    heatmaps: Heatmaps | None = None,
    corrupted: Sequence[CorruptedFigures] = (),
) -> dict[str, str]:
    """Return a sentence for each item that follows from the run.

    Parameters
    ----------
    heatmaps, corrupted
        Figures of heatmaps, and on corrupted pictures, if they are in the report.
    """
    record, index = run.record, run.index
    settings, table = record.settings, evaluation.figures.by_patient
    patients = len(set(index.patients))
    names = {
        kind: sorted({getattr(each, kind) for each in index.pictures} - {""})
        for kind in ("site", "scope")
    }
    counts = np.bincount(index.truth, minlength=len(index.labels))
    by_class = ", ".join(
        f"{code} {count}" for code, count in zip(index.labels.codes, counts.tolist(), strict=True)
    )
    out = ", ".join(f"{reason}: {count}" for reason, count in sorted(index.left_out.items()))
    lesions = sum(each.has_lesion for each in index.pictures)
    points = "; ".join(f"{each.name} from {each.threshold:.3f}" for each in evaluation.points)
    environment = ", ".join(f"{name} {text}" for name, text in record.environment.items())
    figures = {
        name: interval(table[name])
        for name in ("five.accuracy", "five.auc", "two.sensitivity", "two.specificity", "two.auc")
    }
    groups = [f"{each.name}: accuracy {interval(each['five.accuracy'])}"
              for each in evaluation.figures.groups]  # fmt: skip
    disjoint = LEAKS if record.leaks else "patients, and near duplicates of pictures"
    return {
        "model": f"{record.network}, global average pooling and one linear layer, "
        f"{len(record.labels)} classes",
        "classes": ", ".join(f"{each.code} ({each.name})" for each in record.labels),
        "sources": f"{len({each.source_sha256 for each in index.pictures})} files of {patients} "
        f"patients; sites: {', '.join(names['site']) or 'not recorded'}",
        "sites": ", ".join(names["site"]),
        "acquisition": f"scopes: {', '.join(names['scope'])}" if names["scope"] else "",
        "preprocessing": f"square around the field of view, {record.size_px} px, bilinear; frames "
        f"at {index.settings.get('rate_hz', '?')} Hz; quality gate: "
        f"{'on' if index.settings.get('is_gated', True) else 'off'}",
        "input": f"one picture, {record.size_px} × {record.size_px} RGB, ImageNet mean and "
        "deviation",
        "subsets": out,
        "flow": f"{patients} patients, {len(index)} pictures ({by_class}); left out: "
        f"{out or 'nothing'}",
        "deidentified": "patients by keys of the manifest; pictures are crops of the field of view",
        "missing": f"frames that cannot be assessed are left out and counted: {out or 'none'}",
        "reference": "label by histopathology, as entered in the manifest",
        "masks": f"place of the lesion known in {lesions} of {len(index)} pictures",
        "assigned": f"{record.split_method}, classes evenly, split {record.split_sha256[:16]}",
        "disjoint": disjoint,
        "sample": f"{patients} patients; test: {table.patients} patients, "
        f"{evaluation.figures.by_picture.rows} pictures",
        "software": environment,
        "initial": record.weights,
        "training": f"{_stages(settings.get('stages'))}, batch "
        f"{settings.get('batch_size')}, schedule {settings.get('schedule')}, label smoothing "
        f"{settings.get('label_smoothing')}, augmentation {settings.get('augmentation')}, moving "
        f"average {settings.get('ema_decay')}, seed {settings.get('seed')}",
        "imbalance": "each class is drawn equally often in training; probabilities are calibrated "
        "on validation pictures as they are",
        "selection": "epoch with the least validation loss: "
        + ", ".join(f"{each.name} {each.best_epoch} of {each.epochs}" for each in record.folds),
        "ensemble": "none",
        "updating": "none",
        "metrics": "accuracy, AUC, sensitivity, specificity, PPV, NPV, F1, calibration error, "
        "Brier score; by picture and by patient",
        "uncertainty": "95 % intervals by resampling patients; DeLong and McNemar by patient",
        "robustness": _robustness(corrupted),
        "explain": _explanation(heatmaps),
        "internal": f"{table.patients} test patients of the same index",
        "external": "",
        "partition": f"classes of each set in the table of this report; other characteristics: "
        f"{AUTHOR}",
        "severity": by_class,
        "performance": "; ".join(f"{name} {words}" for name, words in figures.items()),
        "accuracy": f"sensitivity {figures['two.sensitivity']}, specificity "
        f"{figures['two.specificity']}, for premalignant or malignant",
        "errors": "surest errors, and the table of confusion, in this report",
        "heterogeneity": "; ".join(groups),
        "output": f"probability of each class; thresholds: {points or 'none'}",
        "poor input": "pictures that the quality gate or the open set stops get no label",
        "audit": "the program keeps each result in the exam record, with the hash of the model's "
        "card",
        "blinding": "the network sees the picture only",
        "availability": f"weights {', '.join(f.weights_sha256[:16] for f in record.folds)}; "
        "HysteroView is open source (Apache-2.0)",
    }  # fmt: skip


def _stages(stages: object) -> str:
    """Return epochs, size and learning rate of each stage."""
    if not isinstance(stages, list):
        return "stages not recorded"
    return ", then ".join(
        f"{each['epochs']} epochs at {each['size_px']} px, learning rate {each['learning_rate']:g}"
        for each in stages
    )


def _explanation(heatmaps: Heatmaps | None) -> str:
    words = "class activation maps, equal to Grad-CAM at the last convolution"
    if heatmaps is None or heatmaps.localization is None:
        return words
    share = interval(heatmaps.localization["on lesion"])
    chance = interval(heatmaps.localization["chance"])
    return f"{words}; share of the marked area that is lesion {share}, by chance {chance}"


def _robustness(found: Sequence[CorruptedFigures]) -> str:
    """Return the accuracy without and with the corruption that lowers it most."""
    if not found:
        return ""
    clean = next(each for each in found if each.grade < 0)
    worst = min((each for each in found if each.grade >= 0), key=lambda each: each.accuracy.value)
    return (
        f"accuracy {interval(clean.accuracy)}; least with {worst.reason.replace('_', ' ')}, grade "
        f"{worst.grade:g}: {interval(worst.accuracy)}"
    )
