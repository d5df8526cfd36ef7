"""What a console draws beside and over the picture: panels of one even color."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Box

_EVEN = 8  # greatest difference of a channel among neighbors on a colored panel
_EVEN_GRAY = 2  # the same on a gray one: metal and white walls are nearly even
_COLORED = 30  # difference between the channels
_LIT, _CLIPPED = 30, 225
_LEAST_SHARE = 0.006  # of the frame
_MOST_SHARE = 0.35  # more than that is a bad picture, which the quality gate names
_FILLED = 0.8  # of its box: a panel is a rectangle


def flat_panels(small: NDArray[np.uint8]) -> list[Box]:
    """Find the rectangles of even color, other than tissue's, in a small copy of a frame.

    Position indicators and menus are painted, so that neighbors are the same but for the
    traces of compression; tissue has texture and noise and is red.

    Parameters
    ----------
    small
        (h, w, 3) uint8, BGR.

    Returns
    -------
    Boxes in pixels of `small`; empty in most frames.
    """
    kernel = np.ones((3, 3), np.uint8)
    high, low = cv2.dilate(small, kernel), cv2.erode(small, kernel)
    spread = _greatest(np.asarray(cv2.subtract(high, low), np.uint8))
    blue, green, red = cv2.split(small)
    other = cv2.max(blue, green)
    high, low = cv2.max(other, red), cv2.min(cv2.min(blue, green), red)
    limit = np.where(cv2.subtract(high, low) > _COLORED, np.uint8(_EVEN), np.uint8(_EVEN_GRAY))
    even = (spread <= limit) & (other >= red) & (high > _LIT) & (low < _CLIPPED)
    if np.count_nonzero(even) < _LEAST_SHARE * even.size:
        return []
    return rectangles(even.astype(np.uint8))


def rectangles(area: NDArray[np.uint8]) -> list[Box]:
    """Return the boxes of all large, nearly rectangular parts of a mask (h, w) of 0 and 1."""
    side = max(3, area.shape[1] // 60) | 1
    opened = cv2.morphologyEx(area, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    # drawings on the panel are part of it
    closed = cv2.morphologyEx(
        cv2.copyMakeBorder(opened, 9, 9, 9, 9, cv2.BORDER_CONSTANT, value=0),
        cv2.MORPH_CLOSE,
        np.ones((9, 9), np.uint8),
    )[9:-9, 9:-9]
    count, _, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(closed))
    boxes = []
    for x, y, w, h, pixels in stats[1:count].tolist():
        is_sized = _LEAST_SHARE * area.size <= pixels <= _MOST_SHARE * area.size
        if not is_sized or pixels < _FILLED * w * h:
            continue
        # the rim of the panel is not even: its neighbors are not
        left, top = max(x - 2, 0), max(y - 2, 0)
        right, bottom = min(x + w + 2, area.shape[1]), min(y + h + 2, area.shape[0])
        boxes.append(Box(left, top, right - left, bottom - top))
    return boxes


def _greatest(planes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    first, second, third = cv2.split(planes)
    return np.asarray(cv2.max(cv2.max(first, second), third), np.uint8)
