"""Small pictures of frames."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Frame


def thumbnail(frame: Frame, height_px: int) -> NDArray[np.uint8]:
    """Return a copy of a frame with this height and square pixels.

    Returns
    -------
    (height_px, w, 4) uint8, BGRA, contiguous.
    """
    proportion = frame.width_px * float(frame.pixel_aspect) / frame.height_px
    width_px = max(round(height_px * proportion), 1)
    small = cv2.resize(frame.pixels, (width_px, height_px), interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(small, np.uint8)
