"""The choice whether the other files of a recording that was split are opened too."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from hysteroview.capture.parts.finding import find_parts
from hysteroview.core.errors import HysteroViewError
from hysteroview.gui.sources.choice import SourceChoice
from hysteroview.gui.tasks import TaskRunner
from hysteroview.gui.widgets.basic import text_label
from hysteroview.settings.corrections import split_correction, with_correction
from hysteroview.settings.joining import Joining, split_joining, with_joining

_MOST_WAITING = 16
_TIMEOUT_S = 9.0


class PartsChoice(QWidget):
    """Hidden, unless the chosen file is the first one of several.

    The files are looked for off the GUI thread, because each has to be opened.

    Signals
    -------
    changed()
        The operator has chosen otherwise.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = TaskRunner(_MOST_WAITING, self)
        self._choice: SourceChoice | None = None
        self._caption = text_label(self, "caption", wrap=True)
        self.alone = QCheckBox(self.tr("Open only this part"), self)
        self.alone.clicked.connect(lambda _: self.changed.emit())
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self._caption)
        self._layout.addWidget(self.alone)
        self.hide()

    @property
    def caption(self) -> str:
        """How many files there are."""
        return self._caption.text()

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self._layout.setSpacing(round(4 * scale))

    def show_choice(self, choice: SourceChoice) -> None:
        """Look for the files of a source; it is shown when several are found."""
        self.cancel()
        plain, joining = split_joining(split_correction(choice.location)[0])
        self.alone.setChecked(joining is Joining.ALONE)
        path = Path(plain)
        if not path.is_file():
            return
        self._choice = choice
        wanted = Joining.JOIN if joining is Joining.JOIN else Joining.AUTO
        show = partial(self._show_count, choice)
        self._tasks.submit(partial(_count, path, wanted), show, _nothing)

    def set_in(self, choice: SourceChoice) -> SourceChoice:
        """Return the source with what was chosen here."""
        if self.isHidden():
            return choice
        location, correction = split_correction(choice.location)
        plain, joining = split_joining(location)
        if self.alone.isChecked():
            joining = Joining.ALONE
        elif joining is Joining.ALONE:
            joining = Joining.AUTO
        return replace(choice, location=with_correction(with_joining(plain, joining), correction))

    def cancel(self) -> None:
        """Hide it, and look for nothing."""
        self._choice = None
        self._tasks.drop_waiting()
        self.hide()

    def close_tasks(self) -> None:
        """End, without waiting for a disk that hangs."""
        self.cancel()
        self._tasks.finish(_TIMEOUT_S)

    def _show_count(self, choice: SourceChoice, count: int) -> None:
        if choice is not self._choice or count < 2:
            return
        text = self.tr("This recording has {0} files, which are opened as one.")
        self._caption.setText(text.format(count))
        self.show()


def _count(path: Path, joining: Joining) -> int:
    return len(find_parts(path, joining).paths)


def _nothing(_: HysteroViewError) -> None:
    """A file that cannot be read is reported when it is opened."""
