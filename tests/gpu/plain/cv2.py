"""Two functions in place of OpenCV, where it is not installed: all that a network's input needs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def split(picture: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """Return the channels of (H, W, C)."""
    return [np.ascontiguousarray(picture[..., channel]) for channel in range(picture.shape[2])]


def LUT(
    plane: NDArray[np.uint8], table: NDArray[np.float32], dst: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Look each value up in a table of 256."""
    return np.take(table, plane, out=dst, mode="clip")
