"""Which key press triggers which action: defaults of the table, and assignments of the operator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

from hysteroview.gui.actions.table import Act, Action, action_table
from hysteroview.settings.keys import KeySettings
from hysteroview.settings.presses import Press, parse_press


class Device(StrEnum):
    """Where a press comes from, and its section in the settings.

    The operating system sees a pedal as a keyboard, so only its keys distinguish it: they work on
    every page and beside text fields, while those of the keyboard work on the live page only.
    """

    KEYS = "keys"
    PEDAL = "pedal"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A press that is assigned to two actions; it triggers the first."""

    press: Press
    has_it: Act
    wants_it: Act


def press_words(press: Press) -> str:
    """Name of a press in the operator's language, as on the keyboard."""
    key = QKeySequence(press.key).toString(QKeySequence.SequenceFormat.NativeText) or press.key
    if not press.is_long:
        return key
    return QCoreApplication.translate("Bindings", "hold {0}").format(key)


def _as_qt_writes(press: Press) -> Press:
    """Return the press with its key spelled as in Qt's events: people write "space"."""
    key = QKeySequence(press.key).toString(QKeySequence.SequenceFormat.PortableText)
    return Press(key or press.key, press.is_long)


def fault_words(bindings: Bindings) -> str:
    """Return one sentence for each assignment that cannot be used; empty if there is none."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("Bindings", text)

    table = bindings.table
    taken, unknown = (
        tr("{0} is set for both “{1}” and “{2}”; it works only for “{1}”."),
        tr("The key “{0}” set for “{1}” does not exist."),
    )
    lines = [
        taken.format(press_words(each.press), table[each.has_it].words, table[each.wants_it].words)
        for each in bindings.conflicts
    ]
    lines += [unknown.format(press.key, table[act].words) for press, act in bindings.unknown]
    return " ".join(lines)


class Bindings:
    """Look up actions by press and presses by action. Immutable: `assigning` returns a copy."""

    def __init__(
        self,
        keys: KeySettings | None = None,
        pedal: KeySettings | None = None,
        table: Mapping[Act, Action] | None = None,
    ) -> None:
        self.settings = {Device.KEYS: keys or KeySettings(), Device.PEDAL: pedal or KeySettings()}
        self.table = table or action_table()
        self.conflicts: tuple[Conflict, ...] = ()
        self.unknown: tuple[tuple[Press, Act], ...] = ()
        self._acts: dict[Press, tuple[Act, Device]] = {}
        for is_chosen in (True, False):  # assignments take precedence over defaults
            for device in (Device.PEDAL, Device.KEYS):
                for act in self.table:
                    if (self.settings[device].of(act.value) is not None) is is_chosen:
                        for press in self.presses_of(act, device):
                            self._claim(press, act, device)

    def presses_of(self, act: Act, device: Device) -> tuple[Press, ...]:
        """Return the presses set for an action, including those that trigger another one."""
        chosen = self.settings[device].of(act.value)
        if chosen is not None:
            return tuple(_as_qt_writes(press) for press in chosen)
        action = self.table[act]
        texts = action.keys if device is Device.KEYS else action.pedal
        return tuple(parse_press(text) for text in texts)

    def act_of(self, press: Press) -> tuple[Act, Device] | None:
        """Return the action of a press and its device; None if it has none."""
        return self._acts.get(press)

    def key_names(self, *, is_long: bool) -> frozenset[str]:
        """Return the keys whose short or long press has an action."""
        return frozenset(press.key for press in self._acts if press.is_long is is_long)

    def device_of(self, key: str) -> Device | None:
        """Return the device of a key; None if it has no action. A key of both counts as a pedal."""
        found = [
            owner[1]
            for is_long in (False, True)
            if (owner := self._acts.get(Press(key, is_long))) is not None
        ]
        return Device.PEDAL if Device.PEDAL in found else next(iter(found), None)

    def assigning(self, act: Act, device: Device, presses: tuple[Press, ...]) -> Bindings:
        """Return bindings in which these presses trigger this action and no other."""
        changed = dict(self.settings)
        for each in Device:
            for other in self.table:
                has = self.presses_of(other, each)
                left = tuple(press for press in has if press not in presses)
                if left != has and (other, each) != (act, device):
                    changed[each] = changed[each].assigning(other.value, left)
        changed[device] = changed[device].assigning(act.value, presses)
        return Bindings(changed[Device.KEYS], changed[Device.PEDAL], self.table)

    def words_of(self, act: Act) -> str:
        """Names of all presses of an action, such as "Space, F13"; empty if there is none."""
        return ", ".join(
            press_words(press)
            for device in Device
            for press in self.presses_of(act, device)
            if self._acts.get(press) == (act, device)
        )

    def tooltip(self, act: Act) -> str:
        """Tooltip of an action: its label, its presses, and what it does."""
        action, presses = self.table[act], self.words_of(act)
        title = f"{action.words} ({presses})" if presses else action.words
        return f"{title}\n{action.does}"

    def _claim(self, press: Press, act: Act, device: Device) -> None:
        if not _is_known(press):
            self.unknown += ((press, act),)
            return
        owner = self._acts.setdefault(press, (act, device))
        if owner[0] is not act:
            self.conflicts += (Conflict(press, owner[0], act),)


def _is_known(press: Press) -> bool:
    return bool(QKeySequence(press.key).toString(QKeySequence.SequenceFormat.PortableText))
