"""The picture, whole and in its proportions, with the heatmap over it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from hysteroview.core.types import Analysis, Frame
from hysteroview.exam.snapshot import ShownHeatmap
from hysteroview.gui.live_status import LiveStatus, PictureState, freshness
from hysteroview.gui.picture_words import paint_words
from hysteroview.gui.theme import color
from hysteroview.imaging.heatmap import heatmap_layer

MARGIN_PX = 4  # around the picture, for the frame that confirms a snapshot without covering it
_FLASH_NS = 350_000_000


@dataclass(frozen=True, slots=True, eq=False)
class ShownPicture:
    """What is on the screen: a frame, and the heatmap over it if one is to be seen."""

    frame: Frame
    heatmap: ShownHeatmap | None


def picture_box(frame: Frame, width_px: int, height_px: int) -> QRect:
    """Return where a frame lies in a view of this size, in device pixels.

    The largest centered box with the proportions of the frame as people are to see it.
    """
    shown_width = frame.width_px * float(frame.pixel_aspect)
    room_x, room_y = max(width_px - 2 * MARGIN_PX, 1), max(height_px - 2 * MARGIN_PX, 1)
    zoom = min(room_x / shown_width, room_y / frame.height_px)
    width, height = max(round(shown_width * zoom), 1), max(round(frame.height_px * zoom), 1)
    return QRect((width_px - width) // 2, (height_px - height) // 2, width, height)


class VideoView(QWidget):
    """Paint frames as they are; only where there is a heatmap does a pixel change.

    It has no clock: time comes with `show_time`, and what fades, fades by it.

    Parameters
    ----------
    may_hold
        Whether a picture may stand for a while (a folder of pictures): then a heatmap does not
        fade over the very picture it belongs to.

    Signals
    -------
    frame_painted(Frame, int)
        It is on the screen; and how long drawing the heatmap took, ns, 0 without one.
    """

    frame_painted = Signal(object, object)

    def __init__(self, parent: QWidget | None = None, *, may_hold: bool = False) -> None:
        super().__init__(parent)
        self._may_hold = may_hold
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 180)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(self.tr("Endoscopic picture"))
        self._now_ns = 0
        self._frame: Frame | None = None  # keeps the pixels that the image wraps
        self._image = QImage()
        self._gray = QImage()
        self._analysis: Analysis | None = None
        self._heatmap_on, self._opacity = True, 0.6
        self._layer_image = QImage()
        self._heatmap: ShownHeatmap | None = None  # as new; keeps the layer of `_layer_image`
        self._painted_dimming = 0.0
        self._state = PictureState.STARTING
        self._is_ai_hidden = False
        self._remark = ""
        self._flash_until_ns = 0
        self._resized_index = 0  # of the first frame in the present size

    def show_time(self, now_ns: int) -> None:
        """Let fade what fades, also when no new picture comes."""
        flashed = self._now_ns < self._flash_until_ns
        self._now_ns = now_ns
        faded = self._dimming() != self._painted_dimming
        if faded or flashed is not (now_ns < self._flash_until_ns):
            self.update()

    def show_frame(self, frame: Frame) -> None:
        """Show this picture from now on."""
        height, stride = frame.height_px, frame.pixels.strides[0]
        image = QImage(
            frame.pixels.data, frame.width_px, height, stride, QImage.Format.Format_RGB32
        )
        if self._frame is not None and (self._image.size() != image.size()):
            self._forget_analysis()  # a heatmap has its place in pictures of one size
            self._resized_index = frame.index
        self._image, self._frame = image, frame  # the old image goes before its pixels do
        self._gray = QImage()
        self.update()

    def show_analysis(self, analysis: Analysis) -> None:
        """Draw the evidence for the top class of this analysis, while it is fresh."""
        if analysis.frame_index < self._resized_index:
            return
        self._analysis = analysis
        self._make_layer()

    def show_status(self, status: LiveStatus) -> None:
        """Say when the picture on the screen is not live."""
        session = status.session
        self._remark = session.source_failure or session.signal_loss or session.damage or ""
        shown = (status.picture, status.is_ai_hidden)
        if shown != (self._state, self._is_ai_hidden):
            self._state, self._is_ai_hidden = shown
            self.update()

    def show_heatmap(self, on: bool) -> None:  # noqa: FBT001 - a toggle's slot
        """Switch the heatmap; off takes effect with the next paint."""
        self._heatmap_on = on
        self.update()

    def show_opacity(self, opacity: float) -> None:
        """Draw the heatmap with this opacity, in [0, 1]."""
        if opacity != self._opacity:
            self._opacity = opacity
            self._make_layer()
            self.update()

    def confirm_snapshot(self) -> None:
        """Frame the picture for a moment, outside of it."""
        self._flash_until_ns = self._now_ns + _FLASH_NS
        self.update()

    def shown(self) -> ShownPicture | None:
        """Return what is on the screen; None if there is no picture."""
        if self._frame is None:
            return None
        dimming = self._dimming()
        if self._heatmap is None or dimming == 0.0 or not self._heatmap.layer.any():
            return ShownPicture(self._frame, None)
        seen = ShownHeatmap(
            layer=self._heatmap.layer,
            box=self._heatmap.box,
            frame_index=self._heatmap.frame_index,
            dimming=dimming,
        )
        return ShownPicture(self._frame, seen)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(960, 540)

    def _forget_analysis(self) -> None:
        self._analysis = None
        self._make_layer()

    def _make_layer(self) -> None:
        """Draw the layer once per analysis and opacity, not once per picture."""
        self._heatmap, self._layer_image = None, QImage()
        analysis = self._analysis
        evidence = analysis.evidence if analysis is not None else None
        if analysis is None or evidence is None:
            return
        layer = heatmap_layer(evidence, self._opacity)
        self._heatmap = ShownHeatmap(
            layer=layer, box=evidence.box, frame_index=analysis.frame_index, dimming=1.0
        )
        height, width = layer.shape[:2]
        self._layer_image = QImage(
            layer.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied
        )

    def _dimming(self) -> float:
        """In [0, 1]: what its age leaves of the heatmap; 0 if none is to be seen."""
        analysis = self._analysis
        if (
            not self._heatmap_on
            or self._is_ai_hidden
            or self._heatmap is None
            or analysis is None
            or self._state is not PictureState.LIVE
        ):
            return 0.0
        if self._may_hold and self._frame and self._frame.index == analysis.frame_index:
            return 1.0
        return freshness(self._now_ns - analysis.captured_ns)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        painter.scale(1 / ratio, 1 / ratio)  # so that one unit is one pixel of the screen
        width, height = round(self.width() * ratio), round(self.height() * ratio)
        whole = QRect(0, 0, width, height)
        self._painted_dimming = self._dimming()
        if self._frame is None:
            painter.fillRect(whole, Qt.GlobalColor.black)
            paint_words(painter, whole, self._state, self._remark)
            return
        box = picture_box(self._frame, width, height)
        painter.setClipping(False)
        for x, y, w, h in (
            (0, 0, width, box.top()),
            (0, box.bottom() + 1, width, height - box.bottom() - 1),
            (0, box.top(), box.left(), box.height()),
            (box.right() + 1, box.top(), width - box.right() - 1, box.height()),
        ):
            painter.fillRect(x, y, w, h, Qt.GlobalColor.black)
        painter.setRenderHint(
            QPainter.RenderHint.SmoothPixmapTransform, box.size() != self._image.size()
        )
        if self._state in (PictureState.LIVE, PictureState.STARTING):
            painter.drawImage(box, self._image)
        else:
            self._paint_gray(painter, box)
        overlay_ns = 0
        if self._painted_dimming > 0:
            began_ns = time.perf_counter_ns()
            self._paint_heatmap(painter, box)
            overlay_ns = time.perf_counter_ns() - began_ns
        if self._state in (PictureState.NO_SIGNAL, PictureState.ENDED):
            paint_words(painter, whole, self._state, self._remark)
        if self._now_ns < self._flash_until_ns:
            painter.setPen(QPen(color("pictureInk"), MARGIN_PX))
            half = MARGIN_PX / 2
            painter.drawRect(QRectF(box).adjusted(-half, -half, half, half))
        self.frame_painted.emit(self._frame, overlay_ns)

    def _paint_gray(self, painter: QPainter, box: QRect) -> None:
        """Paint the last picture so that nobody takes it for a live one."""
        if self._gray.isNull():
            self._gray = self._image.convertToFormat(QImage.Format.Format_Grayscale8)
        painter.drawImage(box, self._gray)
        painter.fillRect(box, QColor(0, 0, 0, 120))

    def _paint_heatmap(self, painter: QPainter, box: QRect) -> None:
        assert self._heatmap is not None
        assert self._frame is not None
        zoom_x, zoom_y = box.width() / self._frame.width_px, box.height() / self._frame.height_px
        area = self._heatmap.box
        target = QRectF(
            box.x() + area.x * zoom_x,
            box.y() + area.y * zoom_y,
            area.width * zoom_x,
            area.height * zoom_y,
        )
        painter.setClipRect(box)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setOpacity(self._painted_dimming)
        painter.drawImage(target, self._layer_image)
        painter.setOpacity(1.0)
        painter.setClipping(False)
