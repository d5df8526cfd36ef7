"""A bar for the probability of every class."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hysteroview.core.types import Analysis, LabelSet
from hysteroview.gui.shapes import Shape, draw_shape
from hysteroview.gui.theme import color, tabular

NOTHING = "—"


def percent(probability: float) -> str:
    """Return a probability in percent, without claiming more certainty than there is."""
    if probability >= 0.995:
        return "> 99 %"
    if probability < 0.01:
        return "< 1 %"
    return f"{probability * 100:.0f} %"


class ClassBars(QWidget):
    """All classes of the model, always in the same places, most probable or not.

    A triangle stands before each premalignant or malignant class, a disc before the others.
    Without a result there is a dash for every number and no bar.
    """

    def __init__(self, labels: LabelSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels = labels
        self._analysis: Analysis | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._describe()

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Show this result; None shows that there is none."""
        if analysis is not None and analysis.probabilities is None:
            analysis = None
        if analysis is not self._analysis:
            self._analysis = analysis
            self._describe()
            self.update()

    def figures(self) -> list[str]:
        """Return what is written at the end of each bar."""
        if self._analysis is None or self._analysis.probabilities is None:
            return [NOTHING] * len(self._labels)
        return [percent(float(p)) for p in self._analysis.probabilities]

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        metrics = self.fontMetrics()
        return QSize(metrics.height() * 14, self._row_px() * len(self._labels))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self.sizeHint()

    def _row_px(self) -> int:
        return round(self.fontMetrics().height() * 1.62)

    def _describe(self) -> None:
        pairs = zip(self._labels, self.figures(), strict=True)
        self.setAccessibleName(self.tr("Probabilities of all classes"))
        self.setAccessibleDescription(", ".join(f"{lb.name}: {text}" for lb, text in pairs))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = tabular(self.font())
        row, text_px = self._row_px(), self.fontMetrics().height()
        code_left, bar_left = text_px * 1.1, text_px * 3.1
        figure_px = self.fontMetrics().horizontalAdvance("> 99 %") + 2
        bar_width = self.width() - bar_left - figure_px - text_px * 0.5
        analysis = self._analysis
        for index, (label, figure) in enumerate(zip(self._labels, self.figures(), strict=True)):
            y = index * row
            is_top = analysis is not None and analysis.top == index
            suspicious = label.premalignant_or_malignant
            ink = color("caution" if suspicious else "accent") if analysis else color("muted")
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
            if analysis is not None and analysis.probabilities is not None:
                ink.setAlphaF(1.0 if is_top else 0.6)
                painter.setBrush(ink)
                filled = max(float(analysis.probabilities[index]) * bar_width, thick)
                track.setWidth(filled)
                painter.drawRoundedRect(track, thick / 2, thick / 2)
