"""Requests to end the program: signals, the end of the desktop session, shutdown."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from types import FrameType
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication

# as far as the system has them: Ctrl-C, the end by the system, a closed terminal
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


class EndRequests(QObject):
    """End the program properly when it is asked to end, without a question to the operator.

    A signal wakes the event loop even if no timer runs. The desktop may end all programs as soon
    as it has got an answer, so the exam is completed before.

    Parameters
    ----------
    complete
        Ends the exam, if there is one; returns when its record is complete.
    leave
        Closes the window without a question.

    Attributes
    ----------
    is_ending
        Whether there was a request.
    """

    def __init__(
        self,
        application: QApplication,
        complete: Callable[[], None],
        leave: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._application, self._complete, self._leave = application, complete, leave
        self.is_ending = False
        self._ours, self._woken = socket.socketpair()
        for end in (self._ours, self._woken):
            end.settimeout(0)
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._take)
        self._wakeup_before = signal.set_wakeup_fd(self._woken.fileno(), warn_on_full_buffer=False)
        wanted = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
        self._before: dict[signal.Signals, Any] = {
            number: signal.signal(number, _note) for number in wanted
        }
        application.commitDataRequest.connect(self.end_session)

    def close(self) -> None:
        """Leave the signals to others again."""
        self._application.commitDataRequest.disconnect(self.end_session)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup_before)
        self._notifier.setEnabled(False)
        for end in (self._ours, self._woken):
            end.close()

    def _take(self) -> None:
        numbers = self._ours.recv(64)
        if any(number in self._before for number in numbers):
            self._end()

    def end_session(self, *_: object) -> None:
        """Complete the exam, and then end the program: the desktop waits for the first."""
        self._complete()
        self._end()

    def _end(self) -> None:
        self.is_ending = True
        self._leave()
        # also out of the event loop of a dialog that is open
        QTimer.singleShot(0, self._application, self._application.exit)


def _note(_number: int, _frame: FrameType | None) -> None:
    """Do nothing in the handler itself: the number arrives through the socket."""
