"""Defects of the program: each is logged, and the first is shown."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMessageBox, QWidget

log = logging.getLogger(__name__)


class DefectReporter(QObject):
    """Replace `sys.excepthook` while the window is open.

    The first defect opens a message with a details button beside the running picture; later
    ones are only logged, so that a defect in every frame does not cover the screen with messages.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._message: QMessageBox | None = None
        self._before = sys.excepthook
        self.count = 0

    def install(self) -> None:
        """Start reporting."""
        self._before, sys.excepthook = sys.excepthook, self.report

    def uninstall(self) -> None:
        """Restore the previous hook."""
        sys.excepthook = self._before

    def report(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Log a defect, and show the first one."""
        self.count += 1
        log.critical("defect", exc_info=(kind, error, trace))
        if self._message is not None:
            return
        self._message = QMessageBox(self._window)
        self._message.setIcon(QMessageBox.Icon.Warning)
        self._message.setWindowTitle(self.tr("Program error"))
        self._message.setText(self.tr("HysteroView has had an internal error."))
        self._message.setInformativeText(
            self.tr(
                "The live picture continues if possible. Restart HysteroView as soon as you can."
            )
        )
        self._message.setDetailedText("".join(traceback.format_exception(kind, error, trace)))
        self._message.setModal(False)
        self._message.show()
