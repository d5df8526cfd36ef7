"""Whether a stream has stopped: the same picture for longer than a camera could give it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import NS_PER_S

_SAME_MEAN = 0.25  # gray levels; the noise of a camera, seen pixel by pixel, is 1 and more
_MOST = 6  # gray levels that one place can add: a clock that goes on is no movement


class FreezeDetector:
    """Notice that the picture has stopped, of one live source in order.

    A camera's noise makes every frame new; a capture card or a stream that hangs gives the
    same one again. Whether a still picture is meant (a file of stills, a paused player) only
    the caller knows: then it does not ask.

    Parameters
    ----------
    after_s
        So long, of the stream's own time, the same picture counts as frozen.
    """

    def __init__(self, after_s: float = 1.0) -> None:
        self._after_ns = round(after_s * NS_PER_S)
        self._reference: NDArray[np.uint8] | None = None
        self._since_ns = 0

    def update(self, pts_ns: int, small: NDArray[np.uint8]) -> bool:
        """Take the next frame's `thumbnail`, and tell whether the picture is frozen."""
        reference = self._reference
        if reference is None or pts_ns < self._since_ns or _differs(reference, small):
            self._reference, self._since_ns = small, pts_ns
            return False
        return pts_ns - self._since_ns >= self._after_ns


def _differs(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> bool:
    if first.shape != second.shape:
        return True
    # every other row and column tells as much
    difference = cv2.absdiff(first[::2, ::2], second[::2, ::2])
    mean = cv2.mean(cv2.min(difference, np.full_like(difference, _MOST)))
    return sum(mean[:3]) / 3 > _SAME_MEAN
