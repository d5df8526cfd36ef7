"""Details of a source: field of view, colors, aspect, and the name under which it is saved."""

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

from hysteroview.capture.files.stills import accepts as is_picture
from hysteroview.gui.sources.choice import Kind, SourceChoice
from hysteroview.gui.widgets.basic import text_label
from hysteroview.settings.corrections import (
    UNCORRECTED,
    AspectChoice,
    ColorChoice,
    split_correction,
    takes_aspect,
    takes_colors,
    with_correction,
)
from hysteroview.settings.view_presets import AUTOMATIC, ViewPreset, ViewShape


class SourceDetails(QWidget):
    """Lists for field of view, colors and aspect, and a name to save the source under.

    Signals
    -------
    changed()
        Something else was chosen in a list.
    named(str)
        Save the source with these details.
    """

    changed = Signal()
    named = Signal(str)

    def __init__(
        self, scopes: Sequence[tuple[str, ViewPreset]] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.view = self._list(self.tr("Field of view"))
        self.view.addItem(self.tr("As saved, or automatic"), None)
        self.view.addItem(self.tr("The whole picture"), ViewPreset(ViewShape.FULL))
        self.view.addItem(self.tr("Found automatically"), AUTOMATIC)
        for name, preset in scopes:
            self.view.addItem(name, preset)
        self.color = self._list(self.tr("Colors"))
        for color, words in _color_words().items():
            self.color.addItem(words, color)
        self.aspect = self._list(self.tr("Aspect ratio"))
        for aspect, words in _aspect_words().items():
            self.aspect.addItem(words, aspect)
        self.name = QLineEdit(self)
        self.name.setPlaceholderText(self.tr("Name for this source"))
        self.name.setAccessibleName(self.tr("Name for this source"))
        self.name.setMaxLength(60)
        self.keep = QPushButton(self.tr("Save"), self)
        self.keep.setToolTip(self.tr("Saves the source under this name on the start page."))
        self.keep.clicked.connect(lambda: self.named.emit(self.name.text().strip()))
        self._view_title = text_label(self, "fieldTitle", self.tr("Field of view"))
        self._color_title = text_label(self, "fieldTitle", self.tr("Colors"))
        self._aspect_title = text_label(self, "fieldTitle", self.tr("Aspect ratio"))
        keeping = QHBoxLayout()
        keeping.addWidget(self.name, 1)
        keeping.addWidget(self.keep)
        self._layout = QVBoxLayout(self)
        for part in (
            self._view_title,
            self.view,
            self._color_title,
            self.color,
            self._aspect_title,
            self.aspect,
        ):
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
        plain, correction = split_correction(choice.location)
        for part in (self._color_title, self.color):
            part.setVisible(takes_colors(plain) and not is_picture(plain))
        for part in (self._aspect_title, self.aspect):
            part.setVisible(takes_aspect(plain))
        known = [self.view.itemData(row) for row in range(self.view.count())]
        if choice.view is not None and choice.view not in known:
            self.view.addItem(choice.name, choice.view)
            known.append(choice.view)
        self.view.setCurrentIndex(known.index(choice.view) if choice.view in known else 0)
        self.color.setCurrentIndex(self.color.findData(correction.color))
        self.aspect.setCurrentIndex(self.aspect.findData(correction.aspect))

    def hide_naming(self) -> None:
        """Hide the name and its button."""
        for part in (self.name, self.keep):
            part.hide()

    def set_in(self, choice: SourceChoice) -> SourceChoice:
        """Return the source with these details."""
        plain, _ = split_correction(choice.location)
        view = self.view.currentData()
        # Qt keeps the values of an enumeration, not its members
        correction = UNCORRECTED.changed(self.color.currentData(), self.aspect.currentData())
        location = with_correction(plain, correction)
        return replace(choice, location=location, view=view if view is not None else choice.view)

    def _list(self, title: str) -> QComboBox:
        made = QComboBox(self)
        made.setView(QListView(made))  # its rows follow the height in the style sheet
        made.setAccessibleName(title)
        made.activated.connect(lambda _: self.changed.emit())
        return made


def _tr(text: str) -> str:
    return QCoreApplication.translate("SourceDetails", text)


def _aspect_words() -> dict[AspectChoice, str]:
    ratios = {each: str(each) for each in AspectChoice}
    return ratios | {
        AspectChoice.AS_SENT: _tr("As declared"),
        AspectChoice.SQUARE: _tr("Square pixels"),
    }


def _color_words() -> dict[ColorChoice, str]:
    return {
        ColorChoice.AS_SENT: _tr("As declared"),
        ColorChoice.BT601: _tr("BT.601, standard definition"),
        ColorChoice.BT709: _tr("BT.709, high definition"),
        ColorChoice.BT601_FULL: _tr("BT.601, full range"),
        ColorChoice.BT709_FULL: _tr("BT.709, full range"),
    }
