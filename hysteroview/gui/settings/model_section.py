"""The model in use on the settings page, with the way to another one and back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hysteroview.gui.look.language import translated_card
from hysteroview.gui.widgets.basic import text_label
from hysteroview.inference.model.card import ModelCard


class ModelSection(QFrame):
    """Shows which model is used.

    Signals
    -------
    import_requested()
    previous_requested()
        The model that was used before is to be used again.
    """

    import_requested = Signal()
    previous_requested = Signal()

    def __init__(self, card: ModelCard, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("entry")
        self.name = text_label(self, "entryWords", wrap=True)
        self._warning = text_label(self, "entryRemark", wrap=True)
        self.told = text_label(self, "entryRemark", wrap=True)
        self.told.hide()
        self.load = QPushButton(self.tr("Import model…"), self)
        self.load.clicked.connect(self.import_requested)
        self.previous = QPushButton(self.tr("Use the previous model"), self)
        self.previous.clicked.connect(self.previous_requested)
        for each in (self.load, self.previous):
            each.setAutoDefault(False)
        left = QVBoxLayout()
        for label in (self.name, self._warning, self.told):
            left.addWidget(label)
        left.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(self.load)
        right.addWidget(self.previous)
        right.addStretch(1)
        self._row = QHBoxLayout(self)
        self._row.addLayout(left, 1)
        self._row.addLayout(right)
        self.show_card(card)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        side = round(12 * scale)
        self._row.setContentsMargins(side, side, side, side)
        self._row.setSpacing(round(24 * scale))

    def show_card(self, card: ModelCard) -> None:
        """Show the model in use."""
        self.name.setText(self.tr("In use: {0}").format(card.title))
        self._warning.setText(translated_card(card.warning))

    def show_previous(self, *, is_there: bool) -> None:
        """Show whether a model was used before."""
        self.previous.setEnabled(is_there)

    def tell(self, text: str, *, is_fault: bool = False) -> None:
        """Show what happened; empty to remove it."""
        self.told.setText(text)
        self.told.setObjectName("entryFault" if is_fault else "entryRemark")
        self.told.style().polish(self.told)
        self.told.setVisible(bool(text))
