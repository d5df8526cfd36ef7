"""The last minute at a glance: what was said, when nothing could be said, what was kept."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from itertools import groupby

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from hysteroview.core.types import FRAME_STATES, NS_PER_S, Analysis, AssessmentState
from hysteroview.gui.class_bars import percent
from hysteroview.gui.language import translated_label, translated_reason
from hysteroview.gui.live_status import LiveStatus
from hysteroview.gui.recent_past import (
    SPAN_NS,
    PastColumn,
    PastMoment,
    RecentPast,
    episodes_in,
    moment_of,
)
from hysteroview.gui.status_light import look_of
from hysteroview.gui.theme import color

BASE_HEIGHT_PX = 42
_LANE_PX, _EPISODE_PX, _MARK_PX = 8, 13, 7
_MOST_EVENTS = 400  # a minute of the fastest pressing
_STEP_PX = 2  # width of a column
# Each state without a result has a pattern of its own, for those who do not see its color.
_PATTERNS = {
    AssessmentState.NOT_ASSESSABLE: Qt.BrushStyle.BDiagPattern,
    AssessmentState.ABSTAINED: Qt.BrushStyle.Dense5Pattern,
    AssessmentState.INSTRUMENT: Qt.BrushStyle.FDiagPattern,
    AssessmentState.PAUSED: Qt.BrushStyle.VerPattern,
    AssessmentState.STALE: Qt.BrushStyle.DiagCrossPattern,
    AssessmentState.STARTING: Qt.BrushStyle.Dense7Pattern,
    AssessmentState.RESTARTING: Qt.BrushStyle.CrossPattern,
    AssessmentState.OFF: Qt.BrushStyle.Dense7Pattern,
    AssessmentState.ERROR: Qt.BrushStyle.DiagCrossPattern,
}


class PastEvent(Enum):
    """What the operator did."""

    SNAPSHOT = auto()
    MARK = auto()


class PastStrip(QWidget):
    """A strip whose right edge is now; while the AI is hidden it tells only what the operator did.

    It repaints with the status, five times a second.

    Parameters
    ----------
    threshold
        Of the two-class result; None if the model has none.
    """

    def __init__(self, threshold: float | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("The last 60 seconds"))
        self._past = RecentPast()
        self._events: deque[tuple[int, PastEvent]] = deque(maxlen=_MOST_EVENTS)
        self._recorded: deque[int] = deque(maxlen=_MOST_EVENTS)  # times of looks while it recorded
        self._threshold = threshold
        self._now_ns = 0
        self._is_ai_hidden = self._is_recording = False
        self._columns: list[PastColumn | None] = []
        self._scale = 1.0
        self.fit(1.0)

    def fit(self, scale: float) -> None:
        """Take the height that belongs to this scale."""
        self._scale = scale
        self.setFixedHeight(round(BASE_HEIGHT_PX * scale))

    def show_threshold(self, threshold: float | None) -> None:
        """Draw the line of this operating point."""
        self._threshold = threshold
        self.update()

    def show_analysis(self, analysis: Analysis) -> None:
        """Remember what was said of this frame."""
        self._past.add(moment_of(analysis))

    def show_event(self, event: PastEvent, at_ns: int) -> None:
        """Remember what the operator did."""
        self._events.append((at_ns, event))

    def forget_event(self, event: PastEvent, at_ns: int) -> None:
        """Forget what was taken back."""
        if (at_ns, event) in self._events:
            self._events.remove((at_ns, event))
        self.update()

    def show_recording(self, *, on: bool) -> None:
        """Remember from when to when it recorded."""
        self._is_recording = on

    def show_status(self, status: LiveStatus, now_ns: int) -> None:
        """Let time go on, and remember states in which no frame says anything."""
        state = status.session.state
        if state not in FRAME_STATES:
            self._past.add(PastMoment(now_ns, state))
        if self._is_recording:
            self._recorded.append(now_ns)
        self._now_ns, self._is_ai_hidden = now_ns, status.is_ai_hidden
        self._columns = self._past.columns(now_ns, self._count)
        self.update()

    @property
    def _count(self) -> int:
        return max(self.width() // _STEP_PX, 1)

    def words_at(self, x: float) -> str:
        """Say what was at this place of the strip."""
        number = min(max(int(x / max(self.width(), 1) * len(self._columns)), 0), 10**6)
        seconds = round((1 - x / max(self.width(), 1)) * SPAN_NS / NS_PER_S)
        ago = self.tr("{0} s ago").format(seconds)
        if self._is_ai_hidden or number >= len(self._columns):
            return ago
        column = self._columns[number]
        if column is None:
            told = self.tr("no result")
        elif column.state is not AssessmentState.ACTIVE:
            reason = translated_reason(column.reason.value) if column.reason else ""
            told = ", ".join(filter(None, (look_of(column.state).title, reason)))
        elif column.label is None:
            told = self.tr("no class is clear")
        else:
            told = f"{column.label.code} {translated_label(column.label.name)}"
        if column is not None and column.share is not None:
            share = self.tr("premalignant or malignant: {0}").format(percent(column.share))
            told = f"{told}, {share}"
        return f"{ago}: {told}"

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.words_at(event.pos().x()), self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("surface"))
        lane = _LANE_PX * self._scale
        marks = _MARK_PX * self._scale + 2
        plot = QRectF(0, 2, self.width(), self.height() - lane - marks - 4)
        if not self._is_ai_hidden:
            self._paint_episodes(painter)
            self._paint_shares(painter, plot)
            self._paint_states(painter, QRectF(0, plot.bottom() + 2, self.width(), lane))
        lowest = QRectF(0, self.height() - marks, self.width(), marks)
        self._paint_span(painter, lowest)
        self._paint_events(painter, lowest)

    def _paint_shares(self, painter: QPainter, plot: QRectF) -> None:
        threshold = self._threshold
        if threshold is not None:
            y = plot.bottom() - threshold * plot.height()
            painter.setPen(QPen(color("muted"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(0, y), QPointF(plot.width(), y))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line, is_over in self._lines(plot):
            painter.setPen(QPen(color("caution" if is_over else "accent"), 2 * self._scale))
            painter.drawPolyline(QPolygonF(line))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _lines(self, plot: QRectF) -> Iterator[tuple[list[QPointF], bool]]:
        """Yield stretches of the line on one side of the threshold; a gap ends a stretch."""
        limit = 0.5 if self._threshold is None else self._threshold
        points: list[QPointF] = []
        was_over = False
        for number, column in enumerate(self._columns):
            share = column.share if column is not None else None
            if share is None:
                if len(points) > 1:
                    yield points, was_over
                points = []
                continue
            point = QPointF((number + 0.5) * _STEP_PX, plot.bottom() - share * plot.height())
            is_over = share >= limit
            if points and is_over is not was_over:
                yield [*points, point], was_over
                points = []
            points.append(point)
            was_over = is_over
        if len(points) > 1:
            yield points, was_over

    def _paint_states(self, painter: QPainter, lane: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for state, first, last in _runs(self._columns):
            place = QRectF(first * _STEP_PX, lane.y(), (last - first + 1) * _STEP_PX, lane.height())
            if state is AssessmentState.ACTIVE:
                middle = lane.height() / 3
                painter.fillRect(place.adjusted(0, middle, 0, -middle), color("active"))
            else:
                ink = color(look_of(state).ink)
                painter.fillRect(place, QBrush(ink, _PATTERNS[state]))

    def _paint_episodes(self, painter: QPainter) -> None:
        height = _EPISODE_PX * self._scale
        font = painter.font()
        font.setPixelSize(round(height * 0.8))
        font.setBold(True)
        painter.setFont(font)
        for episode in episodes_in(self._columns):
            is_bad = episode.label.premalignant_or_malignant
            width = (episode.last - episode.first + 1) * _STEP_PX
            place = QRectF(episode.first * _STEP_PX, 2, width, height)
            painter.fillRect(place, color("raised"))
            painter.setPen(QPen(color("caution" if is_bad else "accent"), 1))
            painter.drawRect(place.adjusted(0, 0, -1, -1))
            if painter.fontMetrics().horizontalAdvance(episode.label.code) + 4 <= width:
                painter.setPen(color("ink"))
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, episode.label.code)

    def _paint_span(self, painter: QPainter, lane: QRectF) -> None:
        """Say how far back the left edge is."""
        font = painter.font()
        font.setPixelSize(max(round(lane.height()), 9))
        font.setBold(False)
        painter.setFont(font)
        painter.setPen(color("muted"))
        place = lane.adjusted(4 * self._scale, -lane.height() / 2, 0, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft, self.tr("60 s ago"))

    def _paint_events(self, painter: QPainter, lane: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for at_ns in self._recorded:
            x = self._x_of(at_ns)
            painter.fillRect(QRectF(x - 4, lane.bottom() - 2, 8, 2), color("alert"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = _MARK_PX * self._scale
        for at_ns, event in self._events:
            x = self._x_of(at_ns)
            if x < 0:
                continue
            painter.setBrush(color("ink"))
            box = QRectF(x - size / 2, lane.y(), size, size)
            if event is PastEvent.SNAPSHOT:
                painter.drawEllipse(box)
            else:
                corners = (box.topLeft(), box.topRight(), QPointF(x, box.bottom()))
                painter.drawPolygon(QPolygonF(corners))

    def _x_of(self, at_ns: int) -> float:
        return self.width() * (1 - (self._now_ns - at_ns) / SPAN_NS)


def _runs(
    columns: Sequence[PastColumn | None],
) -> Iterator[tuple[AssessmentState, int, int]]:
    """Yield state, first and last column of neighbors in one state; gaps are left out."""
    number = 0
    for state, group in groupby(columns, key=lambda each: None if each is None else each.state):
        length = sum(1 for _ in group)
        if state is not None:
            yield state, number, number + length - 1
        number += length
