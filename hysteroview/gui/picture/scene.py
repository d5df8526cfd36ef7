"""Painting of the view: all pictures with their labels."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QRegion

from hysteroview.core.states import PictureState
from hysteroview.gui.picture.badges import (
    frozen_words,
    label_words,
    paint_badge,
    paint_frame,
    paint_recording,
    standing_words,
    unit_of,
    zoom_words,
)
from hysteroview.gui.picture.heatmap_painter import HeatmapPainter
from hysteroview.gui.picture.layout import Panes, arrange
from hysteroview.gui.picture.overlay_text import paint_words, title_of
from hysteroview.gui.picture.still import Still
from hysteroview.gui.picture.zoom import Zoom
from hysteroview.settings.choices import Layout

_NOT_LIVE = (PictureState.NO_SIGNAL, PictureState.ENDED)
_SMALL = 0.7  # scale of minor labels


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Scene:
    """What the view shows.

    Attributes
    ----------
    still
        The large picture: the live one, or the one that is frozen.
    live
        The live picture if the large one is frozen.
    state, remark
        State of the live picture, and the reason.
    heatmap, dimming
        Over the large picture, or over the second one if the layout has one; 0 for none.
    frozen_s
        Whole seconds since the picture was frozen; None if it is live.
    frozen_label
        Class of the result at that moment; empty for none.
    is_standing, is_live_standing
        The source repeats the large picture, and the live one, instead of sending new ones.
    crop
        The part of the picture that is shown side by side, relative to it; None for all of it.
    recording_s
        Whole seconds of the recording; None if nothing is recorded.
    is_flashing
        The frame flashes to confirm a snapshot.
    """

    still: Still
    live: Still | None
    state: PictureState
    remark: str
    heatmap: HeatmapPainter
    dimming: float
    layout: Layout
    zoom: Zoom
    frozen_s: int | None
    frozen_label: str
    is_standing: bool
    is_live_standing: bool
    is_flashing: bool
    crop: QRectF | None = None
    recording_s: int | None = None

    def panes(self, view: QSize) -> Panes:
        """Place the pictures in a view of this size in device pixels."""
        live = None if self.live is None else self.live.frame
        return arrange(self.layout, self.still.frame, view, live, self.crop)

    def paint(self, painter: QPainter, view: QSize) -> int:
        """Paint everything, in device pixels.

        Returns
        -------
        Time for the heatmap, ns; 0 without one.
        """
        whole, panes = QRect(QPoint(0, 0), view), self.panes(view)
        _paint_ground(painter, whole, panes)
        is_twin = self.layout is Layout.SIDE_BY_SIDE
        zoom = replace(self.zoom, crop=self.crop) if is_twin else self.zoom
        self._paint_large(painter, panes.main, zoom)
        heatmap_pane = panes.main
        if panes.second is not None:
            heatmap_pane = panes.second
            zoom = zoom if is_twin else Zoom()
            if self.layout is Layout.PICTURE_IN_PICTURE:
                paint_frame(painter, heatmap_pane, "line")
            self._paint_large(painter, heatmap_pane, zoom)
        overlay_ns = 0
        if self.dimming > 0:
            began_ns = time.perf_counter_ns()
            self.heatmap.paint(painter, heatmap_pane, self.still.frame, zoom, dimming=self.dimming)
            overlay_ns = time.perf_counter_ns() - began_ns
        unit = unit_of(view)
        self._mark_large(painter, panes, unit)
        if self.live is not None and panes.live is not None:
            self._paint_inset(painter, panes.live, self.live, unit * _SMALL)
        if self.live is None and self.state in _NOT_LIVE:
            paint_words(painter, whole, self.state, self.remark)
        return overlay_ns

    def _paint_large(self, painter: QPainter, pane: QRect, zoom: Zoom) -> None:
        if self.live is None and self.state in _NOT_LIVE:
            self.still.paint_gray(painter, pane, zoom)
        else:
            self.still.paint(painter, pane, zoom)
        if frame := self._frame:
            paint_frame(painter, pane, frame)

    @property
    def _frame(self) -> str:
        """Name of the color of the frame around the large picture; empty for none."""
        if self.is_flashing:
            return "ink"
        if self.frozen_s is not None:
            return "accent"
        return "caution" if self.is_standing else ""

    def _mark_large(self, painter: QPainter, panes: Panes, unit: float) -> None:
        """Paint the labels of the large pictures."""
        corner = panes.main.topLeft()
        if self.frozen_s is not None:
            words = frozen_words(self.frozen_s)
            box = paint_badge(painter, corner, words, "accent", unit=unit)
            if self.frozen_label:
                below, text = box.bottomLeft() + QPoint(0, 1), label_words(self.frozen_label)
                box = paint_badge(painter, below, text, "ink", unit=unit * _SMALL)
            corner = box.bottomLeft() + QPoint(0, 1)
        if self.is_standing:
            paint_badge(painter, corner, standing_words(), "caution", unit=unit)
        right = panes.main.topRight() + QPoint(1, 0)
        if self.recording_s is not None:
            rim = panes.main if self.layout is not Layout.SIDE_BY_SIDE else panes.all[1]
            box = paint_recording(painter, rim, self.recording_s, unit)
            right = right if rim is not panes.main else box.bottomRight() + QPoint(1, 1)
        if self.zoom.is_on:
            words = zoom_words(self.zoom.factor)
            paint_badge(painter, right, words, "ink", unit=unit, is_right=True)
        if panes.second is not None:
            words = QCoreApplication.translate("VideoView", "Heatmap")
            paint_badge(painter, panes.second.topLeft(), words, "ink", unit=unit * _SMALL)

    def _paint_inset(self, painter: QPainter, pane: QRect, live: Still, unit: float) -> None:
        """Paint the small live picture; what is not live is marked."""
        name, words = "active", QCoreApplication.translate("VideoView", "LIVE")
        if self.state in _NOT_LIVE:
            live.paint_gray(painter, pane)
            name, words = "caution", title_of(self.state)
        else:
            live.paint(painter, pane)
            if self.is_live_standing:
                name, words = "caution", standing_words()
        paint_frame(painter, pane, name)
        paint_badge(painter, pane.topLeft(), words, name, unit=unit)


def _paint_ground(painter: QPainter, whole: QRect, panes: Panes) -> None:
    """Paint the area that no picture covers black."""
    ground = QRegion(whole)
    for pane in panes.all:
        ground -= QRegion(pane)
    painter.setClipRegion(ground)
    painter.fillRect(whole, Qt.GlobalColor.black)
    painter.setClipping(False)
