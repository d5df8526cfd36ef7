"""The picture of a recording under review."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hysteroview.core.types import Frame
from hysteroview.gui.picture.badges import paint_badge, unit_of
from hysteroview.gui.picture.layout import arrange
from hysteroview.gui.picture.still import Still
from hysteroview.pipeline.review.thumbnail_grid import Thumbnail
from hysteroview.settings.choices import Layout


class ReviewPicture(QWidget):
    """Shows one frame unchanged, as large as there is room, or while it is sought one near it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 180)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(self.tr("Picture of the recording"))
        self._still: Still | None = None
        self._thumbnail: Thumbnail | None = None
        self._near: QImage | None = None
        self._words = ""

    @property
    def frame(self) -> Frame | None:
        """The frame that is shown; None before the first one."""
        return None if self._still is None else self._still.frame

    def show_frame(self, frame: Frame | None) -> None:
        """Show a frame; None for nothing."""
        if frame is None:
            self._still = None
        elif self._still is None or self._still.frame is not frame:
            self._still = Still(frame)
        else:
            return
        self.update()

    def show_near(self, thumbnail: Thumbnail | None) -> None:
        """Show a small picture of a time near the one that is wanted, in place of the frame."""
        if thumbnail is self._thumbnail:
            return
        self._thumbnail = thumbnail
        pixels = None if thumbnail is None else thumbnail.pixels()
        self._near = None
        if pixels is not None:
            height, width = pixels.shape[:2]
            stride = pixels.strides[0]
            # a copy: it outlives the array
            self._near = QImage(
                pixels.data, width, height, stride, QImage.Format.Format_BGR888
            ).copy()
        self.update()

    @property
    def is_near(self) -> bool:
        """Whether a picture near the wanted one is shown, and not the frame."""
        return self._near is not None

    @property
    def words(self) -> str:
        """What stands at the corner of the picture."""
        return self._words

    def show_words(self, words: str) -> None:
        """Show words at the corner of the picture; empty for none."""
        if words != self._words:
            self._words = words
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(960, 540)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        view = QSize(round(self.width() * ratio), round(self.height() * ratio))
        painter.scale(1 / ratio, 1 / ratio)  # one unit is one device pixel
        painter.fillRect(QRect(0, 0, view.width(), view.height()), Qt.GlobalColor.black)
        if self._still is None:
            return
        pane = arrange(Layout.OVERLAY, self._still.frame, view).main
        if self._near is None:
            self._still.paint(painter, pane)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(pane, self._near)
        if self._words:
            paint_badge(painter, pane.topLeft(), self._words, "caution", unit=unit_of(view))
