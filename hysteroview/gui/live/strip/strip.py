"""The strip under the picture: results, states and actions of the last minute."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QHelpEvent, QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from hysteroview.core.rates import Throttle
from hysteroview.core.record import record_of
from hysteroview.core.types import FRAME_STATES, NS_PER_S, Analysis
from hysteroview.gui.live.exam.marks import Mark
from hysteroview.gui.live.strip.last_minute import NOTHING, SPAN_S, Columns, LastMinute
from hysteroview.gui.live.strip.painting import draw_curve, draw_lane
from hysteroview.gui.live.strip.recent_marks import MarkKind, PastMark, RecentMarks
from hysteroview.gui.live.strip.words import moment_words
from hysteroview.gui.look.shapes import Shape, draw_shape
from hysteroview.gui.look.theme import color
from hysteroview.gui.session.status import LiveStatus
from hysteroview.gui.widgets.status_light import look_hidden
from hysteroview.inference.decide.decision import Threshold
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.live.recorder_status import RecorderStatus

_REPAINT_HZ = 5.0
_SPAN_NS = round(SPAN_S * NS_PER_S)
_NEAR_PX = 7  # at scale 1: distance at which the pointer finds a marker
# rows at scale 1: from, height
_DONE, _EPISODES, _CURVE, _LANE, _HEIGHT = (2, 8), (11, 16), (28, 20), (49, 7), 58


class LastMinuteStrip(QWidget):
    """A minute of time, which moves to the left; gaps mean that there was no result.

    While the AI is hidden, no results are shown, whenever they were made.
    """

    def __init__(self, card: ModelCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card = card
        self._past, self._marks = LastMinute(card.labels), RecentMarks()
        self._due = Throttle(_REPAINT_HZ)
        self._now_ns = 0
        self._hides_ai = False
        self._scale = 1.0
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("The last 60 seconds"))
        self.set_scale(1.0)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self._scale = scale
        self.setFixedHeight(round(_HEIGHT * scale))
        self.update()

    def show_time(self, now_ns: int) -> None:
        """Advance the time; repainted a few times per second at most."""
        self._now_ns = now_ns
        if self._due.is_due(now_ns):
            self.update()

    def show_analysis(self, analysis: Analysis) -> None:
        """Remember the result of a frame."""
        record = record_of(analysis)
        name = record.decision.operating_point if record.decision is not None else ""
        threshold = self._card.threshold_at(name) or Threshold().share
        self._past.note(record, analysis.captured_ns, threshold)

    def show_status(self, status: LiveStatus) -> None:
        """Remember the state of the session, and hide results at once if the AI is hidden."""
        self._past.note_state(self._now_ns, status.session.state)
        if status.is_ai_hidden is not self._hides_ai:
            self._hides_ai = status.is_ai_hidden
            QToolTip.hideText()
            self.update()

    def show_snapshot(self, number: int) -> None:
        """Add the snapshot that was just taken."""
        self._marks.add(PastMark(MarkKind.SNAPSHOT, number, self._now_ns))

    def drop_snapshot(self, number: int) -> None:
        """Remove a snapshot that could not be saved."""
        self._marks.remove(MarkKind.SNAPSHOT, number)

    def show_mark(self, mark: Mark) -> None:
        """Add a mark of the operator."""
        self._marks.add(PastMark(MarkKind.MARK, mark.number, mark.captured_ns))

    def drop_mark(self, mark: Mark) -> None:
        """Remove a mark that was undone."""
        self._marks.remove(MarkKind.MARK, mark.number)

    def show_recorder(self, status: RecorderStatus) -> None:
        """Remember whether a recording runs."""
        self._marks.note_recording(self._now_ns, on=status.is_recording)

    def words_at(self, x_px: float) -> str:
        """Text for a position of the strip; empty outside of the time axis."""
        left, width = self._axis()
        if not left <= x_px < left + width:
            return ""
        at_ns = self._now_ns - round((left + width - x_px) / width * _SPAN_NS)
        moment = self._past.at(at_ns)
        is_of_session = moment is not None and moment.state not in FRAME_STATES
        is_hidden = self._hides_ai and not is_of_session
        text = look_hidden().title if is_hidden else moment_words(moment)
        ago = self.tr("{0} s ago").format((self._now_ns - at_ns) // NS_PER_S)
        return "\n".join([f"{ago}: {text}", *self._done_at(at_ns, width)])

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            if text := self.words_at(event.pos().x()):
                QToolTip.showText(event.globalPos(), text, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("surface"))
        left, width = self._axis()
        ratio = self.devicePixelRatioF()
        count = max(round(width * ratio), 1)
        step_ns = _SPAN_NS // count
        # on a fixed grid of time, so that no value jumps between two columns while it moves
        place = self._now_ns // step_ns
        columns = self._shown(place * step_ns, count)
        unit_px = max(round(self._scale * ratio), 1)
        for (top, height), draw in ((_CURVE, draw_curve), (_LANE, draw_lane)):
            pixels = draw(columns, round(height * self._scale * ratio), place - count, unit_px)
            painter.drawImage(self._row(top, height, left, width), _image(pixels))
        self._paint_grid(painter, left, width)
        self._paint_episodes(painter, columns, left, width)
        self._paint_done(painter, left, width)
        self._paint_captions(painter, left, width)

    def _shown(self, now_ns: int, count: int) -> Columns:
        columns = self._past.columns(now_ns, count)
        return columns.without_frames() if self._hides_ai else columns

    def _axis(self) -> tuple[int, int]:
        """Return left end and width of the time axis, px."""
        left, right = round(96 * self._scale), round(8 * self._scale)
        return left, max(self.width() - left - right, 1)

    def _row(self, top: int, height: int, left: float, width: float) -> QRectF:
        return QRectF(left, round(top * self._scale), width, round(height * self._scale))

    def _x(self, at_ns: int, left: int, width: int) -> float:
        return left + width - (self._now_ns - at_ns) / _SPAN_NS * width

    def _done_at(self, at_ns: int, width: int) -> list[str]:
        near_ns = round(_NEAR_PX * self._scale / width * _SPAN_NS)
        names = {MarkKind.SNAPSHOT: self.tr("Snapshot {0}"), MarkKind.MARK: self.tr("Mark {0}")}
        lines = [
            names[mark.kind].format(mark.number)
            for mark in self._marks.marks(self._now_ns)
            if abs(mark.at_ns - at_ns) <= near_ns
        ]
        spans = self._marks.recordings(self._now_ns)
        if any(start <= at_ns <= end for start, end in spans):
            lines.append(self.tr("Recorded"))
        return lines

    def _paint_grid(self, painter: QPainter, left: int, width: int) -> None:
        """Paint a line every ten seconds."""
        painter.setPen(QPen(color("line"), 1))
        top, bottom = (round(y * self._scale) for y in (_DONE[0], _LANE[0] + _LANE[1]))
        for tens in range(7):
            x = left + width * tens // 6
            painter.drawLine(x, top, x, bottom)

    def _paint_episodes(self, painter: QPainter, columns: Columns, left: int, width: int) -> None:
        """Paint filled bars for premalignant or malignant classes, outlined ones for others."""
        count, line = len(columns.episode), max(round(self._scale), 1)
        painter.setFont(self._font(14, QFont.Weight.Bold))
        for first, end in _runs(columns.episode):
            if columns.episode[first] == 0 or columns.label[first] == NOTHING:
                continue
            label = self._card.labels[int(columns.label[first])]
            box = self._row(
                *_EPISODES, left + first * width / count, (end - first) * width / count
            ).toAlignedRect()
            box.setWidth(max(box.width() - line, line))  # a gap between adjacent episodes
            is_grave = label.premalignant_or_malignant
            ink = color("caution" if is_grave else "accent")
            painter.fillRect(box, ink)
            if not is_grave:
                painter.fillRect(box.adjusted(line, line, -line, -line), color("surface"))
            if box.width() > painter.fontMetrics().horizontalAdvance(label.code) + 4:
                painter.setPen(color("surface") if is_grave else ink)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, label.code)

    def _paint_done(self, painter: QPainter, left: int, width: int) -> None:
        """Paint recordings as lines, snapshots as triangles and marks as flags."""
        box = self._row(*_DONE, left, width)
        thick = max(round(2 * self._scale), 1)
        for start_ns, end_ns in self._marks.recordings(self._now_ns):
            first, last = self._x(start_ns, left, width), self._x(end_ns, left, width)
            line = QRectF(first, box.top(), max(last - first, thick), thick)
            painter.fillRect(line, color("alert"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        high = box.height() - thick - 1
        for mark in self._marks.marks(self._now_ns):
            x, bottom = self._x(mark.at_ns, left, width), box.bottom()
            painter.setBrush(color("ink"))
            if mark.kind is MarkKind.SNAPSHOT:
                tip = [QPointF(x, bottom), QPointF(x - high * 0.6, bottom - high)]
                painter.drawPolygon(QPolygonF([*tip, QPointF(x + high * 0.6, bottom - high)]))
            else:
                flag = [QPointF(x, bottom - high), QPointF(x + high, bottom - high * 0.65)]
                painter.drawPolygon(QPolygonF([*flag, QPointF(x, bottom - high * 0.3)]))
                painter.drawRect(QRectF(x - thick / 2, bottom - high, thick / 2, high))

    def _paint_captions(self, painter: QPainter, left: int, width: int) -> None:
        """Paint the captions of the rows, and the note that the AI is hidden."""
        painter.setPen(color("muted"))
        painter.setFont(self._font(15, QFont.Weight.DemiBold))
        gap = round(8 * self._scale)
        middle = Qt.AlignmentFlag.AlignVCenter
        caption = self._row(_DONE[0], _CURVE[0] - _DONE[0], gap, left - gap)
        painter.drawText(caption, middle, self.tr("Last 60 s"))
        row = self._row(*_CURVE, gap, left - gap)
        side = row.height() * 0.55
        triangle = QRectF(row.left(), row.center().y() - side / 2, side, side)
        draw_shape(painter, Shape.TRIANGLE, triangle, color("muted"))
        painter.drawText(row.adjusted(side + gap / 2, 0, 0, 0), middle, "0–1")
        if self._hides_ai:
            painter.setPen(color("ink"))
            hidden = self._row(_EPISODES[0], _LANE[0] - _EPISODES[0], left, width)
            painter.drawText(hidden, Qt.AlignmentFlag.AlignCenter, look_hidden().title)

    def _font(self, size_px: int, weight: QFont.Weight) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(round(size_px * self._scale))
        font.setWeight(weight)
        return font


def _runs(values: NDArray[np.int32]) -> list[tuple[int, int]]:
    """Return start and end of each run of equal values."""
    edges = np.flatnonzero(values[1:] != values[:-1]) + 1
    bounds = [0, *edges.tolist(), len(values)]
    return list(pairwise(bounds))


def _image(pixels: NDArray[np.uint32]) -> QImage:
    """Wrap (h, w) 0xffRRGGBB; the array must outlive the image."""
    height, width = pixels.shape
    return QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_RGB32)
