"""The pages of a report, one below the other; they are pictures in memory, no file."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hysteroview.gui.widgets.basic import scrolled, text_label

_BASE_SIZE_PX = QSize(980, 760)


class ReportPreview(QDialog):
    """Shows a report.

    Parameters
    ----------
    pages
        PNG.
    """

    def __init__(self, pages: Sequence[bytes], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.setWindowTitle(self.tr("Preview of the report"))
        column = QWidget(self)
        column.setObjectName("page")
        self.pages: list[QLabel] = []
        papers = QVBoxLayout(column)
        for number, encoded in enumerate(pages, 1):
            paper = QLabel(column)
            picture = QPixmap()
            picture.loadFromData(encoded)
            paper.setPixmap(picture)
            paper.setAccessibleName(self.tr("Page {0}").format(number))
            papers.addWidget(paper, 0, Qt.AlignmentFlag.AlignHCenter)
            self.pages.append(paper)
        self.close_button = QPushButton(self.tr("Close"), self)
        self.close_button.setObjectName("primary")
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.accept)
        footer = QHBoxLayout()
        footer.addWidget(text_label(self, "body", self.tr("Pages: {0}").format(len(pages))), 1)
        footer.addWidget(self.close_button)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(scrolled(self, column), 1)
        self._layout.addLayout(footer)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        side = round(16 * scale)
        self._layout.setContentsMargins(side, side, side, side)
        self.resize(_BASE_SIZE_PX * scale)
