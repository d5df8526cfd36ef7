"""A bar for the probability of every class."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hysteroview.core.types import Decision, LabelSet
from hysteroview.core.wording import percent
from hysteroview.gui.look.language import translated_label
from hysteroview.gui.look.shapes import Shape, draw_shape
from hysteroview.gui.look.theme import color, tabular

NOTHING = "—"
_ROW_HEIGHT, _LEAST_ROW_HEIGHT = 1.62, 1.05  # of the text's


class ClassBars(QWidget):
    """Shows the probabilities of all classes, always in the same order.

    Premalignant and malignant classes are marked with a triangle, the others with a disc.
    Without a result there are dashes instead of numbers, and no bars.
    """

    def __init__(self, labels: LabelSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels = labels
        self._decision: Decision | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._describe()

    def show_decision(self, decision: Decision | None) -> None:
        """Show the probabilities of a decision; None for no result."""
        if decision is not self._decision:
            self._decision = decision
            self._describe()
            self.update()

    @property
    def _shares(self) -> list[float] | None:
        decision = self._decision
        if decision is None or decision.probabilities is None:
            return None
        return [float(share) for share in decision.probabilities]

    def figures(self) -> list[str]:
        """Return the numbers at the ends of the bars."""
        shares = self._shares
        return [NOTHING] * len(self._labels) if shares is None else [percent(p) for p in shares]

    def sizeHint(self) -> QSize:
        return self._size(_ROW_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self._size(_LEAST_ROW_HEIGHT)

    def _size(self, row_height: float) -> QSize:
        text_px = self.fontMetrics().height()
        return QSize(text_px * 14, round(text_px * row_height) * len(self._labels))

    def _describe(self) -> None:
        pairs = zip(self._labels, self.figures(), strict=True)
        self.setAccessibleName(self.tr("Probabilities of all classes"))
        self.setAccessibleDescription(
            ", ".join(f"{translated_label(lb.name)}: {text}" for lb, text in pairs)
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = tabular(self.font())
        row, text_px = self.height() / len(self._labels), self.fontMetrics().height()
        code_left, bar_left = text_px * 1.1, text_px * 3.1
        figure_px = self.fontMetrics().horizontalAdvance("> 99 %") + 2
        bar_width = self.width() - bar_left - figure_px - text_px * 0.5
        shares = self._shares
        shown = self._decision.label if self._decision is not None else None
        for index, (label, figure) in enumerate(zip(self._labels, self.figures(), strict=True)):
            y = index * row
            is_top = shares is not None and label == shown
            suspicious = label.premalignant_or_malignant
            ink = color("muted" if shares is None else "caution" if suspicious else "accent")
            mark = text_px * 0.5
            shape = Shape.TRIANGLE if suspicious else Shape.DISC
            draw_shape(painter, shape, QRectF(1, y + (row - mark) / 2, mark, mark), ink)
            font.setWeight(QFont.Weight.Bold if is_top else QFont.Weight.Normal)
            painter.setFont(font)
            painter.setPen(color("ink" if is_top else "muted"))
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(code_left, y, bar_left, row), middle, label.code)
            right = middle | Qt.AlignmentFlag.AlignRight
            painter.drawText(QRectF(0, y, self.width(), row), right, figure)
            thick = text_px * 0.42
            track = QRectF(bar_left, y + (row - thick) / 2, bar_width, thick)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("line"))
            painter.drawRoundedRect(track, thick / 2, thick / 2)
            if shares is not None:
                ink.setAlphaF(1.0 if is_top else 0.6)
                painter.setBrush(ink)
                filled = max(shares[index] * bar_width, thick)
                track.setWidth(filled)
                painter.drawRoundedRect(track, thick / 2, thick / 2)
