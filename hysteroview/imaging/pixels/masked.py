"""Thresholds, and means inside a mask, in one pass over the pixels each."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint8]


def above(plane: Plane, level: int) -> Plane:
    """Return where a plane is above a level: uint8, 255 there."""
    return np.asarray(cv2.threshold(plane, level, 255, cv2.THRESH_BINARY)[1], np.uint8)


def at_most(plane: Plane, level: int) -> Plane:
    """Return where a plane is at most at a level: uint8, 255 there."""
    return np.asarray(cv2.threshold(plane, level, 255, cv2.THRESH_BINARY_INV)[1], np.uint8)


def mean_of(total: int, count: int) -> float:
    """Return the mean, with the rounding of the functions below; 0 of nothing."""
    return total * (1.0 / count) if count else 0.0


def mean_inside(plane: Plane, inside: Plane) -> float:
    """Return the mean of a plane inside a mask; 0 if it is empty.

    The same number as that of `cv2.mean`, which takes three times as long.
    """
    count = cv2.countNonZero(inside)
    return cv2.norm(plane, cv2.NORM_L1, inside) * (1.0 / count) if count else 0.0


def mean_difference(one: Plane, other: Plane, inside: Plane) -> float:
    """Return the mean absolute difference of two planes inside a mask; 0 if it is empty."""
    count = cv2.countNonZero(inside)
    return cv2.norm(one, other, cv2.NORM_L1, inside) * (1.0 / count) if count else 0.0


def percentile_inside(plane: Plane, inside: Plane, share: float) -> float:
    """Return the level that this share of the pixels inside a mask does not exceed."""
    counts = cv2.calcHist([plane], [0], inside, [256], [0, 256]).ravel()
    return float(np.searchsorted(np.cumsum(counts), share * float(counts.sum())))
