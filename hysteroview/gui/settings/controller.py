"""What a change on the settings page does: it is saved, and the look follows at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from hysteroview.core.errors import StorageError
from hysteroview.gui.actions.bindings import Bindings, Device
from hysteroview.gui.actions.key_filter import KeyFilter
from hysteroview.gui.actions.keys_overview import KeysOverview
from hysteroview.gui.look.language import install_language
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.settings.page import SettingsPage
from hysteroview.settings.file import save_settings
from hysteroview.settings.sections import Settings


class SettingsController(QObject):
    """The page, the keys behind it, and the file.

    Parameters
    ----------
    file
        Where each change is saved at once; None to keep it until the program ends.

    Signals
    -------
    left(Settings)
        Back, with what was set.
    looks_changed()
        Another theme.
    """

    left = Signal(object)
    looks_changed = Signal()

    def __init__(
        self,
        settings: Settings,
        *,
        base: Settings | None,
        file: Path | None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings, self._base, self._file = settings, base, file
        self.page = self._made_page()
        self.overview: KeysOverview | None = None
        self._keys: KeyFilter | None = None

    def close(self) -> None:
        """Let go of page and keys. Safe to call twice."""
        if self._keys is not None:
            self._keys.close()
            self._keys = None
        self.page.deleteLater()
        self.deleteLater()

    def _made_page(self) -> SettingsPage:
        page = SettingsPage(self._settings, base=self._base, file=self._file)
        page.settings_changed.connect(self._take)
        page.done.connect(lambda: self.left.emit(self._settings))
        page.keys_requested.connect(self._show_keys)
        return page

    def _take(self, settings: Settings) -> None:
        before, self._settings = self._settings.appearance, settings
        self._save()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        if settings.appearance.theme is not before.theme:
            apply_theme(application, settings.appearance.theme)
            self.looks_changed.emit()
        if settings.appearance.language != before.language:
            install_language(settings.appearance.language)  # the pages are made anew on leaving

    def _save(self) -> None:
        if self._file is None:
            return
        try:
            save_settings(self._settings, self._file, self._base)
        except StorageError as error:
            self.page.show_failure(error)

    def _show_keys(self) -> None:
        """Assign keys here too: they act on the live page, but are captured by their own filter."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        bindings = Bindings(self._settings.keys, self._settings.pedal)
        self._keys = KeyFilter(bindings, lambda: False, self)
        self._keys.install(application)
        self.overview = KeysOverview(self._keys, self.page)
        self.overview.assigned.connect(self._take_keys)
        self.overview.finished.connect(self._leave_keys)
        self.overview.open()

    def _take_keys(self, bindings: Bindings) -> None:
        assigned = bindings.settings
        self._settings = replace(
            self._settings, keys=assigned[Device.KEYS], pedal=assigned[Device.PEDAL]
        )
        self.page.show_settings(self._settings)
        self._save()

    def _leave_keys(self) -> None:
        if self._keys is not None:
            self._keys.close()
            self._keys = None
