"""Geometry of the pictures in the view."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize

from hysteroview.core.types import Box, Frame
from hysteroview.gui.picture.zoom import Zoom
from hysteroview.settings.choices import Layout

MARGIN_PX = 4  # around each picture, for its frame
_ALL = QRectF(0, 0, 1, 1)
INSET_SHARE = 0.3  # of the view's width and height, for an inset picture


@dataclass(frozen=True, slots=True)
class Panes:
    """Boxes of the pictures in device pixels of the view.

    Attributes
    ----------
    main
        The largest picture.
    second
        The picture with the heatmap, if it is not the main one.
    live
        The small live picture beside a frozen one.
    """

    main: QRect
    second: QRect | None = None
    live: QRect | None = None

    @property
    def all(self) -> tuple[QRect, ...]:
        """All boxes."""
        return tuple(box for box in (self.main, self.second, self.live) if box is not None)


def arrange(
    layout: Layout, frame: Frame, view: QSize, live: Frame | None = None, crop: QRectF | None = None
) -> Panes:
    """Place all pictures of a layout.

    Parameters
    ----------
    view
        Its size in device pixels.
    live
        The live picture if `frame` is frozen.
    crop
        The part of the picture that is shown side by side, relative to it.
    """
    room = _room(view)
    inset = None if live is None else _in_corner(live, room, is_left=False)
    if layout is Layout.SIDE_BY_SIDE:
        half = max((room.width() - 2 * MARGIN_PX) // 2, 1)
        left = QRect(room.left(), room.top(), half, room.height())
        right = left.translated(half + 2 * MARGIN_PX, 0)
        return Panes(_fitted(frame, left, crop or _ALL), _fitted(frame, right, crop or _ALL), inset)
    if layout is Layout.PICTURE_IN_PICTURE:
        return Panes(_fitted(frame, room), _in_corner(frame, room, is_left=True), inset)
    return Panes(_fitted(frame, room), None, inset)


def seen_part(zoom: Zoom, width_px: int, height_px: int) -> QRectF:
    """Return the visible part of a frame of this size, in its pixels."""
    part = zoom.part
    return QRectF(
        part.x() * width_px,
        part.y() * height_px,
        part.width() * width_px,
        part.height() * height_px,
    )


def box_in_pane(box: Box, frame: Frame, pane: QRect, zoom: Zoom) -> QRectF:
    """Return the position of a box of the frame on the screen, even outside its pane."""
    part = seen_part(zoom, frame.width_px, frame.height_px)
    across, down = pane.width() / part.width(), pane.height() / part.height()
    return QRectF(
        pane.x() + (box.x - part.x()) * across,
        pane.y() + (box.y - part.y()) * down,
        box.width * across,
        box.height * down,
    )


def share_in_pane(point: QPointF, pane: QRect) -> QPointF:
    """Return the position of a point of the view relative to a pane, in [0, 1]."""
    return QPointF(
        (point.x() - pane.x()) / pane.width(),
        (point.y() - pane.y()) / pane.height(),
    )


def _room(view: QSize) -> QRect:
    """Return the view without its margin."""
    return QRect(
        MARGIN_PX,
        MARGIN_PX,
        max(view.width() - 2 * MARGIN_PX, 1),
        max(view.height() - 2 * MARGIN_PX, 1),
    )


def _size_in(frame: Frame, width_px: float, height_px: float, crop: QRectF = _ALL) -> QSize:
    shown_width = frame.width_px * float(frame.pixel_aspect) * crop.width()
    shown_height = frame.height_px * crop.height()
    zoom = min(width_px / shown_width, height_px / shown_height)
    return QSize(max(round(shown_width * zoom), 1), max(round(shown_height * zoom), 1))


def _fitted(frame: Frame, room: QRect, crop: QRectF = _ALL) -> QRect:
    size = _size_in(frame, room.width(), room.height(), crop)
    return QRect(
        room.x() + (room.width() - size.width()) // 2,
        room.y() + (room.height() - size.height()) // 2,
        size.width(),
        size.height(),
    )


def _in_corner(frame: Frame, room: QRect, *, is_left: bool) -> QRect:
    """Return a small box in a lower corner."""
    size = _size_in(frame, room.width() * INSET_SHARE, room.height() * INSET_SHARE)
    x = room.x() if is_left else room.x() + room.width() - size.width()
    return QRect(x, room.y() + room.height() - size.height(), size.width(), size.height())
