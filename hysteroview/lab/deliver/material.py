"""Material for the calibration of a run's network: the pictures of its index, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.types import Box
from hysteroview.imaging.pixels.view_mask import view_mask
from hysteroview.imaging.view.field_of_view import find_field_of_view
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.runtimes.backend import Backend
from hysteroview.lab.calibrate.calibrate import Material
from hysteroview.lab.calibrate.material import (
    EXPOSURE_SEED,
    REPORTED_SEED,
    Extent,
    Notify,
    outliers,
    with_folders,
)
from hysteroview.lab.calibrate.quality_limits import REASONS, GateMaterial
from hysteroview.lab.calibrate.quality_material import Picture, gate_material, measure_gate
from hysteroview.lab.data.outliers import NEAR
from hysteroview.lab.evaluate.predictions import Labeled, label, predict, predict_in_any_light
from hysteroview.lab.index.pictures import Index
from hysteroview.lab.runs.predictions import Predicted, read_predictions
from hysteroview.lab.runs.record import PREDICTIONS_FILE, FoldRecord, RunRecord
from hysteroview.lab.runs.tasks import task_truth

_MOST_PICTURES = 4000  # of a side; beyond, evenly spread


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """Rows of an index on each side of a fold, with the class of the task of every picture."""

    training: NDArray[np.int64]
    validation: NDArray[np.int64]
    test: NDArray[np.int64]
    truth: NDArray[np.int64]


def sides_of(run: Path, record: RunRecord, fold: FoldRecord, index: Index) -> Sides:
    """Return the sides of a fold.

    Raises
    ------
    HysteroViewError
        The predictions of the fold are damaged or of another index.
    """
    sides: tuple[Predicted, Predicted] = read_predictions(run / fold.folder / PREDICTIONS_FILE)
    validation, test = (np.asarray(each.rows, np.int64) for each in sides)
    held_out = np.concatenate([validation, test])
    truth = task_truth(record.task, index.labels, index.truth)
    if len(held_out) and not 0 <= held_out.min() <= held_out.max() < len(index):
        raise HysteroViewError(
            "The predictions of the run are about pictures that its index does not have.",
            remedy="Train again on this index.",
        )
    if not np.array_equal(truth[held_out], np.concatenate([each.truth for each in sides])):
        raise HysteroViewError(
            "The index of the run has other labels than when it was trained.",
            remedy="Train again on this index.",
        )
    training = np.setdiff1d(np.arange(len(index)), held_out)
    return Sides(training, validation, test, truth)


def run_material(
    card: ModelCard, backend: Backend, index: Index, sides: Sides, extent: Extent, notify: Notify
) -> Material:
    """Run a bundle on the pictures of a fold, and on outliers.

    Near outliers can be synthesized for phantoms only. Quality limits are derived from the pictures
    if the index was made without the gate; otherwise what the limits would stop is not in it.
    """
    numbers = np.unique(index.patients, return_inverse=True)[1].astype(np.int64)
    in_any_light = partial(predict_in_any_light, card, backend)
    as_it_is = partial(predict, card, backend)
    labeled: list[Labeled] = []
    for name, rows in (
        ("training", sides.training), ("validation", sides.validation), ("test", sides.test),
    ):  # fmt: skip
        chosen = spread(rows, _MOST_PICTURES)
        notify(f"{name}: {len(chosen)} pictures")
        crops = crops_of(index, chosen, card.input.size_px)
        outputs = in_any_light(crops) if name == "training" else as_it_is(crops)
        labeled.append(label(outputs, sides.truth[chosen], numbers[chosen]))
    near = NEAR if card.is_synthetic else ()
    size_px = card.input.size_px
    exposure = outliers(in_any_light, size_px, extent, EXPOSURE_SEED, notify, near=near)
    reported = outliers(as_it_is, size_px, extent, REPORTED_SEED, notify, near=near)
    gate = None
    if index.settings.get("is_gated") is False:
        gate = _gate(card, backend, index, sides, extent)
    far = with_folders(as_it_is, size_px, reported, extent)
    return Material(labeled[0], labeled[1], labeled[2], exposure, far, gate)


def crops_of(index: Index, rows: NDArray[np.int64], size_px: int) -> NDArray[np.uint8]:
    """Return pictures of an index (N, s, s, 3) uint8 RGB in the size of the network.

    They are resized as in training: bilinear with antialiasing.
    """
    crops = np.asarray(index.crops[rows], np.uint8).reshape(-1, *index.crops.shape[1:])
    if crops.shape[1] == size_px or not len(crops):
        return crops.reshape(-1, size_px, size_px, 3)
    images = torch.from_numpy(crops).permute(0, 3, 1, 2).float()
    images = functional.interpolate(images, (size_px,) * 2, mode="bilinear", antialias=True)
    whole = images.round().clamp(0, 255).to(torch.uint8).permute(0, 2, 3, 1)
    return np.ascontiguousarray(whole.numpy())


def spread(rows: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Return at most so many rows, evenly spread."""
    places = np.linspace(0, len(rows) - 1, min(most, len(rows))).round().astype(np.int64)
    return rows[places]


def _gate(
    card: ModelCard, backend: Backend, index: Index, sides: Sides, extent: Extent
) -> GateMaterial:
    """Return measures of all pictures, and the faults of some that are not in the test."""
    size_px = card.input.size_px
    measures, held_out = [], []
    for rows, is_test in ((sides.training, False), (sides.validation, False), (sides.test, True)):
        for crop in crops_of(index, spread(rows, _MOST_PICTURES), size_px):
            measures.append(measure_gate(crop, _mask(crop)))
            held_out.append(is_test)
    known = spread(np.concatenate([sides.training, sides.validation]), extent.faulty)
    crops = crops_of(index, known, size_px)
    pictures = [
        Picture(crop, _mask(crop), int(sides.truth[row]))
        for crop, row in zip(crops, known.tolist(), strict=True)
    ]
    measured = np.asarray(measures).reshape(-1, len(REASONS)), np.asarray(held_out, np.bool_)
    return gate_material(card, backend, measured, pictures)


def _mask(crop: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the field of view of a crop; all of it if none is seen."""
    size_px = len(crop)
    view = find_field_of_view(np.ascontiguousarray(crop[..., ::-1]))
    if view is None:
        return np.full((size_px, size_px), 255, np.uint8)
    return view_mask(view, Box(0, 0, size_px, size_px), size_px)
