"""The rows of a timeline that have values, as an image that moves along the recording."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from hysteroview.core.types import AssessmentState
from hysteroview.gui.look.theme import theme_in_use
from hysteroview.gui.review.timeline import painting
from hysteroview.gui.review.timeline.content import TimelineContent
from hysteroview.gui.review.timeline.rows import Row, Rows, causes_in_rows
from hysteroview.gui.review.timeline.window import TimeWindow
from hysteroview.pipeline.review.track_bins import Bins, TrackBins
from hysteroview.pipeline.review.track_columns import CAUSES
from hysteroview.settings.choices import Theme

_AHEAD = 128  # columns that are painted beyond the present ones when the timeline moves


@dataclass(frozen=True, slots=True)
class _Look:
    """What the pixels of the columns depend on; one column is one pixel of the device."""

    content: TimelineContent
    rows: Rows
    scale: float
    ratio: float
    theme: Theme
    shown_ns: int
    columns: int


class RowStrip:
    """Paints the rows of a track; what was painted is used again while the timeline moves.

    Columns are counted from time 0, so that a column has the same frames and the same pattern
    wherever it is shown.
    """

    def __init__(self) -> None:
        self._look: _Look | None = None
        self._first = 0  # column of the first pixel
        self._pixels = np.empty((0, 0), np.uint32)

    def paint(
        self, painter: QPainter, content: TimelineContent, window: TimeWindow, rows: Rows,
        scale: float,
    ) -> None:  # fmt: skip
        """Paint the rows of the part that is shown, with their backgrounds."""
        if content.bins is None:
            return
        ratio = painter.device().devicePixelRatioF()
        count = max(round(window.width_px * ratio), 1)
        look = _Look(content, rows, scale, ratio, theme_in_use(), window.shown_ns, count)
        first = (2 * window.from_ns * count + window.shown_ns) // (2 * window.shown_ns)
        if look != self._look or not self._move(content.bins, look, first):
            self._look, self._first = look, first
            self._pixels = _painted(content.bins, look, first, count)
        height, width = self._pixels.shape
        image = QImage(self._pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        painter.drawImage(
            QRectF(window.left_px, 0, window.width_px, height / ratio),
            image,
            QRectF(first - self._first, 0, count, height),
        )

    def _move(self, bins: TrackBins, look: _Look, first: int) -> bool:
        """See that the columns from `first` on are there; False if none of them is."""
        end, own_end = first + look.columns, self._first + self._pixels.shape[1]
        if first >= own_end or end <= self._first:
            return False
        if end > own_end:
            fresh = _painted(bins, look, own_end, end + _AHEAD - own_end)
            kept = max(first - _AHEAD, self._first)
            old = self._pixels[:, kept - self._first :]
            self._pixels, self._first = np.concatenate([old, fresh], axis=1), kept
        elif first < self._first:
            begin = first - _AHEAD
            fresh = _painted(bins, look, begin, self._first - begin)
            old = self._pixels[:, : max(end + _AHEAD - self._first, 0)]
            self._pixels, self._first = np.concatenate([fresh, old], axis=1), begin
        return True


def _painted(bins: TrackBins, look: _Look, first: int, count: int) -> NDArray[np.uint32]:
    """Return the pixels of some columns, (H, count) uint32, 0xffRRGGBB."""
    # one more on the left, to which the curve is joined
    part = bins.columns_of_time(first - 1, count + 1, look.shown_ns, look.columns)
    body = look.rows.body
    high = round(body.end * look.scale * look.ratio)
    pixels = np.full((high, count + 1), painting.rgb("surface"), np.uint32)
    for row, drawn in _rows(part, bins, look, first - 1):
        top = round(round(row.top * look.scale) * look.ratio)
        shown = pixels[top : top + len(drawn)]
        shown[:] = drawn[: len(shown)]
    return np.ascontiguousarray(pixels[:, 1:])


def _rows(
    part: Bins, bins: TrackBins, look: _Look, first: int
) -> list[tuple[Row, NDArray[np.uint32]]]:
    content, rows = look.content, look.rows
    unit_px = max(round(look.scale * look.ratio), 1)

    def high(row: Row) -> int:
        return max(round(max(round(row.height * look.scale), 1) * look.ratio), 1)

    back = painting.ground_of(part, high(rows.curve), first, unit_px)  # of the highest row
    curve = painting.draw_curve(part, back, content.threshold, first, unit_px)
    drawn = [(rows.curve, curve)]
    if rows.classes and content.labels is not None:
        low = back[: high(rows.classes[0])]
        for place, (row, label) in enumerate(zip(rows.classes, content.labels, strict=True)):
            is_grave = label.premalignant_or_malignant
            drawn.append((row, painting.draw_class(part, place, low, is_grave=is_grave)))
    if rows.quality is not None:
        quality = painting.draw_quality(part, back[: high(rows.quality)], unit_px)
        drawn.append((rows.quality, quality))
    causes = bins.causes
    lane = painting.draw_lane(part, causes, high(rows.lane), first, unit_px)
    drawn.append((rows.lane, lane))
    groups = causes_in_rows(len(causes) - 1)
    for row, places in zip(rows.causes, groups, strict=False):
        state = CAUSES[causes[1 + places.start]].state
        if len(places) > 1:
            state = AssessmentState.NOT_ASSESSABLE
        cause = painting.draw_cause(part, places, state, high(row), first, unit_px)
        drawn.append((row, cause))
    return drawn
