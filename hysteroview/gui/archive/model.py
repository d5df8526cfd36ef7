"""The rows of the list of exams for Qt's views."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from hysteroview.gui.archive.rows import ExamRow, Row, ScheduledRow, Section
from hysteroview.gui.archive.words import section_words, spoken_words

ROW = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class ExamListModel(QAbstractListModel):
    """Rows under the titles of their sections, which cannot be selected.

    A row is put into words only when it is on the screen or read aloud.

    Parameters
    ----------
    names
        Of the classes, by code, in the language of the window.
    """

    def __init__(self, names: Mapping[str, str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.names = names
        self._rows: Sequence[Row] = ()

    @property
    def rows(self) -> Sequence[Row]:
        """What is shown."""
        return self._rows

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if isinstance(row, Section):
                return section_words(row)
            return spoken_words(row, self.names)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        is_row = index.isValid() and not isinstance(self._rows[index.row()], Section)
        enabled = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return enabled if is_row else Qt.ItemFlag.NoItemFlags

    def place_of(self, row: ExamRow | ScheduledRow | None) -> int | None:
        """Return the place of an exam that was shown before; None if it is not in the list now."""
        if row is None:
            return None
        key = _key_of(row)
        places = (at for at, each in enumerate(self._rows) if _key_of(each) == key)
        return next(places, None)


def _key_of(row: Row) -> object:
    """Return what identifies a row, also after the exams were read again."""
    match row:
        case ExamRow(exam=exam):
            return exam.exam_id
        case ScheduledRow(time=time, entry=entry):
            return time, entry
    return row
