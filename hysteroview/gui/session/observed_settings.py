"""The settings in force, with a signal for the window."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from hysteroview.settings.live import CurrentSettings
from hysteroview.settings.sections import Settings


class ObservedSettings(QObject):
    """Change the settings from the window, and emit a signal after each change.

    It lives on the GUI thread. What the window changes through it is announced at once; what
    another thread changes in `current` is announced by the next `look`, which the timer of the
    live picture calls.

    Signals
    -------
    changed(Settings, Settings)
        Before and after. Changes made by a receiver are announced after this one, in their order.
    """

    changed = Signal(object, object)

    def __init__(self, current: CurrentSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.current = current
        self._announced = current.now
        self._is_announcing = False

    @property
    def now(self) -> Settings:
        """The settings in force at this moment."""
        return self.current.now

    def change(self, section: str, /, **values: Any) -> None:
        """Change values of one section; see `CurrentSettings.change`."""
        self.current.change(section, **values)
        self.look()

    def put(self, **sections: Any) -> None:
        """Replace whole sections at once."""
        self.current.put(**sections)
        self.look()

    def look(self, *_: object) -> None:
        """Announce what has changed since the last announcement."""
        if self._is_announcing:
            return
        self._is_announcing = True
        try:
            while (now := self.current.now) is not self._announced:
                before, self._announced = self._announced, now
                self.changed.emit(before, now)
        finally:
            self._is_announcing = False
