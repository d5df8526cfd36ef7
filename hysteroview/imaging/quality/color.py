"""Color of a picture: what is not tissue, what is red, and what green and blue still show."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.imaging.native.kernels import Counts
from hysteroview.imaging.pixels.crop_planes import Planes
from hysteroview.imaging.pixels.masked import (
    above,
    at_most,
    mean_inside,
    mean_of,
    percentile_inside,
)
from hysteroview.imaging.quality.detail import coarse_detail

Gray = NDArray[np.uint8]


_LITTLE_GRAY = 0.02  # share of the view that is not worth a closer look
_OFFSET = 4  # gray levels, so that ratios of dark channels are not noise
_PARTS = 100  # of a ratio of 1
_BLUE_WEIGHT = 0.5  # by logistic regression; see docs/quality.md
_SHARED_WEIGHT = 2.0  # of structure that red and the other channels share; see docs/quality.md


def painted_share(planes: Planes) -> float:
    """Share of colors that no camera produces: vivid green and blue, and perfectly neutral gray."""
    if planes.measured is not None:
        counts = planes.measured.counts
        is_colored = counts.gray / planes.count < _LITTLE_GRAY
        return (counts.vivid if is_colored else counts.painted) / planes.count
    vivid = above(_minus(planes.second, planes.red), 50)
    gray = cv2.bitwise_and(
        at_most(_minus(planes.highest, planes.lowest), 6), cv2.inRange(planes.highest, 20, 224)
    )
    if planes.share(gray) < _LITTLE_GRAY:
        return planes.share(vivid)
    kernel = np.ones((3, 3), np.uint8)
    spread = cv2.subtract(cv2.dilate(planes.gray, kernel), cv2.erode(planes.gray, kernel))
    even = cv2.bitwise_and(gray, at_most(np.asarray(spread, np.uint8), 7))
    return planes.share(cv2.bitwise_or(vivid, even))


def foreign_color(planes: Planes) -> float:
    """Measure how far the color is from that of tissue, in which red is above green above blue.

    The median decides, because instruments, mucus and glare cover less than half of a view of
    tissue.

    Only places without shadow and glare count.

    Returns
    -------
    ln of green over red, which half of the places exceed, plus half of ln of blue over green, which
    a tenth exceeds; minus infinity if no place is lit.
    """
    levels = _ratios(planes)
    if levels is None:
        return -math.inf
    return sum(
        weight * math.log(max(level, 1.0) / _PARTS)
        for level, weight in zip(levels, (1.0, _BLUE_WEIGHT), strict=True)
    )


def _ratios(planes: Planes) -> tuple[float, float] | None:
    """Return what half of green over red exceeds, and a tenth of blue over green, in percent."""
    if planes.measured is not None:
        counts = planes.measured.counts
        return (counts.green_red, counts.blue_green) if counts.lit else None
    lit = cv2.bitwise_and(above(planes.highest, 30), at_most(planes.lowest, 224))
    places = np.asarray(cv2.bitwise_and(lit, planes.inside), np.uint8)
    if not cv2.countNonZero(places):
        return None
    red, green, blue = (cv2.convertScaleAbs(plane, beta=_OFFSET) for plane in planes.channels)
    first = np.asarray(cv2.divide(green, red, scale=_PARTS), np.uint8)
    second = np.asarray(cv2.divide(blue, green, scale=_PARTS), np.uint8)
    return percentile_inside(first, places, 0.5), percentile_inside(second, places, 0.9)


def deep_red_share(planes: Planes) -> float:
    """Share of the view with more than 2.6 times as much red as green and blue."""
    if planes.measured is not None:
        return planes.measured.counts.deep_red / planes.count
    other = cv2.convertScaleAbs(planes.second, alpha=2.6)
    red = cv2.compare(planes.red, other, cv2.CMP_GT)
    return planes.share(cv2.bitwise_and(red, above(planes.red, 24)))


def lost_color(planes: Planes) -> float:
    """Measure how much structure green and blue have lost.

    Blood absorbs both: structures behind it are weak in them, and what little they show is not what
    red shows. The terms are the negative logarithm of coarse detail in green and blue over
    brightness, and the correlation with red.
    """
    if planes.measured is not None:
        counts = planes.measured.counts
        detail = mean_of(counts.second_detail, counts.quarter_count)
        mean = mean_of(counts.sum_highest, planes.count)
        correlation = _counted_correlation(counts)
    else:
        inside, size = planes.quarter_inside, planes.quarter_inside.shape[::-1]
        second, red = (
            np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.uint8)
            for plane in (planes.second, planes.red)
        )
        detail = coarse_detail(second, inside)
        mean = mean_inside(planes.highest, planes.inside)
        correlation = _correlation(red, second, inside)
    return -math.log(detail / max(mean, 8.0) + 1e-3) - _SHARED_WEIGHT * correlation


def _correlation(one: Gray, other: Gray, inside: Gray) -> float:
    """Return the correlation of two planes, -1 to 1; 0 if one of them is constant."""
    (mean, spread), (other_mean, other_spread) = (
        [float(part[0, 0]) for part in cv2.meanStdDev(plane, mask=inside)] for plane in (one, other)
    )
    product = cv2.mean(cv2.multiply(one, other, dtype=cv2.CV_32F), inside)[0]
    scale = spread * other_spread
    return (product - mean * other_mean) / scale if scale > 0 else 0.0


def _counted_correlation(counts: Counts) -> float:
    """Return the same from sums."""
    each = 1.0 / counts.quarter_count if counts.quarter_count else 0.0
    mean, other_mean = counts.red_sum * each, counts.second_sum * each
    spread = math.sqrt(max(counts.red_squares * each - mean * mean, 0.0))
    other_spread = math.sqrt(max(counts.second_squares * each - other_mean * other_mean, 0.0))
    scale = spread * other_spread
    return (counts.product * each - mean * other_mean) / scale if scale > 0 else 0.0


def _minus(one: Gray, other: Gray) -> Gray:
    return np.asarray(cv2.subtract(one, other), np.uint8)
