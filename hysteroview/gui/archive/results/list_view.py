"""A table of an archive on the screen: arrows, Return and letters."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from hysteroview.gui.archive.results.model import ResultsModel
from hysteroview.pipeline.archive.results.marks import MarkKind
from hysteroview.pipeline.archive.results.rows import Row

MARK_KEYS: Final = {
    Qt.Key.Key_S: MarkKind.SEEN,
    Qt.Key.Key_D: MarkKind.TO_DISCUSS,
    Qt.Key.Key_C: MarkKind.CONFIRMED,
    Qt.Key.Key_R: MarkKind.REJECTED,
    Qt.Key.Key_Delete: MarkKind.NONE,
}
_ROW_PX = 34  # at scale 1


class ResultsView(QTableView):
    """Shows the rows of a model; emits what the reader wants to do with the selected ones.

    Signals
    -------
    open_requested()
    mark_requested(MarkKind)
    note_requested()
    current_changed()
        Another row is selected.
    """

    open_requested = Signal()
    mark_requested = Signal(object)
    note_requested = Signal()
    current_changed = Signal()

    def __init__(self, model: ResultsModel, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("results")
        self.setAccessibleName(title)
        self.rows = model
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setSortingEnabled(True)
        self.doubleClicked.connect(lambda _: self.open_requested.emit())
        self.selectionModel().currentChanged.connect(lambda *_: self.current_changed.emit())
        model.modelReset.connect(self.current_changed)
        model.dataChanged.connect(lambda *_: self.current_changed.emit())

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self.verticalHeader().setDefaultSectionSize(round(_ROW_PX * scale))
        header = self.horizontalHeader()
        for place, column in enumerate(self.rows.columns):
            is_rest = column.width == 0
            mode = QHeaderView.ResizeMode.Stretch if is_rest else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(place, mode)
            if not is_rest:
                self.setColumnWidth(place, round(column.width * scale))

    @property
    def current(self) -> Row | None:
        """The row with the cursor; None without one."""
        return self.rows.row(self.currentIndex().row())

    @property
    def selected(self) -> list[Row]:
        """All selected rows, from top to bottom."""
        places = sorted({each.row() for each in self.selectionModel().selectedRows()})
        return [row for place in places if (row := self.rows.row(place)) is not None]

    def go_to(self, place: int) -> None:
        """Select a row, and show it."""
        if self.rows.rowCount():
            index = self.rows.index(min(max(place, 0), self.rows.rowCount() - 1), 0)
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Return, mark with letters; everything else as in other tables."""
        key, plain = Qt.Key(event.key()), event.modifiers() in (
            Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier,
        )  # fmt: skip
        if plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_requested.emit()
        elif plain and key in MARK_KEYS:
            self.mark_requested.emit(MARK_KEYS[key])
        elif plain and key == Qt.Key.Key_N:
            self.note_requested.emit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()
