"""A line for what just happened, and for one question; it never covers the picture."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from hysteroview.core.errors import HysteroViewError
from hysteroview.gui.look.icons import icon
from hysteroview.gui.look.messages import failure_words
from hysteroview.gui.look.shapes import Mark, Shape
from hysteroview.gui.widgets.basic import text_label

PASSES_MS = 2500


class Level(Enum):
    """How much a notice matters: each has its shape and its color."""

    SUCCESS = "success"
    HINT = "hint"
    NOTE = "note"
    WARNING = "warning"
    FAILURE = "failure"


_LOOKS = {
    Level.SUCCESS: (Shape.DISC, "active"),
    Level.HINT: (Shape.INFO, "accent"),
    Level.NOTE: (Shape.INFO, "accent"),
    Level.WARNING: (Shape.TRIANGLE, "caution"),
    Level.FAILURE: (Shape.CROSS, "alert"),
}
_STAYS = (Level.NOTE, Level.WARNING, Level.FAILURE)


class NoticeBar(QFrame):
    """Shows one notice at a time, the newest.

    A success and a hint disappear by themselves. A note, a warning or a failure stays until it is
    dismissed, something succeeds, or another of them comes; it is shown again after a hint.

    Signals
    -------
    confirmed(), declined()
        Answers to `ask`.
    offer_taken()
        The button of a warning with an offer was pressed.
    shown_changed(bool)
        Whether a notice is shown from now on.
    """

    confirmed = Signal()
    declined = Signal()
    offer_taken = Signal()
    shown_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._mark = Mark(self)
        self._words = text_label(self, "body", wrap=True)
        self._dismiss = QPushButton(icon("dismiss"), "", self)
        self._dismiss.setObjectName("dismiss")
        self._dismiss.setAccessibleName(self.tr("Dismiss"))
        self._dismiss.clicked.connect(self.clear)
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self._mark)
        self._layout.addWidget(self._words, 1)
        self.yes, self.no = QPushButton(self), QPushButton(self.tr("Cancel"), self)
        self.yes.clicked.connect(self.confirmed)
        self.no.clicked.connect(self.declined)
        self.offer = QPushButton(self)
        self.offer.clicked.connect(self.offer_taken)
        self.details = QPushButton(self.tr("Details"), self)
        self.details.setToolTip(self.tr("Shows or hides what technical support may want to know."))
        self.details.setCheckable(True)
        self.details.toggled.connect(self._show_details)
        self._failure: HysteroViewError | None = None
        for button in (self.yes, self.no, self.offer, self.details, self._dismiss):
            self._layout.addWidget(button)
        self._level: Level | None = None
        # shown again after a hint: text, words of the offer, the failure
        self._standing: tuple[Level, str, str, HysteroViewError | None] | None = None
        self._timer = QTimer(self, interval=PASSES_MS, singleShot=True)
        self._timer.timeout.connect(self._end_passing)
        self.set_scale(1.0)
        self.clear()

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale; the height is the same with and without a notice."""
        self._layout.setContentsMargins(round(16 * scale), 0, round(4 * scale), 0)
        self._layout.setSpacing(round(10 * scale))
        self._mark.setFixedSize(round(18 * scale), round(18 * scale))
        self._dismiss.setIconSize(QSize(round(20 * scale), round(20 * scale)))
        self.setFixedHeight(round(48 * scale))

    def ask(self, question: str, yes: str) -> None:
        """Ask a question with two buttons; `clear` removes it."""
        self._show(None, "question", question)
        self._mark.show_shape(Shape.TRIANGLE, "caution")
        self.yes.setText(yes)
        for button in (self.yes, self.no):
            button.setAccessibleName(button.text())
            button.show()

    def show_success(self, text: str) -> None:
        """Confirm for a moment that something was done."""
        self._show_level(Level.SUCCESS, text)

    def show_hint(self, text: str) -> None:
        """Inform for a moment, or explain why a press had no effect."""
        self._show_level(Level.HINT, text)

    def show_note(self, text: str) -> None:
        """Inform of something that is not urgent, until it is dismissed."""
        self._show_level(Level.NOTE, text)

    def show_warning(self, text: str, offer: str = "") -> None:
        """Warn of something that may affect the exam, until it is dismissed.

        Parameters
        ----------
        offer
            Words of a button that leads to what can be done; empty for none.
        """
        self._show_level(Level.WARNING, text, offer)

    def show_failure(self, failure: HysteroViewError) -> None:
        """Show a failure and its remedy, until it is dismissed; details behind a button."""
        self._show_level(Level.FAILURE, failure_words(failure), failure=failure)

    def clear(self) -> None:
        """Show nothing."""
        self._standing = None
        self._show(None, "", "")

    @property
    def text(self) -> str:
        """The text of the notice."""
        return self._words.text()

    @property
    def level(self) -> Level | None:
        """Of the notice that is shown; None without one, and for a question."""
        return self._level

    @property
    def needs_reading(self) -> bool:
        """Whether a question or something that was not dismissed yet is shown."""
        return self._level in _STAYS or self._standing is not None or self.yes.isVisibleTo(self)

    def _show_details(self, on: bool) -> None:  # noqa: FBT001 - a slot of Qt
        if self._failure is not None:
            failure = self._failure
            self._set_words(failure.detail if on else failure_words(failure))

    def _end_passing(self) -> None:
        if self._standing is None:
            self.clear()
        else:
            self._show_level(*self._standing)

    def _show_level(
        self,
        level: Level,
        text: str,
        offer: str = "",
        failure: HysteroViewError | None = None,
    ) -> None:
        if level is not Level.HINT:
            self._standing = None
        elif self._level in _STAYS:
            before = self.offer.text() if self.offer.isVisibleTo(self) else ""
            words = self.text if self._failure is None else failure_words(self._failure)
            self._standing = self._level, words, before, self._failure
        self._show(level, level.value, text)
        self.offer.setText(offer)
        self.offer.setAccessibleName(offer)
        self.offer.setVisible(bool(offer))
        self._failure = failure
        self.details.setVisible(failure is not None and bool(failure.detail))
        self._mark.show_shape(*_LOOKS[level])
        if level in _STAYS:
            self._dismiss.show()
        else:
            self._timer.start()

    def _show(self, level: Level | None, kind: str, text: str) -> None:
        self._level = level
        self._timer.stop()
        self._failure = None
        self.details.setChecked(False)
        for part in (self.yes, self.no, self.offer, self.details, self._dismiss):
            part.hide()
        self._mark.setVisible(bool(kind))
        self._set_words(text)
        if self.property("kind") != kind:
            self.setProperty("kind", kind)
            self.style().unpolish(self)
            self.style().polish(self)
        self.shown_changed.emit(bool(kind))

    def _set_words(self, text: str) -> None:
        self._words.setText(text)
        self._words.setToolTip(text)
