"""How figures fall when test pictures are corrupted, grade by grade."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Reason
from hysteroview.inference.model.probabilities import softmax
from hysteroview.lab.data.corruptions import GRADES, REASONS, corrupt
from hysteroview.lab.evaluate.measures import class_measures
from hysteroview.lab.runs.networks import TrainedFold, TrainedRun
from hysteroview.lab.runs.predicting import run_network
from hysteroview.lab.statistics.resampling import Figure, PatientSamples

_BATCH = 16
_BLACK = 8


@dataclass(frozen=True, slots=True)
class CorruptedFigures:
    """Accuracy and two-class AUC at one grade of one corruption; grade -1 is without any."""

    reason: str
    grade: float
    accuracy: Figure
    two_auc: Figure


def robustness(
    run: TrainedRun, *, reasons: tuple[Reason, ...] = REASONS, most: int = 500, samples: int = 300
) -> tuple[CorruptedFigures, ...]:
    """Test a run on corrupted copies of its test pictures.

    Parameters
    ----------
    most
        Pictures of each fold, evenly spread over its patients.
    """
    chosen = [(fold, _spread(fold, run.index.patients, most)) for fold in run.folds()]
    patients = [run.index.patients[row] for fold, at in chosen for row in fold.rows[at].tolist()]
    truth = np.concatenate([fold.truth[at] for fold, at in chosen])
    drawn = PatientSamples(patients, samples=samples)
    found = []
    plans: list[tuple[Reason | None, float]] = [
        (None, -1.0), *((reason, grade) for reason in reasons for grade in GRADES)
    ]  # fmt: skip
    for reason, grade in plans:
        logits = [_logits(run, fold, at, reason, grade) for fold, at in chosen]
        chances = softmax(np.concatenate(logits).astype(np.float64))
        measures = class_measures(run.record.labels, truth, chances)
        found.append(
            CorruptedFigures(
                "none" if reason is None else reason.value, grade,
                drawn.figure("five.accuracy", measures["five.accuracy"]),
                drawn.figure("two.auc", measures["two.auc"]),
            )
        )  # fmt: skip
    return tuple(found)


def _spread(fold: TrainedFold, patients: list[str], most: int) -> NDArray[np.intp]:
    """Return places of at most so many pictures, one of each patient before a second one."""
    seen: dict[str, int] = {}
    order = []
    for place, row in enumerate(fold.rows.tolist()):
        count = seen[patients[row]] = seen.get(patients[row], 0) + 1
        order.append((count, place))
    return np.sort(np.array([place for _, place in sorted(order)[:most]], np.intp))


def _logits(
    run: TrainedRun, fold: TrainedFold, places: NDArray[np.intp], reason: Reason | None,
    grade: float,
) -> NDArray[np.float32]:  # fmt: skip
    parts = []
    for start in range(0, len(places), _BATCH):
        rows = fold.rows[places[start : start + _BATCH]]
        crops = np.array(run.index.crops[rows])
        if reason is not None:
            for crop, row in zip(crops, rows.tolist(), strict=True):
                rng = np.random.default_rng([row, int(grade * 10)])
                crop[:] = corrupt(crop, view_of(crop), reason, grade, rng)
        parts.append(crops)
    found = run_network(fold.network, parts, run.record.size_px)
    return np.concatenate([logits for logits, _ in found])


def view_of(crop: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the field of view of a crop, (s, s) 0 or 255: what is not black, without holes."""
    bright = (crop.max(axis=2) > _BLACK).astype(np.uint8)
    outlines, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    view = np.zeros(crop.shape[:2], np.uint8)
    if outlines:
        largest = max(outlines, key=cv2.contourArea)
        cv2.drawContours(view, [largest], 0, (255,), cv2.FILLED)
    return view
