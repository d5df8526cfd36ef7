"""Pixelation of frames outside the body, so that no face or name can be recognized."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

# Mosaics of small blocks can be reversed for faces and text (Hill et al. 2016, "On the
# (in)effectiveness of mosaicing and blurring", doi:10.1515/popets-2016-0047): these blocks are
# large.
BLOCKS_ACROSS = 12


def pixelate(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Reduce a picture to a mosaic.

    Parameters
    ----------
    pixels
        (H, W, C) uint8.

    Returns
    -------
    (H, W, C) uint8, a new array: `BLOCKS_ACROSS` blocks along the shorter side, each in the mean
    color of its pixels.
    """
    height, width = pixels.shape[:2]
    block_px = max(1, round(min(height, width) / BLOCKS_ACROSS))
    blocks = (max(1, round(width / block_px)), max(1, round(height / block_px)))
    means = cv2.resize(pixels, blocks, interpolation=cv2.INTER_AREA)
    mosaic = cv2.resize(means, (width, height), interpolation=cv2.INTER_NEAREST)
    return np.asarray(mosaic, np.uint8)
