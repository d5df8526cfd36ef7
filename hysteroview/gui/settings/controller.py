"""Applies and saves changes on the settings page."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from hysteroview.core.errors import StorageError
from hysteroview.gui.actions.bindings import Bindings
from hysteroview.gui.actions.key_filter import KeyFilter
from hysteroview.gui.actions.keys_overview import KeysOverview
from hysteroview.gui.look.language import install_language
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.session.observed_settings import ObservedSettings
from hysteroview.gui.settings.model_flow import ModelFlow
from hysteroview.gui.settings.page import SettingsPage
from hysteroview.inference.model.card import ModelCard
from hysteroview.settings.sections import Settings


class SettingsController(QObject):
    """The page, and the keys behind it; each change is saved at once.

    Signals
    -------
    left()
        Back.
    looks_changed()
        Another theme.
    model_used(ModelCard)
        Another model is in use from now on.
    """

    left = Signal()
    looks_changed = Signal()
    model_used = Signal(object)

    def __init__(
        self, settings: ObservedSettings, card: ModelCard, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self.page = SettingsPage(settings, card=card)
        assert self.page.model is not None
        self.models = ModelFlow(self.page, self.page.model)
        self.models.used.connect(self.model_used)
        self.page.model_dropped.connect(self.models.import_file)
        self.page.done.connect(self.left)
        self.page.keys_requested.connect(self._show_keys)
        settings.changed.connect(self._follow)
        self.overview: KeysOverview | None = None
        self._keys: KeyFilter | None = None

    def close(self) -> None:
        """Release page and keys. Safe to call twice."""
        if self._keys is not None:
            self._keys.close()
            self._keys = None
        self.models.close()
        self.page.deleteLater()
        self.deleteLater()

    def _follow(self, before: Settings, now: Settings) -> None:
        """Save what has changed, and let the look follow."""
        try:
            self._settings.current.save()
        except StorageError as error:
            self.page.show_failure(error)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        if now.appearance.theme is not before.appearance.theme:
            apply_theme(application, now.appearance.theme)
            self.looks_changed.emit()
        if now.appearance.language is not before.appearance.language:
            install_language(now.appearance.language)  # the other pages are recreated afterwards

    def _show_keys(self) -> None:
        """Open the dialog of keys, with a key filter that only captures presses."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        now = self._settings.now
        self._keys = KeyFilter(Bindings(now.keys, now.pedal), lambda: False, self)
        self._keys.install(application)
        self.overview = KeysOverview(self._keys, self.page)
        self.overview.assigned.connect(lambda bindings: self._settings.put(**bindings.settings))
        self.overview.finished.connect(self._leave_keys)
        self.overview.open()

    def _leave_keys(self) -> None:
        if self._keys is not None:
            self._keys.close()
            self._keys = None
