"""Detection of a frozen stream: the same picture for longer than any camera could send it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import NS_PER_S

_SAME_MEAN = 0.25  # gray levels; the noise of a camera, pixel by pixel, is 1 or more
_MOST = 6  # gray levels, limit for one pixel: a running clock does not count as movement


class FreezeDetector:
    """Detect a frozen picture in the frames of one live source, in order.

    A camera's noise makes every frame different; a capture card or stream that hangs repeats the
    same frame. Only the caller knows whether a still picture is intended (a folder of pictures, a
    paused player), and then does not use the detector.

    Parameters
    ----------
    after_s
        Stream time in s after which an unchanged picture counts as frozen.
    """

    def __init__(self, after_s: float = 1.0) -> None:
        self._after_ns = round(after_s * NS_PER_S)
        self._reference: NDArray[np.uint8] | None = None
        self._since_ns = 0

    def update(self, pts_ns: int, small: NDArray[np.uint8]) -> bool:
        """Add the `thumbnail` of the next frame and return whether the picture is frozen."""
        reference = self._reference
        if reference is None or pts_ns < self._since_ns or _differs(reference, small):
            self._reference, self._since_ns = small, pts_ns
            return False
        return pts_ns - self._since_ns >= self._after_ns


def _differs(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> bool:
    if first.shape != second.shape:
        return True
    # every second row and column is enough
    difference = cv2.absdiff(first[::2, ::2], second[::2, ::2])
    mean = cv2.mean(cv2.min(difference, np.full_like(difference, _MOST)))
    return sum(mean[:3]) / 3 > _SAME_MEAN
