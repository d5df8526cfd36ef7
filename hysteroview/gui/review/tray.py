"""The snapshots of an exam as small pictures; each opens in the viewer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QListView, QListWidget, QWidget

from hysteroview.gui.look.theme import color


class Tray(QListWidget):
    """Small pictures side by side; without any, it says so."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("thumbnails")
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setAccessibleName(self.tr("Snapshots of this exam"))
        self.setToolTip(self.tr("A click or Return opens a picture in full size."))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.count():
            painter = QPainter(self.viewport())
            painter.setPen(color("pictureInk"))
            words = self.tr("No snapshots")
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, words)
