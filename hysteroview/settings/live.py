"""The current settings: one object for all threads."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from hysteroview.settings.file import save_changes
from hysteroview.settings.sections import Settings


class CurrentSettings:
    """Holds the current settings, and saves them.

    - `now` is one immutable value of all settings. Read it when a value is needed and do not store
      it, so that changes take effect everywhere. Only an exam uses a value for its whole duration,
      if the table says that a change takes effect at the next exam.
    - There are no callbacks. Code that must act on a change polls: the last used value and `now`
      are the same object as long as nothing has changed.
    - Every method may be called from every thread. Changes wait for each other; reading never
      waits, because it reads one reference. The lock is a leaf lock, and no file is written while
      it is held.

    Parameters
    ----------
    settings
        Initial settings; None for the defaults. They count as saved.
    base
        Defaults to which a setting can be restored; only values that differ from them are saved.
        None for the defaults of the program.
    file
        Settings file of the user; None to save nothing.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        base: Settings | None = None,
        file: Path | None = None,
    ) -> None:
        self.base, self.file = base or Settings(), file
        self._lock = threading.Lock()  # guards changes of the two below
        self._settings = self._saved = settings or Settings()

    @property
    def now(self) -> Settings:
        """The current settings."""
        return self._settings

    def change(self, section: str, /, **values: Any) -> None:
        """Change values of one section: ``change("live", rate_hz=5.0)``.

        Raises
        ------
        ValueError
            A value is not permitted; nothing is changed.
        """
        with self._lock:
            self._put(**{section: replace(getattr(self._settings, section), **values)})

    def put(self, **sections: Any) -> None:
        """Replace complete sections together: ``put(keys=…, pedal=…)``."""
        with self._lock:
            self._put(**sections)

    def save(self) -> None:
        """Write to the user's file what has changed since the last call.

        What other programs have changed in the file meanwhile stays as it is there.

        Raises
        ------
        StorageError
            They cannot be written. The next attempt follows the next change, so that the failure is
            shown once.
        """
        with self._lock:
            settings, self._saved, saved = self._settings, self._settings, self._saved
        if self.file is not None and settings != saved:
            save_changes(saved, settings, self.file, self.base)

    def _put(self, **sections: Any) -> None:
        changed = replace(self._settings, **sections)
        if changed != self._settings:  # otherwise it stays the same object, which means no change
            self._settings = changed
