"""The frame of a dialog that asks for something: content, what is wrong with it, two buttons."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hysteroview.gui.widgets.basic import words


class FormDialog(QDialog):
    """A modal dialog with a cancel button and a primary one, whose size follows the window's scale.

    A subclass fills `content`, names the window and the `primary` button, and implements
    `submit`, which that button calls.

    Parameters
    ----------
    base_size_px
        At scale 1.
    """

    def __init__(self, base_size_px: QSize, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModal(True)
        self._base_size_px = base_size_px
        self._fault = words(self, "fault", wrap=True)
        self._fault.hide()
        self.cancel = QPushButton(self.tr("Cancel"), self)
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        self.primary = QPushButton(self)
        self.primary.setObjectName("primary")
        self.primary.setDefault(True)
        self.primary.clicked.connect(self.submit)
        self.content = QVBoxLayout()
        self.footer = QHBoxLayout()
        self.footer.addStretch(1)
        self.footer.addWidget(self.cancel)
        self.footer.addWidget(self.primary)
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(self.content, 1)
        self._layout.addWidget(self._fault)
        self._layout.addLayout(self.footer)

    def fit(self, scale: float) -> None:
        """Take the room that the content needs at this scale."""
        side, gap = round(24 * scale), round(12 * scale)
        self._layout.setContentsMargins(side, side, side, side)
        for layout in (self._layout, self.content):
            layout.setSpacing(gap)
        self.resize(self._base_size_px * scale)

    @property
    def fault(self) -> str:
        """What is wrong with what was entered; empty if nothing is."""
        return self._fault.text()

    def show_fault(self, text: str) -> None:
        """Say above the buttons what is wrong; an empty text takes it away."""
        self._fault.setText(text)
        self._fault.setVisible(bool(text))

    def submit(self) -> None:
        """Check what was entered, use it and `accept`; or `show_fault`."""
        raise NotImplementedError
