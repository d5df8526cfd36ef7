"""The panels beside the player, of which one is shown at a time."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)


class SidePanels(QWidget):
    """Panels under a row of buttons that name them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons = QButtonGroup(self)
        self._names = QHBoxLayout()
        self._panels = QStackedWidget(self)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addLayout(self._names)
        self._layout.addWidget(self._panels, 1)

    def add(self, name: str, panel: QWidget) -> QPushButton:
        """Add a panel, and return its button; the first one is shown."""
        button = QPushButton(name, self)
        button.setObjectName("compact")
        button.setCheckable(True)
        button.setChecked(not self._panels.count())
        self._buttons.addButton(button, self._panels.count())
        self._panels.addWidget(panel)
        self._names.addWidget(button)
        button.clicked.connect(lambda: self.show_panel(panel))
        return button

    def show_panel(self, panel: QWidget) -> None:
        """Show one of the panels."""
        self._panels.setCurrentWidget(panel)
        self._buttons.button(self._panels.indexOf(panel)).setChecked(True)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self._names.setSpacing(round(6 * scale))
        self._layout.setSpacing(round(8 * scale))
