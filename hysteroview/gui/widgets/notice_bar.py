"""A line for what just happened, and for the one question; it never covers the picture."""

from __future__ import annotations

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from hysteroview.core.errors import HysteroViewError
from hysteroview.gui.look.icons import icon
from hysteroview.gui.look.shapes import Mark, Shape
from hysteroview.gui.widgets.basic import words

_SUCCESS_MS = 2500


class NoticeBar(QFrame):
    """A success goes by itself; a failure stays until it is dismissed or something succeeds.

    Signals
    -------
    confirmed(), declined()
        Answers to `ask`.
    spoke(bool)
        Whether there is something to be read from here on.
    """

    confirmed = Signal()
    declined = Signal()
    spoke = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._mark = Mark(self)
        self._words = words(self, "told", wrap=True)
        self._dismiss = QPushButton(icon("dismiss"), "", self)
        self._dismiss.setObjectName("dismiss")
        self._dismiss.setAccessibleName(self.tr("Dismiss"))
        self._dismiss.clicked.connect(self.clear)
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self._mark)
        self._layout.addWidget(self._words, 1)
        self._yes, self._no = QPushButton(self), QPushButton(self.tr("Cancel"), self)
        self._yes.clicked.connect(self.confirmed)
        self._no.clicked.connect(self.declined)
        for button in (self._yes, self._no, self._dismiss):
            self._layout.addWidget(button)
        self._timer = QTimer(self, interval=_SUCCESS_MS, singleShot=True)
        self._timer.timeout.connect(self.clear)
        self.fit(1.0)
        self.clear()

    def fit(self, scale: float) -> None:
        """Take the same room with and without words."""
        self._layout.setContentsMargins(round(16 * scale), 0, round(4 * scale), 0)
        self._layout.setSpacing(round(10 * scale))
        self._mark.setFixedSize(round(18 * scale), round(18 * scale))
        self._dismiss.setIconSize(QSize(round(20 * scale), round(20 * scale)))
        self.setFixedHeight(round(48 * scale))

    def ask(self, question: str, yes: str) -> None:
        """Ask, with two buttons; `clear` takes the question away."""
        self._timer.stop()
        self._show("question", Shape.TRIANGLE, "caution", question)
        self._dismiss.hide()
        self._yes.setText(yes)
        for button in (self._yes, self._no):
            button.setAccessibleName(button.text())
            button.show()

    def show_success(self, text: str) -> None:
        """Confirm something for a moment."""
        self._show("success", Shape.DISC, "active", text)
        self._dismiss.hide()
        self._timer.start()

    def show_failure(self, failure: HysteroViewError) -> None:
        """Tell a failure and its remedy, until it is dismissed."""
        self._timer.stop()
        self._show("failure", Shape.CROSS, "alert", str(failure))
        self._dismiss.show()

    def clear(self) -> None:
        """Say nothing."""
        self._timer.stop()
        self._show("", Shape.DASH, "black", "")
        self._mark.hide()
        self._dismiss.hide()

    @property
    def text(self) -> str:
        """What is written."""
        return self._words.text()

    def _show(self, kind: str, shape: Shape, ink: str, text: str) -> None:
        self._yes.hide()
        self._no.hide()
        self._mark.show()
        self._mark.show_shape(shape, ink)
        self._words.setText(text)
        self._words.setToolTip(text)
        if self.property("kind") != kind:
            self.setProperty("kind", kind)
            self.style().unpolish(self)
            self.style().polish(self)
        self.spoke.emit(bool(kind))
