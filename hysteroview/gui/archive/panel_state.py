"""What the panel of exams shows instead of a list, and what can be done about it."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from hysteroview.gui.widgets.basic import text_label


class PanelState(Enum):
    """Why there is no list."""

    LOADING = auto()
    EMPTY = auto()
    LOCKED = auto()
    DAMAGED = auto()
    FAILED = auto()


class PanelStateView(QWidget):
    """A title, what it means, and a button that helps.

    Signals
    -------
    remedy_requested(PanelState)
    """

    remedy_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = PanelState.LOADING
        self._title = text_label(self, "heading", wrap=True)
        self._detail = text_label(self, "body", wrap=True)
        for label in (self._title, self._detail):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.remedy = QPushButton(self)
        self.remedy.clicked.connect(lambda: self.remedy_requested.emit(self.state))
        self._layout = QVBoxLayout(self)
        self._layout.addStretch(1)
        self._layout.addWidget(self._title)
        self._layout.addWidget(self._detail)
        self._layout.addWidget(self.remedy, 0, Qt.AlignmentFlag.AlignHCenter)
        self._layout.addStretch(2)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        side = round(24 * scale)
        self._layout.setContentsMargins(side, 0, side, 0)
        self._layout.setSpacing(round(12 * scale))

    def show_state(self, state: PanelState, detail: str = "") -> None:
        """Show a state; `detail` says more, in the language of the window."""
        self.state = state
        title, remedy = self._words(state)
        self._title.setText(title)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self.remedy.setText(remedy)
        self.remedy.setVisible(bool(remedy))

    @property
    def text(self) -> str:
        """Title and detail."""
        return f"{self._title.text()} {self._detail.text()}".strip()

    def _words(self, state: PanelState) -> tuple[str, str]:
        """Return the title and the words of the button; empty without one."""
        return {
            PanelState.LOADING: (self.tr("Loading the exams…"), ""),
            PanelState.EMPTY: (self.tr("There are no exams yet."), ""),
            PanelState.LOCKED: (
                self.tr("The exams are encrypted."),
                self.tr("Enter the passphrase…"),
            ),
            PanelState.DAMAGED: (
                self.tr("The list of exams is damaged."),
                self.tr("Rebuild the index"),
            ),
            PanelState.FAILED: (self.tr("The exams cannot be shown."), self.tr("Try again")),
        }[state]
