"""A training set of phantoms: rendered once, kept as plain arrays, split by seed."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, islice

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Label, LabelSet
from hysteroview.imaging.phantom import (
    LOOP_S,
    Lesion,
    Phantom,
    PhantomFrame,
    PhantomSpec,
    Structure,
)
from hysteroview.imaging.pixels.preprocess import crop, model_box
from hysteroview.imaging.view.field_of_view import find_field_of_view

MASK_PX = 56
_RENDER_PX = 256
_SQUARE = Fraction(1)
_LEAST_SHARE = 0.05  # of the view, for a moment to show the lesion
_MOST_MOMENTS = 12  # that are tried
# how often each artifact is switched on; they occur together as they fall
_ARTIFACTS = {"blood": 0.15, "bubbles": 0.15, "blur": 0.12, "instrument": 0.15}

FIVE_CLASSES = LabelSet(
    (
        Label("EH", "Endometrial hyperplasia without atypia", premalignant_or_malignant=False),
        Label("AH", "Atypical hyperplasia", premalignant_or_malignant=True),
        Label("EC", "Endometrial cancer", premalignant_or_malignant=True),
        Label("EP", "Endometrial polyp", premalignant_or_malignant=False),
        Label("SM", "Submucous myoma", premalignant_or_malignant=False),
    )
)


@dataclass(frozen=True, slots=True, eq=False)
class LabeledCrops:
    """Pictures as the network sees them, with their truth.

    Attributes
    ----------
    crops
        (N, s, s, 3) uint8, RGB.
    masks
        (N, MASK_PX, MASK_PX) uint8, the lesion's share of each place, 0 to 255.
    labels
        (N,) int64, index into `FIVE_CLASSES`.
    cases
        (N,) int64, the scene: what a patient is in real data. Splits and intervals go by it.
    """

    crops: NDArray[np.uint8]
    masks: NDArray[np.uint8]
    labels: NDArray[np.int64]
    cases: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True, slots=True)
class _Job:
    seed: int
    label: int
    views: int
    size_px: int
    moments: int


def render_crops(
    seeds: Sequence[int], *, views: int, size_px: int, workers: int, moments: int = 0
) -> Iterable[LabeledCrops]:
    """Render `views` pictures of each lesion for each seed, one scene at a time.

    Parameters
    ----------
    seeds
        Of the scenes; sets with different seeds share nothing.
    size_px
        Of the crops: the network's input.
    workers
        Processes that render.
    moments
        At most so many further pictures of each lesion, along the way of the camera in an exam:
        there a lesion may also be far off, or at the edge.

    Yields
    ------
    The crops of one scene, in the order of seeds and labels whatever the number of workers.
    """
    jobs = [
        _Job(seed, label, views, size_px, moments)
        for seed in seeds
        for label in range(len(FIVE_CLASSES))
    ]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        yield from pool.map(_render_scene, jobs, chunksize=4)


def concatenate(parts: Iterable[LabeledCrops]) -> LabeledCrops:
    """Put sets one after another."""
    collected = list(parts)
    return LabeledCrops(
        np.concatenate([part.crops for part in collected]),
        np.concatenate([part.masks for part in collected]),
        np.concatenate([part.labels for part in collected]),
        np.concatenate([part.cases for part in collected]),
    )


def _render_scene(job: _Job) -> LabeledCrops:
    cv2.setNumThreads(1)  # the processes share the cores among themselves
    rng = np.random.default_rng([job.seed, job.label])
    artifacts = {name: bool(rng.random() < share) for name, share in _ARTIFACTS.items()}
    lesion = Lesion(FIVE_CLASSES[job.label].code)
    phantom = Phantom(
        PhantomSpec(
            seed=job.seed,
            lesion=lesion,
            width_px=_RENDER_PX,
            height_px=_RENDER_PX,
            structure=Structure.NONE,
            **artifacts,
        )
    )
    crops, masks = [], []
    on_the_way = islice(_moments(phantom, rng), job.moments)
    for frame in chain(map(phantom.render_view, range(job.views)), on_the_way):
        view = find_field_of_view(frame.pixels)
        if view is None:  # as in use: what has no picture is not assessed
            continue
        box = model_box(view, _SQUARE)
        crops.append(crop(frame.pixels, box, job.size_px, view))
        masks.append(crop(np.dstack([frame.mask] * 3), box, MASK_PX, view)[..., 0])
    count = len(crops)
    return LabeledCrops(
        np.asarray(crops, np.uint8).reshape(count, job.size_px, job.size_px, 3),
        np.asarray(masks, np.uint8).reshape(count, MASK_PX, MASK_PX),
        np.full(count, job.label),
        np.full(count, job.seed * len(FIVE_CLASSES) + job.label),
    )


def _moments(phantom: Phantom, rng: np.random.Generator) -> Iterator[PhantomFrame]:
    """Yield moments of the camera's way at which the lesion is to be seen."""
    for time_s in rng.uniform(0, LOOP_S, _MOST_MOMENTS):
        frame = phantom.render(float(time_s))
        if frame.truth.lesion_share >= _LEAST_SHARE:
            yield frame
