"""A small button that says what waits for archives; hidden while there is nothing to say."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from hysteroview.gui.look.messages import translated_message
from hysteroview.pipeline.sending.sender import SenderStatus


class SendingStatus(QPushButton):
    """Says how much waits and failed; a click opens the outbox."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAutoDefault(False)
        self.hide()

    def show_status(self, status: SenderStatus) -> None:
        """Show what is in the outbox."""
        words = []
        if status.failed:
            words.append(self.tr("{0} not sent").format(status.failed))
        if status.waiting:
            words.append(self.tr("{0} to be sent").format(status.waiting))
        if status.failure is not None and not words:
            words.append(self.tr("Sending does not work"))
        self.setText(self.tr("Archive: {0}").format(", ".join(words)) if words else "")
        reason = status.reason if status.failure is None else status.failure.message
        self.setToolTip(translated_message(reason) or self.tr("Opens the list."))
        self.setVisible(bool(words))
