"""The lists beside the picture: all pictures, and those for the report in its order."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QIcon
from PySide6.QtWidgets import QAbstractItemView, QListView, QListWidget, QListWidgetItem, QWidget

KEY = Qt.ItemDataRole.UserRole


class PictureList(QListWidget):
    """Small pictures with captions, known by keys; they can be dragged into the report.

    Signals
    -------
    chosen(str)
        Key of the picture that was clicked or reached by keys.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("thumbnails")
        self.setViewMode(QListView.ViewMode.ListMode)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setWordWrap(True)
        self.itemClicked.connect(lambda item: self.chosen.emit(item.data(KEY)))
        self.itemActivated.connect(lambda item: self.chosen.emit(item.data(KEY)))

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self.setIconSize(QSize(96, 54) * scale)
        self.setSpacing(round(2 * scale))

    def show_entries(self, entries: Sequence[tuple[str, str, QIcon]]) -> None:
        """Show pictures.

        Parameters
        ----------
        entries
            Key, caption and small picture of each.
        """
        if [key for key, _, _ in entries] == self.keys:
            for row, (_, caption, _) in enumerate(entries):
                self.item(row).setText(caption)
            return
        chosen = self.selected
        self.clear()
        for key, caption, picture in entries:
            item = QListWidgetItem(picture, caption, self)
            item.setData(KEY, key)
        self.select(chosen)

    @property
    def keys(self) -> list[str]:
        """Keys of all pictures, in their order."""
        return [str(self.item(row).data(KEY)) for row in range(self.count())]

    @property
    def selected(self) -> str:
        """Key of the selected picture; empty if there is none."""
        items = self.selectedItems()
        return str(items[0].data(KEY)) if items else ""

    def select(self, key: str) -> None:
        """Select a picture and make it visible; an unknown key selects none."""
        keys = self.keys
        self.setCurrentRow(keys.index(key) if key in keys else -1)


class ReportTray(PictureList):
    """The pictures for the report; they are moved with the mouse, and taken in from the others.

    Signals
    -------
    ordered(list)
        Keys in a new order.
    """

    ordered = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.setDropIndicatorShown(True)
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._accept(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)
        self._accept(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Put a picture where it was dropped; the list is shown anew once that is kept."""
        source = event.source()
        if not isinstance(source, PictureList) or not source.selected:
            return
        self.ordered.emit(dropped(self.keys, source.selected, self._row_at(event.pos())))
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def _accept(self, event: QDragMoveEvent) -> None:
        if isinstance(event.source(), PictureList):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def _row_at(self, point: QPoint) -> int:
        """Return before which row a picture is dropped."""
        row = self.indexAt(point).row()
        if row < 0:
            return self.count()
        middle = self.visualItemRect(self.item(row)).center().y()
        return row + (point.y() > middle)


def dropped(keys: Sequence[str], key: str, row: int) -> list[str]:
    """Return an order in which a key stands before what is in a row now."""
    before = [each for each in keys[:row] if each != key]
    return [*before, key, *(each for each in keys[row:] if each != key)]


def shifted(keys: Sequence[str], key: str, way: int) -> list[str]:
    """Return an order in which a key is one place earlier or later."""
    order = list(keys)
    place = order.index(key)
    order.remove(key)
    order.insert(min(max(place + way, 0), len(order)), key)
    return order
