"""The line of measured rates, latency and losses by cause."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from hysteroview.core.types import FRAME_STATES, AssessmentState, Reason
from hysteroview.core.wording import counted_percent
from hysteroview.gui.look.messages import translated_message
from hysteroview.gui.look.theme import tabular
from hysteroview.gui.session.status import LiveStatus
from hysteroview.gui.widgets.basic import text_label
from hysteroview.gui.widgets.class_bars import NOTHING
from hysteroview.gui.widgets.status_light import look_of


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
            ("not_assessed", self.tr("Not assessed"), "100 %"),
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
        states = {} if status.is_ai_hidden else session.states
        self._set_text("not_assessed", _not_assessed(states))
        self._show_reasons(states, {} if status.is_ai_hidden else session.reasons)
        self._set_text("latency", _milliseconds(session.latency_ms))
        self._set_text(
            "heatmap_age", _milliseconds(None if status.is_ai_hidden else status.heatmap_age_ms)
        )
        self._set_text("not_analyzed", str(session.dropped_before_analysis))
        self._set_text("not_shown", str(status.dropped_before_display))
        self._set_text("restarts", str(session.restarts))

    def _show_reasons(
        self, states: Mapping[AssessmentState, int], reasons: Mapping[Reason, int]
    ) -> None:
        """Show in the tooltip how many of the analyzed frames have no result, by reason."""
        analyzed = sum(states.values())
        told = []
        if analyzed:
            told.append(self.tr("Not assessed, of {0} analyzed frames:").format(analyzed))
            missed = [each for each in FRAME_STATES if each is not AssessmentState.ACTIVE]
            for state in missed:
                if count := states.get(state, 0):
                    told.append(f"{look_of(state).title}: {counted_percent(count, analyzed)}")
                if state is AssessmentState.NOT_ASSESSABLE:
                    told += [
                        f"    {translated_message(reason.value)}: {counted_percent(each, analyzed)}"
                        for reason, each in sorted(reasons.items(), key=_most_first)
                    ]
            if len(told) == 1:
                told = [self.tr("All {0} analyzed frames were assessed.").format(analyzed)]
        for label in (self._titles["not_assessed"], self.values["not_assessed"]):
            label.setToolTip("\n".join(told))

    def _set_text(self, name: str, text: str) -> None:
        label = self.values[name]
        if label.text() != text:
            label.setText(text)


def _milliseconds(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.0f} ms"


def _not_assessed(states: Mapping[AssessmentState, int]) -> str:
    """Share of the analyzed frames that had no result: rounded up, 0 only if all had one."""
    analyzed = sum(states.values())
    missed = analyzed - states.get(AssessmentState.ACTIVE, 0)
    return f"{-(-100 * missed // analyzed)} %" if analyzed else NOTHING


def _most_first(pair: tuple[Reason, int]) -> int:
    return -pair[1]
