"""Pictures for a report: heatmaps of right results, and the worst errors."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.inference.model.probabilities import softmax
from hysteroview.lab.runs.networks import TrainedFold, TrainedRun
from hysteroview.lab.runs.predicting import run_network

_TILE_PX = 168
_OPACITY = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A test picture with the heatmap of the class that was predicted.

    Attributes
    ----------
    png
        The picture, and beside it the same with the heatmap.
    probability
        Of the predicted class, without a temperature.
    """

    png: bytes
    truth: str
    predicted: str
    probability: float
    patient: str
    is_right: bool


def samples_of(run: TrainedRun, *, most: int) -> tuple[list[Sample], list[Sample]]:
    """Return right results of different patients, class by class, and the surest errors.

    Parameters
    ----------
    most
        Of each; 0 for none.
    """
    right: list[Sample] = []
    wrong: list[Sample] = []
    if not most:
        return right, wrong
    codes = run.record.labels.codes
    for fold in run.folds():
        chances = _probabilities(run, fold)
        predicted = chances.argmax(axis=1)
        sure = chances.max(axis=1)
        is_right = predicted == fold.truth
        each_class = max(1, -(-most // len(codes)))
        chosen: list[int] = []
        for k in range(len(codes)):
            mine = np.flatnonzero(is_right & (fold.truth == k))
            chosen += _of_different_patients(run, fold, mine[np.argsort(-sure[mine])], each_class)
        right += [_sample(run, fold, at, int(predicted[at]), float(sure[at])) for at in chosen]
        errors = np.flatnonzero(~is_right)
        surest = errors[np.argsort(-sure[errors])][:most].tolist()
        wrong += [_sample(run, fold, at, int(predicted[at]), float(sure[at])) for at in surest]
    wrong.sort(key=lambda each: -each.probability)
    return right[:most], wrong[:most]


def _probabilities(run: TrainedRun, fold: TrainedFold) -> NDArray[np.float64]:
    parts = [run.index.crops[fold.rows[at : at + 16]] for at in range(0, len(fold.rows), 16)]
    logits = [each for each, _ in run_network(fold.network, parts, run.record.size_px)]
    return softmax(np.concatenate(logits).astype(np.float64))


def _of_different_patients(
    run: TrainedRun, fold: TrainedFold, places: NDArray[np.intp], most: int
) -> list[int]:
    seen: dict[str, int] = {}
    for place in places.tolist():
        seen.setdefault(run.index.patients[int(fold.rows[place])], place)
    return list(seen.values())[:most]


def _sample(run: TrainedRun, fold: TrainedFold, at: int, code: int, sure: float) -> Sample:
    row = int(fold.rows[at])
    crop = np.array(run.index.crops[row])
    ((_, maps),) = run_network(fold.network, [crop[None]], run.record.size_px)
    codes = run.record.labels.codes
    return Sample(
        png=_tiles(crop, maps[0, code]), truth=codes[int(fold.truth[at])], predicted=codes[code],
        probability=sure, patient=run.index.patients[row],
        is_right=code == int(fold.truth[at]),
    )  # fmt: skip


def _tiles(crop: NDArray[np.uint8], class_map: NDArray[np.float32]) -> bytes:
    picture = cv2.resize(crop, (_TILE_PX, _TILE_PX), interpolation=cv2.INTER_AREA)
    evidence = np.maximum(class_map, 0)
    peak = float(evidence.max())
    if peak > 0:
        evidence = evidence / peak
    large = cv2.resize(evidence, (_TILE_PX, _TILE_PX), interpolation=cv2.INTER_CUBIC)
    level = np.clip(large, 0, 1)[..., None]
    color = cv2.applyColorMap(np.asarray(level * 255, np.uint8), cv2.COLORMAP_INFERNO)
    bgr = np.asarray(picture, np.float32)[..., ::-1]
    marked = bgr * (1 - _OPACITY * level) + np.asarray(color, np.float32) * _OPACITY * level
    both = np.hstack([bgr, np.full((_TILE_PX, 4, 3), 255, np.float32), marked])
    return bytes(cv2.imencode(".png", np.asarray(both, np.uint8))[1].tobytes())
