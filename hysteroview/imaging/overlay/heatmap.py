"""Heatmaps: from a class map to a colored layer over the picture."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Box, Evidence, FieldOfView
from hysteroview.imaging.overlay.color_maps import colors_of
from hysteroview.imaging.pixels.view_mask import view_mask
from hysteroview.settings.choices import ColorMap

LAYER_PX = 160  # a 7 × 7 map has no more detail; Qt and OpenCV scale it up smoothly
_RIM_CELLS = 5.0  # cells of the layer over which the heatmap fades in at the rim
_LEAST_EVIDENCE = 0.2  # share of the strongest evidence, below which the picture stays unchanged


def class_activation_map(class_map: NDArray[np.float32]) -> NDArray[np.float32]:
    """Locate the evidence for one class.

    Parameters
    ----------
    class_map
        (h, w), the linear head applied at each position of the last feature map; any sign.

    Returns
    -------
    (h, w) in [0, 1]: 1 at the strongest evidence; 0 everywhere if there is none.

    References
    ----------
    Selvaraju et al. 2017, arXiv:1610.02391; Zhou et al. 2016, arXiv:1512.04150, eq. 2.
    """
    evidence = np.maximum(class_map, 0.0)
    peak = evidence.max()
    return evidence / peak if peak > 0 else evidence


def heatmap_layer(
    evidence: Evidence, opacity: float, color_map: ColorMap = ColorMap.INFERNO
) -> NDArray[np.uint8]:
    """Draw the evidence for one class as a transparent layer over the model's box.

    The opacity follows the probability, so that weak evidence looks weak although every map is
    scaled to its own maximum; where there is little evidence, and outside the field of view,
    the layer is fully transparent.

    Parameters
    ----------
    opacity
        Opacity chosen by the operator, in [0, 1].
    color_map
        Color map of the layer.

    Returns
    -------
    (LAYER_PX, LAYER_PX, 4) uint8, BGRA with premultiplied alpha, covering the box of the evidence.
    """
    places = cv2.resize(
        class_activation_map(evidence.class_map),
        (LAYER_PX, LAYER_PX),
        interpolation=cv2.INTER_CUBIC,
    )
    # saturates at 255
    levels = np.asarray(cv2.convertScaleAbs(np.maximum(places, 0.0), alpha=255), np.uint8)
    table = _table(float(np.clip(evidence.probability * opacity, 0, 1)), color_map)
    colors = table.view(np.uint32).take(levels).view(np.uint8).reshape(LAYER_PX, LAYER_PX, 4)
    layer = cv2.multiply(colors, _rim(evidence.box, evidence.view), scale=1 / 255)
    return np.asarray(layer, np.uint8)


def visible_part(layer: NDArray[np.uint8]) -> Box | None:
    """Return the part of a layer that is not transparent, in its cells; None if there is none.

    A transparent border of one cell belongs to it, so that it is scaled as in the whole layer.
    """
    x, y, width, height = cv2.boundingRect(cv2.extractChannel(layer, 3))
    if not width:
        return None
    left, top = max(x - 1, 0), max(y - 1, 0)
    right, bottom = min(x + width + 1, layer.shape[1]), min(y + height + 1, layer.shape[0])
    return Box(left, top, right - left, bottom - top)


def _table(opacity: float, color_map: ColorMap) -> NDArray[np.uint8]:
    """(256, 4) uint8, BGRA with premultiplied alpha: color of each level of evidence."""
    places = np.linspace(0.0, 1.0, 256)
    strength = np.clip((places - _LEAST_EVIDENCE) / (1 - _LEAST_EVIDENCE), 0.0, 1.0)
    alpha = strength * strength * (3 - 2 * strength) * opacity  # smoothstep: no visible edge
    colors = colors_of(color_map) * alpha[:, None]
    return np.rint(np.column_stack([colors, alpha * 255])).astype(np.uint8)


@lru_cache(maxsize=8)
def _rim(box: Box, view: FieldOfView) -> NDArray[np.uint8]:
    """(LAYER_PX, LAYER_PX, 4) uint8: 0 outside the field of view, 255 inside, with a soft rim.

    It rises over `_RIM_CELLS` cells: scaled up, a hard edge would show the layer's cells as steps.

    The result is cached, because the view stays the same for thousands of frames.
    """
    cell_x, cell_y = box.width / LAYER_PX, box.height / LAYER_PX
    x = box.x + (np.arange(LAYER_PX) + 0.5) * cell_x
    y = (box.y + (np.arange(LAYER_PX) + 0.5) * cell_y)[:, None]
    bounds = view.bounds
    from_side = np.minimum(x - bounds.x, bounds.x + bounds.width - x) / cell_x
    from_top = np.minimum(y - bounds.y, bounds.y + bounds.height - y) / cell_y
    cells = np.minimum(from_side, from_top)
    if view.ellipse is not None:
        rx, ry = view.ellipse.width / 2, view.ellipse.height / 2
        cx, cy = view.ellipse.x + rx, view.ellipse.y + ry
        radius = np.hypot((x - cx) / rx, (y - cy) / ry)
        cells = np.minimum(cells, (1 - radius) * min(rx / cell_x, ry / cell_y))
    if view.outline or view.panels:
        area = view_mask(view, box, LAYER_PX)
        cells = np.minimum(cells, cv2.distanceTransform(area, cv2.DIST_L2, 3))
    rim = np.clip((cells - 1) / _RIM_CELLS, 0.0, 1.0)
    weights = np.rint(rim * rim * (3 - 2 * rim) * 255).astype(np.uint8)
    return np.ascontiguousarray(np.repeat(weights[..., None], 4, axis=2))


def blend(pixels: NDArray[np.uint8], layer: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    """Blend a heatmap over a picture; pixels under fully transparent parts stay bit-identical.

    Parameters
    ----------
    pixels
        (H, W, 4) uint8, BGRA with alpha 255.
    layer
        Layer from `heatmap_layer`.
    box
        Position of the layer; parts outside the frame are cut off.

    Returns
    -------
    (H, W, 4) uint8, BGRA, a new array.
    """
    result = pixels.copy()
    scaled = cv2.resize(layer, (box.width, box.height), interpolation=cv2.INTER_LINEAR)
    x0, y0 = max(box.x, 0), max(box.y, 0)
    x1, y1 = min(box.x + box.width, pixels.shape[1]), min(box.y + box.height, pixels.shape[0])
    if x1 <= x0 or y1 <= y0:
        return result
    over = scaled[y0 - box.y : y1 - box.y, x0 - box.x : x1 - box.x]
    under = result[y0:y1, x0:x1]
    # gray becomes BGRA with alpha 255, so that the picture's own alpha of 255 stays
    clear = cv2.cvtColor(cv2.bitwise_not(over[..., 3]), cv2.COLOR_GRAY2BGRA)
    under[:] = cv2.add(cv2.multiply(under, clear, scale=1 / 255), over)
    return result
