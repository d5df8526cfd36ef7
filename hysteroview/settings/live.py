"""The settings in force: the one object that holds them, for all threads."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from hysteroview.settings.file import save_settings
from hysteroview.settings.sections import Settings


class CurrentSettings:
    """Hold the settings in force, and save them.

    - `now` is one immutable value of all settings. Read it when a value is needed and do not store
      it: that is how a change reaches everybody. Only an exam takes a value for its whole length,
      where the table says that a change takes effect at the next exam.
    - Nobody is called back. Whoever must act on a change polls: the value that was acted on last
      and `now` are the same object as long as nothing has changed.
    - Every method may be called from every thread. Changes wait for each other, reading waits for
      nothing: it is one reference. The lock is a leaf lock, and no file is written under it.

    Parameters
    ----------
    settings
        At the start; None for the defaults. They count as saved.
    base
        Defaults to which a setting can be restored; only values that differ from them are saved.
        None for those of the program.
    file
        The user's file; None to save nothing.
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
        """The settings in force at this moment."""
        return self._settings

    def change(self, section: str, /, **values: Any) -> None:
        """Change values of one section: ``change("live", rate_hz=5.0)``.

        Raises
        ------
        ValueError
            A value is not permitted; nothing has changed.
        """
        with self._lock:
            self._put(**{section: replace(getattr(self._settings, section), **values)})

    def put(self, **sections: Any) -> None:
        """Replace whole sections at once: ``put(keys=…, pedal=…)``."""
        with self._lock:
            self._put(**sections)

    def save(self) -> None:
        """Write the settings to the user's file if they have changed since the last call.

        Raises
        ------
        StorageError
            They cannot be written. They are not written again before the next change, so that the
            failure is shown once.
        """
        with self._lock:
            settings, self._saved, saved = self._settings, self._settings, self._saved
        if self.file is not None and settings != saved:
            save_settings(settings, self.file, self.base)

    def _put(self, **sections: Any) -> None:
        changed = replace(self._settings, **sections)
        if changed != self._settings:  # else it stays the same object, and nobody has to act
            self._settings = changed
