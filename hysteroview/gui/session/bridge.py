"""Polls the session at display rate and emits what is new."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from hysteroview.core.freshness import FRESHNESS
from hysteroview.core.rates import RateMeter, Throttle
from hysteroview.core.states import PictureState
from hysteroview.core.types import Analysis, AssessmentState, Frame, Label
from hysteroview.gui.session.status import LiveStatus, judge_picture
from hysteroview.pipeline.live.session import LiveSession
from hysteroview.pipeline.live.sinks import ScreenSlots

_POLL_MS = 8  # twice per frame at 60 Hz, so that no frame is replaced before it is taken
_STATUS_HZ = 5.0


class LiveBridge(QObject):
    """Take the session's newest frame and result on the GUI thread; nothing waits or piles up.

    To be created before the session starts.

    Signals
    -------
    ticked(int)
        With every poll: `time.monotonic_ns()`, for everything that fades.
    frame_arrived(Frame), analysis_arrived(Analysis)
        The newest of each, once.
    status_changed(LiveStatus)
        Five times per second, and at once when the finding changes.
    """

    ticked = Signal(object)
    frame_arrived = Signal(object)
    analysis_arrived = Signal(object)
    status_changed = Signal(object)

    def __init__(self, session: LiveSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._newest = ScreenSlots()
        session.add_sink(self._newest)
        self._shown_rate = RateMeter()
        self._status_due = Throttle(_STATUS_HZ)
        self._frame: Frame | None = None
        self._analysis: Analysis | None = None
        self._hides_ai = False
        self._emitted: tuple[bool, AssessmentState, Label | None] | None = None
        self._timer = QTimer(self, interval=_POLL_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._poll)

    def start(self) -> None:
        """Start polling."""
        self._timer.start()

    def stop(self) -> None:
        """Stop polling."""
        self._timer.stop()

    def hide_ai(self, *, on: bool) -> None:
        """Set whether the AI is hidden in every status from now on, starting at once."""
        self._hides_ai = on
        self.refresh()

    def refresh(self) -> LiveStatus:
        """Poll now, emit the status, and return it."""
        now_ns = time.monotonic_ns()
        self.ticked.emit(now_ns)
        self._take(now_ns)
        status = self._judge(now_ns)
        self.status_changed.emit(status)
        return status

    def _poll(self) -> None:
        now_ns = time.monotonic_ns()
        self.ticked.emit(now_ns)
        self._take(now_ns)
        # a new finding is emitted at once, numbers at a readable rate
        if self._status_due.is_due(now_ns) or self._finding() != self._emitted:
            self._emitted = self._finding()
            self.status_changed.emit(self._judge(now_ns))

    def _finding(self) -> tuple[bool, AssessmentState, Label | None] | None:
        """Return what the panel and the heatmap must change with at the same time."""
        if self._analysis is None:
            return None
        shown = self._analysis.decision or self._analysis
        return self._analysis.has_result, shown.state, shown.label

    def _take(self, now_ns: int) -> None:
        if (analysis := self._newest.analyses.take(0)) is not None:
            self._analysis = analysis
            self.analysis_arrived.emit(analysis)
        if (frame := self._newest.frames.take(0)) is not None:
            self._frame = frame
            self._shown_rate.tick(now_ns)
            self.frame_arrived.emit(frame)

    def _judge(self, now_ns: int) -> LiveStatus:
        status = self._session.status()
        picture = judge_picture(
            status, self._frame, now_ns, is_live=self._session.source_info.is_live
        )
        analysis = self._analysis
        shown = analysis.decision or analysis if analysis is not None else None
        if shown is not None and shown.state is not status.state:
            analysis = None  # the session has withdrawn it, or a newer one is on its way
        age_ns = None
        is_live = picture is PictureState.LIVE
        has_maps = analysis is not None and analysis.has_result and analysis.class_maps is not None
        if is_live and analysis is not None and has_maps:
            captured_ago_ns = now_ns - analysis.captured_ns
            has_heatmap = FRESHNESS.heatmap_strength(captured_ago_ns) > 0
            age_ns = captured_ago_ns if has_heatmap else None
        return LiveStatus(
            session=status,
            picture=picture,
            analysis=analysis,
            shown_hz=self._shown_rate.rate_hz(now_ns),
            dropped_before_display=self._newest.frames.dropped,
            heatmap_age_ms=age_ns / 1e6 if age_ns is not None else None,
            is_ai_hidden=self._hides_ai,
        )
