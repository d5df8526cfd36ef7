"""Typed wrappers around cv2 for the phantom's arrays of float32 or uint8."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

Field = NDArray[np.float32]
Picture = NDArray[np.uint8]
Vector = NDArray[np.float64]
_NO_MAP = cast("Field", None)  # cv2.remap takes None for its second map, but its stub does not


def field(values: ArrayLike) -> Field:
    """Return values as float32, without a copy if possible."""
    return np.asarray(values, np.float32)


def picture(values: ArrayLike) -> Picture:
    """Return values as uint8, without a copy if possible."""
    return np.asarray(values, np.uint8)


def enlarge(values: Field, size: tuple[int, int]) -> Field:
    """Resize linearly to `size` (width, height)."""
    return field(cv2.resize(values, size, interpolation=cv2.INTER_LINEAR))


def look_up(image: Field, place: Field) -> Field:
    """Sample an image at px coordinates `place` (h, w, 2); the border is replicated."""
    return field(
        cv2.remap(image, place, _NO_MAP, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    )


def look_up_color(image: Picture, place: Field) -> Picture:
    """Sample a picture at px coordinates `place` (h, w, 2); the border is replicated."""
    return picture(
        cv2.remap(image, place, _NO_MAP, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    )


def mix(under: Picture, over: Picture, weight: Picture) -> Picture:
    """Blend `over` on `under` (h, w, 3) with weight (h, w), where 255 is opaque."""
    return picture(
        cv2.add(
            cv2.multiply(under, cv2.merge([cv2.bitwise_not(weight)] * 3), scale=1 / 255),
            cv2.multiply(over, cv2.merge([weight] * 3), scale=1 / 255),
        )
    )
