"""Phantom data sets: rendered once, stored as arrays, split by seed."""

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
_LEAST_SHARE = 0.05  # share of the view, for a moment that shows the lesion
_MOST_MOMENTS = 12  # moments that are tried
# probability of each artifact; they are independent
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
    """Inputs of the network, with their truth.

    Attributes
    ----------
    crops
        (N, s, s, 3) uint8, RGB.
    masks
        (N, MASK_PX, MASK_PX) uint8, share of the lesion in each cell, 0 to 255.
    labels
        (N,) int64, index into `FIVE_CLASSES`.
    cases
        (N,) int64, the scene, which corresponds to a patient in real data; unit of splits and
        intervals.
    """

    crops: NDArray[np.uint8]
    masks: NDArray[np.uint8]
    labels: NDArray[np.int64]
    cases: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def scopes(self) -> NDArray[np.int64]:
        """(N,) number of the scope: phantoms have one."""
        return np.zeros(len(self), np.int64)

    def read(self, rows: NDArray[np.intp]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Return crops and masks of these rows."""
        return self.crops[rows], self.masks[rows]


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
        Seeds of the scenes; sets with different seeds are disjoint.
    size_px
        Size of the crops: the network's input.
    workers
        Number of rendering processes.
    moments
        Maximum number of further pictures of each lesion, along the path of the camera in an exam,
        where a lesion may also be far away or at the edge.

    Yields
    ------
    The crops of one scene, in the order of seeds and labels, independent of the number of workers.
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
    """Concatenate sets."""
    collected = list(parts)
    return LabeledCrops(
        np.concatenate([part.crops for part in collected]),
        np.concatenate([part.masks for part in collected]),
        np.concatenate([part.labels for part in collected]),
        np.concatenate([part.cases for part in collected]),
    )


def _render_scene(job: _Job) -> LabeledCrops:
    cv2.setNumThreads(1)  # the processes share the cores
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
        if view is None:  # not assessed in use either
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
    """Yield moments on the path of the camera at which the lesion is visible."""
    for time_s in rng.uniform(0, LOOP_S, _MOST_MOMENTS):
        frame = phantom.render(float(time_s))
        if frame.truth.lesion_share >= _LEAST_SHARE:
            yield frame
