"""The two-class result as a traffic light: its place, shape and color all say the same."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from hysteroview.core.types import TwoClass
from hysteroview.gui.shapes import Shape, draw_shape
from hysteroview.gui.theme import color

# Lamp from above, shape and color. No lamp is green: "benign class" is no leave to go on.
_LIT = {
    TwoClass.PREMALIGNANT_OR_MALIGNANT: (0, Shape.TRIANGLE, "caution"),
    TwoClass.NOT_EXCLUDED: (0, Shape.DIAMOND, "caution"),
    TwoClass.UNDECIDED: (1, Shape.RING, "ink"),
    TwoClass.BENIGN: (2, Shape.DISC, "accent"),
}
_UNLIT = (Shape.TRIANGLE, Shape.RING, Shape.DISC)
_LAMP_PX, _GAP_PX, _EDGE_PX = 22, 3, 4  # at scale 1


class TrafficLight(QWidget):
    """Three lamps, one above the other, of which one is lit, or none without a result."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._result: TwoClass | None = None
        self._scale = 1.0
        self.fit(1.0)

    def fit(self, scale: float) -> None:
        """Take the room of three lamps at this scale."""
        self._scale = scale
        size = QSize(_LAMP_PX + 2 * _EDGE_PX, 3 * _LAMP_PX + 2 * (_GAP_PX + _EDGE_PX))
        self.setFixedSize(size * scale)

    def show_result(self, result: TwoClass | None) -> None:
        """Light the lamp of a result; None lights none."""
        if result is not self._result:
            self._result = result
            self.update()

    @property
    def shape(self) -> Shape:
        """Of the lamp that is lit; a dash if none is."""
        return Shape.DASH if self._result is None else _LIT[self._result][1]

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = max(self._scale, 1)
        painter.setPen(QPen(color("line"), line))
        painter.setBrush(color("canvas"))
        housing = QRectF(self.rect()).adjusted(line / 2, line / 2, -line / 2, -line / 2)
        painter.drawRoundedRect(housing, 8 * self._scale, 8 * self._scale)
        lit = None if self._result is None else _LIT[self._result]
        for lamp, unlit in enumerate(_UNLIT):
            top = _EDGE_PX + lamp * (_LAMP_PX + _GAP_PX)
            box = QRectF(_EDGE_PX, top, _LAMP_PX, _LAMP_PX)
            place = QRectF(box.topLeft() * self._scale, box.size() * self._scale)
            if lit is not None and lamp == lit[0]:
                draw_shape(painter, lit[1], place, color(lit[2]))
            else:
                draw_shape(painter, unlit, place, color("line"))
