"""Changing colors, aspect and field of view of the source while it is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from hysteroview.gui.live.page import LivePage
from hysteroview.gui.main_window import MainWindow
from hysteroview.gui.session.observed_settings import ObservedSettings
from hysteroview.gui.sources.choice import SourceChoice
from hysteroview.gui.sources.opening import OpenedSource
from hysteroview.gui.sources.picture_dialog import PictureDialog
from hysteroview.pipeline.live.session import LiveSession
from hysteroview.settings.corrections import split_correction
from hysteroview.settings.view_presets import format_view


class PictureSetup(QObject):
    """Opens the dialog, lets what is chosen there take effect at once, and logs what was kept.

    Signals
    -------
    applied()
        Picture or field of view have changed.
    kept(SourceChoice)
        To remember it for the source.
    """

    applied = Signal()
    kept = Signal(object)

    def __init__(
        self,
        source: OpenedSource,
        session: LiveSession,
        settings: ObservedSettings,
        log: Callable[[str, Mapping[str, Any]], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._choice, self._correction = source.choice, source.correction
        self._session, self._settings, self._log = session, settings, log
        self.dialog: PictureDialog | None = None

    def ask(self, page: LivePage, window: MainWindow) -> None:
        """Open the dialog over the live picture."""
        if self.dialog is not None:
            return
        choice = replace(self._choice, view=self._session.view)
        dialog = self.dialog = PictureDialog(choice, self._settings.now.scopes.presets, page)
        dialog.set_scale(window.scale)
        dialog.changed.connect(self._apply)
        dialog.accepted.connect(self._keep)
        dialog.finished.connect(self._forget)
        dialog.open()
        corner = page.rect().bottomRight() - dialog.rect().bottomRight()  # beside the picture
        dialog.move(page.mapToGlobal(corner))

    def _apply(self, choice: SourceChoice) -> None:
        self._choice = choice
        self._correction.now = split_correction(choice.location)[1]
        if choice.view is not None:
            self._session.set_view(choice.view)
        self.applied.emit()

    def log_now(self) -> None:
        """Enter what is set now into the exam's log."""
        correction = self._correction.now
        content = {"color": str(correction.color), "aspect": str(correction.aspect)}
        self._log("picture", content | {"view": format_view(self._session.view)})

    def _keep(self) -> None:
        self.log_now()
        self.kept.emit(self._choice)

    def _forget(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
