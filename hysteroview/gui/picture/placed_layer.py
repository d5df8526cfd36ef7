"""The visible part of a heatmap's layer, at its size and place on the screen."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QImage

from hysteroview.core.types import Box


@dataclass(frozen=True, slots=True)
class PlacedLayer:
    """The visible part of a layer at its size on the screen.

    It is scaled once for each layer and place. Qt would scale it with every picture, on threads
    that have to wait for a core while the decoder uses all of them.

    Attributes
    ----------
    whole
        Place of the whole layer, in device pixels.
    at
        Place of `pixels`.
    pixels
        (H, W, 4) uint8, BGRA with premultiplied alpha; None if no part is within the pane.
    """

    whole: QRectF
    pane: QRect
    at: QPoint = field(default_factory=QPoint)
    pixels: NDArray[np.uint8] | None = None

    def image(self) -> QImage:
        """Wrap the pixels, which must outlive the image."""
        assert self.pixels is not None
        height, width = self.pixels.shape[:2]
        layout = QImage.Format.Format_ARGB32_Premultiplied
        return QImage(self.pixels.data, width, height, width * 4, layout)


def place(layer: NDArray[np.uint8], part: Box, whole: QRectF, pane: QRect) -> PlacedLayer:
    """Scale the part of a layer that is within a pane."""
    across, down = whole.width() / layer.shape[1], whole.height() / layer.shape[0]
    left, right = _cells(part.x, part.width, (pane.x() - whole.x()) / across, pane.width() / across)
    top, bottom = _cells(part.y, part.height, (pane.y() - whole.y()) / down, pane.height() / down)
    if left >= right or top >= bottom:
        return PlacedLayer(whole, pane)
    at = QPoint(round(whole.x() + left * across), round(whole.y() + top * down))
    end = QPoint(round(whole.x() + right * across), round(whole.y() + bottom * down))
    size = (max(end.x() - at.x(), 1), max(end.y() - at.y(), 1))
    scaled = cv2.resize(layer[top:bottom, left:right], size, interpolation=cv2.INTER_LINEAR)
    return PlacedLayer(whole, pane, at, np.asarray(scaled, np.uint8))


def _cells(first: int, count: int, seen_from: float, seen: float) -> tuple[int, int]:
    """Return the first and last + 1 of some cells that are seen, with one more at each end."""
    begin = max(first, math.floor(seen_from) - 1)
    return begin, min(first + count, math.ceil(seen_from + seen) + 1)
