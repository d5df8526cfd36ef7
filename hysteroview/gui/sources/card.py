"""The card of one source on the start page: thumbnail, name and format."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QFrame,
    QLabel,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from hysteroview.core.errors import HysteroViewError
from hysteroview.gui.look.icons import icon
from hysteroview.gui.look.messages import failure_words, translated_message
from hysteroview.gui.sources.choice import Kind, SourceChoice
from hysteroview.gui.widgets.basic import text_label
from hysteroview.settings.corrections import split_correction, with_correction

BASE_WIDTH_PX, _BASE_PICTURE_PX = 264, QSize(264, 148)
_ICONS = {
    Kind.CAMERA: "camera",
    Kind.PRESET: "camera",
    Kind.NETWORK: "network",
    Kind.RECORDING: "recording",
    Kind.PHANTOM: "phantom",
}


class SourceCard(QFrame):
    """Shows a thumbnail and a button, and for a camera a list of its formats.

    Signals
    -------
    chosen(SourceChoice)
        In the chosen format.
    """

    chosen = Signal(object)

    def __init__(self, choice: SourceChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setProperty("isLast", choice.is_last)
        self.choice = choice
        self.pixels: NDArray[np.uint8] | None = None
        self._picture = QLabel(self)
        self._picture.setObjectName("thumbnail")
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._name = text_label(self, "cardName")
        self.caption = text_label(self, "caption", choice.description)
        self.formats = QComboBox(self)
        self.formats.setView(QListView(self.formats))
        self.formats.setAccessibleName(self.tr("Format of {0}").format(choice.name))
        for text, location in choice.formats:
            self.formats.addItem(text, location)
        self.formats.setToolTip(translated_message(choice.best))
        plain, self._correction = split_correction(choice.location)
        self.formats.setCurrentIndex(max(self.formats.findData(plain), 0))
        self.formats.setVisible(bool(choice.formats))
        use = self.tr("Use again") if choice.is_last else self.tr("Use")
        self.button: QAbstractButton = QPushButton(use, self)
        self.button.setObjectName("primary" if choice.is_last else "")
        self.button.setAccessibleName(self.tr("Use {0}").format(choice.name))
        self.button.clicked.connect(self._choose)
        self._layout = QVBoxLayout(self)
        for part in (self._picture, self._name, self.caption, self.formats):
            self._layout.addWidget(part)
        self._layout.addStretch(1)
        self._layout.addWidget(self.button)
        self.setToolTip(f"{choice.name}\n{choice.description}")
        self._scale = 1.0
        self.set_scale(1.0)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self._scale = scale
        gap = round(10 * scale)
        self._layout.setContentsMargins(gap, gap, gap, gap)
        self._layout.setSpacing(round(4 * scale))
        self.setFixedWidth(round(BASE_WIDTH_PX * scale) + 2 * gap)
        self._picture.setFixedSize(_BASE_PICTURE_PX * scale)
        for label, text in (
            (self._name, self.choice.name),
            (self.caption, self.choice.description),
        ):
            label.ensurePolished()
            room = round(BASE_WIDTH_PX * scale) - 4
            label.setText(label.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, room))
        self._show_picture()

    def show_thumbnail(self, found: NDArray[np.uint8] | HysteroViewError) -> None:
        """Show the thumbnail, or why there is none."""
        if isinstance(found, HysteroViewError):
            self.caption.setText(self.tr("No picture at the moment"))
            for part in (self._picture, self.caption):
                part.setToolTip(failure_words(found))
            return
        self.pixels = found
        self.set_scale(self._scale)
        for part in (self._picture, self.caption):
            part.setToolTip("")

    def _show_picture(self) -> None:
        size = self._picture.size()
        if self.pixels is None:
            self._picture.setPixmap(icon(_ICONS[self.choice.kind]).pixmap(size / 3))
            return
        self._picture.setPixmap(pixmap_of(self.pixels, size))

    def _choose(self) -> None:
        location = self.choice.location
        if self.choice.formats:
            location = with_correction(self.formats.currentData(), self._correction)
        self.chosen.emit(replace(self.choice, location=location))


def pixmap_of(pixels: NDArray[np.uint8], size: QSize) -> QPixmap:
    """Return a picture, (h, w, 4) uint8 BGRA, scaled to fit into a size."""
    height, width = pixels.shape[:2]
    image = QImage(
        np.ascontiguousarray(pixels).data, width, height, width * 4, QImage.Format.Format_RGB32
    ).copy()  # owns its pixels from here on
    return QPixmap.fromImage(image).scaled(
        size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
