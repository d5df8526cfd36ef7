"""A small button with one dot, behind which the figures of the program are."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from hysteroview.gui.look.shapes import Shape, draw_shape
from hysteroview.gui.look.theme import color

_DOT_SHARE = 0.34  # of the button's height


class DotButton(QAbstractButton):
    """Checkable; its dot is a ring, filled while it is on, and a triangle while it warns."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._warns = False
        self.set_scale(1.0)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self.setFixedSize(round(44 * scale), round(30 * scale))

    def show_warning(self, *, on: bool) -> None:
        """Show whether the figures contain something that should be looked at."""
        if on != self._warns:
            self._warns = on
            self.update()

    def sizeHint(self) -> QSize:
        return self.size()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self.height() * _DOT_SHARE
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        shape = Shape.DISC if self.isChecked() else Shape.RING
        if self._warns:
            shape = Shape.TRIANGLE
        draw_shape(painter, shape, box, color("caution" if self._warns else "muted"))
        if self.hasFocus():
            painter.setPen(QPen(color("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
