"""The form for the fields of a report, made from their table."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from hysteroview.core.review.report_entry import deficit_limit_ml, deficit_ml
from hysteroview.core.review.report_fields import FIELDS, FieldKind, Group, ReportField
from hysteroview.gui.look.language import translated_report
from hysteroview.gui.widgets.basic import text_label

_FEWEST_LETTERS = 14  # of a choice that are always shown
_LINES = 3  # of a field for several lines
_COLUMNS = 2

Editor = QLineEdit | QComboBox | QPlainTextEdit


class ReportForm(QWidget):
    """Shows the fields by group, two in a row, and returns them as entered.

    Signals
    -------
    edited()
        A field was changed.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.editors: dict[str, Editor] = {}
        self._grids: list[QGridLayout] = []
        self._layout = QVBoxLayout(self)
        self.warning = text_label(self, "fault", wrap=True)
        for group in Group:
            self._layout.addWidget(text_label(self, "cardName", translated_report(group.value)))
            self._add(group)
            if group is Group.FLUID:
                self._layout.addWidget(self.warning)
        self.edited.connect(self._show_warning)
        self._show_warning()

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self._layout.setContentsMargins(0, 0, round(14 * scale), 0)
        self._layout.setSpacing(round(8 * scale))
        for grid in self._grids:
            grid.setHorizontalSpacing(round(16 * scale))
            grid.setVerticalSpacing(round(4 * scale))
        for editor in self.editors.values():
            if isinstance(editor, QPlainTextEdit):
                height = editor.fontMetrics().lineSpacing()
                editor.setFixedHeight(round(_LINES * height + 20 * scale))

    def show_values(self, values: Mapping[str, str]) -> None:
        """Fill the fields."""
        for field in FIELDS:
            value, editor = values.get(field.code, ""), self.editors[field.code]
            if isinstance(editor, QPlainTextEdit):
                editor.setPlainText(value)
            elif isinstance(editor, QLineEdit):
                editor.setText(value)
            else:
                place = editor.findData(value) if value else 0
                editor.setCurrentIndex(place)
                if editor.isEditable():
                    known = editor.itemText(place) if place > 0 else value
                    editor.setEditText(known)
        self._show_warning()

    def values(self) -> dict[str, str]:
        """Return each field as entered; empty for "not recorded"."""
        return {field.code: self._value(field) for field in FIELDS}

    def _value(self, field: ReportField) -> str:
        editor = self.editors[field.code]
        if isinstance(editor, QPlainTextEdit):
            return editor.toPlainText().strip()
        if isinstance(editor, QLineEdit):
            return editor.text().strip()
        if not editor.isEditable():
            return str(editor.currentData() or "")
        text = editor.currentText().strip()
        place = editor.findText(text)
        return str(editor.itemData(place)) if place > 0 else text

    def _add(self, group: Group) -> None:
        grid = QGridLayout()
        self._grids.append(grid)
        place = 0
        for field in (each for each in FIELDS if each.group is group):
            is_wide = field.kind is FieldKind.LINES
            if is_wide and place % _COLUMNS:
                place += 1
            row, column = 2 * (place // _COLUMNS), place % _COLUMNS
            columns = _COLUMNS if is_wide else 1
            editor = self._editor(field)
            words = translated_report(field.label)
            title = text_label(
                self, "fieldTitle", f"{words}, {field.unit}" if field.unit else words
            )
            title.setBuddy(editor)
            editor.setAccessibleName(words)
            grid.addWidget(title, row, column, 1, columns)
            grid.addWidget(editor, row + 1, column, 1, columns)
            self.editors[field.code] = editor
            place += columns
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        self._layout.addLayout(grid)

    def _editor(self, field: ReportField) -> Editor:
        if field.kind is FieldKind.LINES:
            lines = QPlainTextEdit(self)
            lines.setTabChangesFocus(True)
            lines.textChanged.connect(self.edited)
            return lines
        if not field.choices:
            line = QLineEdit(self)
            if field.kind is FieldKind.DATE:
                line.setPlaceholderText(self.tr("YYYY-MM-DD"))
            line.textEdited.connect(self.edited)
            return line
        box = QComboBox(self)
        box.setView(QListView(box))  # the style sheet applies to its rows
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(_FEWEST_LETTERS)
        is_open = field.kind is FieldKind.SUGGEST
        box.addItem("" if is_open else translated_report("not recorded"), "")
        for choice in field.choices:
            box.addItem(translated_report(choice.words), choice.code)
        if is_open:
            box.setEditable(True)
            box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            box.editTextChanged.connect(self.edited)
        box.currentIndexChanged.connect(self.edited)
        return box

    def _show_warning(self) -> None:
        values = self.values()
        limit, deficit = deficit_limit_ml(values), deficit_ml(values)
        self.warning.setVisible(limit is not None)
        if limit is not None and deficit is not None:
            text = translated_report("The deficit is {0} mL or more.").format(f"{limit:,.0f}")
            if not values["medium"]:
                text = translated_report(
                    "{0} The medium is not recorded; the lower limit holds."
                ).format(text)
            self.warning.setText(text)
