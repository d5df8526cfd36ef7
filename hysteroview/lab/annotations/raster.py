"""Masks of regions: one rasterizer for all formats.

Polygons that OpenCV or Pillow fill include their outline, which makes a circle with a radius of
10 px 12 % too large; pycocotools counts a pixel if its middle is inside.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from pycocotools import mask as coco_mask

from hysteroview.lab.annotations.annotated import Bitmap, Outline, Region
from hysteroview.lab.annotations.runs import runs_to_bitmap, unpack_counts


def rasterize(regions: Iterable[Region], width_px: int, height_px: int) -> NDArray[np.uint8]:
    """Return the union of regions, (height_px, width_px) uint8: 255 inside, 0 outside.

    Outlines are cut off at the border of the picture.
    """
    mask = np.zeros((height_px, width_px), np.uint8)
    for region in regions:
        for points in region.outlines:
            _add_outline(mask, points)
        if region.bitmap is not None:
            _add_bitmap(mask, region.bitmap)
    return mask


def _add_outline(mask: NDArray[np.uint8], points: Outline) -> None:
    """Rasterize in the box of the outline, so that many small ones do not cost whole pictures."""
    height, width = mask.shape
    left, top = np.floor(points.min(axis=0)).astype(int).tolist()
    right, bottom = np.ceil(points.max(axis=0)).astype(int).tolist()
    across, down = max(1, right - left), max(1, bottom - top)
    if right <= 0 or bottom <= 0 or left >= width or top >= height:
        return
    moved = (points - (left, top)).ravel().tolist()
    (coded,) = coco_mask.frPyObjects([moved], down, across)
    runs = unpack_counts(coded["counts"].decode("ascii"))
    _add_bitmap(mask, Bitmap(left, top, runs_to_bitmap(runs, across, down, by_column=True)))


def _add_bitmap(mask: NDArray[np.uint8], bitmap: Bitmap) -> None:
    height, width = mask.shape
    down, across = bitmap.pixels.shape
    top, left = max(0, bitmap.top), max(0, bitmap.left)
    bottom, right = min(height, bitmap.top + down), min(width, bitmap.left + across)
    if top >= bottom or left >= right:
        return
    inside = bitmap.pixels[
        top - bitmap.top : bottom - bitmap.top, left - bitmap.left : right - bitmap.left
    ]
    mask[top:bottom, left:right][inside] = 255
