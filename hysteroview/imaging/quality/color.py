"""Color of a picture: what is not tissue, what is red, and what green and blue still show."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.imaging.pixels.crop_planes import Planes
from hysteroview.imaging.pixels.masked import above, at_most, mean_inside
from hysteroview.imaging.quality.detail import coarse_detail

Gray = NDArray[np.uint8]


_LITTLE_GRAY = 0.02  # share of the view that is not worth a closer look
_REDDER = 0.075  # share of red by which tissue has less blue; see docs/quality.md on white balance
_SHARED_WEIGHT = 2.0  # of structure that red and the other channels share; see docs/quality.md


def painted_share(planes: Planes) -> float:
    """Share of colors that no camera produces: vivid green and blue, and perfectly neutral gray."""
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


def foreign_share(planes: Planes, lit: Gray) -> float:
    """Share of lit pixels that do not have the color of tissue (red above green and blue)."""
    reddish = cv2.compare(
        cv2.subtract(planes.red, planes.blue),
        cv2.convertScaleAbs(planes.highest, alpha=_REDDER),
        cv2.CMP_GT,
    )
    tissue = cv2.bitwise_and(reddish, cv2.compare(planes.red, planes.green, cv2.CMP_GE))
    count = cv2.countNonZero(lit)
    return 1 - cv2.countNonZero(cv2.bitwise_and(tissue, lit)) / count if count else 0.0


def deep_red_share(planes: Planes) -> float:
    """Share of the view with more than 2.6 times as much red as green and blue."""
    other = cv2.convertScaleAbs(planes.second, alpha=2.6)
    red = cv2.compare(planes.red, other, cv2.CMP_GT)
    return planes.share(cv2.bitwise_and(red, above(planes.red, 24)))


def lost_color(planes: Planes) -> float:
    """Measure how much structure green and blue have lost.

    Blood absorbs both: structures behind it are weak in them, and what little they show is not what
    red shows. The terms are the negative logarithm of coarse detail in green and blue over
    brightness, and the correlation with red.
    """
    size = planes.quarter.shape[::-1]
    inside = planes.quarter_inside
    second, red = (
        np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.uint8)
        for plane in (planes.second, planes.red)
    )
    detail = coarse_detail(second, inside)
    brightness = max(mean_inside(planes.highest, planes.inside), 8.0)
    shared = _SHARED_WEIGHT * _correlation(red, second, inside)
    return -math.log(detail / brightness + 1e-3) - shared


def _correlation(one: Gray, other: Gray, inside: Gray) -> float:
    """Return the correlation of two planes, -1 to 1; 0 if one of them is constant."""
    (mean, spread), (other_mean, other_spread) = (
        [float(part[0, 0]) for part in cv2.meanStdDev(plane, mask=inside)] for plane in (one, other)
    )
    product = cv2.mean(cv2.multiply(one, other, dtype=cv2.CV_32F), inside)[0]
    scale = spread * other_spread
    return (product - mean * other_mean) / scale if scale > 0 else 0.0


def _minus(one: Gray, other: Gray) -> Gray:
    return np.asarray(cv2.subtract(one, other), np.uint8)
