"""Explanations as pictures; a weak one never looks like a strong one."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Box, Evidence, FieldOfView
from hysteroview.imaging.overlay.heatmap import blend, heatmap_layer

FULL_POINTS: Final = 50.0  # loss of probability, in percentage points, that is fully opaque


def evidence_picture(
    pixels: NDArray[np.uint8], evidence: Evidence, opacity: float = 1.0
) -> NDArray[np.uint8]:
    """Return a frame with the evidence for a class, cut to what the network saw.

    The methods have no common unit, so that each map is scaled to its own maximum; its opacity
    follows the probability of the class, as on the live picture.

    Parameters
    ----------
    pixels
        (H, W, 4) uint8, BGRA.

    Returns
    -------
    (h, w, 4) uint8, BGRA.
    """
    layer = heatmap_layer(evidence, opacity)
    return cut(blend(pixels, layer, evidence.box), evidence.box)


def occlusion_evidence(points: NDArray[np.float32], view: FieldOfView, box: Box) -> Evidence:
    """Return the places whose hiding takes probability from the class.

    One scale for all frames: a loss of `FULL_POINTS` is fully opaque.

    Parameters
    ----------
    points
        (h, w): change in percentage points, NaN outside the field of view.
    """
    loss = np.nan_to_num(np.maximum(-points, 0.0), nan=0.0).astype(np.float32)
    strength = min(float(loss.max()) / FULL_POINTS, 1.0)
    return Evidence(loss, strength, view, box)


def cut(pixels: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    """Return the part of a frame that is in a box, black where the box is outside the frame."""
    part = np.zeros((box.height, box.width, 4), np.uint8)
    part[..., 3] = 255
    height, width = pixels.shape[:2]
    x0, y0 = max(box.x, 0), max(box.y, 0)
    x1, y1 = min(box.x + box.width, width), min(box.y + box.height, height)
    if x1 > x0 and y1 > y0:
        part[y0 - box.y : y1 - box.y, x0 - box.x : x1 - box.x] = pixels[y0:y1, x0:x1]
    return part


def points_at(points: NDArray[np.float32], x: float, y: float) -> float | None:
    """Return the change at a place of the square; None outside the field of view.

    Parameters
    ----------
    x, y
        From the left and from the top, as shares of the side.
    """
    height, width = points.shape
    column, row = int(np.floor(x * width)), int(np.floor(y * height))
    if not (0 <= column < width and 0 <= row < height):
        return None
    value = float(points[row, column])
    return None if np.isnan(value) else value
