"""The two-class result as a traffic light: position, shape and color carry the same information."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from hysteroview.core.types import TwoClass
from hysteroview.gui.look.shapes import Shape, draw_shape
from hysteroview.gui.look.theme import color

# Lamp from above, shape and color. No lamp is green: a benign class is no all-clear.
_LIT = {
    TwoClass.PREMALIGNANT_OR_MALIGNANT: (0, Shape.TRIANGLE, "caution"),
    TwoClass.NOT_EXCLUDED: (0, Shape.DIAMOND, "caution"),
    TwoClass.UNDECIDED: (1, Shape.RING, "ink"),
    TwoClass.BENIGN: (2, Shape.DISC, "accent"),
}
_UNLIT = (Shape.TRIANGLE, Shape.RING, Shape.DISC)
_EDGE_SHARE = 0.05  # of the height
_UNLIT_SHARE = 0.6  # of the size of the lamp that is lit


class TrafficLight(QWidget):
    """Three lamps in a column, one of which is lit, or none without a result."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._result: TwoClass | None = None
        self.set_height(80)

    def set_height(self, height_px: int) -> None:
        """Set the height, which is that of the text beside it."""
        edge = height_px * _EDGE_SHARE
        self.setFixedSize(round((height_px - 2 * edge) / 3 + 2 * edge), height_px)

    def show_result(self, result: TwoClass | None) -> None:
        """Light the lamp of a result; None for no result."""
        if result is not self._result:
            self._result = result
            self.update()

    @property
    def shape(self) -> Shape:
        """Shape of the lamp that is lit; a dash if none is."""
        return Shape.DASH if self._result is None else _LIT[self._result][1]

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = self.height() * _EDGE_SHARE
        side, line = (self.height() - 2 * edge) / 3, max(edge / 4, 1)
        painter.setPen(QPen(color("line"), line))
        painter.setBrush(color("canvas"))
        housing = QRectF(self.rect()).adjusted(line / 2, line / 2, -line / 2, -line / 2)
        painter.drawRoundedRect(housing, 2 * edge, 2 * edge)
        lit = None if self._result is None else _LIT[self._result]
        for lamp, unlit in enumerate(_UNLIT):
            place = QRectF(edge, edge + lamp * side, side, side)
            if lit is not None and lamp == lit[0]:
                draw_shape(painter, lit[1], place, color(lit[2]))
            else:
                rim = side * (1 - _UNLIT_SHARE) / 2
                draw_shape(painter, unlit, place.adjusted(rim, rim, -rim, -rim), color("line"))
