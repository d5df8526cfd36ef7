"""How far the analysis of a recording is, and the button that starts, pauses and resumes it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QVBoxLayout, QWidget

from hysteroview.core.wording import duration_words
from hysteroview.gui.look.messages import failure_words
from hysteroview.gui.widgets.basic import text_label, unbroken
from hysteroview.pipeline.review.kept.analysis import AnalysisState, AnalysisStatus

_STEPS = 1000


class AnalysisBar(QWidget):
    """Shows the progress, rate and time left of an analysis.

    Signals
    -------
    requested()
        What the button says.
    """

    requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = text_label(self, "body", wrap=True)
        self._progress = QProgressBar(self)
        self._progress.setRange(0, _STEPS)
        self._progress.setTextVisible(False)
        self.button = QPushButton(self.tr("Analyze"), self)
        self.button.clicked.connect(self.requested)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(text_label(self, "caption", self.tr("Analysis")))
        for part in (self._words, self._progress, self.button):
            self._layout.addWidget(part)
        self.set_scale(1.0)
        self.hide()

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self._layout.setSpacing(round(6 * scale))
        self._progress.setFixedHeight(round(8 * scale))

    @property
    def text(self) -> str:
        """What is shown."""
        return self._words.text()

    def show_waiting(self, *, has_begun: bool) -> None:
        """Show that nothing runs.

        Parameters
        ----------
        has_begun
            A part of the recording was analyzed another time.
        """
        words = self.tr("Interrupted. It goes on where it was.") if has_begun else ""
        self._show(words, None, self.tr("Go on") if has_begun else self.tr("Analyze"))

    def show_quick(self) -> None:
        """Show that only a quick pass was made, and offer the analysis of the whole recording."""
        words = self.tr(
            "Quick pass: only parts were looked at closely; everything else is not assessed."
        )
        self._show(words, None, self.tr("Analyze completely"))

    def show_status(self, status: AnalysisStatus) -> None:
        """Show how far it is."""
        share = status.share
        if status.state is AnalysisState.COMPLETE:
            words = self.tr("Complete: {0} frames").format(status.frames)
            self._show(words, None, "")
        elif status.failure is not None:
            words = self.tr("Stopped: {0}").format(failure_words(status.failure))
            self._show(words, share, self.tr("Try again"))
        elif status.state is AnalysisState.PAUSED:
            words = self.tr("Paused at {0} frames").format(status.frames)
            self._show(words, share, self.tr("Go on"))
        else:
            parts = [self.tr("{0} frames").format(status.frames)]
            if status.rate_hz is not None:
                parts.append(f"{status.rate_hz:.0f}/s")
            if (left_s := status.left_s) is not None:
                parts.append(self.tr("{0} left").format(unbroken(duration_words(left_s))))
            self._show(" · ".join(parts), share, self.tr("Pause"))

    def _show(self, words: str, share: float | None, button: str) -> None:
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self._progress.setVisible(share is not None)
        if share is not None:
            self._progress.setValue(round(share * _STEPS))
        self.button.setText(button)
        self.button.setVisible(bool(button))
