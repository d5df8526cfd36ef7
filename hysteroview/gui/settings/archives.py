"""The archives on the settings page: a list, and a dialog for one of them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from hysteroview.gui.look.language import translated_setting
from hysteroview.gui.settings.compact import CompactRow
from hysteroview.gui.widgets.basic import text_label
from hysteroview.gui.widgets.form_dialog import FormDialog
from hysteroview.settings.archives import (
    ARCHIVE_TABLE,
    LONGEST_NAME,
    Archives,
    ArchiveSettings,
    is_archive_name,
)
from hysteroview.settings.entry import Entry

_BASE_SIZE_PX = QSize(720, 720)
_BASE_EDITOR_PX = 280


class ArchivesGroup(QFrame):
    """Lists the archives, with buttons to change them.

    Signals
    -------
    changed(Archives)
        As they are to be from now on.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("entry")
        self._archives, self._scale = Archives(), 1.0
        self.dialog: ArchiveDialog | None = None
        self._rows = QVBoxLayout()
        self._words = self.tr("Exams can be sent to these archives (PACS).")
        self.add = QPushButton(self.tr("Add an archive…"), self)
        self.add.setAutoDefault(False)
        self.add.clicked.connect(lambda *_: self._ask("", ArchiveSettings()))
        foot = QHBoxLayout()
        foot.addWidget(self.add)
        foot.addStretch(1)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(text_label(self, "entryRemark", self._words, wrap=True))
        self._layout.addLayout(self._rows)
        self._layout.addLayout(foot)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self._scale = scale
        side = round(14 * scale)
        self._layout.setContentsMargins(side, side, side, side)
        self._layout.setSpacing(side)

    def matches(self, wanted: str) -> bool:
        """Whether each word of a search is in the labels of an archive, or in a name."""
        labels = [translated_setting(each.label) for each in ARCHIVE_TABLE]
        names = [name for name, _ in self._archives.named]
        text = f"{self._words} {' '.join(labels)} {' '.join(names)}".casefold()
        return all(word in text for word in wanted.casefold().split())

    def show_archives(self, archives: Archives) -> None:
        """Show these archives."""
        self._archives = archives
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for name, archive in archives.named:
            self._rows.addWidget(self._row(name, archive))

    def _row(self, name: str, archive: ArchiveSettings) -> QWidget:
        row = QWidget(self)
        row.setObjectName("archiveRow")
        texts = QVBoxLayout()
        texts.addWidget(text_label(row, "entryWords", name))
        address = f"{archive.host}:{archive.port} · {archive.called_title}"
        texts.addWidget(text_label(row, "entryRemark", address))
        change = QPushButton(self.tr("Change…"), row)
        change.setAccessibleName(self.tr("Change {0}").format(name))
        change.clicked.connect(lambda *_: self._ask(name, archive))
        remove = QPushButton(self.tr("Remove"), row)
        remove.setAccessibleName(self.tr("Remove {0}").format(name))
        remove.clicked.connect(lambda *_: self.changed.emit(self._archives.without(name)))
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addLayout(texts, 1)
        for button in (change, remove):
            button.setAutoDefault(False)
            line.addWidget(button)
        return row

    def _ask(self, name: str, archive: ArchiveSettings) -> None:
        others = [each for each, _ in self._archives.named if each != name]
        dialog = self.dialog = ArchiveDialog(name, archive, others, self)
        dialog.chosen.connect(partial(self._take, name))
        dialog.finished.connect(dialog.deleteLater)
        dialog.set_scale(self._scale)
        dialog.open()

    def _take(self, before: str, name: str, archive: ArchiveSettings) -> None:
        if before in ("", name):
            self.changed.emit(self._archives.with_archive(name, archive))
            return
        pairs = [(name, archive) if each == before else (each, old)
                 for each, old in self._archives.named]  # fmt: skip
        self.changed.emit(Archives(tuple(pairs)))


class ArchiveDialog(FormDialog):
    """Asks for the name and the settings of one archive.

    Signals
    -------
    chosen(str, ArchiveSettings)
        The dialog has closed.
    """

    chosen = Signal(str, object)

    def __init__(
        self, name: str, archive: ArchiveSettings, others: list[str], parent: QWidget
    ) -> None:
        super().__init__(_BASE_SIZE_PX, parent)
        self.setWindowTitle(self.tr("Archive"))
        self._archive, self._others = archive, others
        self.name = QLineEdit(name, self)
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setAccessibleName(self.tr("Name of the archive"))
        head = QHBoxLayout()
        head.addWidget(text_label(self, "compactWords", self.tr("Name")))
        head.addWidget(self.name, 1)
        self.content.addLayout(head)
        inside = QWidget(self)
        inside.setObjectName("settingsEntries")
        column = QVBoxLayout(inside)
        self.rows: dict[str, CompactRow] = {}
        standard = ArchiveSettings()
        for entry in ARCHIVE_TABLE:
            row = CompactRow(entry, getattr(standard, entry.name), inside)
            row.show_value(getattr(archive, entry.name))
            row.chosen.connect(self._take)
            self.rows[entry.name] = row
            column.addWidget(row)
        column.addStretch(1)
        self._column = column
        area = QScrollArea(self)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.content.addWidget(area, 1)
        self.add_buttons(self.tr("Save"))

    def set_scale(self, scale: float) -> None:
        super().set_scale(scale)
        self._column.setSpacing(round(6 * scale))
        for row in self.rows.values():
            row.set_scale(scale)
            row.editor.setFixedWidth(round(_BASE_EDITOR_PX * scale))

    def submit(self) -> None:
        """Save, if the name and the address can be used."""
        name = self.name.text().strip()
        if not is_archive_name(name):
            self.show_fault(self.tr("Enter a name for the archive."))
        elif name in self._others:
            self.show_fault(self.tr("There is another archive with this name."))
        elif not self._archive.host.strip():
            self.show_fault(self.tr("Enter the address of the archive."))
        elif any(row.fault for row in self.rows.values()):
            self.show_fault(self.tr("Correct what is marked."))
        else:
            self.accept()
            self.chosen.emit(name, self._archive)

    def _take(self, entry: Entry, value: object) -> None:
        try:
            changed = {entry.name: value}
            self._archive = replace(self._archive, **changed)  # type: ignore[arg-type]
        except ValueError:
            self.rows[entry.name].show_fault()
            return
        self.rows[entry.name].show_value(value)
