"""Shapes that carry the same information as colors, for color-blind users."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from hysteroview.gui.look.theme import color


class Shape(Enum):
    """The shapes."""

    DISC = auto()
    RING = auto()
    DASHED_RING = auto()
    TRIANGLE = auto()
    DIAMOND = auto()
    BARS = auto()
    CROSS = auto()
    DASH = auto()
    SQUARE = auto()
    SLASH = auto()
    INFO = auto()
    TICK = auto()


_ROUND = (0.2, Qt.PenCapStyle.RoundCap)  # width and ends of a stroke
_STROKES = {
    Shape.BARS: (((0.3, 0.06), (0.3, 0.94)), ((0.7, 0.06), (0.7, 0.94))),
    Shape.CROSS: (((0.14, 0.14), (0.86, 0.86)), ((0.86, 0.14), (0.14, 0.86))),
    Shape.TICK: (((0.1, 0.55), (0.38, 0.85), (0.9, 0.18)),),
}


def draw_shape(painter: QPainter, shape: Shape, box: QRectF, ink: QColor) -> None:
    """Draw a shape that fills the square `box`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    side = box.width()
    pen = QPen(ink, side * 0.14, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    half = pen.widthF() / 2
    inner = box.adjusted(half, half, -half, -half)

    def at(x: float, y: float) -> QPointF:
        return QPointF(box.x() + x * side, box.y() + y * side)

    match shape:
        case Shape.DISC | Shape.TRIANGLE | Shape.DIAMOND:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            if shape is Shape.DISC:
                painter.drawEllipse(box)
            elif shape is Shape.TRIANGLE:
                painter.drawPolygon(QPolygonF([at(0.5, 0.04), at(1.0, 0.93), at(0.0, 0.93)]))
            else:
                painter.drawPolygon(QPolygonF([at(0.5, 0), at(1, 0.5), at(0.5, 1), at(0, 0.5)]))
        case Shape.RING | Shape.DASHED_RING:
            if shape is Shape.DASHED_RING:
                pen.setCapStyle(Qt.PenCapStyle.FlatCap)
                pen.setDashPattern([1.6, 1.3])
            painter.setPen(pen)
            painter.drawEllipse(inner)
        case Shape.CROSS | Shape.TICK | Shape.BARS:
            wide, cap = (0.22, Qt.PenCapStyle.FlatCap) if shape is Shape.BARS else _ROUND
            painter.setPen(QPen(ink, side * wide, Qt.PenStyle.SolidLine, cap))
            for points in _STROKES[shape]:
                painter.drawPolyline(QPolygonF([at(x, y) for x, y in points]))
        case Shape.SQUARE:
            painter.setPen(pen)
            painter.drawRect(inner)
        case Shape.SLASH:  # the shaft of an instrument that enters the view
            painter.setPen(pen)
            painter.drawEllipse(inner)
            painter.setPen(QPen(ink, side * 0.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(at(0.92, 0.92), at(0.45, 0.45))
        case Shape.INFO:  # the letter i in a ring
            painter.setPen(QPen(ink, side * 0.09))
            painter.drawEllipse(box.adjusted(half, half, -half, -half))
            painter.setPen(QPen(ink, side * 0.14, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            painter.drawLine(at(0.5, 0.44), at(0.5, 0.78))
            painter.drawLine(at(0.5, 0.22), at(0.5, 0.36))
        case Shape.DASH:
            painter.setPen(pen)
            painter.drawLine(at(0.12, 0.5), at(0.88, 0.5))
    painter.restore()


class Mark(QWidget):
    """Shows one shape in one color, as large as the text beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.shape, self.ink = Shape.DASH, "muted"

    def show_shape(self, shape: Shape, ink: str) -> None:
        """Set the shape and its color of the theme."""
        if (shape, ink) != (self.shape, self.ink):
            self.shape, self.ink = shape, ink
            self.update()

    def sizeHint(self) -> QSize:
        side = round(self.fontMetrics().height() * 1.6)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        side = min(self.width(), self.height())
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        draw_shape(QPainter(self), self.shape, box.adjusted(1, 1, -1, -1), color(self.ink))
