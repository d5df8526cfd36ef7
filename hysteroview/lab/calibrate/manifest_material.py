"""Material for a calibration with a hospital's labeled pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.errors import HysteroViewError
from hysteroview.imaging.pixels.preprocess import crop, model_box
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
from hysteroview.lab.calibrate.quality_limits import REASONS
from hysteroview.lab.calibrate.quality_material import Picture, gate_material, measure_gate
from hysteroview.lab.evaluate.predictions import Labeled, label, predict, predict_in_any_light
from hysteroview.lab.manifest.entries import Entry, patient_key

_SETS = 3


def manifest_material(
    card: ModelCard, backend: Backend, rows: Sequence[Entry], extent: Extent, notify: Notify
) -> Material:
    """Divide the patients of a manifest into three sets, and run the bundle on their pictures.

    Far outliers are the synthetic ones and the folders of `extent`; near outliers cannot be
    synthesized for real tissue, so there are figures for far outliers only. The quality limits are
    derived from the same pictures, the faults from those of the first two sets.

    Raises
    ------
    HysteroViewError
        There are too few patients.
    """
    codes = {code: index for index, code in enumerate(card.labels.codes)}
    names = sorted({patient_key(row.patient) for row in rows})
    if len(names) < _SETS:
        raise HysteroViewError(
            f"The manifest has {len(names)} patients; at least {_SETS} are needed.",
            remedy="Check the column “patient”, or add pictures of more patients.",
        )
    order = np.random.default_rng(0).permutation(len(names))
    part = {names[at]: place % _SETS for place, at in enumerate(order.tolist())}
    number = {name: index for index, name in enumerate(names)}
    in_any_light = partial(predict_in_any_light, card, backend)
    as_it_is = partial(predict, card, backend)
    sets: list[Labeled] = []
    measures: list[NDArray[np.float64]] = []
    held_out: list[bool] = []
    spoilable: list[Picture] = []
    for index in range(_SETS):
        mine = [row for row in rows if part[patient_key(row.patient)] == index]
        cut = [(row, _cut(row, codes, card.input.size_px)) for row in mine]
        seen = [(row, picture) for row, picture in cut if picture is not None]
        notify(f"{len(seen)} of {len(mine)} pictures show an endoscopic view")
        size = card.input.size_px
        crops = np.asarray([picture.crop for _, picture in seen], np.uint8)
        crops = crops.reshape(-1, size, size, 3)
        sets.append(
            label(
                in_any_light(crops) if index == 0 else as_it_is(crops),
                np.array([codes[row.label] for row, _ in seen], np.int64),
                np.array([number[patient_key(row.patient)] for row, _ in seen], np.int64),
            )
        )
        measures += [measure_gate(picture.crop, picture.mask) for _, picture in seen]
        is_test = index == _SETS - 1
        held_out += [is_test] * len(seen)
        if not is_test:
            spoilable += _sample([picture for _, picture in seen], extent.faulty // (_SETS - 1))
    notify(f"{len(spoilable)} pictures are spoiled in every way, for the quality limits")
    measured = (np.asarray(measures).reshape(-1, len(REASONS)), np.asarray(held_out, np.bool_))
    gate = gate_material(card, backend, measured, spoilable)
    size_px = card.input.size_px
    exposure = outliers(in_any_light, size_px, extent, EXPOSURE_SEED, notify, near=())
    reported = outliers(as_it_is, size_px, extent, REPORTED_SEED, notify, near=())
    statistics, validation, test = sets
    far = with_folders(as_it_is, size_px, reported, extent)
    return Material(statistics, validation, test, exposure, far, gate)


def _sample(pictures: Sequence[Picture], count: int) -> list[Picture]:
    """Return some pictures, evenly spread."""
    places = np.linspace(0, len(pictures) - 1, min(count, len(pictures))).round().astype(np.int64)
    return [pictures[place] for place in places.tolist()]


def _cut(row: Entry, codes: Mapping[str, int], size_px: int) -> Picture | None:
    pixels = cv2.imread(str(row.file))
    if pixels is None:
        raise HysteroViewError(
            f"{row.file} is not a picture.", remedy="Remove it from the manifest."
        )
    image = np.asarray(pixels, np.uint8)
    view = find_field_of_view(image)
    if view is None:
        return None
    box = model_box(view, Fraction(1))
    mask = view_mask(view, box, size_px)
    return Picture(crop(image, box, size_px, view), mask, codes[row.label])
