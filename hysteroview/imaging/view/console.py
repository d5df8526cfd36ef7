"""Detection of the uniformly colored panels that a console draws beside and over the picture."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Box
from hysteroview.imaging.native.kernels import KERNELS
from hysteroview.imaging.native.view_kernels import Region
from hysteroview.imaging.view.surfaces import Surfaces

_LEAST_SHARE = 0.006  # of the frame
_MOST_SHARE = 0.35  # more than that is a bad picture, which the quality gate reports
_FILLED = 0.8  # share of its box: a panel is a rectangle


def flat_panels(surfaces: Surfaces) -> list[Box]:
    """Find rectangles that cannot be tissue in a small copy of a frame.

    Position indicators and menus are synthetic: vivid green or blue, or a gray so uniform that
    neighboring pixels are equal.

    Returns
    -------
    Boxes in pixels of the copy; empty in most frames.
    """
    return [*rectangles(surfaces.vivid), *rectangles(surfaces.even)]


def rectangles(area: NDArray[np.uint8]) -> list[Box]:
    """Return the boxes of all large, nearly rectangular regions of a mask (h, w) of 0 and 1."""
    boxes = []
    for x, y, w, h, pixels in _regions(area):
        is_sized = _LEAST_SHARE * area.size <= pixels <= _MOST_SHARE * area.size
        if not is_sized or pixels < _FILLED * w * h:
            continue
        # include the rim of the panel, which is not uniform because its neighbors differ
        left, top = max(x - 2, 0), max(y - 2, 0)
        right, bottom = min(x + w + 2, area.shape[1]), min(y + h + 2, area.shape[0])
        boxes.append(Box(left, top, right - left, bottom - top))
    return boxes


def _regions(area: NDArray[np.uint8]) -> list[Region]:
    """Return the regions that are left when gaps are closed and what is thin is dropped."""
    side = max(5, area.shape[1] // 30) | 1
    if KERNELS is not None:
        found = KERNELS.view.rectangles(area, side, _LEAST_SHARE * area.size)
        if found is not None:
            return found
    if cv2.countNonZero(area) < _LEAST_SHARE * area.size:
        return []
    # text and drawings on the panel are part of it
    closed = cv2.morphologyEx(
        cv2.copyMakeBorder(area, 9, 9, 9, 9, cv2.BORDER_CONSTANT, value=(0,)),
        cv2.MORPH_CLOSE,
        np.ones((9, 9), np.uint8),
    )[9:-9, 9:-9]
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    if cv2.countNonZero(opened) < _LEAST_SHARE * area.size:
        return []
    x0, y0, width, height = cv2.boundingRect(opened)  # to look for regions in no more than that
    part = np.ascontiguousarray(opened[y0 : y0 + height, x0 : x0 + width])
    count, _, stats, _ = cv2.connectedComponentsWithStats(part)
    stats[:, :2] += x0, y0
    return [Region(*each) for each in stats[1:count].tolist()]
