"""What was not assessed in an exam, by cause, with a warning about the set-up."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hysteroview.core.assessment import AssessmentCounts
from hysteroview.core.gate_warning import judge_gate
from hysteroview.gui.look.assessment import (
    gate_advice_text,
    gate_text,
    gate_warning_text,
    not_assessed_text,
    warned_text,
)
from hysteroview.gui.look.messages import join_sentences
from hysteroview.gui.look.shapes import Mark, Shape
from hysteroview.gui.widgets.basic import text_label

_BASE_MARK_PX = 18


class AssessedPanel(QWidget):
    """Shares of an exam without a result, and what the operator should know about the gate."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares = text_label(self, "body", wrap=True)
        self._mark = Mark(self)
        self._warning = text_label(self, "body", wrap=True)
        beside = QHBoxLayout()
        beside.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        beside.addWidget(self._warning, 1)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self._shares)
        self._layout.addLayout(beside)
        self.clear()

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self._layout.setSpacing(round(6 * scale))
        side = round(_BASE_MARK_PX * scale)
        self._mark.setFixedSize(side, side)

    def clear(self) -> None:
        """Show nothing."""
        self._shares.clear()
        self._warning.clear()
        self._mark.hide()
        self._warning.hide()

    def show_counts(self, counts: AssessmentCounts) -> None:
        """Show the frames of an exam."""
        lines = (not_assessed_text(counts), warned_text(counts), gate_text(counts.gate))
        self._shares.setText("\n".join(filter(None, lines)))
        warning = judge_gate(counts)
        for part in (self._mark, self._warning):
            part.setVisible(warning is not None)
        self._warning.clear()
        if warning is not None:
            texts = [gate_warning_text(warning), gate_advice_text(warning)]
            self._warning.setText(join_sentences(texts))
            is_note = warning.cause is None
            self._mark.show_shape(
                *((Shape.INFO, "accent") if is_note else (Shape.TRIANGLE, "caution"))
            )

    @property
    def text(self) -> str:
        """All text of the panel."""
        return "\n".join(filter(None, (self._shares.text(), self._warning.text())))
