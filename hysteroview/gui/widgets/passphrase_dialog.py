"""The dialog for the passphrase of an encrypted store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from hysteroview.core.errors import HysteroViewError
from hysteroview.gui.look.messages import failure_words
from hysteroview.gui.widgets.basic import text_label
from hysteroview.gui.widgets.form_dialog import FormDialog

if TYPE_CHECKING:
    from hysteroview.exam.store.keys import StoreKey

_BASE_SIZE_PX = QSize(520, 240)


class PassphraseDialog(FormDialog):
    """Ask until the store opens, or until it is canceled.

    Signals
    -------
    unlocked(StoreKey)
        The dialog has closed.
    """

    unlocked = Signal(object)

    def __init__(self, store: Path, parent: QWidget | None = None) -> None:
        super().__init__(_BASE_SIZE_PX, parent)
        self.setWindowTitle(self.tr("Passphrase"))
        self._store = store
        self.passphrase = QLineEdit(self)
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setAccessibleName(self.tr("Passphrase of the exams"))
        question = self.tr("The exams are encrypted. Enter the passphrase.")
        self.content.addWidget(text_label(self, "heading", question, wrap=True))
        self.content.addWidget(self.passphrase)
        self.content.addStretch(1)
        self.add_buttons(self.tr("Unlock"))

    def submit(self) -> None:
        """Try the passphrase."""
        from hysteroview.exam.store.keys import unlock  # noqa: PLC0415 - only where it is needed

        try:
            key: StoreKey = unlock(self._store, self.passphrase.text())  # a fifth of a second
        except HysteroViewError as error:
            self.show_fault(failure_words(error))
            self.passphrase.selectAll()
            self.passphrase.setFocus()
            return
        self.passphrase.clear()
        self.accept()
        self.unlocked.emit(key)
