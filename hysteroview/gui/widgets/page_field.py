"""A line of text on a page whose letters are keys, which is left with Esc."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget


class PageField(QLineEdit):
    """A field that Esc leaves without a change, instead of the page around it.

    Signals
    -------
    left()
        Esc was pressed, or the owner is done with what was typed: the page takes the focus, since
        a page without a focus has no keys.
    """

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compact")

    def event(self, event: QEvent) -> bool:
        """Take Esc before the page, which it would close."""
        if not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_Escape:
            return super().event(event)
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            while self.isUndoAvailable():
                self.undo()
            self.left.emit()
            event.accept()
            return
        super().keyPressEvent(event)
