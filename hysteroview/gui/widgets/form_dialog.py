"""The base of dialogs with a form: content, error message, two buttons."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hysteroview.gui.widgets.basic import text_label


class FormDialog(QDialog):
    """A modal dialog with a cancel button and a primary one, whose size follows the window's scale.

    A subclass names the window, fills `content`, calls `add_buttons`, and implements `submit`,
    which the primary button calls.

    Parameters
    ----------
    base_size_px
        At scale 1.
    """

    cancel: QPushButton
    primary: QPushButton

    def __init__(self, base_size_px: QSize, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModal(True)
        self._base_size_px = base_size_px
        self._fault = text_label(self, "fault", wrap=True)
        self._fault.hide()
        self.content = QVBoxLayout()
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(self.content, 1)
        self._layout.addWidget(self._fault)

    def add_buttons(self, primary: str, *others: QPushButton) -> None:
        """Add the footer below the content: made last, its buttons are last in the tab order.

        Parameters
        ----------
        primary
            Words of the primary button.
        others
            At the left end.
        """
        self.cancel = QPushButton(self.tr("Cancel"), self)
        self.cancel.clicked.connect(self.reject)
        self.primary = QPushButton(primary, self)
        self.primary.setObjectName("primary")
        self.primary.setDefault(True)
        self.primary.clicked.connect(self.submit)
        footer = QHBoxLayout()
        for button in others:
            footer.addWidget(button)
        footer.addStretch(1)
        footer.addWidget(self.cancel)
        footer.addWidget(self.primary)
        self._layout.addLayout(footer)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        side, gap = round(24 * scale), round(12 * scale)
        self._layout.setContentsMargins(side, side, side, side)
        for layout in (self._layout, self.content):
            layout.setSpacing(gap)
        self.resize(self._base_size_px * scale)

    @property
    def fault(self) -> str:
        """The message about the input; empty if it is valid."""
        return self._fault.text()

    def show_fault(self, text: str) -> None:
        """Show a message about the input above the buttons; empty to remove it."""
        self._fault.setText(text)
        self._fault.setVisible(bool(text))

    def submit(self) -> None:
        """Check the input, use it and `accept`, or `show_fault`."""
        raise NotImplementedError
