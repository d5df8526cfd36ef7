"""The settings page: all settings, with search and defaults."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from hysteroview.core.errors import HysteroViewError
from hysteroview.gui.look.language import translated_setting
from hysteroview.gui.look.messages import failure_words
from hysteroview.gui.session.observed_settings import ObservedSettings
from hysteroview.gui.settings.archives import ArchivesGroup
from hysteroview.gui.settings.compact import CompactGroup
from hysteroview.gui.settings.model_section import ModelSection
from hysteroview.gui.settings.row import SettingsRow
from hysteroview.gui.widgets.basic import text_label
from hysteroview.gui.widgets.dropped import dropped_file
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.package.archive import SUFFIX
from hysteroview.settings.entry import Entry
from hysteroview.settings.file import settings_path
from hysteroview.settings.sections import SECTIONS, TABLE, Settings

_BASE_WIDTH_PX = 1120


class SettingsPage(QWidget):
    """Shows all entries of the table in groups, with a search field.

    Signals
    -------
    done()
        The operator wants to go back.
    keys_requested()
        The operator wants the page of keys and pedals.
    model_dropped(Path)
        A model file was dropped on the page.

    Parameters
    ----------
    card
        The model in use; None without a place for models.
    """

    done = Signal()
    keys_requested = Signal()
    model_dropped = Signal(object)

    def __init__(
        self, settings: ObservedSettings, parent: QWidget | None = None,
        card: ModelCard | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setObjectName("settingsPage")
        self.title = self.tr("Settings")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self._settings, self._card = settings, card
        self.model: ModelSection | None = None
        self._file = settings.current.file or settings_path()
        self.rows: dict[str, SettingsRow] = {}
        self._titles: dict[str, QLabel] = {}
        self._groups: list[CompactGroup] = []
        self.back = self._button(self.tr("Back"), self.done.emit)
        self.keys = self._button(self.tr("Keys and pedals"), self.keys_requested.emit)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search settings"))
        self.search.setAccessibleName(self.tr("Search settings"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        head = QHBoxLayout()
        head.addWidget(self.back)
        head.addWidget(text_label(self, "pageTitle", self.tr("Settings")))
        head.addWidget(self.search, 1)
        head.addWidget(self.keys)
        self._area = self._entries()
        self.open_folder = self._button(self.tr("Open folder"), self._open_folder)
        foot = QHBoxLayout()
        text = self.tr("Saved in {0}").format(self._file)
        self._place = text_label(self, "filePlace", text, wrap=True)
        foot.addWidget(self._place, 1)
        foot.addWidget(self.open_folder)
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(head)
        self._layout.addWidget(self._area, 1)
        self._layout.addLayout(foot)
        self._head = head
        self._filter("")
        self.set_scale(1.0)
        for row in self.rows.values():
            row.show_value(settings.now.value(row.entry))
        settings.changed.connect(self._follow)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self.scale = scale
        side, gap = round(24 * scale), round(12 * scale)
        self._layout.setContentsMargins(side, gap, side, gap)
        self._layout.setSpacing(gap)
        self._head.setSpacing(gap)
        self._inside.setMaximumWidth(round(_BASE_WIDTH_PX * scale))
        inner = self._inside.layout()
        if inner is not None:
            inner.setSpacing(round(8 * scale))
            inner.setContentsMargins(0, 0, gap, gap)
        for row in self.rows.values():
            row.set_scale(scale)
        for group in self._groups:
            group.set_scale(scale)
        self.archives.set_scale(scale)
        if self.model is not None:
            self.model.set_scale(scale)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.model is not None and _dropped_model(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped_model(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.model_dropped.emit(path)

    def take_focus(self) -> None:
        """Focus the search field."""
        self.search.setFocus()

    def show_failure(self, failure: HysteroViewError) -> None:
        """Show that a change was not saved; it is lost when the program ends."""
        text = self.tr("Not saved: {0}").format(failure_words(failure))
        self._place.setText(text)
        self._place.setObjectName("entryFault")
        self._place.style().polish(self._place)

    def _follow(self, before: Settings, now: Settings) -> None:
        """Show what has changed; what is entered in other rows stays."""
        for row in self.rows.values():
            if (value := now.value(row.entry)) != before.value(row.entry):
                row.show_value(value)
        if now.archives != before.archives:
            self.archives.show_archives(now.archives)

    def _entries(self) -> QScrollArea:
        self._inside = QWidget(self)
        self._inside.setObjectName("settingsEntries")
        column = QVBoxLayout(self._inside)
        if self._card is not None:
            self._model_title = text_label(self._inside, "groupTitle", self.tr("Model"))
            self.model = ModelSection(self._card, self._inside)
            column.addWidget(self._model_title)
            column.addWidget(self.model)
        for name, section in SECTIONS.items():
            title = translated_setting(section.title)
            self._titles[name] = text_label(self._inside, "groupTitle", title)
            column.addWidget(self._titles[name])
            base = self._settings.current.base
            entries = [(each, base.value(each)) for each in TABLE if each.section == name]
            if section.is_compact:
                remark = translated_setting(section.remark)
                group = CompactGroup(remark, entries, self._inside)
                self._groups.append(group)
                column.addWidget(group)
                rows: Sequence[SettingsRow] = group.rows
            else:
                rows = [SettingsRow(entry, default, self._inside) for entry, default in entries]
            for row in rows:
                row.chosen.connect(self._take)
                self.rows[row.entry.key] = row
                if not section.is_compact:
                    column.addWidget(row)
        self.archives = ArchivesGroup(self._inside)
        self.archives.show_archives(self._settings.now.archives)
        self.archives.changed.connect(lambda chosen: self._settings.put(archives=chosen))
        column.addWidget(self.archives)
        self._nothing = text_label(self._inside, "nothingFound", wrap=True)
        column.addWidget(self._nothing)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidget(self._inside)
        area.setWidgetResizable(True)
        area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the editors take the focus
        return area

    def _button(self, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda *_: act())
        return button

    def _take(self, entry: Entry, value: object) -> None:
        """Accept a value if the table permits it."""
        row = self.rows[entry.key]
        try:
            self._settings.change(entry.section, **{entry.name: value})
        except ValueError:
            row.show_fault()
        else:
            row.show_value(value)  # also if it is the same: a fault that was shown goes

    def _filter(self, wanted: str) -> None:
        found: set[str] = set()
        for row in self.rows.values():
            matches = row.matches(wanted)
            row.setVisible(matches)
            if matches:
                found.add(row.entry.section)
        for group in self._groups:
            group.arrange()
        self.archives.setVisible(self.archives.matches(wanted))
        if not self.archives.isHidden():
            found.add("sending")
        for section, title in self._titles.items():
            title.setVisible(section in found)
        if self.model is not None:
            is_wanted = wanted.strip().lower() in self._model_title.text().lower()
            self._model_title.setVisible(is_wanted)
            self.model.setVisible(is_wanted)
        text = self.tr("No setting matches “{0}”. Keys and pedals have their own page.")
        self._nothing.setText("" if found else text.format(wanted.strip()))
        self._nothing.setVisible(not found)

    def _open_folder(self) -> None:
        folder = self._file.parent
        while not folder.exists() and folder != folder.parent:  # nothing was saved yet
            folder = folder.parent
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _dropped_model(content: QMimeData) -> Path | None:
    path = dropped_file(content)
    return path if path is not None and path.suffix.lower() == SUFFIX else None
