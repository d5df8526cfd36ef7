"""The rows of an archive's table that are wanted; only those on the screen are read."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from hysteroview.gui.archive.results.columns import columns_of, tool_tip
from hysteroview.pipeline.archive.results.filter import Filter, Order
from hysteroview.pipeline.archive.results.marks import RowKey
from hysteroview.pipeline.archive.results.rows import Row
from hysteroview.pipeline.archive.results.table import Listed, ResultsTable

Index = QModelIndex | QPersistentModelIndex
_BLOCK: Final = 64  # rows that are read at once
_MOST_BLOCKS: Final = 64


class ResultsModel(QAbstractTableModel):
    """Findings or recordings of an archive, filtered and sorted.

    Parameters
    ----------
    names
        Of the classes, by code, in the language of the window.

    Signals
    -------
    changed()
        Other rows are shown, or in another order.
    """

    changed = Signal()

    def __init__(
        self, listed: Listed, names: Mapping[str, str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.listed = listed
        self.columns = columns_of(listed)
        self._names = names
        self._table: ResultsTable | None = None
        self._wanted = Filter()
        self._order, self._is_descending = Order.FILE, False
        self._numbers: Sequence[int] = ()
        self._blocks: OrderedDict[int, list[Row]] = OrderedDict()

    def show_table(self, table: ResultsTable | None) -> None:
        """Show another table, or none."""
        self._table = table
        self._find()

    def show_only(self, wanted: Filter) -> None:
        """Show only the rows that are wanted."""
        if wanted != self._wanted:
            self._wanted = wanted
            self._find()

    @property
    def numbers(self) -> Sequence[int]:
        """Numbers of the rows in the table, in the order in which they are shown."""
        return self._numbers

    def row(self, place: int) -> Row | None:
        """Return the row at a place; None if there is none."""
        if self._table is None or not 0 <= place < len(self._numbers):
            return None
        number, within = divmod(place, _BLOCK)
        if number not in self._blocks:
            asked = self._numbers[number * _BLOCK : (number + 1) * _BLOCK]
            self._blocks[number] = list(self._table.rows(self.listed, asked))
            if len(self._blocks) > _MOST_BLOCKS:
                self._blocks.popitem(last=False)
        return self._blocks[number][within]

    def show_marks(self) -> None:
        """Show other marks; rows stay where they are until the filter or the order changes."""
        if self._numbers:
            self._blocks.clear()
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def place_of(self, key: RowKey) -> int | None:
        """Return the place of a row; None if it is not shown."""
        if self._table is None:
            return None
        number = self._table.number_of(self.listed, key)
        return (
            None
            if number is None
            else next((place for place, each in enumerate(self._numbers) if each == number), None)
        )

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._numbers)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        is_text = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if not is_text and role != Qt.ItemDataRole.ToolTipRole:
            return None
        row = self.row(index.row())
        if row is None:
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            return tool_tip(row, column, self._names)
        return column.text(row, self._names)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; -1 for the order of files and times."""
        by = Order.FILE if column < 0 else self.columns[column].order
        is_descending = column >= 0 and order is Qt.SortOrder.DescendingOrder
        if (by, is_descending) != (self._order, self._is_descending):
            self._order, self._is_descending = by, is_descending
            self._find()

    def _find(self) -> None:
        self.beginResetModel()
        self._blocks.clear()
        self._numbers = ()
        if self._table is not None:
            self._numbers = self._table.find(
                self.listed, self._wanted, self._order, is_descending=self._is_descending
            )
        self.endResetModel()
        self.changed.emit()
