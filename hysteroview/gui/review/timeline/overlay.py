"""What is painted over the rows of a timeline: episodes, events, times, captions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPen, QPolygonF

from hysteroview.gui.look.shapes import Shape, draw_shape
from hysteroview.gui.look.theme import color, tabular
from hysteroview.gui.review.timeline.content import (
    EpisodeSpan,
    EpisodeState,
    Event,
    Span,
    TimelineContent,
)
from hysteroview.gui.review.timeline.rows import Row, Rows
from hysteroview.gui.review.timeline.window import TimeWindow, tick_words


def _tr(text: str) -> str:
    return QCoreApplication.translate("Timeline", text)


@dataclass(frozen=True, slots=True)
class Overlay:
    """Paints over the rows of one timeline, at one scale."""

    painter: QPainter
    window: TimeWindow
    rows: Rows
    scale: float
    font: QFont

    def box(self, row: Row, from_ns: int, to_ns: int) -> QRectF:
        """Return the place of a time in a row, cut to the axis; at least two pixels wide."""
        left, right = self.window.left_px, self.window.left_px + self.window.width_px
        first = min(max(self.window.x_at(from_ns), left), right - 2)
        last = min(max(self.window.x_at(to_ns), first + 2), right)
        return QRectF(first, round(row.top * self.scale), last - first, self.px(row.height))

    def px(self, length: float) -> int:
        """Return a length at scale 1 in pixels, at least 1."""
        return max(round(length * self.scale), 1)

    def paint_spans(self, content: TimelineContent) -> None:
        """Paint where the signal was lost, where the analysis failed, and what is to come."""
        for loss in self._shown(content.losses):
            self._paint_band(self.box(self.rows.body, loss.from_ns, loss.to_ns), "caution")
        for failed in self._shown(content.failed):
            box = self.box(self.rows.body, failed.from_ns, failed.to_ns)
            self._paint_band(box, "alert", Qt.BrushStyle.DiagCrossPattern)
            self._write_in(box, _tr("The analysis failed here"), "alert")
        if content.bins is None or content.analyzed_to_ns is not None:
            begin = content.from_ns if content.bins is None else content.analyzed_to_ns
            if begin is not None and begin < content.to_ns and not content.failed:
                box = self.box(self.rows.curve, begin, content.to_ns)
                self._write_in(box, _tr("Not analyzed yet"), "muted")

    def paint_episodes(self, episodes: Sequence[EpisodeSpan]) -> None:
        """Paint episodes: filled for premalignant or malignant classes, outlined for others; with
        a check mark if accepted, dashed and crossed out if rejected.
        """
        self.painter.setFont(self._sized(11, QFont.Weight.Bold))
        for each in episodes:
            if each.to_ns < self.window.from_ns or each.from_ns > self.window.to_ns:
                continue
            box = self.box(self.rows.episodes, each.from_ns, each.to_ns)
            is_rejected = each.state is EpisodeState.REJECTED
            ink = color("muted" if is_rejected else "caution" if each.is_grave else "accent")
            is_filled = each.is_grave and not is_rejected
            half = self.px(1) / 2
            style = Qt.PenStyle.DashLine if is_rejected else Qt.PenStyle.SolidLine
            self.painter.setPen(QPen(ink, self.px(1), style))
            self.painter.setBrush(ink if is_filled else color("surface"))
            self.painter.drawRect(box.adjusted(half, half, -half, -half))
            self._paint_code(each, box, color("surface") if is_filled else ink)

    def paint_places(self, places: Sequence[Span]) -> None:
        """Paint marked places: outlined, with the name where there is room."""
        if self.rows.places is None:
            return
        self.painter.setFont(self._sized(11, QFont.Weight.DemiBold))
        metrics, half = self.painter.fontMetrics(), self.px(1) / 2
        for each in self._shown(places):
            box = self.box(self.rows.places, each.from_ns, each.to_ns)
            self.painter.setPen(QPen(color("muted"), self.px(1)))
            self.painter.setBrush(color("raised"))
            self.painter.drawRect(box.adjusted(half, half, -half, -half))
            inner = box.adjusted(self.px(4), 0, -self.px(4), 0)
            mode = Qt.TextElideMode.ElideRight
            words = metrics.elidedText(each.text, mode, max(int(inner.width()), 0))
            if len(words) > 1:  # more than an ellipsis
                self.painter.setPen(color("ink"))
                flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
                self.painter.drawText(inner, flags, words)

    def paint_events(self, content: TimelineContent) -> None:
        """Paint snapshots as triangles, marks as flags, own calls as diamonds."""
        self.painter.save()
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(color("ink"))
        top, high = self.rows.events.top * self.scale, self.rows.events.height * self.scale
        for x in self._places(content.snapshots):
            tip = [QPointF(x, top + high), QPointF(x - high * 0.55, top)]
            self.painter.drawPolygon(QPolygonF([*tip, QPointF(x + high * 0.55, top)]))
        for x in self._places(content.marks):
            flag = [QPointF(x, top), QPointF(x + high * 0.9, top + high * 0.3)]
            self.painter.drawPolygon(QPolygonF([*flag, QPointF(x, top + high * 0.6)]))
            self.painter.drawRect(QRectF(x, top, self.px(1), high))
        self.painter.setBrush(color("accent"))
        for x in self._places(content.own_calls):
            corners = [(0, -0.5), (0.5, 0), (0, 0.5), (-0.5, 0)]
            middle = top + high / 2
            points = [QPointF(x + dx * high, middle + dy * high) for dx, dy in corners]
            self.painter.drawPolygon(QPolygonF(points))
        self.painter.restore()

    def paint_axis(self) -> None:
        """Paint the times, and below them which part of the recording is shown."""
        self.painter.setFont(tabular(self._sized(11, QFont.Weight.Normal)))
        row, metrics = self.rows.axis, self.painter.fontMetrics()
        window = self.window
        top = round(row.top * self.scale)
        for tick in window.ticks(metrics.horizontalAdvance("0:00:00.00") * 1.3):
            x = window.x_at(window.first_ns + tick)
            self.painter.setPen(QPen(color("line"), 1))
            self.painter.drawLine(QPointF(x, top), QPointF(x, top + self.px(3)))
            words = tick_words(tick)
            wide = metrics.horizontalAdvance(words)
            begin = min(max(x - wide / 2, window.left_px), window.left_px + window.width_px - wide)
            self.painter.setPen(color("muted"))
            self.painter.drawText(QPointF(begin, top + self.px(2) + metrics.ascent()), words)
        if not window.is_whole:
            whole = window.last_ns - window.first_ns
            begin_px = window.left_px + (window.from_ns - window.first_ns) / whole * window.width_px
            width = max(window.shown_ns / whole * window.width_px, self.px(6))
            y = round(row.end * self.scale)
            line = QRectF(window.left_px, y, window.width_px, self.px(2))
            self.painter.fillRect(line, color("line"))
            self.painter.fillRect(QRectF(begin_px, y, width, self.px(2)), color("accent"))

    def paint_captions(self, captions: Sequence[tuple[Row, str]]) -> None:
        """Paint the captions left of the rows, shortened where they are too long."""
        self.painter.setFont(self._sized(11, QFont.Weight.DemiBold))
        self.painter.setPen(color("muted"))
        metrics = self.painter.fontMetrics()
        gap = self.px(8)
        for row, text in captions:
            wide = self.window.left_px - 2 * gap
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, wide)
            middle = (row.top + row.height / 2) * self.scale
            box = QRectF(gap, middle - metrics.height() / 2, wide, metrics.height())
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
            self.painter.drawText(box, flags, shown)

    def paint_range(self, from_ns: int | None, to_ns: int | None) -> None:
        """Paint the part of the recording that is chosen; without an edge it is open there."""
        begin = self.window.first_ns if from_ns is None else from_ns
        end = self.window.last_ns if to_ns is None else to_ns
        if end < self.window.from_ns or begin > self.window.to_ns:
            return
        box = self.box(self.rows.body, begin, end)
        fill = QColor(color("accent"))
        fill.setAlphaF(0.18)
        self.painter.fillRect(box, fill)
        for edge_ns, x in ((from_ns, box.left()), (to_ns, box.right() - self.px(2))):
            if edge_ns is None or not self.window.from_ns <= edge_ns <= self.window.to_ns:
                continue
            self.painter.fillRect(QRectF(x, box.top(), self.px(2), box.height()), color("accent"))

    def paint_line(self, pts_ns: int, name: str, *, has_head: bool) -> None:
        """Paint a line at a time, over all rows; with a head for the playhead."""
        x = self.window.x_at(pts_ns)
        if not self.window.left_px - 1 <= x <= self.window.left_px + self.window.width_px + 1:
            return
        wide, high = self.px(2 if has_head else 1), round(self.rows.body.end * self.scale)
        self.painter.fillRect(QRectF(x - wide / 2, 0, wide, high), color(name))
        if has_head:
            side = self.px(5)
            self.painter.save()
            self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.painter.setPen(Qt.PenStyle.NoPen)
            self.painter.setBrush(color(name))
            corners = [QPointF(x - side, 0), QPointF(x + side, 0), QPointF(x, side * 1.4)]
            self.painter.drawPolygon(QPolygonF(corners))
            self.painter.restore()

    def _paint_code(self, each: EpisodeSpan, box: QRectF, ink: QColor) -> None:
        metrics = self.painter.fontMetrics()
        is_decided = each.state is not EpisodeState.OPEN
        side = self.px(8)
        wide = metrics.horizontalAdvance(each.code) + (side + self.px(3) if is_decided else 0)
        if box.width() < wide + self.px(4):
            return
        left: float = box.center().x() - wide / 2
        if is_decided:
            place = QRectF(left, box.center().y() - side / 2, side, side)
            is_rejected = each.state is EpisodeState.REJECTED
            draw_shape(self.painter, Shape.CROSS if is_rejected else Shape.TICK, place, ink)
            left += side + self.px(3)
        self.painter.setPen(ink)
        text = QRectF(left, box.top(), box.right() - left, box.height())
        self.painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, each.code)

    def _paint_band(
        self, box: QRectF, name: str, style: Qt.BrushStyle = Qt.BrushStyle.BDiagPattern
    ) -> None:
        self.painter.fillRect(box, color("surface"))
        self.painter.fillRect(box, QBrush(color(name), style))

    def _write_in(self, box: QRectF, text: str, name: str) -> None:
        """Write a text in the middle of a box, on the background, if there is room for it."""
        self.painter.setFont(self._sized(12, QFont.Weight.DemiBold))
        metrics = self.painter.fontMetrics()
        wide, high = metrics.horizontalAdvance(text) + self.px(8), metrics.height()
        if box.width() < wide:
            return
        middle = box.center()
        place = QRectF(middle.x() - wide / 2, middle.y() - high / 2, wide, high)
        self.painter.fillRect(place, color("surface"))
        self.painter.setPen(color(name))
        self.painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _places(self, events: Sequence[Event]) -> list[float]:
        window = self.window
        return [
            window.x_at(each.pts_ns)
            for each in events
            if window.from_ns <= each.pts_ns <= window.to_ns
        ]

    def _shown(self, spans: Sequence[Span]) -> list[Span]:
        window = self.window
        return [e for e in spans if e.to_ns > window.from_ns and e.from_ns < window.to_ns]

    def _sized(self, size_px: int, weight: QFont.Weight) -> QFont:
        font = QFont(self.font)
        font.setPixelSize(self.px(size_px))
        font.setWeight(weight)
        return font
