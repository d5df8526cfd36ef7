"""Pictures with square pixels, which every viewer shows in their true proportions."""

from __future__ import annotations

from fractions import Fraction

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import SQUARE_PIXELS


def square_size(width_px: int, height_px: int, pixel_aspect: Fraction) -> tuple[int, int]:
    """Return the width and height of a picture with square pixels: one side is enlarged."""
    if pixel_aspect >= SQUARE_PIXELS:
        return max(round(width_px * pixel_aspect), 1), height_px
    return width_px, max(round(height_px / pixel_aspect), 1)


def with_square_pixels(pixels: NDArray[np.uint8], pixel_aspect: Fraction) -> NDArray[np.uint8]:
    """Enlarge a picture, (H, W, C) uint8, to square pixels; return it unchanged if it has them."""
    if pixel_aspect == SQUARE_PIXELS:
        return pixels
    size = square_size(pixels.shape[1], pixels.shape[0], pixel_aspect)
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR), np.uint8)
