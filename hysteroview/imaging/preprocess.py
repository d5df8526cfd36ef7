"""From a frame to what the network sees: crop, resize, normalize."""

from __future__ import annotations

from fractions import Fraction

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Box, FieldOfView, InputSpec


def model_box(view: FieldOfView, pixel_aspect: Fraction) -> Box:
    """Return the box, square on the screen, around the whole field of view.

    It may reach beyond the frame; what lies there is black, as around a round picture. Nothing
    of the picture is cut off and its proportions are kept.

    Returns
    -------
    In pixels of the frame, so that width · pixel_aspect = height, to rounding.
    """
    bounds = view.bounds
    side = max(bounds.width * pixel_aspect, Fraction(bounds.height))
    width, height = max(1, round(side / pixel_aspect)), max(1, round(side))
    return Box(
        bounds.x + (bounds.width - width) // 2,
        bounds.y + (bounds.height - height) // 2,
        width,
        height,
    )


def crop(
    pixels: NDArray[np.uint8], box: Box, size_px: int, view: FieldOfView | None = None
) -> NDArray[np.uint8]:
    """Cut `box` out of a frame and resize it.

    Parameters
    ----------
    pixels
        (H, W, 3 or 4) uint8, BGR or BGRA.
    box
        From `model_box`; black where it reaches beyond the frame.
    size_px
        Height and width of the result.
    view
        If given, everything outside its bounds (console text, panels) is black.

    Returns
    -------
    (size_px, size_px, 3) uint8, RGB.
    """
    keep = view.bounds if view is not None else Box(0, 0, pixels.shape[1], pixels.shape[0])
    x0, y0 = max(box.x, keep.x, 0), max(box.y, keep.y, 0)
    x1 = min(box.x + box.width, keep.x + keep.width, pixels.shape[1])
    y1 = min(box.y + box.height, keep.y + keep.height, pixels.shape[0])
    result = np.zeros((size_px, size_px, 3), np.uint8)
    if x1 <= x0 or y1 <= y0:
        return result
    # resize only what is inside the frame: no full-size copy with borders
    sx, sy = size_px / box.width, size_px / box.height
    left, top = round((x0 - box.x) * sx), round((y0 - box.y) * sy)
    right = max(left + 1, round((x1 - box.x) * sx))
    bottom = max(top + 1, round((y1 - box.y) * sy))
    shrinks = sx < 1 and sy < 1
    small = cv2.resize(
        pixels[y0:y1, x0:x1],
        (right - left, bottom - top),
        interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR,
    )
    result[top:bottom, left:right] = small[: size_px - top, : size_px - left, 2::-1]
    return result


def to_input(crops: NDArray[np.uint8], spec: InputSpec) -> NDArray[np.float32]:
    """Normalize pictures for the network.

    Parameters
    ----------
    crops
        (N, s, s, 3) uint8, RGB.

    Returns
    -------
    (N, 3, s, s) float32, ``(x / 255 - mean) / std`` per channel, contiguous.
    """
    scale = (1.0 / (255.0 * np.asarray(spec.std))).astype(np.float32)
    shift = (np.asarray(spec.mean) / np.asarray(spec.std)).astype(np.float32)
    normalized = crops.transpose(0, 3, 1, 2) * scale[:, None, None] - shift[:, None, None]
    return np.ascontiguousarray(normalized, dtype=np.float32)
