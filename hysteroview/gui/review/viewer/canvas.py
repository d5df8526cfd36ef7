"""One picture in the viewer: zoomed, with its drawing, which is changed with the pointer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from hysteroview.core.review.drawing import (
    MOST_TEXT_CHARACTERS,
    Drawing,
    DrawingView,
    Point,
    Shape,
    ShapeKind,
)
from hysteroview.core.review.editing import DrawingEditor, Tool
from hysteroview.gui.look.theme import color
from hysteroview.gui.picture.badges import paint_badge, paint_frame, unit_of, zoom_words
from hysteroview.gui.picture.layout import MARGIN_PX
from hysteroview.gui.picture.zoom import Zoom
from hysteroview.gui.picture.zoom_mouse import ZoomMouse
from hysteroview.gui.review.viewer.painting import DrawingPainter

_REACH_PX = 9.0  # of the pointer
_ALL = QRectF(0, 0, 1, 1)
_AROUND = 0.02  # of the view's sides, that is shown around it
_NO_VIEW = DrawingView(left=0.0, top=0.0, diameter=1.0, is_whole=True)


class PictureCanvas(QWidget):
    """Shows one picture with its drawing as large as there is room.

    The wheel zooms around the pointer, a drag moves the zoomed picture, a double click fits it.

    Signals
    -------
    drawn(Drawing)
        The drawing was changed.
    shape_changed()
        Another shape is selected, or the tool or the drawing is another one.
    pressed()
        It was clicked.
    """

    drawn = Signal(object)
    shape_changed = Signal()
    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(240, 160)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.image: QImage | None = None
        self._painter = DrawingPainter(self.font())
        self.editor = DrawingEditor(Drawing(view=_NO_VIEW), self._painter.text_width)
        self.is_editable = False
        self._title, self._is_active = "", False
        self._zoom = Zoom()
        self._view: DrawingView | None = None
        self._is_cropped = False
        self._text_at: Point | None = None
        self._text_key: str | None = None
        self.field = QLineEdit(self)
        self.field.setObjectName("onPicture")
        self.field.setMaxLength(MOST_TEXT_CHARACTERS)
        self.field.setAccessibleName(self.tr("Text on the picture"))
        self.field.setPlaceholderText(self.tr("Text, then Return"))
        self.field.editingFinished.connect(self._take_text)
        self.field.installEventFilter(self)
        self.field.hide()
        ZoomMouse(self, self._may_pull).zoomed.connect(self.show_zoom)

    @property
    def zoom(self) -> Zoom:
        """Which part of the picture is shown."""
        return self._zoom

    def show_zoom(self, zoom: Zoom) -> None:
        """Show a part of the picture, or all of it."""
        self._zoom = zoom
        self._leave_text()
        self._follow_tool()
        self.update()

    def show_cropped(self, *, on: bool) -> None:
        """Cut pictures to their field of view, as far as it is known, or show them in whole."""
        if on is not self._is_cropped:
            self._is_cropped = on
            self.show_zoom(Zoom())

    def show_picture(
        self,
        image: QImage | None,
        drawing: Drawing | None,
        title: str = "",
        view: DrawingView | None = None,
    ) -> None:
        """Show a picture without zoom; None for nothing.

        Parameters
        ----------
        drawing
            None for a picture about which nothing can be drawn.
        title
            Shown at its corner.
        view
            Where its field of view is; None if that is not known.
        """
        self.image, self._title, self._view = image, title, view
        self.is_editable = image is not None and drawing is not None
        self.editor.show(drawing or Drawing(view=_NO_VIEW))
        self.show_zoom(Zoom())

    def show_title(self, title: str) -> None:
        """Show words at the corner of the picture."""
        self._title = title
        self.update()

    def show_drawing(self, drawing: Drawing) -> None:
        """Show another drawing of the same picture."""
        self.editor.show(drawing)
        self.update()

    def show_active(self, *, on: bool) -> None:
        """Show by a frame whether keys act on this picture, if there are two."""
        self._is_active = on
        self.update()

    def leave_shape(self) -> None:
        """Select no shape, since keys act on another picture."""
        self.editor.cancel()
        self.editor.selected = None
        self.update()

    def choose_tool(self, tool: Tool) -> None:
        """Choose what the pointer does."""
        self._leave_text()
        self.editor.choose(tool)
        self._follow_tool()
        self.update()

    def edit_text(self, shape: Shape) -> None:
        """Let the words of a text be changed."""
        self._text_key, self._text_at = shape.key, None
        self._open_field(self._to_widget(shape.points[0]), shape.text)

    def pane_at(self, point: QPointF) -> QRect | None:
        """Return the box of the picture if the point is in it, both in device pixels."""
        pane = self._pane()
        return pane if pane is not None and pane.contains(point.toPoint()) else None

    @property
    def box(self) -> QRectF:
        """Where the whole picture would be on the widget, even outside of it."""
        pane = self._pane()
        if pane is None or self.image is None:
            return QRectF()
        part, ratio = self._part, self.devicePixelRatioF()
        across, down = pane.width() / part.width(), pane.height() / part.height()
        left, top = pane.x() - part.x() * across, pane.y() - part.y() * down
        return QRectF(left / ratio, top / ratio, across / ratio, down / ratio)

    def to_drawing(self, at: QPointF) -> Point:
        """Return the point of the drawing at a place of the widget."""
        box, view = self.box, self.editor.drawing.view
        return view.from_pixels(at.x() - box.x(), at.y() - box.y(), max(box.width(), 1.0))

    def sizeHint(self) -> QSize:
        return QSize(960, 540)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()
        self.setFocus()
        if event.button() is not Qt.MouseButton.LeftButton or not self.is_editable:
            return
        point = self.to_drawing(event.position())
        if self.editor.tool is Tool.TEXT:
            self._leave_text()
            self._text_key, self._text_at = None, point
            self._open_field(event.position(), "")
        else:
            self.editor.press(point, self._reach)
        self.update()
        self.shape_changed.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.editor.is_busy:
            self.editor.drag(self.to_drawing(event.position()))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.take(self.editor.release())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.editor.tool is not Tool.SELECT:
            return
        shape = self.editor.hit(self.to_drawing(event.position()), self._reach)
        if shape is None:
            self.show_zoom(Zoom())
        elif shape.kind is ShapeKind.TEXT:
            self.edit_text(shape)

    def take(self, drawing: Drawing | None) -> None:
        """Report a drawing that the editor has changed; None for no change."""
        self.update()
        if drawing is not None:
            self.drawn.emit(drawing)
        self.shape_changed.emit()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent):
            is_press = event.type() is QEvent.Type.KeyPress
            if is_press and event.key() == Qt.Key.Key_Escape:
                self._leave_text()
                self.setFocus()
                return True
            if is_press and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take_text()
                self.setFocus()
                return True
        return False

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._leave_text()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("black"))
        pane = self._pane()
        if self.image is None or pane is None:
            return
        ratio = self.devicePixelRatioF()
        shown = QRectF(pane.x() / ratio, pane.y() / ratio, pane.width() / ratio,
                       pane.height() / ratio)  # fmt: skip
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        width, height, part = self.image.width(), self.image.height(), self._part
        seen = QRectF(
            part.x() * width, part.y() * height, part.width() * width, part.height() * height
        )
        painter.drawImage(shown, self.image, seen)
        painter.save()
        painter.setClipRect(shown)
        selected = self.editor.selected if self.is_editable else None
        self._painter.paint(painter, self.editor.drawing, self.box, selected)
        painter.restore()
        unit = unit_of(self.size())
        if self._title:
            paint_badge(painter, shown.topLeft().toPoint(), self._title, "ink", unit=0.8 * unit)
        if self._zoom.is_on:
            corner = shown.topRight().toPoint()
            words = zoom_words(self._zoom.factor)
            paint_badge(painter, corner, words, "ink", unit=0.8 * unit, is_right=True)
        if self._is_active:
            paint_frame(painter, shown.toRect(), "accent")

    @property
    def crop(self) -> QRectF:
        """The part of the picture that is shown without zoom, in shares of its sides."""
        view, image = self._view, self.image
        if not self._is_cropped or view is None or view.is_whole or image is None:
            return _ALL
        tall = image.height() / image.width()  # lengths of a view are shares of the width
        around = _AROUND * view.diameter
        side = view.diameter + 2 * around
        left, top = view.left - around, (view.top - around) / tall
        return QRectF(left, top, side, side / tall) & _ALL

    @property
    def _part(self) -> QRectF:
        """The part of the picture that is shown, in shares of its sides."""
        crop, part = self.crop, self._zoom.part
        return QRectF(
            crop.x() + part.x() * crop.width(),
            crop.y() + part.y() * crop.height(),
            part.width() * crop.width(),
            part.height() * crop.height(),
        )

    @property
    def _reach(self) -> float:
        """Reach of the pointer in the unit of the drawing."""
        unit = self.editor.drawing.view.diameter * max(self.box.width(), 1.0)
        return _REACH_PX / unit

    def _may_pull(self, at: QPointF) -> bool:
        """Whether a drag from here, in device pixels, moves the picture and not a shape."""
        if not self.is_editable:
            return True
        if self.editor.tool is not Tool.SELECT:
            return False
        point = self.to_drawing(at / self.devicePixelRatioF())
        return self.editor.hit(point, self._reach) is None

    def _pane(self) -> QRect | None:
        """Return the box in which the picture is shown, in device pixels."""
        if self.image is None:
            return None
        ratio = self.devicePixelRatioF()
        room = QSize(round(self.width() * ratio), round(self.height() * ratio))
        room -= QSize(2 * MARGIN_PX, 2 * MARGIN_PX)
        crop = self.crop
        whole = QSizeF(self.image.width() * crop.width(), self.image.height() * crop.height())
        size = whole.scaled(QSizeF(room), Qt.AspectRatioMode.KeepAspectRatio)
        box = QRect(0, 0, max(round(size.width()), 1), max(round(size.height()), 1))
        box.moveCenter(QRect(MARGIN_PX, MARGIN_PX, room.width(), room.height()).center())
        return box

    def _to_widget(self, point: tuple[float, ...]) -> QPointF:
        box = self.box
        x, y = self.editor.drawing.view.to_pixels((point[0], point[1]), box.width())
        return QPointF(box.x() + x, box.y() + y)

    def _open_field(self, at: QPointF, text: str) -> None:
        self.field.setText(text)
        self.field.setFixedWidth(min(280, self.width() // 2))
        self.field.adjustSize()
        left = min(max(round(at.x()), 0), self.width() - self.field.width())
        top = min(max(round(at.y()), 0), self.height() - self.field.height())
        self.field.move(left, top)
        self.field.show()
        self.field.setFocus()

    def _take_text(self) -> None:
        if not self.field.isVisible():
            return
        key, at, text = self._text_key, self._text_at, self.field.text().strip()
        self._leave_text()
        if key is not None:
            self.take(self.editor.change_text(key, text))
        elif at is not None:
            self.take(self.editor.add_text(at, text))

    def _leave_text(self) -> None:
        self._text_key = self._text_at = None
        self.field.hide()

    def _follow_tool(self) -> None:
        if self.is_editable and self.editor.tool is not Tool.SELECT:
            self.setCursor(Qt.CursorShape.CrossCursor)
        else:
            is_on = self._zoom.is_on
            self.setCursor(Qt.CursorShape.OpenHandCursor if is_on else Qt.CursorShape.ArrowCursor)
