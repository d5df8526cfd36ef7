"""The question whether another camera under the name of a known one is to be used."""

from __future__ import annotations

from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hysteroview.capture.live.identified import accept_camera, open_whichever, recall_known
from hysteroview.capture.live.identity import OtherCameraError
from hysteroview.capture.thumbnail import thumbnail
from hysteroview.core.errors import HysteroViewError
from hysteroview.gui.sources.card import pixmap_of
from hysteroview.gui.sources.preview import SourcePreview
from hysteroview.gui.widgets.basic import text_label
from hysteroview.gui.widgets.form_dialog import FormDialog
from hysteroview.settings.known_cameras import CameraIdentity

_BASE_SIZE_PX = QSize(640, 430)
_BASE_PICTURE_PX = QSize(288, 162)


class OtherCameraQuestion(FormDialog):
    """Shows the camera that was used before beside the one that is connected now.

    If the operator accepts it, that camera is remembered instead; the caller then opens it.

    Parameters
    ----------
    location
        That could not be opened.
    error
        Says which cameras they are.

    Attributes
    ----------
    text
        What happened.
    before, now
        The two pictures.
    before_words, now_words
        Serial number and port of each.
    """

    def __init__(
        self, location: str, error: OtherCameraError, parent: QWidget | None = None
    ) -> None:
        super().__init__(_BASE_SIZE_PX, parent)
        self.setWindowTitle(self.tr("Another camera"))
        self._location, self._found = location, error.found
        same_kind = error.known.product == error.found.product
        text = (
            self.tr(
                "Perhaps another camera is connected: it is of the same kind, but its serial "
                "number or port differs."
            )
            if same_kind
            else self.tr("Another camera is connected here.")
        )
        self.text = text
        self.content.addWidget(text_label(self, "heading", text, wrap=True))
        remedy = self.tr(
            "Check its picture before you use it. If it is the wrong one, connect the camera that "
            "was used before again."
        )
        self.content.addWidget(text_label(self, "caption", remedy, wrap=True))
        self.before, self.now = self._picture_label(), self._picture_label()
        self.before_words, self.now_words = self._words(error.known), self._words(error.found)
        self._columns = QHBoxLayout()
        for title, picture, product, words in (
            (self.tr("Used before"), self.before, error.known.product, self.before_words),
            (self.tr("Connected now"), self.now, error.found.product, self.now_words),
        ):
            self._columns.addLayout(self._column(title, picture, product, words))
        self.content.addLayout(self._columns)
        self.content.addStretch(1)
        self.add_buttons(self.tr("Use this camera"))
        self.primary.setDefault(False)
        self.primary.setAutoDefault(False)
        self.cancel.setDefault(True)
        self.cancel.setFocus()
        self._pixels_before = _decoded(location)
        self._pixels_now: NDArray[np.uint8] | None = None
        self._preview = SourcePreview(self)
        self._preview.found.connect(self._show_now)
        self.finished.connect(self._preview.close)
        self._preview.load(location, partial(thumbnail, opener=open_whichever))
        self.now.setText(self.tr("Waiting for its picture…"))
        self.set_scale(1.0)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        super().set_scale(scale)
        self._columns.setSpacing(round(16 * scale))
        for column in self._columns.findChildren(QVBoxLayout):
            column.setSpacing(round(8 * scale))
        for label in (self.before, self.now):
            label.setFixedSize(_BASE_PICTURE_PX * scale)
        self._show_pictures()

    def submit(self) -> None:
        """Remember the camera that is connected now."""
        accept_camera(self._location, self._found)
        self.accept()

    def _show_now(self, found: NDArray[np.uint8] | HysteroViewError) -> None:
        if isinstance(found, HysteroViewError):
            self.now.setText(self.tr("No picture at the moment"))
            return
        self._pixels_now = found
        self._show_pictures()

    def _show_pictures(self) -> None:
        for label, pixels in ((self.before, self._pixels_before), (self.now, self._pixels_now)):
            if pixels is not None:
                label.setPixmap(pixmap_of(pixels, label.size()))
        if self._pixels_before is None:
            self.before.setText(self.tr("No picture was kept"))

    def _picture_label(self) -> QLabel:
        label = QLabel(self)
        label.setObjectName("thumbnail")
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return label

    def _column(self, title: str, picture: QLabel, product: str, words: str) -> QVBoxLayout:
        column = QVBoxLayout()
        column.addWidget(text_label(self, "fieldTitle", title))
        column.addWidget(picture)
        column.addWidget(text_label(self, "cardName", product, wrap=True))
        column.addWidget(text_label(self, "caption", words, wrap=True))
        column.addStretch(1)
        return column

    def _words(self, identity: CameraIdentity) -> str:
        """Return what distinguishes a camera from another one of its kind."""
        number = self.tr("Serial number {0}").format(identity.serial)
        has_number = number if identity.serial else self.tr("No serial number")
        return f"{has_number}\n{self.tr('Port {0}').format(identity.bus)}"


def _decoded(location: str) -> NDArray[np.uint8] | None:
    """Return the picture that was kept, (h, w, 4) uint8 BGRA; None if there is none."""
    known = recall_known(location)
    if known is None or not known.picture:
        return None
    image = cv2.imdecode(np.frombuffer(known.picture, np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        return None
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2BGRA), np.uint8)
