"""The menu of saved sources: import, export and removal."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QWidget

from hysteroview.core.errors import HysteroViewError, SettingsError
from hysteroview.core.files import atomic_file
from hysteroview.settings.source_presets import (
    SourcePreset,
    change_presets,
    format_presets,
    load_presets,
    merge,
    presets_path,
    read_export,
)


class SavedSourcesMenu(QPushButton):
    """A button with a menu; it reads and writes the file of presets.

    Signals
    -------
    changed(str)
        Sources were added or removed; with a text about it.
    exported(str, Path)
        Sources were exported; with a text about it, and the folder.
    failed(HysteroViewError)
    """

    changed = Signal(str)
    exported = Signal(str, object)
    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(self.tr("Saved sources"))
        self.menu_ = QMenu(self)
        self.menu_.aboutToShow.connect(self._fill)
        self.setMenu(self.menu_)
        self._fill()

    def import_from(self, file: Path) -> None:
        """Add the sources in a file; they replace saved ones of the same name."""
        try:
            added = read_export(file)
            change_presets(lambda kept: merge(kept, added), presets_path())
        except HysteroViewError as error:
            self.failed.emit(error)
        else:
            self.changed.emit(self.tr("Sources imported: {0}").format(len(added)))

    def export_to(self, file: Path) -> None:
        """Write all sources into a file, without their passwords."""
        try:
            text = format_presets(_kept(), with_secrets=False)
            with atomic_file(file) as temporary:
                temporary.write_text(text, encoding="utf-8")
        except HysteroViewError as error:
            self.failed.emit(error)
        else:
            text = self.tr("Exported to {0}, without passwords").format(file.name)
            self.exported.emit(text, file.parent)

    def remove(self, preset: SourcePreset) -> None:
        """Remove a saved source."""
        try:
            change_presets(lambda kept: [each for each in kept if each != preset], presets_path())
        except HysteroViewError as error:
            self.failed.emit(error)
        else:
            self.changed.emit(self.tr("“{0}” removed").format(preset.name))

    def _fill(self) -> None:
        self.menu_.clear()
        loaded = load_presets(presets_path())
        if loaded.notice:
            self.failed.emit(SettingsError(loaded.notice))
        presets = loaded.presets
        self.menu_.addAction(self.tr("Import from a file…")).triggered.connect(self._ask_import)
        export = self.menu_.addAction(self.tr("Export to a file…"))
        export.triggered.connect(self._ask_export)
        export.setEnabled(bool(presets))
        if presets:
            self.menu_.addSeparator()
        for preset in presets:
            away = self.menu_.addAction(self.tr("Remove “{0}”").format(preset.name))
            away.triggered.connect(partial(self.remove, preset))

    def _ask_import(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Import sources"), "", "*.toml")
        if chosen:
            self.import_from(Path(chosen))

    def _ask_export(self) -> None:
        proposed = "hysteroview-sources.toml"
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Export sources"), proposed)
        if chosen:
            self.export_to(Path(chosen))


def _kept() -> tuple[SourcePreset, ...]:
    """Read the presets; fail if the file is damaged, so that it is not overwritten."""
    loaded = load_presets(presets_path())
    if loaded.notice:
        raise SettingsError(loaded.notice)
    return loaded.presets
