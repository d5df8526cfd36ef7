"""Measures of a heatmap against the mask of a lesion, and of a heatmap against its network."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.imaging.overlay.heatmap import class_activation_map

SHARES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)  # of the maximum, from which the area is marked
HALF = SHARES.index(0.5)
_ON_LESION = 0.5  # share of lesion from which a cell counts as lesion
_STEPS = 14  # of deletion and insertion
_SOFT = 0.05  # standard deviation of the blur that stands for "nothing to see", of the width


@dataclass(frozen=True, slots=True)
class MaskMeasures:
    """One heatmap against one lesion; NaN where the heatmap has no evidence.

    Attributes
    ----------
    is_hit
        Whether the maximum lies on the lesion (pointing game, Zhang et al. 2016, arXiv:1608.00507,
        without a margin).
    on_lesion
        For each of `SHARES`: part of the area above this share of the maximum that is lesion.
    overlap
        For each of `SHARES`: intersection of that area and the lesion over their union.
    mass
        Part of all evidence that lies on the lesion.
    lesion
        Part of the picture that is lesion: what a heatmap drawn at random would get.
    """

    is_hit: float
    on_lesion: tuple[float, ...]
    overlap: tuple[float, ...]
    mass: float
    lesion: float


def enlarged(class_map: NDArray[np.float32], size_px: int) -> NDArray[np.float32]:
    """Return the evidence of a class map, (size, size) in [0, 1], as the program draws it."""
    evidence = cv2.resize(
        class_activation_map(class_map), (size_px, size_px), interpolation=cv2.INTER_CUBIC
    )
    return np.clip(np.asarray(evidence, np.float32), 0, None)


def against_mask(class_map: NDArray[np.float32], mask: NDArray[np.uint8]) -> MaskMeasures:
    """Compare a class map (h, w), before ReLU, with a mask (m, m), 0 to 255."""
    evidence = enlarged(class_map, mask.shape[0])
    lesion = mask > _ON_LESION * 255
    area = float(lesion.mean())
    if evidence.max() <= 0:
        none = (math.nan,) * len(SHARES)
        return MaskMeasures(math.nan, none, none, math.nan, area)
    marked = [evidence > share * evidence.max() for share in SHARES]
    place = np.unravel_index(int(evidence.argmax()), evidence.shape)
    return MaskMeasures(
        float(lesion[place]),
        tuple(float(lesion[each].mean()) for each in marked),
        tuple(float((lesion & each).sum() / (lesion | each).sum()) for each in marked),
        float(evidence[lesion].sum() / evidence.sum()),
        area,
    )


def deletion_insertion(
    crop: NDArray[np.uint8],
    class_map: NDArray[np.float32],
    probability: Callable[[NDArray[np.uint8]], NDArray[np.float64]],
) -> tuple[float, float]:
    """Return how the probability falls and rises when marked places are removed and put back.

    Petsiuk et al. 2018, arXiv:1806.07421. Places are replaced by a blurred picture, which is less
    foreign to a network than black.

    Parameters
    ----------
    crop
        (s, s, 3) uint8, RGB.
    probability
        Of the class, (n,) for pictures (n, s, s, 3).

    Returns
    -------
    Areas under the curves, 0 to 1. A good heatmap has a small first and a great second one.
    """
    size = crop.shape[0]
    soft = np.asarray(cv2.GaussianBlur(crop, (0, 0), _SOFT * size), np.uint8)
    evidence = enlarged(class_map, size)
    order = np.argsort(-evidence, axis=None, kind="stable")
    removed, restored = [crop], [soft]
    for step in range(1, _STEPS + 1):
        chosen = np.zeros(size * size, bool)
        chosen[order[: round(step / _STEPS * size * size)]] = True
        marked = chosen.reshape(size, size, 1)
        removed.append(np.where(marked, soft, crop))
        restored.append(np.where(marked, crop, soft))
    chances = probability(np.stack([*removed, *restored])).reshape(2, -1)
    areas = [float(np.trapezoid(curve) / _STEPS) for curve in chances]
    return areas[0], areas[1]


def similarity(first: NDArray[np.float32], second: NDArray[np.float32]) -> float:
    """Return the rank correlation of two class maps (Spearman); NaN if one is constant."""
    ranks = [np.argsort(np.argsort(each, axis=None)).astype(np.float64) for each in (first, second)]
    if first.max() == first.min() or second.max() == second.min():
        return math.nan
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])
