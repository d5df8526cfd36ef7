"""The preview over a timeline: the picture at the pointer, and what is known of that moment."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from hysteroview.gui.widgets.basic import text_label

_PICTURE_HEIGHT_PX = 108  # at scale 1


class Preview(QFrame):
    """Shows a small picture and a text above a point; it never takes the pointer.

    It becomes a part of its owner's window when it is first shown.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("timelinePreview")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._scale = 1.0
        self._picture = QLabel(self)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.hide()
        self._text = text_label(self, "body")
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._picture)
        self._layout.addWidget(self._text)
        self.set_scale(1.0)

    @property
    def text(self) -> str:
        """The text that is shown."""
        return self._text.text()

    @property
    def has_picture(self) -> bool:
        """Whether a picture is shown."""
        return not self._picture.isHidden()

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self._scale = scale
        side = round(6 * scale)
        self._layout.setContentsMargins(side, side, side, side)
        self._layout.setSpacing(round(4 * scale))

    def show_text(self, text: str) -> None:
        """Show the text of another moment, without the picture of the one before."""
        self._text.setText(text)
        self._picture.hide()

    def show_picture(self, image: QImage) -> None:
        """Show the picture of the moment."""
        height = round(_PICTURE_HEIGHT_PX * self._scale)
        small = image.scaledToHeight(height, Qt.TransformationMode.SmoothTransformation)
        self._picture.setPixmap(QPixmap.fromImage(small))
        self._picture.show()

    def show_above(self, point: QPoint) -> None:
        """Place it above a point of the window that contains its owner, within that window."""
        window = self.window()
        if self.parentWidget() is not window:  # over everything else in the window
            self.setParent(window)
        self.adjustSize()
        left = min(max(point.x() - self.width() // 2, 0), window.width() - self.width())
        top = max(point.y() - self.height() - round(6 * self._scale), 0)
        self.move(left, top)
        self.show()
        self.raise_()
