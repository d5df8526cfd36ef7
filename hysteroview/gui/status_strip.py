"""How it is going, in numbers: measured rates, latency, and what was lost, by cause."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from hysteroview.core.types import FRAME_STATES, AssessmentState
from hysteroview.gui.class_bars import NOTHING
from hysteroview.gui.live_status import LiveStatus
from hysteroview.gui.parts import words
from hysteroview.gui.status_light import look_of
from hysteroview.gui.theme import tabular


class StatusStrip(QFrame):
    """One line at the foot of the window; every number has a place as wide as its largest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self._layout = QHBoxLayout(self)
        self._values: dict[str, tuple[QLabel, str]] = {}
        for name, title, widest in (
            ("captured", self.tr("Captured"), "000.0/s"),
            ("shown", self.tr("Shown"), "000.0/s"),
            ("analyzed", self.tr("Analyzed"), "000.0/s"),
            ("assessed", self.tr("Assessed"), "100 %"),
            ("latency", self.tr("Latency"), "0000 ms"),
            ("heatmap_age", self.tr("Heatmap age"), "000 ms"),
            ("not_analyzed", self.tr("Dropped before analysis"), "000000"),
            ("not_shown", self.tr("before display"), "00000"),
        ):
            value = QLabel(NOTHING, self)
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._layout.addWidget(words(self, "quantity", title))
            self._layout.addWidget(value)
            self._layout.addStretch(1)
            self._values[name] = (value, widest)
        self._layout.addWidget(words(self, "quantity", self.tr("Restarts")))
        value = QLabel("0", self)
        self._layout.addWidget(value)
        self._values["restarts"] = (value, "00")
        self.fit(1.0)

    def fit(self, scale: float) -> None:
        """Take the room that the widest numbers need at this scale."""
        side, gap = round(16 * scale), round(6 * scale)
        self._layout.setContentsMargins(side, gap, side, gap)
        self._layout.setSpacing(gap)
        for value, widest in self._values.values():
            value.ensurePolished()
            value.setFont(tabular(value.font()))
            value.setFixedWidth(value.fontMetrics().horizontalAdvance(widest) + 2)

    def show_status(self, status: LiveStatus) -> None:
        """Show the numbers; a dash where nothing was measured."""
        session = status.session
        self._tell("captured", f"{session.captured_hz:.1f}/s")
        self._tell("shown", f"{status.shown_hz:.1f}/s")
        self._tell("analyzed", f"{session.analyzed_hz:.1f}/s")
        states = {} if status.is_ai_hidden else session.states
        self._tell("assessed", _assessed(states))
        self._values["assessed"][0].setToolTip(_by_state(states))
        self._tell("latency", _milliseconds(session.latency_ms))
        self._tell(
            "heatmap_age", _milliseconds(None if status.is_ai_hidden else status.heatmap_age_ms)
        )
        self._tell("not_analyzed", str(session.dropped_before_analysis))
        self._tell("not_shown", str(status.dropped_before_display))
        self._tell("restarts", str(session.restarts))

    def text_of(self, name: str) -> str:
        """Return what is written for one quantity."""
        return self._values[name][0].text()

    def _tell(self, name: str, text: str) -> None:
        label = self._values[name][0]
        if label.text() != text:
            label.setText(text)


def _milliseconds(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.0f} ms"


def _assessed(states: Mapping[AssessmentState, int]) -> str:
    """Share of the analyzed frames that had a result."""
    analyzed = sum(states.values())
    assessed = states.get(AssessmentState.ACTIVE, 0)
    return f"{100 * assessed // analyzed} %" if analyzed else NOTHING


def _by_state(states: Mapping[AssessmentState, int]) -> str:
    return "\n".join(
        f"{look_of(state).title}: {states[state]}" for state in FRAME_STATES if states.get(state)
    )
