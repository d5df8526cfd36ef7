"""The picture of a recording under review."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hysteroview.core.types import Frame
from hysteroview.gui.picture.badges import paint_badge, paint_lower_badge, unit_of, zoom_words
from hysteroview.gui.picture.heatmap_painter import HeatmapPainter
from hysteroview.gui.picture.layout import arrange, seen_part
from hysteroview.gui.picture.still import Still
from hysteroview.gui.picture.zoom import Zoom
from hysteroview.gui.picture.zoom_mouse import ZoomMouse
from hysteroview.pipeline.review.thumbnail_grid import Thumbnail
from hysteroview.settings.choices import Layout


class ReviewPicture(QWidget):
    """Shows one frame unchanged, as large as there is room, or while it is sought one near it.

    The wheel zooms around the pointer, a drag moves the zoomed picture, a double click fits it.
    """

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
        self._heatmap: HeatmapPainter | None = None
        self._heatmap_words = ""
        self._zoom = Zoom()
        ZoomMouse(self).zoomed.connect(self.show_zoom)

    @property
    def zoom(self) -> Zoom:
        """Which part of the picture is shown."""
        return self._zoom

    def show_zoom(self, zoom: Zoom) -> None:
        """Show a part of the picture, or all of it."""
        self._zoom = zoom
        self.setCursor(Qt.CursorShape.OpenHandCursor if zoom.is_on else Qt.CursorShape.ArrowCursor)
        self.update()

    def pane_at(self, point: QPointF) -> QRect | None:
        """Return the box of the picture if the point is in it, both in device pixels."""
        pane = None if self._still is None else self._pane(self._still)
        return pane if pane is not None and pane.contains(point.toPoint()) else None

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.show_zoom(Zoom())

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

    @property
    def heatmap(self) -> HeatmapPainter | None:
        """The heatmap over the frame; None without one."""
        return self._heatmap

    @property
    def heatmap_words(self) -> str:
        """What stands below the picture's heatmap, or why there is none."""
        return self._heatmap_words

    def show_heatmap(self, heatmap: HeatmapPainter | None, words: str) -> None:
        """Show a heatmap of the frame that is shown, or of none, with words at the lower edge."""
        if (heatmap, words) != (self._heatmap, self._heatmap_words):
            self._heatmap, self._heatmap_words = heatmap, words
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(960, 540)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        view = self._view
        painter.scale(1 / ratio, 1 / ratio)  # one unit is one device pixel
        painter.fillRect(QRect(0, 0, view.width(), view.height()), Qt.GlobalColor.black)
        if self._still is None:
            return
        pane = self._pane(self._still)
        if self._near is None:
            self._still.paint(painter, pane, self._zoom)
            if self._heatmap is not None:
                self._heatmap.paint(painter, pane, self._still.frame, self._zoom, dimming=1.0)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            part = seen_part(self._zoom, self._near.width(), self._near.height())
            painter.drawImage(QRectF(pane), self._near, part)
        unit = unit_of(view)
        if self._heatmap_words:
            paint_lower_badge(painter, pane, view, self._heatmap_words, unit=unit)
        if self._words:
            paint_badge(painter, pane.topLeft(), self._words, "caution", unit=unit)
        if self._zoom.is_on:
            words, corner = zoom_words(self._zoom.factor), pane.topRight()
            paint_badge(painter, corner, words, "ink", unit=unit, is_right=True)

    @property
    def _view(self) -> QSize:
        """Size in device pixels."""
        ratio = self.devicePixelRatioF()
        return QSize(round(self.width() * ratio), round(self.height() * ratio))

    def _pane(self, still: Still) -> QRect:
        """Return the box of the picture in device pixels."""
        return arrange(Layout.OVERLAY, still.frame, self._view).main
