"""The area of a field of view as a mask."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Box, FieldOfView

_SHIFT = 4  # number of fractional bits in cv2's drawing coordinates


def is_plain(view: FieldOfView) -> bool:
    """Whether the picture fills the bounds: rectangular, with no panels over it."""
    return view.ellipse is None and not view.outline and not view.panels


@lru_cache(maxsize=16)
def view_mask(view: FieldOfView, box: Box, size_px: int) -> NDArray[np.uint8]:
    """Return the mask of the picture in a resized box.

    The result is cached, because the view stays the same for thousands of frames.

    Parameters
    ----------
    box
        Box that was cut out of the frame, from `model_box`.
    size_px
        Height and width to which it was resized.

    Returns
    -------
    (size_px, size_px) uint8, read-only, 255 inside the picture and 0 outside.
    """
    mask = draw_view(view, box, (size_px, size_px))
    mask.flags.writeable = False
    return mask


def draw_view(view: FieldOfView, box: Box, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Draw the picture's area over `box`, resized to `size` (width, height).

    Returns
    -------
    (height, width) uint8, 255 inside the picture and 0 outside.
    """
    sx, sy = size[0] / box.width, size[1] / box.height
    mask = np.zeros((size[1], size[0]), np.uint8)
    if view.ellipse is not None:
        whole = view.ellipse
        center = (
            (whole.x + whole.width / 2 - box.x) * sx - 0.5,
            (whole.y + whole.height / 2 - box.y) * sy - 0.5,
        )
        axes = (whole.width / 2 * sx, whole.height / 2 * sy)
        cv2.ellipse(
            mask, _fixed(*center), _fixed(*axes), 0, 0, 360, 255, cv2.FILLED, cv2.LINE_8, _SHIFT
        )
    elif view.outline:
        corners = [_fixed((x - box.x) * sx - 0.5, (y - box.y) * sy - 0.5) for x, y in view.outline]
        cv2.fillConvexPoly(mask, np.asarray(corners, np.int32), 255, cv2.LINE_8, _SHIFT)
    else:
        mask[:] = 255
    inside = _window(view.bounds, box, (sx, sy), mask.shape[:2])
    kept = np.zeros_like(mask)
    kept[inside] = mask[inside]
    for panel in view.panels:
        kept[_window(panel, box, (sx, sy), mask.shape[:2])] = 0
    return kept


def frame_mask(view: FieldOfView, frame_size: tuple[int, int]) -> NDArray[np.uint8]:
    """Draw the picture's area over a frame of (width, height) px: (height, width) uint8."""
    return draw_view(view, Box(0, 0, *frame_size), frame_size)


def _fixed(x: float, y: float) -> tuple[int, int]:
    return round(x * 2**_SHIFT), round(y * 2**_SHIFT)


def _window(
    inner: Box, box: Box, scale: tuple[float, float], shape: tuple[int, ...]
) -> tuple[slice, slice]:
    x0, x1 = ((edge - box.x) * scale[0] for edge in (inner.x, inner.x + inner.width))
    y0, y1 = ((edge - box.y) * scale[1] for edge in (inner.y, inner.y + inner.height))
    return (
        slice(min(max(round(y0), 0), shape[0]), max(round(y1), 0)),
        slice(min(max(round(x0), 0), shape[1]), max(round(x1), 0)),
    )
