"""Detail of a picture: how much structure it shows, and how sharp that is."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.imaging.native.kernels import Band
from hysteroview.imaging.pixels.crop_planes import COARSE, FINE, SHARPEST, Planes
from hysteroview.imaging.pixels.masked import (
    mean_difference,
    mean_inside,
    mean_of,
    percentile_inside,
)

Gray = NDArray[np.uint8]


GRAIN = 0.3  # fine contrast of camera noise after smoothing, gray levels
_FINE_GRAIN = 0.08  # fine detail of camera noise
_FRACTIONS = 16  # of a level, in percentiles


@dataclass(frozen=True, slots=True)
class Sharpness:
    """Sharpness of a picture.

    Attributes
    ----------
    softness
        Missing fine contrast and detail over the whole view.
    edges
        Fine detail of the sharpest fiftieth of the places over brightness, as a logarithm.
    """

    softness: float
    edges: float


def measure_sharpness(planes: Planes) -> Sharpness:
    """Measure the loss of fine contrast relative to coarse contrast, and the same for detail.

    The contrast of neighboring pixels detects even slight blur. But a gradient of brightness has
    contrast that blur does not remove, so it cannot distinguish strong blur from a smooth wall;
    differences of Gaussians exclude gradients. A wall with few edges is soft on the whole, but
    sharp at these edges. All measures use the brightest channel, because in a red picture the gray
    value contains little of the visible structure.
    """
    if planes.measured is not None:
        counts = planes.measured.counts
        fine_contrast = _least(mean_of(total, counts.fine_count) for total in counts.fine)
        coarse_contrast = _least(mean_of(total, counts.coarse_count) for total in counts.coarse)
        mean = mean_of(counts.sum_highest, planes.count)
    else:
        smooth = np.asarray(cv2.blur(planes.full, (3, 3)), np.uint8)
        fine_contrast = least_contrast(smooth, planes.full_inside)
        coarse_contrast = least_contrast(planes.quarter_highest, planes.quarter_inside)
        mean = mean_inside(planes.highest, planes.inside)
    fine_detail, sharpest, coarse_detail = _details(planes)
    missing_contrast = math.log((coarse_contrast + 0.1) / (max(fine_contrast - GRAIN, 0) + 0.1))
    missing_detail = math.log((coarse_detail + 0.1) / (max(fine_detail - _FINE_GRAIN, 0) + 0.1))
    brightness = max(mean, 8.0)
    return Sharpness(
        softness=4 * missing_contrast + missing_detail,
        edges=math.log((sharpest + 0.1) / brightness),
    )


def _details(planes: Planes) -> tuple[float, float, float]:
    """Return fine detail, what its sharpest places reach, and coarse detail, in gray levels."""
    if planes.measured is not None and planes.measured.counts.has_details:
        fine, coarse = planes.measured.counts.details
        return fine.mean, fine.level / _FRACTIONS, coarse.mean
    fine_detail, sharpest = _detail(planes.highest, FINE, planes.deep)
    return fine_detail, sharpest, _detail(planes.quarter_highest, COARSE, planes.core)[0]


def _detail(plane: Gray, band: Band, inside: Gray) -> tuple[float, float]:
    """Measure the difference of Gaussian blurs with these standard deviations in px.

    Returns
    -------
    Its mean inside a mask, and what the sharpest places reach, in gray levels.
    """
    exact = plane.astype(np.float32)
    narrow, wide = (cv2.GaussianBlur(exact, (0, 0), sigma) for sigma in band)
    difference = np.asarray(cv2.absdiff(narrow, wide), np.float32)
    levels = np.asarray(cv2.convertScaleAbs(difference, alpha=_FRACTIONS), np.uint8)
    sharpest = percentile_inside(levels, inside, SHARPEST) / _FRACTIONS
    return cv2.mean(difference, inside)[0], sharpest


def least_contrast(plane: Gray, inside: Gray) -> float:
    """Mean difference of pixels two apart, in the direction (of four) where it is least."""
    step = 4 if plane.shape[0] > 112 else 2  # some of the rows are enough
    middle = inside[1:-1:step, 1:-1]
    pairs = (
        (plane[1:-1:step, 2:], plane[1:-1:step, :-2]),
        (plane[2::step, 1:-1], plane[:-2:step, 1:-1]),
        (plane[2::step, 2:], plane[:-2:step, :-2]),
        (plane[2::step, :-2], plane[:-2:step, 2:]),
    )
    return _least(mean_difference(one, other, middle) for one, other in pairs)


def _least(contrasts: Iterable[float]) -> float:
    """Return the least of the contrasts across, down and along both diagonals, by distance."""
    across, down, one, other = contrasts
    return min(across, down, one / math.sqrt(2), other / math.sqrt(2))


def measure_evenness(planes: Planes) -> float:
    """Negative logarithm of coarse detail over brightness: large where no structure is visible."""
    if planes.measured is not None:
        counts = planes.measured.counts
        detail = mean_of(counts.gray_detail, counts.quarter_count)
        mean = mean_of(counts.sum_gray, planes.count)
    else:
        detail = coarse_detail(planes.quarter, planes.quarter_inside)
        mean = mean_inside(planes.gray, planes.inside)
    return -math.log(detail / max(mean, 8.0) + 1e-3)


def coarse_detail(plane: Gray, inside: Gray) -> float:
    """Return the mean difference, gray levels, of pixels from the mean of the 5 × 5 around them."""
    return mean_difference(plane, np.asarray(cv2.blur(plane, (5, 5)), np.uint8), inside)
