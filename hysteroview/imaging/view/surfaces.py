"""Levels of a thumbnail, and its surfaces that no tissue has, for the search for the view."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.imaging.native.kernels import KERNELS

_VIVID = 50  # green or blue above red; blue stain on tissue reaches it, but not in a rectangle
_EVEN = 2  # greatest difference of a channel among neighbors on a gray panel
_LIT, _CLIPPED = 30, 225

Plane = NDArray[np.uint8]


class Surfaces(NamedTuple):
    """Planes (h, w) uint8 of a thumbnail.

    Attributes
    ----------
    highest, lowest
        Maximum and minimum of the channels.
    vivid, even
        1 where it is vividly green or blue, and where its gray is the same as beside it; else 0.
    """

    highest: Plane
    lowest: Plane
    vivid: Plane
    even: Plane


def surfaces_of(small: NDArray[np.uint8]) -> Surfaces:
    """Return the surfaces of a thumbnail (h, w, 3) uint8, BGR."""
    if KERNELS is not None:
        found = KERNELS.view.surfaces(np.ascontiguousarray(small))
        if found is not None:
            return Surfaces(*found)
    blue, green, red = cv2.split(small)
    other = cv2.max(blue, green)
    highest = np.asarray(cv2.max(other, red), np.uint8)
    lowest = np.asarray(cv2.min(cv2.min(blue, green), red), np.uint8)
    vivid = np.asarray(cv2.subtract(other, red)) > _VIVID
    kernel = np.ones((3, 3), np.uint8)
    spread = cv2.subtract(cv2.dilate(small, kernel), cv2.erode(small, kernel))
    is_even = brightness(np.asarray(spread, np.uint8)) <= _EVEN
    even = is_even & (other >= red) & (highest > _LIT) & (highest < _CLIPPED)
    return Surfaces(highest, lowest, vivid.astype(np.uint8), even.astype(np.uint8))


def brightness(small: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the maximum over the channels of each pixel: (h, w) uint8."""
    blue, green, red = cv2.split(small)
    return np.asarray(cv2.max(cv2.max(blue, green), red), np.uint8)
