"""The window keeps its size and state, fits other screens, and Return presses what is focused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gui.test_reach import exam_page, start_page, summary_page
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.main_window import MainWindow
from hysteroview.gui.start.page import StartPage
from hysteroview.inference.model.card import ModelCard
from hysteroview.settings.remembered.window_place import WindowPlace

PAGES = (start_page, exam_page, summary_page)
# a screen of 1920 × 1080 at 200 %, an upright one, and the smallest desktop
SIZES = ((960, 540), (1080, 1920), (1260, 672))


def open_page(qtbot: QtBot, page: QWidget, size: tuple[int, int]) -> MainWindow:
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(*size)
    window.show_page(page)
    window.show()
    qtbot.waitExposed(window)
    return window


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("make", PAGES)
def test_every_page_fits(
    qtbot: QtBot, qapp: QApplication, card: ModelCard, make: Callable[[ModelCard], QWidget],
    size: tuple[int, int],
) -> None:  # fmt: skip
    """The window could not be narrower than 1260 or lower than 672 pixels."""
    apply_theme(qapp)
    page = make(card)
    window = open_page(qtbot, page, size)
    qapp.processEvents()
    assert (window.width(), window.height()) == size
    least = page.minimumSizeHint()
    assert least.width() <= page.width()
    assert least.height() <= page.height()
    if isinstance(page, StartPage):
        page.close_tasks()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_return_presses_the_focused_button(
    qtbot: QtBot, qapp: QApplication, card: ModelCard, key: Qt.Key
) -> None:
    apply_theme(qapp)
    page = summary_page(card)
    window = open_page(qtbot, page, (1280, 720))
    assert window.page is page
    for button in page.findChildren(QPushButton):
        if not button.isVisible() or not button.isEnabled():
            continue
        button.clicked.disconnect()  # what it does is not wanted here
        button.setFocus()
        with qtbot.waitSignal(button.clicked):
            qtbot.keyClick(button, key)


def test_size_and_full_screen_come_back(qtbot: QtBot, qapp: QApplication) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.restore(WindowPlace(width_px=1270, height_px=700))
    assert window.place == WindowPlace(width_px=1270, height_px=700)
    window.show()
    window.toggle_full_screen()
    qapp.processEvents()
    assert window.place.is_full_screen
    again = MainWindow()
    qtbot.addWidget(again)
    again.restore(window.place)
    assert again.isFullScreen()
    again.leave_full_screen()
    assert not again.place.is_full_screen


def test_a_size_of_another_screen_is_not_larger_than_this_one(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.restore(WindowPlace(width_px=3840, height_px=2160))
    room = window.screen().availableSize()
    assert window.width() <= max(room.width(), 1280)
    window.restore(WindowPlace(width_px=10, height_px=10))
    assert window.width() >= 960
