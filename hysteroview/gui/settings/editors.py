"""Editors for settings: a switch, a choice, or a field for a number, folder or text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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

from hysteroview.gui.look.language import translated_setting
from hysteroview.gui.widgets.basic import text_label
from hysteroview.settings.entry import Entry
from hysteroview.settings.kinds import Choice, Entered, Folder, Switch


class Editor(QWidget):
    """Edits one entry.

    Signals
    -------
    chosen(object)
        A value that the operator has entered; the receiver decides whether it is accepted.
    refused()
        The text entered is not a value of this kind.
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
        self.box.setAccessibleName(translated_setting(entry.label))
        self.box.setAccessibleDescription(translated_setting(entry.help_text))
        self.box.toggled.connect(self._show_text)
        self.box.toggled.connect(lambda on: self.chosen.emit(bool(on)))
        self.setFocusProxy(self.box)
        _alone(self, self.box)

    def show_value(self, value: object) -> None:
        with QSignalBlocker(self.box):
            self.box.setChecked(bool(value))
        self._show_text(bool(value))

    def _show_text(self, on: bool) -> None:  # noqa: FBT001 - a slot of Qt's signal
        self.box.setText(self._entry.words(on, translated_setting))


class _StillComboBox(QComboBox):
    """A combo box that ignores the wheel, so that scrolling the page does not change it."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ChoiceEditor(Editor):
    """One of few."""

    def __init__(self, entry: Entry, kind: Choice[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._values = list(kind.labels)
        self.box = _StillComboBox(self)
        self.box.setView(QListView(self.box))  # its rows follow the height in the style sheet
        self.box.setAccessibleName(translated_setting(entry.label))
        self.box.setAccessibleDescription(translated_setting(entry.help_text))
        self.box.addItems([kind.words(value, translated_setting) for value in self._values])
        self.box.currentIndexChanged.connect(lambda at: self.chosen.emit(self._values[at]))
        self.setFocusProxy(self.box)
        _alone(self, self.box)

    def show_value(self, value: object) -> None:
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(self._values.index(value) if value in self._values else -1)


class FieldEditor(Editor):
    """A field for a number with unit, a folder or a text; empty is None where allowed."""

    def __init__(self, entry: Entry, kind: Entered[Any], parent: QWidget) -> None:
        super().__init__(parent)
        self._entry, self._kind = entry, kind
        self._value: object = None
        self._label = translated_setting(entry.label)
        unit = translated_setting(kind.unit) if kind.unit else ""
        self.field = QLineEdit(self)
        self.field.setAccessibleName(f"{self._label}, {unit}" if unit else self._label)
        self.field.setAccessibleDescription(translated_setting(entry.help_text))
        if entry.none:
            self.field.setPlaceholderText(translated_setting(entry.none_label))
        self.setFocusProxy(self.field)
        self.field.editingFinished.connect(self._read)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.field, 1)
        if unit:
            row.addWidget(text_label(self, "entryUnit", unit))
        self.browse: QPushButton | None = None
        if isinstance(kind, Folder):
            self.browse = QPushButton(self.tr("Choose…"), self)
            self.browse.setAccessibleName(self.tr("Choose: {0}").format(self._label))
            self.browse.setAutoDefault(False)
            self.browse.clicked.connect(self._choose_path)
            row.addWidget(self.browse)

    def show_value(self, value: object) -> None:
        self._value = value
        self.field.setText("" if value is None else self._kind.text(value))
        self.field.setCursorPosition(0)
        self.show_wrong(wrong=False)

    def show_wrong(self, *, wrong: bool) -> None:
        if bool(self.field.property("wrong")) != wrong:
            self.field.setProperty("wrong", wrong)
            self.field.style().unpolish(self.field)
            self.field.style().polish(self.field)

    def _read(self) -> None:
        try:
            value = self._entry.parse(self.field.text().strip())
        except ValueError:
            self.refused.emit()
        else:
            self._choose(value)

    def _choose(self, value: object) -> None:
        """Emit a value, even an unchanged one, so that a message about it disappears."""
        self.chosen.emit(value)

    def _choose_path(self) -> None:
        start = str(self._value or Path.home())
        is_file = isinstance(self._kind, Folder) and self._kind.is_file
        if is_file:
            chosen, _ = QFileDialog.getOpenFileName(self, self._label, start)
        else:
            chosen = QFileDialog.getExistingDirectory(self, self._label, start)
        if chosen:
            self.field.setText(chosen)
            self._read()


def _alone(editor: QWidget, widget: QWidget) -> None:
    layout = QVBoxLayout(editor)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)


def make_editor(entry: Entry, parent: QWidget) -> Editor:
    """Return the editor for an entry."""
    match entry.kind:
        case Switch():
            return SwitchEditor(entry, parent)
        case Choice() as kind:
            return ChoiceEditor(entry, kind, parent)
        case Entered() as kind:
            return FieldEditor(entry, kind, parent)
        case kind:
            raise AssertionError(kind)
