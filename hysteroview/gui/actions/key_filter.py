"""Delivery of keys and pedals to their actions wherever the focus is, except in text fields."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
)

from hysteroview.gui.actions.bindings import Bindings, Device
from hysteroview.settings.presses import Press, PressReader

_NS_PER_MS = 1_000_000
_CLOCKS_DIFFER_NS = 10_000_000_000  # then the clock of the event timestamps was restarted
_MODIFIERS = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_Meta,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
        Qt.Key.Key_unknown,
    }
)
_EDITING = frozenset(
    {
        Qt.Key.Key_Backspace,
        Qt.Key.Key_Delete,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_Tab,
        Qt.Key.Key_Backtab,
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
    }
)
_ENTERING = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


def key_name(event: QKeyEvent) -> str | None:
    """Name of the key of an event, as in Qt's portable text; None for a modifier alone."""
    key = Qt.Key(event.key())
    if key in _MODIFIERS:
        return None
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    text = event.text()
    if modifiers == Qt.KeyboardModifier.ShiftModifier and text.isprintable() and not text.isalpha():
        modifiers = Qt.KeyboardModifier.NoModifier  # the Shift that makes a question mark
    return QKeySequence(event.key() | modifiers.value).toString(
        QKeySequence.SequenceFormat.PortableText
    )


def writes(event: QKeyEvent) -> bool:
    """Whether a text field needs this key."""
    command = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier
    if event.modifiers() & command:
        return True  # copy, paste, undo of typing
    return event.key() in _EDITING or (bool(event.text()) and event.text().isprintable())


def _is_writing() -> bool:
    focus = QApplication.focusWidget()
    if isinstance(focus, QComboBox):
        return focus.isEditable()
    return isinstance(focus, QLineEdit | QTextEdit | QPlainTextEdit | QAbstractSpinBox)


class EventClock:
    """Convert timestamps of key events to the program's own clock.

    The system's timestamps are needed because a busy window gets several past events at once, and
    would mistake fast presses for the bouncing of a contact.
    """

    def __init__(self) -> None:
        self._ahead_ns: int | None = None

    def moment_ns(self, timestamp_ms: int, now_ns: int) -> int:
        """Return when an event happened, `now_ns` at the latest; a timestamp of 0 is missing."""
        if not timestamp_ms:
            return now_ns
        ahead_ns = now_ns - timestamp_ms * _NS_PER_MS
        if self._ahead_ns is None or abs(ahead_ns - self._ahead_ns) > _CLOCKS_DIFFER_NS:
            self._ahead_ns = ahead_ns
        self._ahead_ns = min(self._ahead_ns, ahead_ns)  # the offset of the event that waited least
        return timestamp_ms * _NS_PER_MS + self._ahead_ns


class KeyFilter(QObject):
    """Watch all keys of the program and emit the actions that they trigger.

    After `install` the events of a key with an action are consumed. Keys of the keyboard trigger
    actions only while `keys_act` returns True (the live page is shown, with no modal window over
    it), those of a pedal always; while a text field has the focus, only keys that do not type.

    Signals
    -------
    pressed(Act)
    captured(Press)
        The first press after `capture`; it triggers no action.
    """

    pressed = Signal(object)
    captured = Signal(object)

    def __init__(
        self,
        bindings: Bindings,
        keys_act: Callable[[], bool],
        parent: QObject | None = None,
        *,
        clock_ns: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        super().__init__(parent)
        self._keys_act, self._clock_ns = keys_act, clock_ns
        self._event_clock = EventClock()
        self._names: dict[int, str] = {}  # of the keys that are down and have an action
        self._is_capturing = False
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._advance)
        self.bind(bindings)

    @property
    def bindings(self) -> Bindings:
        """The bindings in use."""
        return self._bindings

    def bind(self, bindings: Bindings) -> None:
        """Use these bindings from now on."""
        self._bindings = bindings
        self._is_capturing = False
        self._reader = PressReader(
            bindings.key_names(is_long=False), bindings.key_names(is_long=True)
        )

    def install(self, application: QApplication) -> None:
        """Watch the keys of a program until `close`."""
        application.installEventFilter(self)
        application.applicationStateChanged.connect(self._forget)

    def close(self) -> None:
        """Stop watching. Safe to call twice."""
        self._timer.stop()
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def capture(self, *, on: bool) -> None:
        """Emit the next press as `captured` instead of triggering its action."""
        self._forget()
        self._is_capturing = on

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if not isinstance(
            event, QKeyEvent
        ):  # checked first: this filter sees every event of the program
            return False
        code, kind = event.nativeScanCode() or event.key(), event.type()
        if kind is QEvent.Type.KeyRelease:
            return self._take_release(code, event)
        if kind is QEvent.Type.ShortcutOverride:
            if self._is_ours(code, event):
                event.accept()  # so that it arrives as a key press and not as a shortcut
                return True
            return False
        return self._take_press(code, event)

    def _is_ours(self, code: int, event: QKeyEvent) -> bool:
        if code in self._names and event.isAutoRepeat():
            return True
        name = key_name(event)
        if name is None:
            return False
        if self._is_capturing:
            return True
        device = self._bindings.device_of(name)
        if device is None:
            return self._clicks(event)
        if _is_writing():
            is_function = Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35
            acts_here = device is Device.PEDAL or is_function
            return acts_here and not writes(event)
        return device is Device.PEDAL or self._keys_act()

    def _clicks(self, event: QKeyEvent) -> bool:
        """Whether this key presses the button that has the focus: Space takes snapshots."""
        return (
            event.key() in _ENTERING
            and isinstance(QApplication.focusWidget(), QAbstractButton)
            and self._keys_act()
        )

    def _take_press(self, code: int, event: QKeyEvent) -> bool:
        if not self._is_ours(code, event):
            return False
        if event.isAutoRepeat():
            return True
        name = key_name(event)
        assert name is not None
        focus = QApplication.focusWidget()
        if not self._is_capturing and self._clicks(event) and isinstance(focus, QAbstractButton):
            focus.click()
            return True
        if self._is_capturing:
            self._reader = PressReader([name], [name])
        self._names[code] = name
        self._emit_presses(self._reader.close_contact(name, self._moment_ns(event)))
        return True

    def _take_release(self, code: int, event: QKeyEvent) -> bool:
        if event.isAutoRepeat():
            return code in self._names
        name = self._names.pop(code, None)
        if name is None:
            return False
        self._emit_presses(self._reader.open_contact(name, self._moment_ns(event)))
        return True

    def _moment_ns(self, event: QKeyEvent) -> int:
        return self._event_clock.moment_ns(event.timestamp(), self._clock_ns())

    def _advance(self) -> None:
        self._emit_presses(self._reader.advance(self._clock_ns()))

    def _emit_presses(self, presses: list[Press]) -> None:
        due_ns = self._reader.due_ns
        if due_ns is None:
            self._timer.stop()
        else:
            self._timer.start(max(-(-(due_ns - self._clock_ns()) // _NS_PER_MS), 0))
        for press in presses:
            if self._is_capturing:
                self.bind(self._bindings)  # the next presses trigger actions again
                self.captured.emit(press)
            elif (owner := self._bindings.act_of(press)) is not None:
                self.pressed.emit(owner[0])

    def _forget(self, *_: object) -> None:
        """Forget pressed keys: another program has the focus and gets their releases."""
        self._timer.stop()
        self._names.clear()
        self._reader.forget()
