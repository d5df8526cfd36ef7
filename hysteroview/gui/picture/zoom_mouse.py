"""Zooming with the wheel and dragging the zoomed picture, with a mouse or touchpad."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, cast

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QWheelEvent

from hysteroview.gui.picture.layout import share_in_pane
from hysteroview.gui.picture.zoom import Zoom

_MIDDLE = Qt.MouseButton.MiddleButton  # always moves the picture
_NOTCH = 120.0  # one notch of a wheel, in Qt's units
_WHEEL_STEP = 2**0.25  # factor for one notch


class ZoomedView(Protocol):
    """A widget that shows a zoomed picture."""

    @property
    def zoom(self) -> Zoom:
        """The present zoom."""

    def pane_at(self, point: QPointF) -> QRect | None:
        """Return the box of the picture under a point, both in device pixels."""

    def devicePixelRatioF(self) -> float:
        """Return the number of device pixels of a unit."""


class ZoomMouse(QObject):
    """Watches the mouse over a view, and emits the zoom that it asks for.

    Parameters
    ----------
    may_pull
        Whether a drag with the left button from a point, in device pixels, moves the picture.

    Signals
    -------
    zoomed(Zoom)
    """

    zoomed = Signal(object)

    def __init__(
        self, view: ZoomedView, may_pull: Callable[[QPointF], bool] = lambda _: True
    ) -> None:
        watched = cast("QObject", view)
        super().__init__(watched)
        self._view, self._may_pull = view, may_pull
        self._pulled_from: QPointF | None = None
        watched.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QWheelEvent):
            self._turn(event)
            return True
        if isinstance(event, QMouseEvent):
            if event.type() is QEvent.Type.MouseButtonPress:
                at, is_left = self._device_point(event), event.button() is Qt.MouseButton.LeftButton
                is_pull = self._may_pull(at) if is_left else event.button() is _MIDDLE
                self._pulled_from = at if is_pull and self._view.zoom.is_on else None
            elif event.type() is QEvent.Type.MouseMove:
                self._pull(self._device_point(event))
            elif event.type() is QEvent.Type.MouseButtonRelease:
                self._pulled_from = None
        return False

    def _turn(self, event: QWheelEvent) -> None:
        at = self._device_point(event)
        pane = self._view.pane_at(at)
        if pane is not None:
            times = _WHEEL_STEP ** (event.angleDelta().y() / _NOTCH)
            self._emit_zoom(self._view.zoom.by(times, share_in_pane(at, pane)))

    def _pull(self, to: QPointF) -> None:
        start = self._pulled_from
        pane = None if start is None else self._view.pane_at(start)
        if start is None or pane is None:
            return
        way = to - start
        self._pulled_from = to
        self._emit_zoom(self._view.zoom.moved(way.x() / pane.width(), way.y() / pane.height()))

    def _emit_zoom(self, zoom: Zoom) -> None:
        if zoom != self._view.zoom:
            self.zoomed.emit(zoom)

    def _device_point(self, event: QMouseEvent | QWheelEvent) -> QPointF:
        return event.position() * self._view.devicePixelRatioF()
