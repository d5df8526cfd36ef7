"""A second start from the icon shows the window that is already open, and opens none of its own.

The first program listens on a local socket that belongs to its user, its settings file and its
display. A second one sends a request and waits for the answer; without an answer it opens its own
window, so that a program that hangs keeps nobody from working.
"""

from __future__ import annotations

import hashlib
import os

from PySide6.QtCore import QObject, Qt
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QApplication, QWidget

from hysteroview.settings.file import settings_path

_REQUEST, _ANSWER = b"show", b"shown"
_CONNECT_TIMEOUT_MS = 500
_ANSWER_TIMEOUT_MS = 3000
_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "SESSIONNAME")


def socket_name() -> str:
    """Return the name of the socket for this user and display."""
    place = [str(settings_path()), *(os.environ.get(name, "") for name in _DISPLAYS)]
    return f"hysteroview-{hashlib.sha256(chr(0).join(place).encode()).hexdigest()[:16]}"


def show_running_window(name: str) -> bool:
    """Bring the window of a running program to the front; return whether there is one."""
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(_CONNECT_TIMEOUT_MS):
        return False
    socket.write(_REQUEST)
    socket.flush()
    has_answer = socket.waitForReadyRead(_ANSWER_TIMEOUT_MS)
    return has_answer and bytes(socket.readAll().data()) == _ANSWER


class RunningWindow(QObject):
    """Shows a window whenever the program is started a second time.

    If another program with this name answers already, nothing happens.
    """

    def __init__(self, window: QWidget, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._accept)
        if not _is_taken(name):  # listening would take the name away from the other program
            QLocalServer.removeServer(name)  # a killed program may have left it
            self._server.listen(name)

    @property
    def is_listening(self) -> bool:
        """Whether a second start shows this window."""
        return self._server.isListening()

    def close(self) -> None:
        """Stop listening. Safe to call twice."""
        self._server.close()

    def _accept(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.disconnected.connect(socket.deleteLater)
        socket.readyRead.connect(lambda: self._answer(socket))

    def _answer(self, socket: QLocalSocket) -> None:
        if bytes(socket.readAll().data()) != _REQUEST:
            socket.abort()
            return
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        QApplication.alert(window)  # where a window may not take the focus, its icon is marked
        socket.write(_ANSWER)
        socket.flush()


def _is_taken(name: str) -> bool:
    """Whether a program listens under this name."""
    socket = QLocalSocket()
    socket.connectToServer(name)
    return socket.waitForConnected(_CONNECT_TIMEOUT_MS)
