"""Pictures on the clipboard and on paper."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrinter


def image_of(pixels: NDArray[np.uint8]) -> QImage:
    """Return a copy of a picture, (H, W, 4) uint8, BGRA."""
    height, width = pixels.shape[:2]
    rows = np.ascontiguousarray(pixels)
    return QImage(rows.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


def print_pictures(printer: QPrinter, pictures: Sequence[NDArray[np.uint8]]) -> bool:
    """Print each picture on a page of its own, as large as it fits; False if it cannot begin."""
    painter = QPainter()
    if not painter.begin(printer):
        return False
    try:
        for number, pixels in enumerate(pictures):
            if number:
                printer.newPage()
            image = image_of(pixels)
            area = painter.viewport()
            size = image.size().scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatio)
            painter.drawImage(QRect(area.topLeft(), size), image)
    finally:
        painter.end()
    return True
