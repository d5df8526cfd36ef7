"""Paints a drawing over its picture on the screen."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from hysteroview.core.review.drawing import Drawing, DrawingView, Shape
from hysteroview.core.review.strokes import Strokes, strokes_of

_RIM_SHARE = 0.8  # of the line's width, on both sides
_HANDLE_PX = 5.0
_BASE_FONT_PX = 100


class DrawingPainter:
    """Paints shapes onto a picture that is shown at some place and size.

    Parameters
    ----------
    font
        Of the window.
    """

    def __init__(self, font: QFont) -> None:
        self._font = QFont(font)
        self._font.setWeight(QFont.Weight.Bold)
        self._font.setPixelSize(_BASE_FONT_PX)
        self._metrics = QFontMetricsF(self._font)

    def text_width(self, text: str) -> float:
        """Return the width of a text in units of the height of its letters."""
        return self._metrics.horizontalAdvance(text) / _BASE_FONT_PX

    def paint(
        self, painter: QPainter, drawing: Drawing, box: QRectF, selected: str | None = None
    ) -> None:
        """Paint a drawing.

        Parameters
        ----------
        box
            Where the whole picture would be, even outside the widget, in units of the painter.
        """
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.translate(box.topLeft())
        for shape in drawing.shapes:
            self._paint(painter, shape, drawing.view, box.width())
            if shape.key == selected:
                self._mark(painter, shape, drawing.view, box.width())
        painter.restore()

    def _paint(self, painter: QPainter, shape: Shape, view: DrawingView, width: float) -> None:
        strokes = strokes_of(shape, view, width)
        ink = QColor(shape.color)
        rim = 2 * max(_RIM_SHARE * strokes.line_px, 1.0)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for tint, thick in ((QColor(Qt.GlobalColor.black), strokes.line_px + rim),
                            (ink, strokes.line_px)):  # fmt: skip
            pen = QPen(tint, thick)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            for line in strokes.lines:
                painter.drawPolyline(QPolygonF([QPointF(*point) for point in line]))
        if strokes.text:
            self._write(painter, strokes, ink, rim)

    def _write(self, painter: QPainter, strokes: Strokes, ink: QColor, rim: float) -> None:
        size = strokes.text_px / _BASE_FONT_PX
        path = QPainterPath()
        path.addText(0, _BASE_FONT_PX, self._font, strokes.text)
        painter.save()
        painter.translate(QPointF(*strokes.text_at))
        painter.scale(size, size)
        pen = QPen(Qt.GlobalColor.black, rim / size)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(path, pen)
        painter.fillPath(path, ink)
        painter.restore()

    def _mark(self, painter: QPainter, shape: Shape, view: DrawingView, width: float) -> None:
        """Show that a shape is selected, and the ends by which it is changed."""
        strokes = strokes_of(shape, view, width)
        points = [QPointF(*view.to_pixels((x, y), width)) for x, y in shape.points]
        around = QPolygonF([QPointF(*point) for line in strokes.lines for point in line])
        box = around.boundingRect()
        if strokes.text and not strokes.lines:
            across = self.text_width(strokes.text) * strokes.text_px
            box = QRectF(QPointF(*strokes.text_at), QPointF(*strokes.text_at))
            box.setSize(box.size().expandedTo(QRectF(0, 0, across, 1.2 * strokes.text_px).size()))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for tint, style in ((Qt.GlobalColor.black, Qt.PenStyle.SolidLine),
                            (Qt.GlobalColor.white, Qt.PenStyle.DashLine)):  # fmt: skip
            painter.setPen(QPen(QColor(tint), 1.5, style))
            painter.drawRect(box.adjusted(-8, -8, 8, 8))
        if 1 < len(points) <= 2:
            painter.setPen(QPen(Qt.GlobalColor.black, 1.5))
            painter.setBrush(Qt.GlobalColor.white)
            for point in points:
                painter.drawEllipse(point, _HANDLE_PX, _HANDLE_PX)
