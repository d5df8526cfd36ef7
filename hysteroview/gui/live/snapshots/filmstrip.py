"""The snapshots of an exam in a row, the newest first."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QKeyEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QWidget

from hysteroview.gui.live.controller import KeptSnapshot
from hysteroview.gui.live.snapshots.not_live import not_live_title
from hysteroview.gui.look.theme import color, tabular

_BASE_ROW_PX, _BASE_HEIGHT_PX = 48, 42


class Filmstrip(QListWidget):
    """One thumbnail for each snapshot, empty until the snapshot is saved.

    Signals
    -------
    chosen(KeptSnapshot)
        To be shown enlarged.
    removal_requested(KeptSnapshot)
        With the Delete key: to remove or restore it.
    """

    chosen = Signal(object)
    removal_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filmstrip")
        self.setAccessibleName(self.tr("Snapshots of this exam"))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setMovement(QListView.Movement.Static)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setUniformItemSizes(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # wheel and keys
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._items: dict[int, QListWidgetItem] = {}
        self.itemClicked.connect(self._choose)
        self.itemActivated.connect(self._choose)
        self.set_scale(1.0)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        height = round(_BASE_HEIGHT_PX * scale)
        self._size = QSize(height * 16 // 9, height)
        self.setIconSize(self._size)
        row = round(_BASE_ROW_PX * scale)
        self.setGridSize(QSize(self._size.width() + round(6 * scale), row - 1))
        self.setFixedHeight(row)

    def show_taken(self, number: int) -> None:
        """Add an empty thumbnail for a snapshot that is being saved."""
        empty = QPixmap(self._size)
        empty.fill(color("pictureEmpty"))
        item = QListWidgetItem(_numbered(empty, number), "")
        self._describe(item, self.tr("Snapshot {0}, being saved").format(number))
        self.insertItem(0, item)
        self._items[number] = item
        self.scrollToTop()

    def show_kept(self, kept: KeptSnapshot) -> None:
        """Show a saved snapshot."""
        item = self._items.get(kept.number)
        if item is None:
            self.show_taken(kept.number)
            item = self._items[kept.number]
        item.setIcon(_icon_of(kept, is_gray=False))
        item.setData(Qt.ItemDataRole.UserRole, kept)
        self._describe(item, self._words_of(kept))

    def show_removed(self, name: str, *, on: bool) -> None:
        """Gray out a removed snapshot, by the name of its record; it keeps its place."""
        for item in self._items.values():
            kept = self._kept_of(item)
            if kept is not None and kept.item == name:
                removed = self.tr("Snapshot {0}, removed").format(kept.number)
                item.setIcon(_icon_of(kept, is_gray=on))
                self._describe(item, removed if on else self._words_of(kept))

    def drop(self, number: int) -> None:
        """Remove the thumbnail of a snapshot that could not be saved."""
        item = self._items.pop(number, None)
        if item is not None:
            self.takeItem(self.row(item))

    @property
    def numbers(self) -> list[int]:
        """Numbers of the snapshots in the row, in its order."""
        rows = {self.row(item): number for number, item in self._items.items()}
        return [rows[row] for row in sorted(rows)]

    def kept(self, number: int) -> KeptSnapshot | None:
        """Return a snapshot of the row; None while it is being saved."""
        item = self._items.get(number)
        found = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return found if isinstance(found, KeptSnapshot) else None

    def choose(self, number: int) -> None:
        """Emit `chosen` for a snapshot, if it is saved."""
        kept = self.kept(number)
        if kept is not None:
            self.chosen.emit(kept)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Delete:
            super().keyPressEvent(event)
            return
        kept = self._kept_of(self.currentItem())
        if kept is not None:
            self.removal_requested.emit(kept)

    def _choose(self, item: QListWidgetItem) -> None:
        kept = self._kept_of(item)
        if kept is not None:
            self.chosen.emit(kept)

    def _kept_of(self, item: QListWidgetItem | None) -> KeptSnapshot | None:
        found = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return found if isinstance(found, KeptSnapshot) else None

    def _words_of(self, kept: KeptSnapshot) -> str:
        text = self.tr("Snapshot {0}, {1}").format(kept.number, kept.local_time)
        if title := not_live_title(kept.picture):
            text = f"{text}, {title}"
        return f"{text}\n{kept.files.record.parent}"

    def _describe(self, item: QListWidgetItem, text: str) -> None:
        item.setToolTip(text)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, text)


def _icon_of(kept: KeptSnapshot, *, is_gray: bool) -> QIcon:
    small = kept.thumbnail
    height, width = small.shape[:2]
    image = QImage(small.data, width, height, small.strides[0], QImage.Format.Format_RGB32)
    if not is_gray:
        pixmap = QPixmap.fromImage(image)  # copies the pixels
        if title := not_live_title(kept.picture):
            _paint_title(pixmap, title)
        return _numbered(pixmap, kept.number)
    pixmap = QPixmap.fromImage(image.convertToFormat(QImage.Format.Format_Grayscale8))
    painter = QPainter(pixmap)
    painter.fillRect(pixmap.rect(), QColor(0, 0, 0, 140))
    painter.setPen(QPen(color("pictureAlert"), max(height // 16, 2)))
    painter.drawLine(0, height, pixmap.width(), 0)
    painter.end()
    return _numbered(pixmap, kept.number)


def _paint_title(pixmap: QPixmap, title: str) -> None:
    """Write across the top of a thumbnail that its picture was not live."""
    band = QRect(0, 0, pixmap.width(), pixmap.height() * 3 // 8)
    painter = QPainter(pixmap)
    font = painter.font()
    font.setBold(True)
    font.setPixelSize(max(pixmap.height() // 4, 8))
    painter.setFont(font)
    while painter.fontMetrics().horizontalAdvance(title) > band.width() and font.pixelSize() > 8:
        font.setPixelSize(font.pixelSize() - 1)
        painter.setFont(font)
    painter.fillRect(band, QColor(0, 0, 0, 200))
    painter.setPen(color("pictureCaution"))
    painter.drawText(band, Qt.AlignmentFlag.AlignCenter, title)
    painter.end()


def _numbered(pixmap: QPixmap, number: int) -> QIcon:
    """Draw the number of a snapshot into its lower left corner."""
    painter = QPainter(pixmap)
    font = tabular(painter.font())
    font.setPixelSize(max(pixmap.height() * 3 // 10, 8))
    font.setBold(True)
    painter.setFont(font)
    inner = painter.fontMetrics().boundingRect(str(number)).width() + font.pixelSize()
    tag = QRect(0, pixmap.height() * 5 // 8, inner, pixmap.height() * 3 // 8 + 1)
    painter.fillRect(tag, QColor(0, 0, 0, 200))
    painter.setPen(color("pictureInk"))
    painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, str(number))
    painter.end()
    return QIcon(pixmap)
