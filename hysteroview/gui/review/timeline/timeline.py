"""The timeline of a recording, with zoom, a preview, and a part that can be chosen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from hysteroview.gui.look.theme import color, theme_in_use
from hysteroview.gui.review.timeline.content import TimelineContent
from hysteroview.gui.review.timeline.overlay import Overlay
from hysteroview.gui.review.timeline.preview import Preview
from hysteroview.gui.review.timeline.row_strip import RowStrip
from hysteroview.gui.review.timeline.rows import rows_of
from hysteroview.gui.review.timeline.window import TimeWindow
from hysteroview.gui.review.timeline.words import captions_of, moment_text

_CAPTION_PX, _RIGHT_PX = 184, 10  # at scale 1
_NEAR_PX = 6
_ZOOM = 1.25  # for each step of the wheel
_STEP = 120  # of the wheel, in eighths of a degree
_NOTHING = TimelineContent(from_ns=0, to_ns=1)


class Timeline(QWidget):
    """Shows a whole recording, or a part of it.

    The wheel zooms at the pointer; with Shift, or sideways, it moves along the recording, as does
    the middle button. A double click shows everything. With Shift, dragging chooses a part.

    Signals
    -------
    seek_requested(int)
        A moment was clicked, or dragging ended there, ns.
    scrub_requested(int)
        While dragging, ns.
    range_selected(int, int)
        From and to, ns.
    hover_changed(int)
        The moment at the pointer, ns, for which `show_preview` may bring a picture; None when the
        pointer has left.
    """

    seek_requested = Signal(object)  # objects, since Qt's int has 32 bits
    scrub_requested = Signal(object)
    range_selected = Signal(object, object)
    hover_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = _NOTHING
        self._scale = 1.0
        self._has_details = True
        self._rows = rows_of(0, 0, has_details=True)
        self._window = TimeWindow.whole(0, 1, 0, 1)
        self._position_ns: int | None = None
        self._range: tuple[int | None, int | None] | None = None
        self._hover_ns: int | None = None
        self._pressed: QPoint | None = None
        self._chosen_from_ns: int | None = None  # while a part is being chosen
        self._moved_from_px: float | None = None  # while the middle button is held
        self._still: tuple[object, QPixmap] | None = None  # all but the lines that move
        self._strip = RowStrip()
        self._beside: tuple[object, QPixmap] | None = None  # the captions
        self._preview = Preview(self)
        self._preview.hide()
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Timeline"))
        self.set_scale(1.0)

    @property
    def content(self) -> TimelineContent:
        """What is shown."""
        return self._content

    @property
    def window_shown(self) -> TimeWindow:
        """The part of the recording that is shown."""
        return self._window

    @property
    def preview(self) -> Preview:
        """The preview at the pointer."""
        return self._preview

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self._scale = scale
        self._preview.set_scale(scale)
        self._fit()

    def show_details(self, *, on: bool) -> None:
        """Show each class, the quality and each cause in a row of its own, or only the rest."""
        self._has_details = on
        self._fit()

    def clear(self) -> None:
        """Show nothing."""
        self._content = _NOTHING
        self._position_ns = self._range = None
        self._hover(None)
        self._fit()

    def show_content(self, content: TimelineContent) -> None:
        """Show another recording, or what has become known of this one."""
        is_first = self._content is _NOTHING  # position and part may be known already
        is_other = content.from_ns != self._content.from_ns
        self._content = content
        window = self._window
        if is_other and not is_first:
            self._position_ns = self._range = None
        if is_other or is_first:
            window = TimeWindow.whole(content.from_ns, content.to_ns, 0, 1)
        self._window = window.of(content.from_ns, content.to_ns)
        self._fit()

    def show_position(self, pts_ns: int | None) -> None:
        """Show which moment the player shows; a zoomed timeline follows it."""
        if pts_ns == self._position_ns:
            return
        self._position_ns = pts_ns
        if pts_ns is not None and self._pressed is None:
            self._window = self._window.following(pts_ns)
        self.update()

    @property
    def range_shown(self) -> tuple[int | None, int | None] | None:
        """The chosen part; see `show_range`."""
        return self._range

    def show_range(self, chosen: tuple[int | None, int | None] | None) -> None:
        """Show the chosen part, from and to in ns, None for an edge that is open; None for none."""
        self._range = chosen
        self.update()

    def show_preview(self, pts_ns: int, image: QImage) -> None:
        """Show the picture of the moment at the pointer; ignored if the pointer has moved on."""
        if pts_ns == self._hover_ns and not self._preview.isHidden():
            self._preview.show_picture(image)
            self._preview.show_above(self._above(pts_ns))

    def show_all(self) -> None:
        """Show the whole recording."""
        self._window = self._window.zoomed(1e9, self._window.left_px)
        self.update()

    def show_window(self, window: TimeWindow) -> None:
        """Show this part of the recording."""
        self._window = window
        self.update()

    def zoom(self, factor: float) -> None:
        """Show `factor` times as much, around the player's position if it is known."""
        middle = self._window.left_px + self._window.width_px / 2
        at_px = middle if self._position_ns is None else self._window.x_at(self._position_ns)
        self._window = self._window.zoomed(factor, at_px)
        self.update()

    def pan(self, by_px: float) -> None:
        """Move along the recording, by so many pixels."""
        self._window = self._window.moved(by_px)
        self.update()

    def words_at(self, x_px: float) -> str:
        """Text for a position."""
        near_ns = round(_NEAR_PX * self._scale / self._window.width_px * self._window.shown_ns)
        return moment_text(self._content, self._window.time_at(x_px), near_ns)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        x_px = event.position().x()
        if event.button() == Qt.MouseButton.MiddleButton:
            self._moved_from_px = x_px
        elif event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()
            at_ns = self._window.time_at(x_px)
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._chosen_from_ns = at_ns
            else:
                self.scrub_requested.emit(at_ns)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x_px = event.position().x()
        at_ns = self._window.time_at(x_px)
        if self._moved_from_px is not None:
            self._window = self._window.moved(self._moved_from_px - x_px)
            self._moved_from_px = x_px
            self.update()
        elif self._chosen_from_ns is not None:
            self.show_range(self._part_to(at_ns))
        elif self._pressed is not None:
            self.scrub_requested.emit(at_ns)
        self._hover(at_ns if x_px >= self._window.left_px else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at_ns = self._window.time_at(event.position().x())
        if event.button() == Qt.MouseButton.MiddleButton:
            self._moved_from_px = None
        elif event.button() == Qt.MouseButton.LeftButton and self._pressed is not None:
            self._pressed = None
            if self._chosen_from_ns is not None:
                from_ns, to_ns = self._part_to(at_ns)
                self._chosen_from_ns = None
                if to_ns > from_ns:
                    self.show_range((from_ns, to_ns))
                    self.range_selected.emit(from_ns, to_ns)
            else:
                self.seek_requested.emit(at_ns)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.show_all()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        is_sideways = event.modifiers() & Qt.KeyboardModifier.ShiftModifier or abs(
            turned.x()
        ) > abs(turned.y())
        if is_sideways:
            by = turned.x() if turned.x() else turned.y()
            self._window = self._window.moved(-by / _STEP * self._window.width_px / 10)
        else:
            factor = _ZOOM ** (-turned.y() / _STEP)
            self._window = self._window.zoomed(factor, event.position().x())
        self._hover(self._window.time_at(event.position().x()))
        self.update()
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)
        super().leaveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._still = None
            self.update()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        look = (self._scale, ratio, theme_in_use(), self.size())
        key = (self._content, self._window, self._rows, look)
        if self._still is None or self._still[0] != key:
            self._still = key, self._paint_still(ratio)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._still[1])
        overlay = self._overlay(painter)
        if self._range is not None:
            overlay.paint_range(*self._range)
        if self._hover_ns is not None:
            overlay.paint_line(self._hover_ns, "muted", has_head=False)
        if self._position_ns is not None:
            overlay.paint_line(self._position_ns, "ink", has_head=True)

    def _paint_still(self, ratio: float) -> QPixmap:
        """Paint everything that does not move with the player or the pointer."""
        still = QPixmap(self.size() * ratio)
        still.setDevicePixelRatio(ratio)
        still.fill(color("surface"))
        painter = QPainter(still)
        content, overlay = self._content, self._overlay(painter)
        self._strip.paint(painter, content, self._window, self._rows, self._scale)
        overlay.paint_spans(content)
        overlay.paint_episodes(content.episodes)
        overlay.paint_places(content.places)
        overlay.paint_events(content)
        overlay.paint_axis()
        painter.drawPixmap(0, 0, self._captions(ratio))
        painter.end()
        return still

    def _captions(self, ratio: float) -> QPixmap:
        """Return the captions, which stay where they are while the recording moves."""
        captions = captions_of(self._content, self._rows)
        key = (tuple(captions), self._scale, ratio, theme_in_use(), self.height())
        if self._beside is None or self._beside[0] != key:
            size = QSize(self._window.left_px, self.height())
            pixmap = QPixmap(size * ratio)
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            self._overlay(painter).paint_captions(captions)
            painter.end()
            self._beside = key, pixmap
        return self._beside[1]

    def _overlay(self, painter: QPainter) -> Overlay:
        return Overlay(painter, self._window, self._rows, self._scale, self.font())

    def _fit(self) -> None:
        """Set height and axis for content, scale and width."""
        content = self._content
        classes = len(content.labels) if content.labels is not None and content.bins else 0
        causes = len(content.bins.causes) - 1 if content.bins is not None else 0
        self._rows = rows_of(
            classes, causes, has_details=self._has_details, has_places=bool(content.places)
        )
        self.setFixedHeight(round(self._rows.height * self._scale) + round(3 * self._scale))
        left, right = round(_CAPTION_PX * self._scale), round(_RIGHT_PX * self._scale)
        self._window = self._window.resized(left, self.width() - left - right)
        self.update()

    def _part_to(self, at_ns: int) -> tuple[int, int]:
        assert self._chosen_from_ns is not None
        return min(self._chosen_from_ns, at_ns), max(self._chosen_from_ns, at_ns)

    def _above(self, pts_ns: int) -> QPoint:
        return self.mapTo(self.window(), QPoint(round(self._window.x_at(pts_ns)), 0))

    def _hover(self, at_ns: int | None) -> None:
        if at_ns == self._hover_ns:
            return
        self._hover_ns = at_ns
        self.hover_changed.emit(at_ns)
        if at_ns is None:
            self._preview.hide()
        else:
            self._preview.show_text(self.words_at(self._window.x_at(at_ns)))
            self._preview.show_above(self._above(at_ns))
        self.update()
