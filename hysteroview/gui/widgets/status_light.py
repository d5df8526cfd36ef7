"""The status light: state of the AI as shape, color, title and reason."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from hysteroview.core.types import FRAME_STATES, AssessmentState
from hysteroview.core.wording import state_words
from hysteroview.gui.look.assessment import warning_text
from hysteroview.gui.look.language import translated_state
from hysteroview.gui.look.messages import translated_message
from hysteroview.gui.look.shapes import Mark, Shape
from hysteroview.gui.session.status import LiveStatus
from hysteroview.gui.widgets.basic import text_label


@dataclass(frozen=True, slots=True)
class StateLook:
    """Shape, color and text of a state, different for each."""

    shape: Shape
    ink: str
    title: str
    reason: str = ""


_SHAPES = {
    AssessmentState.ACTIVE: (Shape.DISC, "active"),
    AssessmentState.NOT_ASSESSABLE: (Shape.DIAMOND, "caution"),
    AssessmentState.ABSTAINED: (Shape.SQUARE, "ink"),
    AssessmentState.INSTRUMENT: (Shape.SLASH, "ink"),
    AssessmentState.PAUSED: (Shape.BARS, "ink"),
    AssessmentState.STALE: (Shape.RING, "caution"),
    AssessmentState.STARTING: (Shape.DASHED_RING, "muted"),
    AssessmentState.RESTARTING: (Shape.DASHED_RING, "caution"),
    AssessmentState.OFF: (Shape.DASH, "muted"),
    AssessmentState.ERROR: (Shape.CROSS, "alert"),
    AssessmentState.SKIPPED: (Shape.DASHED_RING, "ink"),
}


def look_of(state: AssessmentState) -> StateLook:
    """Return the look of a state, in the operator's language."""
    said = state_words(state)
    return StateLook(*_SHAPES[state], translated_state(said.title), translated_state(said.why))


def look_hidden() -> StateLook:
    """Return the look while the AI is hidden."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("StatusLight", text)

    reason = tr("The analysis continues and is recorded. No results are shown.")
    return StateLook(Shape.DASH, "ink", tr("AI hidden"), reason)


class StatusLight(QWidget):
    """Shows the state of the AI; its size never changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._resume_keys = ""
        self._mark = Mark(self)
        self._title = text_label(self, "stateTitle")
        self._reason = text_label(self, "stateReason", wrap=True)
        self._reason.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(10)
        layout.setVerticalSpacing(2)
        layout.addWidget(self._mark, 0, 0)
        layout.addWidget(self._title, 0, 1)
        layout.addWidget(self._reason, 1, 0, 1, 2)
        layout.setColumnStretch(1, 1)
        self.fix_height()

    def fix_height(self) -> None:
        """Set the height for three lines of reason in the present font."""
        self._reason.ensurePolished()
        self._reason.setFixedHeight(self._reason.fontMetrics().lineSpacing() * 3)

    def show_resume_keys(self, keys: str) -> None:
        """Set the keys that are named while the analysis is paused; empty if there are none."""
        self._resume_keys = keys

    def show_status(self, status: LiveStatus) -> None:
        """Show the state and its reason, or that the AI is hidden."""
        session = status.session
        if status.is_ai_hidden and session.state in FRAME_STATES:
            look = look_hidden()
            self._show(look, look.reason)
            return
        look = look_of(session.state)
        reason = translated_message(session.detail) or look.reason
        if session.state is AssessmentState.PAUSED:
            keys = self.tr("Press {0} to resume.").format(self._resume_keys)
            reason = keys if self._resume_keys else self.tr("Choose “Resume AI” to resume.")
        if session.state is AssessmentState.ACTIVE and session.runtime is not None:
            reason = str(session.runtime)
        if warning := _warning_of(status):
            look, reason = replace(look, shape=Shape.TRIANGLE, ink="caution"), warning
        self._show(look, reason if reason == str(session.runtime) else _sentence(reason))

    def _show(self, look: StateLook, reason: str) -> None:
        self._mark.show_shape(look.shape, look.ink)
        self._title.setText(look.title)
        if self._title.property("ink") != look.ink:
            self._title.setProperty("ink", look.ink)
            self._title.style().unpolish(self._title)
            self._title.style().polish(self._title)
        self._reason.setText(reason)
        self._reason.setToolTip(reason)
        self.setAccessibleName(look.title)
        self.setAccessibleDescription(reason)

    @property
    def title(self) -> str:
        """The state in a few words."""
        return self._title.text()

    @property
    def text(self) -> str:
        """Title and reason."""
        return f"{self._title.text()} {self._reason.text()}"


def _warning_of(status: LiveStatus) -> str:
    """Return the warning beside the result; empty if there is none."""
    decision = status.analysis.decision if status.analysis is not None else None
    is_active = status.session.state is AssessmentState.ACTIVE
    return warning_text(decision.warnings) if is_active and decision is not None else ""


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
