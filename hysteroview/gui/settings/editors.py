"""What a setting is edited with: a switch, a choice, or a field for a number, folder or text."""

from __future__ import annotations

import math
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from hysteroview.gui.settings.table import Entry, Kind
from hysteroview.gui.widgets.basic import words


class Editor(QWidget):
    """Edits one entry.

    Signals
    -------
    chosen(object)
        A value that the operator has entered; whether it is accepted is the owner's to say.
    refused()
        What was entered cannot be a value at all.
    """

    chosen = Signal(object)
    refused = Signal()

    def show_value(self, value: object) -> None:
        """Show this value without choosing it."""
        raise NotImplementedError

    def show_wrong(self, *, wrong: bool) -> None:
        """Show whether what is entered was not accepted; a choice is always accepted."""


class SwitchEditor(Editor):
    """On or off."""

    def __init__(self, entry: Entry, parent: QWidget) -> None:
        super().__init__(parent)
        self._entry = entry
        self.box = QCheckBox(self)
        self.box.setAccessibleName(entry.words)
        self.box.setAccessibleDescription(entry.does)
        self.box.toggled.connect(self._tell)
        self.box.toggled.connect(lambda on: self.chosen.emit(bool(on)))
        self.setFocusProxy(self.box)
        _alone(self, self.box)

    def show_value(self, value: object) -> None:
        with QSignalBlocker(self.box):
            self.box.setChecked(bool(value))
        self._tell(bool(value))

    def _tell(self, on: bool) -> None:  # noqa: FBT001 - a slot of Qt's signal
        self.box.setText(self._entry.tell(on))


class _StillComboBox(QComboBox):
    """A combo box that leaves the wheel to the page: scrolling past it must not change it."""

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        event.ignore()


class ChoiceEditor(Editor):
    """One of few."""

    def __init__(self, entry: Entry, parent: QWidget) -> None:
        super().__init__(parent)
        self._values = [value for value, _ in entry.choices]
        self.box = _StillComboBox(self)
        self.box.setView(QListView(self.box))  # whose rows are as high as the style sheet says
        self.box.setAccessibleName(entry.words)
        self.box.setAccessibleDescription(entry.does)
        self.box.addItems([told for _, told in entry.choices])
        self.box.currentIndexChanged.connect(lambda at: self.chosen.emit(self._values[at]))
        self.setFocusProxy(self.box)
        _alone(self, self.box)

    def show_value(self, value: object) -> None:
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(self._values.index(value) if value in self._values else -1)


class FieldEditor(Editor):
    """A number with its unit, a folder, or a text; an empty field is None where that may be."""

    def __init__(self, entry: Entry, parent: QWidget) -> None:
        super().__init__(parent)
        self._entry = entry
        self._value: object = None
        self.field = QLineEdit(self)
        self.field.setAccessibleName(f"{entry.words}, {entry.unit}" if entry.unit else entry.words)
        self.field.setAccessibleDescription(entry.does)
        self.field.setPlaceholderText(entry.empty_words)
        self.setFocusProxy(self.field)
        self.field.editingFinished.connect(self._read)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.field, 1)
        if entry.unit:
            row.addWidget(words(self, "entryUnit", entry.unit))
        self.browse: QPushButton | None = None
        if entry.kind is Kind.FOLDER:
            self.browse = QPushButton(self.tr("Choose…"), self)
            self.browse.setAccessibleName(self.tr("Choose: {0}").format(entry.words))
            self.browse.setAutoDefault(False)
            self.browse.clicked.connect(self._choose_folder)
            row.addWidget(self.browse)

    def show_value(self, value: object) -> None:
        self._value = value
        if value is None:
            text = ""
        elif isinstance(value, int | float):
            text = f"{value * self._entry.factor:.10g}"
        else:
            text = str(value)
        self.field.setText(text)
        self.field.setCursorPosition(0)
        self.show_wrong(wrong=False)

    def show_wrong(self, *, wrong: bool) -> None:
        if bool(self.field.property("wrong")) != wrong:
            self.field.setProperty("wrong", wrong)
            self.field.style().unpolish(self.field)
            self.field.style().polish(self.field)

    def _read(self) -> None:
        try:
            value = self._parsed(self.field.text().strip())
        except ValueError:
            self.refused.emit()
        else:
            self._choose(value)

    def _parsed(self, text: str) -> object:
        """Return the value that a text stands for.

        Raises
        ------
        ValueError
            It stands for none.
        """
        kind = self._entry.kind
        if not text:
            if self._entry.empty_words or kind is Kind.TEXT:
                return None if self._entry.empty_words else ""
            raise ValueError(text)
        if kind is Kind.NUMBER:
            shown = float(text.replace(",", "."))
            if not math.isfinite(shown):
                raise ValueError(text)
            return shown / self._entry.factor
        if kind is Kind.COUNT:
            return int(text)
        if kind is Kind.FOLDER:
            folder = Path(text).expanduser()
            if not folder.is_absolute():  # it would be another wherever the program is started
                raise ValueError(text)
            return folder
        return text

    def _choose(self, value: object) -> None:
        """Tell a value; one that is there already is told too, so that a fault beside it goes."""
        self.chosen.emit(value)

    def _choose_folder(self) -> None:
        start = str(self._value or Path.home())
        folder = QFileDialog.getExistingDirectory(self, self._entry.words, start)
        if folder:
            self.field.setText(folder)
            self._read()


def _alone(editor: QWidget, widget: QWidget) -> None:
    layout = QVBoxLayout(editor)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)


def make_editor(entry: Entry, parent: QWidget) -> Editor:
    """Return what an entry is edited with."""
    if entry.kind is Kind.SWITCH:
        return SwitchEditor(entry, parent)
    return (ChoiceEditor if entry.kind is Kind.CHOICE else FieldEditor)(entry, parent)
