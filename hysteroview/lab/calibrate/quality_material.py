"""Material for the gate's limits: measures of labeled pictures, and copies of them with faults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Reason
from hysteroview.imaging.pixels.crop_planes import split_planes
from hysteroview.imaging.quality.gate import assess
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.runtimes.backend import Backend
from hysteroview.lab.calibrate.quality_limits import REASONS, GateMaterial, Views
from hysteroview.lab.data.corruptions import corrupt
from hysteroview.lab.evaluate.predictions import predict

# from a trace of the fault, over the least that may hide a small lesion, to a total loss
_GRADES = (-0.5, 0.0, 0.5, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A labeled input of the network.

    Attributes
    ----------
    crop, mask
        (s, s, 3) uint8, RGB, and its field of view (s, s) uint8.
    label
        Index into the card's labels.
    """

    crop: NDArray[np.uint8]
    mask: NDArray[np.uint8]
    label: int


def measure_gate(crop: NDArray[np.uint8], mask: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the measures of all reasons of a crop: (R,), in the order of `REASONS`."""
    measures = assess(split_planes(crop, mask)).measures
    return np.array([measures[reason] for reason in REASONS])


def gate_material(
    card: ModelCard,
    backend: Backend,
    measured: tuple[NDArray[np.float64], NDArray[np.bool_]],
    pictures: Sequence[Picture],
) -> GateMaterial:
    """Spoil pictures in every way, and run the model on them.

    Parameters
    ----------
    measured
        Measures (N, R) of all labeled pictures, and which of them are held out (N,).
    pictures
        Some of the pictures that are not held out.
    """
    labels = np.array([picture.label for picture in pictures], np.int64)
    clean_right = _is_right(card, backend, [picture.crop for picture in pictures], labels)
    clean = np.array([measure_gate(picture.crop, picture.mask) for picture in pictures])
    clean = clean.reshape(-1, len(REASONS))
    views: Mapping[Reason, Views] = {
        reason: _views(card, backend, pictures, reason, (clean[:, column], clean_right))
        for column, reason in enumerate(REASONS)
    }
    return GateMaterial(*measured, views)


def _views(
    card: ModelCard,
    backend: Backend,
    pictures: Sequence[Picture],
    reason: Reason,
    clean: tuple[NDArray[np.float64], NDArray[np.bool_]],
) -> Views:
    measures, right = [clean[0]], [clean[1]]
    labels = np.array([picture.label for picture in pictures], np.int64)
    column = REASONS.index(reason)
    for grade in _GRADES:
        spoiled = [
            corrupt(
                picture.crop, picture.mask, reason, grade,
                np.random.default_rng([index, _GRADES.index(grade), column]),
            )
            for index, picture in enumerate(pictures)
        ]  # fmt: skip
        measures.append(
            np.array(
                [
                    measure_gate(crop, picture.mask)[column]
                    for crop, picture in zip(spoiled, pictures, strict=True)
                ]
            )
        )
        right.append(_is_right(card, backend, spoiled, labels))
    return Views(
        np.concatenate(measures),
        np.concatenate(right),
        np.tile(clean[1], len(right)),
    )


def _is_right(
    card: ModelCard,
    backend: Backend,
    crops: Sequence[NDArray[np.uint8]],
    labels: NDArray[np.int64],
) -> NDArray[np.bool_]:
    logits = predict(card, backend, np.asarray(crops, np.uint8)).logits
    return np.asarray(logits.argmax(axis=1) == labels)
