"""The line of measured rates, latency and losses by cause."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from hysteroview.core.assessment import AssessmentCounts
from hysteroview.core.wording import counted_percent
from hysteroview.gui.look.assessment import gate_text, not_assessed_text, warned_text
from hysteroview.gui.look.theme import tabular
from hysteroview.gui.session.status import LiveStatus
from hysteroview.gui.widgets.basic import text_label
from hysteroview.gui.widgets.class_bars import NOTHING


class StatusStrip(QFrame):
    """One line at the bottom of the window; each number has room for its largest value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self._layout = QHBoxLayout(self)
        self.values: dict[str, QLabel] = {}
        self._titles: dict[str, QLabel] = {}
        self._widest: dict[str, str] = {}
        for name, title, widest in (
            ("captured", self.tr("Captured"), "000.0/s"),
            ("shown", self.tr("Shown"), "000.0/s"),
            ("analyzed", self.tr("Analyzed"), "000.0/s"),
            ("not_assessed", self.tr("Not assessed"), "> 99 %"),
            ("latency", self.tr("Latency"), "0000 ms"),
            ("heatmap_age", self.tr("Heatmap age"), "000 ms"),
            ("not_analyzed", self.tr("Dropped before analysis"), "000000"),
            ("not_shown", self.tr("before display"), "00000"),
        ):
            value = QLabel(NOTHING, self)
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._titles[name] = text_label(self, "quantity", title)
            self._layout.addWidget(self._titles[name])
            self._layout.addWidget(value)
            self._layout.addStretch(1)
            self.values[name], self._widest[name] = value, widest
        self._layout.addWidget(text_label(self, "quantity", self.tr("Restarts")))
        value = QLabel("0", self)
        self._layout.addWidget(value)
        self.values["restarts"], self._widest["restarts"] = value, "00"
        self.set_scale(1.0)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        side, gap = round(16 * scale), round(6 * scale)
        self._layout.setContentsMargins(side, gap, side, gap)
        self._layout.setSpacing(gap)
        for name, value in self.values.items():
            value.ensurePolished()
            value.setFont(tabular(value.font()))
            widest_px = value.fontMetrics().horizontalAdvance(self._widest[name])
            value.setFixedWidth(widest_px + 2)

    def show_status(self, status: LiveStatus) -> None:
        """Show the numbers; a dash where nothing was measured."""
        session = status.session
        self._set_text("captured", f"{session.captured_hz:.1f}/s")
        self._set_text("shown", f"{status.shown_hz:.1f}/s")
        self._set_text("analyzed", f"{session.analyzed_hz:.1f}/s")
        counts = AssessmentCounts() if status.is_ai_hidden else session.counts
        share = counted_percent(counts.not_assessed, counts.analyzed)
        self._set_text("not_assessed", share if counts.analyzed else NOTHING)
        self._show_reasons(counts)
        self._set_text("latency", _milliseconds(session.latency_ms))
        self._set_text(
            "heatmap_age", _milliseconds(None if status.is_ai_hidden else status.heatmap_age_ms)
        )
        self._set_text("not_analyzed", str(session.dropped_before_analysis))
        self._set_text("not_shown", str(status.dropped_before_display))
        self._set_text("restarts", str(session.restarts))

    def _show_reasons(self, counts: AssessmentCounts) -> None:
        """Show in the tooltip how many of the analyzed frames have no result, by reason."""
        lines = []
        if counts.analyzed and not counts.not_assessed:
            lines.append(self.tr("All {0} analyzed frames were assessed.").format(counts.analyzed))
        elif counts.analyzed:
            lines.append(self.tr("Not assessed: {0}").format(not_assessed_text(counts)))
        lines += filter(None, (warned_text(counts), gate_text(counts.gate)))
        for label in (self._titles["not_assessed"], self.values["not_assessed"]):
            label.setToolTip("\n".join(lines))

    def _set_text(self, name: str, text: str) -> None:
        label = self.values[name]
        if label.text() != text:
            label.setText(text)


def _milliseconds(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.0f} ms"
