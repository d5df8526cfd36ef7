"""A frame that Qt can paint without a copy."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from hysteroview.core.types import Frame
from hysteroview.gui.picture.layout import seen_part
from hysteroview.gui.picture.zoom import Zoom

_WHOLE = Zoom()


class Still:
    """Wraps the pixels of a frame, and holds the frame while it is in use."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self._image = QImage(
            frame.pixels.data,
            frame.width_px,
            frame.height_px,
            frame.pixels.strides[0],
            QImage.Format.Format_RGB32,
        )

    def paint(self, painter: QPainter, pane: QRect, zoom: Zoom = _WHOLE) -> None:
        """Paint the picture; at its own size, pixel for pixel."""
        self._paint(painter, pane, zoom, self._image)

    def paint_gray(self, painter: QPainter, pane: QRect, zoom: Zoom = _WHOLE) -> None:
        """Paint it in gray, so that it is not mistaken for a live picture."""
        self._paint(painter, pane, zoom, self._gray)
        painter.fillRect(pane, QColor(0, 0, 0, 120))

    @cached_property
    def _gray(self) -> QImage:
        return self._image.convertToFormat(QImage.Format.Format_Grayscale8)

    def _paint(self, painter: QPainter, pane: QRect, zoom: Zoom, image: QImage) -> None:
        is_part = zoom.is_on or zoom.is_cropped
        is_scaled = is_part or pane.size() != image.size()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_scaled)
        if is_part:
            part = seen_part(zoom, image.width(), image.height())
            painter.drawImage(QRectF(pane), image, part)
        else:
            painter.drawImage(pane, image)
