"""The row with the cursor: its best picture, all that is known of it, and the reader's note."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from hysteroview.gui.archive.results.words import (
    class_words,
    marked_words,
    peak_words,
    state_of,
    time_words,
    two_class_words,
)
from hysteroview.gui.look.theme import color
from hysteroview.gui.widgets.basic import breakable, text_label
from hysteroview.gui.widgets.page_field import PageField
from hysteroview.pipeline.archive.results.marks import MOST_NOTE, RowKey
from hysteroview.pipeline.archive.results.rows import FindingRow, Row, RowKind

_WIDTH_PX, _HEIGHT_PX = 256, 144  # at scale 1
_ANY_PX = 16_777_215  # no limit, in Qt


class RowPreview(QFrame):
    """Shows one row.

    Parameters
    ----------
    names
        Of the classes, by code, in the language of the window.

    Signals
    -------
    note_entered(str)
    """

    note_entered = Signal(str)

    def __init__(self, names: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = names
        self._width_px = _WIDTH_PX
        self._key: RowKey | None = None  # of the row that is shown
        self.picture = PicturePlace(self)
        self._name = text_label(self, "cardName", wrap=True)
        self._where = text_label(self, "caption", wrap=True)
        self._what = text_label(self, "body", wrap=True)
        self._marked = text_label(self, "caption", wrap=True)
        self.note = PageField(self)
        self.note.setMaxLength(MOST_NOTE)
        self.note.setPlaceholderText(self.tr("Note (N); Return keeps it"))
        self.note.setAccessibleName(self.tr("Note on this row"))
        self.note.returnPressed.connect(self._keep_note)
        self._texts = QVBoxLayout()
        for part in (self._name, self._where, self._what, self._marked, self.note):
            self._texts.addWidget(part)
        self._texts.addStretch(1)
        self._layout = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        self._layout.addLayout(self._texts, 1)
        self.show_row(None)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self.picture.setFixedSize(round(_WIDTH_PX * scale), round(_HEIGHT_PX * scale))
        self._width_px = round(_WIDTH_PX * scale)
        self._layout.setSpacing(round(10 * scale))
        self._texts.setSpacing(round(6 * scale))

    def lay_out(self, *, is_below: bool) -> None:
        """Place the texts below the picture, or beside it where this is below the table."""
        way = QBoxLayout.Direction.LeftToRight if is_below else QBoxLayout.Direction.TopToBottom
        self._layout.setDirection(way)
        self.setMinimumWidth(0 if is_below else self._width_px)
        self.setMaximumWidth(_ANY_PX if is_below else self._width_px)

    def show_row(self, row: Row | None) -> None:
        """Show a row, without its picture; None for no row.

        A note that is being typed stays as long as the row is the same.
        """
        before, self._key = self._key, None if row is None else row.key
        self.note.setEnabled(row is not None)
        if row is None:
            self.picture.show_words("")
            for label in (self._name, self._where, self._what, self._marked):
                label.setText("")
            self.note.setText("")
            return
        path = Path(row.file)
        self._name.setText(breakable(path.name))
        self._where.setText(breakable(str(path.parent)))
        self._what.setText("\n".join(self._lines(row)))
        self._marked.setText(marked_words(row.mark))
        if row.key != before or not self.note.isModified():
            self.note.setText(row.mark.note)

    def _lines(self, row: Row) -> list[str]:
        lines = [state_of(row)]
        if isinstance(row, FindingRow):
            between = f"{time_words(row.start_s)} – {time_words(row.end_s)}"
            lines.append(between)
            if row.kind is RowKind.FINDING:
                lines.append(f"{class_words(row.code, self._names)}: {peak_words(row)}")
                lines.append(two_class_words(row.two_class))
        return lines

    def _keep_note(self) -> None:
        self.note.setModified(False)
        self.note_entered.emit(self.note.text())


class PicturePlace(QWidget):
    """A small picture, or words in its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self.words = ""

    def show_words(self, words: str) -> None:
        """Show words: that the picture is being read, or why there is none."""
        self._image, self.words = None, words
        self.update()

    def show_pixels(self, pixels: NDArray[np.uint8]) -> None:
        """Show a picture, (h, w, 4) uint8 BGRA."""
        height, width = pixels.shape[:2]
        held = np.ascontiguousarray(pixels)
        image = QImage(held.data, width, height, width * 4, QImage.Format.Format_RGB32)
        self._image, self.words = image.copy(), ""  # owns its pixels from here on
        self.update()

    @property
    def has_picture(self) -> bool:
        """Whether a picture is shown."""
        return self._image is not None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture in the middle, as large as it fits."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), color("surface"))
        if self._image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(0, 0, size.width(), size.height())
            place.moveCenter(self.rect().center())
            painter.drawImage(place, self._image)
        elif self.words:
            painter.setPen(color("muted"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(8, 8, -8, -8), int(flags), self.words)
        painter.end()
