"""The store of the exams in use, and the key that its passphrase gives."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from hysteroview.exam.store.key_file import is_encrypted
from hysteroview.gui.main_window import MainWindow
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.session.observed_settings import ObservedSettings
from hysteroview.gui.widgets.passphrase_dialog import PassphraseDialog
from hysteroview.settings.sections import Settings

if TYPE_CHECKING:
    from hysteroview.exam.store.keys import StoreKey


class StoreAccess(QObject):
    """Knows where the exams are, and asks for the passphrase when it is first needed.

    The key is kept until the settings name another store.

    Parameters
    ----------
    store
        Of this run; None for the one in the settings.
    key
        Of that store, if it is known from the start.
    """

    def __init__(
        self,
        settings: ObservedSettings,
        window: MainWindow,
        *,
        store: Path | None,
        key: StoreKey | None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings, self._window = settings, window
        self._store, self._key = store, key
        settings.changed.connect(self._follow)

    @property
    def store(self) -> Path:
        """Where the exams are."""
        return self._store or self._settings.now.storage.store

    @property
    def key(self) -> StoreKey | None:
        """None if the store is not encrypted, or if its passphrase is missing."""
        return self._key

    @property
    def is_locked(self) -> bool:
        """Whether a passphrase is missing."""
        return self._key is None and self.store.is_dir() and is_encrypted(self.store)

    def access(self) -> ExamAccess:
        """Return what reads and changes exams now."""
        return ExamAccess(self.store, self._key)

    def when_unlocked(self, action: Callable[[], None]) -> None:
        """Call `action` now, or after the passphrase was entered; never if it is canceled."""
        if not self.is_locked:
            action()
            return
        dialog = PassphraseDialog(self.store, self._window)
        dialog.set_scale(self._window.scale)
        dialog.unlocked.connect(partial(self._take_key, action))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take_key(self, action: Callable[[], None], key: StoreKey) -> None:
        self._key = key
        action()

    def _follow(self, before: Settings, now: Settings) -> None:
        if self._store is None and before.storage.store != now.storage.store:
            self._key = None
