"""The question for the passphrase of an encrypted store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from hysteroview.core.errors import HysteroViewError
from hysteroview.gui.widgets.basic import words

if TYPE_CHECKING:
    from hysteroview.exam.store.keys import StoreKey

_BASE_SIZE_PX = QSize(520, 240)


class PassphraseDialog(QDialog):
    """Ask until the store opens, or until it is let be.

    Signals
    -------
    unlocked(StoreKey)
        The dialog has closed.
    """

    unlocked = Signal(object)

    def __init__(self, store: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Passphrase"))
        self.setModal(True)
        self._store = store
        self.passphrase = QLineEdit(self)
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setAccessibleName(self.tr("Passphrase of the exams"))
        self._fault = words(self, "fault", wrap=True)
        cancel = QPushButton(self.tr("Cancel"), self)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.unlock = QPushButton(self.tr("Unlock"), self)
        self.unlock.setObjectName("primary")
        self.unlock.setDefault(True)
        self.unlock.clicked.connect(self._try)
        footer = QHBoxLayout()
        footer.addStretch(1)
        footer.addWidget(cancel)
        footer.addWidget(self.unlock)
        self._layout = QVBoxLayout(self)
        question = self.tr("The exams are encrypted. Enter the passphrase.")
        self._layout.addWidget(words(self, "heading", question, wrap=True))
        self._layout.addWidget(self.passphrase)
        self._layout.addWidget(self._fault)
        self._layout.addStretch(1)
        self._layout.addLayout(footer)

    def fit(self, scale: float) -> None:
        """Take the room that question and field need at this scale."""
        side = round(24 * scale)
        self._layout.setContentsMargins(side, side, side, side)
        self._layout.setSpacing(round(12 * scale))
        self.resize(_BASE_SIZE_PX * scale)

    @property
    def fault(self) -> str:
        """Why it is still locked."""
        return self._fault.text()

    def _try(self) -> None:
        from hysteroview.exam.store.keys import unlock  # noqa: PLC0415 - only where it is needed

        try:
            key: StoreKey = unlock(self._store, self.passphrase.text())  # a fifth of a second
        except HysteroViewError as error:
            self._fault.setText(str(error))
            self.passphrase.selectAll()
            self.passphrase.setFocus()
            return
        self.passphrase.clear()
        self.accept()
        self.unlocked.emit(key)
