"""A line for what just happened, and for one question; it never covers the picture."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QSize, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from hysteroview.core.errors import HysteroViewError
from hysteroview.gui.look.icons import icon
from hysteroview.gui.look.messages import failure_words, join_sentences
from hysteroview.gui.look.shapes import Mark, Shape
from hysteroview.gui.widgets.basic import text_label

PASSES_MS = 2500


class Level(Enum):
    """How much a notice matters: each has its shape and its color."""

    SUCCESS = "success"
    RESULT = "result"
    HINT = "hint"
    NOTE = "note"
    WARNING = "warning"
    FAILURE = "failure"


_LOOKS = {
    Level.SUCCESS: (Shape.DISC, "active"),
    Level.RESULT: (Shape.DISC, "active"),
    Level.HINT: (Shape.INFO, "accent"),
    Level.NOTE: (Shape.INFO, "accent"),
    Level.WARNING: (Shape.TRIANGLE, "caution"),
    Level.FAILURE: (Shape.CROSS, "alert"),
}
_STAYS = (Level.RESULT, Level.NOTE, Level.WARNING, Level.FAILURE)
_MOST_STANDING = 8


@dataclass(frozen=True, slots=True, eq=False)
class _Standing:
    """A notice that stays until it is dismissed or ended.

    Attributes
    ----------
    offer
        Words of a button that leads to what can be done; empty for none.
    folder
        That another button opens; None for none.
    """

    level: Level
    text: str
    subject: str
    offer: str = ""
    failure: HysteroViewError | None = None
    folder: Path | None = None


class NoticeBar(QFrame):
    """Shows one notice at a time, the newest, and keeps those that nobody has dismissed.

    A success and a hint disappear by themselves. A result, a note, a warning or a failure stays
    until it is dismissed, or until its subject is ended or has something newer to say; the one
    before it is then shown again. Nothing that must be read disappears because something else
    succeeded.

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
        self._dismiss.clicked.connect(self._drop_newest)
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self._mark)
        self._layout.addWidget(self._words, 1)
        self._more = text_label(self, "caption")
        self._layout.addWidget(self._more)
        self.yes, self.no = QPushButton(self), QPushButton(self.tr("Cancel"), self)
        self.yes.clicked.connect(self.confirmed)
        self.no.clicked.connect(self.declined)
        self.offer = QPushButton(self)
        self.offer.clicked.connect(self.offer_taken)
        self.folder = QPushButton(self.tr("Open folder"), self)
        self.folder.clicked.connect(self._open_folder)
        self._folder: Path | None = None
        self.details = QPushButton(self.tr("Details"), self)
        self.details.setToolTip(self.tr("Shows or hides what technical support may want to know."))
        self.details.setCheckable(True)
        self.details.toggled.connect(self._show_details)
        self._failure: HysteroViewError | None = None
        buttons = (self.yes, self.no, self.offer, self.folder, self.details, self._dismiss)
        for button in buttons:
            self._layout.addWidget(button)
        self._level: Level | None = None
        self._standing: list[_Standing] = []  # the newest last
        self._timer = QTimer(self, interval=PASSES_MS, singleShot=True)
        self._timer.timeout.connect(self._show_newest)
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
        """Ask a question with two buttons, until `end_question` or another notice."""
        self._show(None, "question", question)
        self._mark.show_shape(Shape.TRIANGLE, "caution")
        self.yes.setText(yes)
        for button in (self.yes, self.no):
            button.setAccessibleName(button.text())
            button.show()

    def end_question(self) -> None:
        """Remove a question; what was not dismissed before it is shown again."""
        if self.yes.isVisibleTo(self):
            self._show_newest()

    def show_success(self, text: str, *, subject: str = "") -> None:
        """Confirm for a moment that something was done.

        Parameters
        ----------
        subject
            Notices of this subject end.
        """
        self._forget(subject)
        self._show_passing(Level.SUCCESS, text)

    def show_hint(self, text: str) -> None:
        """Inform for a moment, or explain why a press had no effect."""
        self._show_passing(Level.HINT, text)

    def show_result(self, text: str, folder: Path, *, subject: str = "") -> None:
        """Say what came of something and where it is, until it is dismissed.

        Parameters
        ----------
        folder
            That a button opens.
        """
        self._stand(_Standing(Level.RESULT, text, subject, folder=folder))

    def show_note(self, text: str, *, subject: str = "") -> None:
        """Inform of something that is not urgent, until it is dismissed."""
        self._stand(_Standing(Level.NOTE, text, subject))

    def show_warning(
        self, text: str, offer: str = "", *, subject: str = "", folder: Path | None = None
    ) -> None:
        """Warn of something that may affect the exam, until it is dismissed.

        Parameters
        ----------
        offer
            Words of a button that leads to what can be done; empty for none.
        subject
            What it is about, for `end` and for what replaces it; empty for nothing in particular.
        folder
            That another button opens; None for none.
        """
        self._stand(_Standing(Level.WARNING, text, subject, offer, folder=folder))

    def show_failure(
        self, failure: HysteroViewError, *, subject: str = "", lead: str = "", offer: str = ""
    ) -> None:
        """Show a failure and its remedy, until it is dismissed; details behind a button.

        Parameters
        ----------
        lead
            A sentence before it.
        offer
            Words of a button that leads to what can be done; empty for none.
        """
        text = join_sentences((lead, failure_words(failure)))
        self._stand(_Standing(Level.FAILURE, text, subject, offer, failure))

    def end(self, subject: str) -> None:
        """Remove the notices of a subject: what they say is no longer so."""
        is_shown = self._level in _STAYS and self._standing[-1].subject == subject
        if self._forget(subject) and is_shown:
            self._show_newest()

    def clear(self) -> None:
        """Remove all notices, also those that were not dismissed."""
        self._standing.clear()
        self._show_newest()

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
        """Whether there is a question, or something that was not dismissed yet."""
        return bool(self._standing) or self.yes.isVisibleTo(self)

    def _show_details(self, on: bool) -> None:  # noqa: FBT001 - a slot of Qt
        if self._failure is not None:
            self._set_words(self._failure.detail if on else self._standing[-1].text)

    def _open_folder(self) -> None:
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    def _stand(self, notice: _Standing) -> None:
        self._forget(notice.subject)
        self._standing = [each for each in self._standing if each.text != notice.text]
        self._standing = [*self._standing[1 - _MOST_STANDING :], notice]
        self._show_newest()

    def _forget(self, subject: str) -> bool:
        """Remove the notices of a subject, if it is one; return whether there were any."""
        before = len(self._standing)
        if subject:
            self._standing = [each for each in self._standing if each.subject != subject]
        return len(self._standing) < before

    def _drop_newest(self) -> None:
        self._standing = self._standing[:-1]
        self._show_newest()

    def _show_passing(self, level: Level, text: str) -> None:
        self._show(level, level.value, text)
        self._mark.show_shape(*_LOOKS[level])
        self._timer.start()

    def _show_newest(self) -> None:
        """Show the newest notice that was not dismissed, or nothing."""
        if not self._standing:
            self._show(None, "", "")
            return
        newest = self._standing[-1]
        self._show(newest.level, newest.level.value, newest.text)
        self._mark.show_shape(*_LOOKS[newest.level])
        self.offer.setText(newest.offer)
        self.offer.setAccessibleName(newest.offer)
        self.offer.setVisible(bool(newest.offer))
        self._failure = newest.failure
        self.details.setVisible(newest.failure is not None and bool(newest.failure.detail))
        self._folder = newest.folder
        self.folder.setVisible(newest.folder is not None)
        more = len(self._standing) - 1
        self._more.setText(self.tr("{0} more").format(more))
        self._more.setVisible(more > 0)
        self._dismiss.show()

    def _show(self, level: Level | None, kind: str, text: str) -> None:
        self._level = level
        self._timer.stop()
        self._failure = self._folder = None
        self.details.setChecked(False)
        for part in (
            self.yes, self.no, self._more, self.offer, self.folder, self.details, self._dismiss,
        ):  # fmt: skip
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
