"""Material for a calibration with phantoms, and outliers for any calibration."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.errors import HysteroViewError
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.runtimes.backend import Backend
from hysteroview.lab.calibrate.calibrate import Material
from hysteroview.lab.calibrate.open_set_choice import Outliers
from hysteroview.lab.data.outliers import FAR, NEAR, read_outliers, render_outliers
from hysteroview.lab.data.phantoms import FIVE_CLASSES, concatenate, render_crops
from hysteroview.lab.evaluate.predictions import (
    Predictions,
    label,
    predict,
    predict_in_any_light,
)

# seeds that are disjoint from those of training (1000 to 1159) and from one another
STATISTICS_SEED, VALIDATION_SEED, TEST_SEED = 300_000, 400_000, 900_000
EXPOSURE_SEED, REPORTED_SEED, _KIND_SEEDS = 600_000, 700_000, 1000
_SUFFIXES = (".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff")
Notify = Callable[[str], None]
Predict = Callable[[NDArray[np.uint8]], Predictions]  # runs a bundle on crops


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """Number of pictures to render.

    Attributes
    ----------
    scenes, outlier_scenes
        Scenes of each lesion, and of each kind of outlier, for each of the sets.
    views
        Still views of each scene; for lesions, as many further views along the camera's path.
    workers
        Number of processes that render the lesions.
    faulty
        Labeled pictures of a site that are spoiled in every way, for the quality limits.
    far
        Folders with further pictures of none of the classes, by name; used for figures only.
    """

    scenes: int = 40
    outlier_scenes: int = 30
    views: int = 3
    workers: int = 1
    faulty: int = 60
    far: Mapping[str, Path] = field(default_factory=dict)


def phantom_material(card: ModelCard, backend: Backend, extent: Extent, notify: Notify) -> Material:
    """Render phantoms of unseen seeds, and run the bundle on them.

    Raises
    ------
    HysteroViewError
        The bundle's classes are not those of the phantom.
    """
    if card.labels.codes != FIVE_CLASSES.codes:
        raise HysteroViewError(
            f"{card.title} has other classes than the phantom.",
            remedy="Provide labeled pictures with --manifest.",
        )
    in_any_light = partial(predict_in_any_light, card, backend)
    as_it_is = partial(predict, card, backend)
    sets = []
    for name, first, predict_set in (
        ("statistics", STATISTICS_SEED, in_any_light),
        ("validation", VALIDATION_SEED, as_it_is),
        ("test", TEST_SEED, as_it_is),
    ):
        notify(f"{name}: {extent.scenes} scenes of each lesion")
        rendered = concatenate(
            render_crops(
                range(first, first + extent.scenes),
                views=extent.views,
                size_px=card.input.size_px,
                workers=extent.workers,
                moments=extent.views,
            )
        )
        patients = rendered.cases // len(FIVE_CLASSES)  # all lesions of a seed have the same cavity
        sets.append(label(predict_set(rendered.crops), rendered.labels, patients))
    statistics, validation, test = sets
    size_px = card.input.size_px
    exposure = outliers(in_any_light, size_px, extent, EXPOSURE_SEED, notify)
    reported = outliers(as_it_is, size_px, extent, REPORTED_SEED, notify)
    return Material(
        statistics, validation, test, exposure, with_folders(as_it_is, size_px, reported, extent)
    )


def outliers(
    predict_crops: Predict,
    size_px: int,
    extent: Extent,
    first_seed: int,
    notify: Notify,
    near: Sequence[str] = NEAR,
) -> Outliers:
    """Render every kind of outlier, and run the bundle on them."""
    found = {}
    for index, kind in enumerate((*NEAR, *FAR)):
        if kind in NEAR and kind not in near:
            continue
        first = first_seed + _KIND_SEEDS * index
        seeds = range(first, first + extent.outlier_scenes)
        notify(f"{kind}: {len(seeds)} scenes")
        crops = render_outliers(kind, seeds, views=extent.views, size_px=size_px)
        found[kind] = predict_crops(crops)
    return Outliers(
        {kind: pictures for kind, pictures in found.items() if kind in NEAR},
        {kind: pictures for kind, pictures in found.items() if kind in FAR},
    )


def with_folders(
    predict_crops: Predict, size_px: int, reported: Outliers, extent: Extent
) -> Outliers:
    """Add the folders of far pictures."""
    far = dict(reported.far)
    for name, folder in extent.far.items():
        files = sorted(file for file in folder.rglob("*") if file.suffix.lower() in _SUFFIXES)
        crops = read_outliers(files, size_px=size_px)
        if not len(crops):
            raise HysteroViewError(
                f"{folder} contains no picture with a field of view.",
                remedy="Choose another folder.",
            )
        far[name] = predict_crops(crops)
    return Outliers(reported.near, far)
