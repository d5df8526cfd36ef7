"""The dialog that shows how far an export is, and cancels it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from hysteroview.export.output.progress import SharedProgress
from hysteroview.gui.widgets.basic import text_label

_BASE_SIZE_PX = QSize(460, 150)
_POLL_MS = 100
_STEPS = 1000


class ExportProgressDialog(QDialog):
    """Polls the progress of an export.

    Signals
    -------
    cancel_requested()
    """

    cancel_requested = Signal()

    def __init__(self, progress: SharedProgress, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._progress = progress
        self._text = text_label(self, "body", self.tr("Exporting…"), wrap=True)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.cancel = QPushButton(self.tr("Cancel"), self)
        self.cancel.clicked.connect(self.reject)
        footer = QHBoxLayout()
        footer.addStretch(1)
        footer.addWidget(self.cancel)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._text)
        self._layout.addWidget(self.bar)
        self._layout.addStretch(1)
        self._layout.addLayout(footer)
        self._timer = QTimer(self, interval=_POLL_MS)
        self._timer.timeout.connect(self._poll)
        self._timer.start()

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        side = round(24 * scale)
        self._layout.setContentsMargins(side, side, side, side)
        self._layout.setSpacing(round(12 * scale))
        self.resize(_BASE_SIZE_PX * scale)

    def reject(self) -> None:
        """Ask for the end of the export; the dialog closes when it has ended."""
        self.cancel.setEnabled(False)
        self._text.setText(self.tr("Canceling…"))
        self.cancel_requested.emit()

    def end(self) -> None:
        """Close, since the export has ended."""
        self._timer.stop()
        self.accept()

    def _poll(self) -> None:
        share = self._progress.share
        if share is not None:
            self.bar.setRange(0, _STEPS)
            self.bar.setValue(round(share * _STEPS))
