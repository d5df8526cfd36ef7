"""A second start from the icon shows the first window and opens none of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QDir, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hysteroview.gui.app import run_window
from hysteroview.gui.live.options import WindowOptions
from hysteroview.gui.running_window import RunningWindow, show_running_window, socket_name
from hysteroview.inference.model.card import ModelCard
from hysteroview.settings.live import CurrentSettings

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # of the offscreen platform

SECOND_START = """
import sys
from PySide6.QtWidgets import QApplication
from hysteroview.gui.app import run_window
from hysteroview.gui.live.options import WindowOptions
import hysteroview.gui.app as app
app.Program = None  # a window of its own would fail
sys.exit(run_window(None, None, app.CurrentSettings(), WindowOptions(folder=None)))
"""


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


def test_a_second_start_brings_the_first_window_to_the_front(qtbot: QtBot, window: QWidget) -> None:
    running = RunningWindow(window, socket_name(), window)
    assert running.is_listening
    window.setWindowState(Qt.WindowState.WindowMinimized)
    second = subprocess.Popen([sys.executable, "-c", SECOND_START])
    qtbot.waitUntil(lambda: second.poll() is not None)
    assert second.returncode == 0
    assert not window.isMinimized()
    running.close()
    assert not show_running_window(socket_name())


def test_a_second_program_leaves_the_first_one_its_place(window: QWidget) -> None:
    first = RunningWindow(window, socket_name(), window)
    other = RunningWindow(window, socket_name(), window)
    assert (first.is_listening, other.is_listening) == (True, False)
    other.close()
    assert first.is_listening
    first.close()


@pytest.mark.skipif(sys.platform == "win32", reason="pipes vanish with their program")
def test_the_socket_of_a_killed_program_is_replaced(window: QWidget) -> None:
    path = Path(QDir.tempPath()) / socket_name()
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))
    assert path.exists()
    assert not show_running_window(socket_name())
    running = RunningWindow(window, socket_name(), window)
    assert running.is_listening
    running.close()


def test_a_program_that_hangs_keeps_nobody_from_working(
    monkeypatch: pytest.MonkeyPatch, window: QWidget
) -> None:
    running = RunningWindow(window, socket_name(), window)
    monkeypatch.setattr("hysteroview.gui.running_window._ANSWER_TIMEOUT_MS", 50)
    assert not show_running_window(socket_name())  # this thread does not answer while it asks
    running.close()


def test_a_run_without_an_operator_neither_asks_nor_answers(
    qapp: QApplication, card: ModelCard, window: QWidget
) -> None:
    running = RunningWindow(window, socket_name(), window)
    window.hide()
    options = WindowOptions(folder=None, seconds=0.2)
    assert run_window(None, card, CurrentSettings(), options) == 0
    assert not window.isVisible()
    running.close()


def test_each_display_has_its_own_window(monkeypatch: pytest.MonkeyPatch) -> None:
    here = socket_name()
    monkeypatch.setenv("DISPLAY", ":77")
    assert socket_name() != here
