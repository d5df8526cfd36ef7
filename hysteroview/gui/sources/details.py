"""Details of a source: field of view, colors, and the name under which it is saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from hysteroview.gui.sources.choice import Kind, SourceChoice
from hysteroview.gui.widgets.basic import text_label
from hysteroview.settings.corrections import ColorChoice
from hysteroview.settings.view_presets import ViewPreset, ViewShape


class SourceDetails(QWidget):
    """Lists for field of view and colors, and a name to save the source under.

    Signals
    -------
    named(str)
        Save the source with these details.
    """

    named = Signal(str)

    def __init__(
        self, scopes: Sequence[tuple[str, ViewPreset]] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.view = self._list(self.tr("Field of view"))
        self.view.addItem(self.tr("As saved, or automatic"), None)
        self.view.addItem(self.tr("The whole picture"), ViewPreset(ViewShape.FULL))
        for name, preset in scopes:
            self.view.addItem(name, preset)
        self.color = self._list(self.tr("Colors of the stream"))
        for choice, told in _color_words().items():
            self.color.addItem(told, choice)
        self.name = QLineEdit(self)
        self.name.setPlaceholderText(self.tr("Name for this source"))
        self.name.setAccessibleName(self.tr("Name for this source"))
        self.name.setMaxLength(60)
        self.keep = QPushButton(self.tr("Save"), self)
        self.keep.setToolTip(self.tr("Saves the source under this name on the start page."))
        self.keep.clicked.connect(lambda: self.named.emit(self.name.text().strip()))
        self._view_title = text_label(self, "fieldTitle", self.tr("Field of view"))
        self._color_title = text_label(self, "fieldTitle", self.tr("Colors of the stream"))
        keeping = QHBoxLayout()
        keeping.addWidget(self.name, 1)
        keeping.addWidget(self.keep)
        self._layout = QVBoxLayout(self)
        for part in (self._view_title, self.view, self._color_title, self.color):
            self._layout.addWidget(part)
        self._layout.addLayout(keeping)
        self.set_scale(1.0)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(round(6 * scale))

    def show_choice(self, choice: SourceChoice) -> None:
        """Show the details of a source."""
        may_keep = choice.kind in (Kind.CAMERA, Kind.NETWORK, Kind.PRESET)
        self.name.setVisible(may_keep)
        self.keep.setVisible(may_keep)
        self.name.clear()
        self._color_title.setVisible(choice.kind is Kind.NETWORK)
        self.color.setVisible(choice.kind is Kind.NETWORK)
        known = [self.view.itemData(row) for row in range(self.view.count())]
        if choice.view is not None and choice.view not in known:
            self.view.addItem(choice.name, choice.view)
            known.append(choice.view)
        self.view.setCurrentIndex(known.index(choice.view) if choice.view in known else 0)
        _, color = _split(choice.location)
        self.color.setCurrentIndex(list(ColorChoice).index(color))

    def set_in(self, choice: SourceChoice) -> SourceChoice:
        """Return the source with these details."""
        location, view = choice.location, self.view.currentData()
        if choice.kind is Kind.NETWORK:
            plain, _ = _split(location)
            color = self.color.currentData()
            location = plain if color is ColorChoice.AS_SENT else f"{plain}#color={color}"
        return replace(choice, location=location, view=view if view is not None else choice.view)

    def _list(self, title: str) -> QComboBox:
        made = QComboBox(self)
        made.setView(QListView(made))  # its rows follow the height in the style sheet
        made.setAccessibleName(title)
        return made


def _split(location: str) -> tuple[str, ColorChoice]:
    """Split an address into location and colors."""
    plain, _, told = location.partition("#color=")
    return plain, ColorChoice(told) if told in set(ColorChoice) else ColorChoice.AS_SENT


def _color_words() -> dict[ColorChoice, str]:
    def tr(text: str) -> str:
        return QCoreApplication.translate("SourceDetails", text)

    return {
        ColorChoice.AS_SENT: tr("As declared by the stream"),
        ColorChoice.BT601: tr("BT.601, standard definition"),
        ColorChoice.BT709: tr("BT.709, high definition"),
        ColorChoice.BT601_FULL: tr("BT.601, full range"),
        ColorChoice.BT709_FULL: tr("BT.709, full range"),
    }
