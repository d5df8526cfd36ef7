"""Keys and pedals: they act wherever the focus is, and text fields keep their letters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hysteroview.gui.actions.bindings import Bindings
from hysteroview.gui.actions.key_filter import EventClock, KeyFilter
from hysteroview.gui.actions.table import Act
from hysteroview.settings.keys import parse_keys
from hysteroview.settings.presses import Press

MS = 1_000_000
BINDINGS = Bindings(
    parse_keys({"mark": ["M"]}),
    parse_keys(
        {"snapshot": ["F13"], "freeze": ["hold F13"], "record": ["PgDown"], "heatmap": ["b"]}
    ),
)


class Pages(QWidget):
    """A live page with a button, and a text field as on any other page."""

    def __init__(self) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        self.clicks = 0
        self.button = QPushButton("Button", self)
        self.button.clicked.connect(self._count)
        self.field = QLineEdit(self)
        layout.addWidget(self.button)
        layout.addWidget(self.field)
        self.setMinimumSize(300, 200)
        self.is_live = True
        self.now_ns = 10**12
        self.told: list[Act] = []
        self.filter = KeyFilter(BINDINGS, lambda: self.is_live, self, clock_ns=lambda: self.now_ns)
        self.filter.pressed.connect(self.told.append)

    def later(self, pause_ms: int) -> None:
        self.now_ns += pause_ms * MS

    def key(
        self, key: Qt.Key, held_ms: int = 60, text: str = "", to: QWidget | None = None
    ) -> None:
        """Press and release a key at the widget that has the focus."""
        target = to or QApplication.focusWidget() or self
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            none = Qt.KeyboardModifier.NoModifier
            QApplication.sendEvent(target, QKeyEvent(kind, key, none, text))
            self.later(held_ms)
        self.later(100)

    def _count(self) -> None:
        self.clicks += 1


@pytest.fixture
def pages(qtbot: QtBot, qapp: QApplication) -> Iterator[Pages]:
    pages = Pages()
    qtbot.addWidget(pages)
    pages.filter.install(qapp)
    pages.show()
    qtbot.waitExposed(pages)
    pages.activateWindow()
    qtbot.waitUntil(pages.isActiveWindow)
    yield pages
    pages.filter.close()


def test_keys_act_on_the_live_page_wherever_the_focus_is(pages: Pages) -> None:
    pages.button.setFocus()
    pages.key(Qt.Key.Key_Space)
    pages.key(Qt.Key.Key_M)
    assert pages.told == [Act.SNAPSHOT, Act.MARK]
    assert pages.clicks == 0


def test_return_presses_the_button_since_space_is_the_snapshot(pages: Pages) -> None:
    pages.button.setFocus()
    pages.key(Qt.Key.Key_Return)
    assert (pages.clicks, pages.told) == (1, [])


def test_a_text_field_gets_letters_and_the_pedal_still_works(qtbot: QtBot, pages: Pages) -> None:
    pages.field.setFocus()
    qtbot.keyClicks(pages.field, "Mb m")
    qtbot.keyClick(pages.field, Qt.Key.Key_Backspace)
    qtbot.keyClick(pages.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    pages.later(100)
    assert pages.told == []
    assert pages.field.text()
    pages.key(Qt.Key.Key_PageDown)
    assert pages.told == [Act.RECORD]


def test_on_another_page_the_pedal_acts_and_the_keyboard_does_not(pages: Pages) -> None:
    pages.is_live = False
    pages.button.setFocus()
    pages.key(Qt.Key.Key_PageDown)
    pages.key(Qt.Key.Key_Space, text=" ")
    assert pages.told == [Act.RECORD]
    assert pages.clicks == 1  # Space is the button's there


def test_short_and_long_presses_of_one_pedal(pages: Pages, qtbot: QtBot) -> None:
    pages.key(Qt.Key.Key_F13)
    qtbot.waitUntil(lambda: pages.told == [Act.SNAPSHOT])
    none = Qt.KeyboardModifier.NoModifier
    press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_F13, none)
    QApplication.sendEvent(pages, press)
    pages.later(650)
    qtbot.waitUntil(lambda: pages.told == [Act.SNAPSHOT, Act.FREEZE])


def test_a_contact_that_bounces_is_one_press(pages: Pages) -> None:
    none = Qt.KeyboardModifier.NoModifier
    for pause_ms in (3, 12, 70, 8, 20):
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(pages, QKeyEvent(kind, Qt.Key.Key_PageDown, none))
            pages.later(pause_ms)
    assert pages.told == [Act.RECORD] * 2


def test_repeats_of_a_held_key_do_nothing(pages: Pages) -> None:
    none = Qt.KeyboardModifier.NoModifier
    key = Qt.Key.Key_PageDown
    QApplication.sendEvent(pages, QKeyEvent(QEvent.Type.KeyPress, key, none))
    for _ in range(100):  # X11 sends both
        pages.later(33)
        QApplication.sendEvent(
            pages, QKeyEvent(QEvent.Type.KeyRelease, key, none, "", autorep=True)
        )
        QApplication.sendEvent(pages, QKeyEvent(QEvent.Type.KeyPress, key, none, "", autorep=True))
    assert pages.told == [Act.RECORD]


def test_a_release_that_never_came_does_not_block_the_pedal(
    pages: Pages, qapp: QApplication
) -> None:
    none = Qt.KeyboardModifier.NoModifier
    press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_PageDown, none)
    QApplication.sendEvent(pages, press)
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    pages.later(300)
    QApplication.sendEvent(pages, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_PageDown, none))
    assert pages.told == [Act.RECORD] * 2


def test_a_shortcut_of_somebody_else_does_not_take_the_key(qtbot: QtBot, pages: Pages) -> None:
    taken: list[bool] = []
    action = QAction("other", pages)
    action.setShortcut(QKeySequence(Qt.Key.Key_M))
    action.triggered.connect(taken.append)
    pages.addAction(action)
    qtbot.keyClick(pages, Qt.Key.Key_M)
    assert (pages.told, taken) == ([Act.MARK], [])


def test_shift_makes_a_question_mark(qtbot: QtBot, pages: Pages) -> None:
    event = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_Question, Qt.KeyboardModifier.ShiftModifier, "?"
    )
    QApplication.sendEvent(pages, event)
    assert pages.told == [Act.OVERVIEW]


def test_a_press_is_captured_and_does_nothing_else(pages: Pages, qtbot: QtBot) -> None:
    captured: list[Press] = []
    pages.filter.captured.connect(captured.append)
    pages.filter.capture(on=True)
    pages.key(Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: bool(captured))
    assert captured == [Press("PgDown")]
    assert pages.told == []
    pages.key(Qt.Key.Key_PageDown)
    assert pages.told == [Act.RECORD]


def test_real_key_events_twenty_in_five_seconds_all_count(qtbot: QtBot, pages: Pages) -> None:
    window = pages.windowHandle()
    for _ in range(20):
        qtbot.keyPress(window, Qt.Key.Key_Space)
        pages.later(125)
        qtbot.keyRelease(window, Qt.Key.Key_Space)
        pages.later(125)
    assert pages.told == [Act.SNAPSHOT] * 20


def test_events_that_waited_keep_their_distance() -> None:
    clock = EventClock()
    assert clock.moment_ns(1000, 50_000 * MS) == 50_000 * MS
    # both were seen at once, 300 ms late
    first, second = clock.moment_ns(2000, 51_400 * MS), clock.moment_ns(2100, 51_400 * MS)
    assert second - first == 100 * MS
    assert second <= 51_400 * MS
    assert clock.moment_ns(0, 60_000 * MS) == 60_000 * MS
    assert clock.moment_ns(5, 90_000 * MS) == 90_000 * MS  # the system's clock began anew
