"""The live window with measurements, for `hysteroview bench`."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from hysteroview.bench.session_failure import failure_of
from hysteroview.bench.window.resources import Memory, ProcessorTime
from hysteroview.capture.loop import LoopingSource
from hysteroview.capture.opening import open_source
from hysteroview.capture.source import SourceInfo, VideoSource
from hysteroview.core.errors import HysteroViewError
from hysteroview.core.memory import bound_arenas
from hysteroview.core.types import NS_PER_S, Analysis, Frame
from hysteroview.gui.live.options import WindowOptions
from hysteroview.gui.live.window import LiveWindow
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.session.observed_settings import ObservedSettings
from hysteroview.gui.session.status import LiveStatus
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.live.session import LiveSession
from hysteroview.settings.live import CurrentSettings

_BEAT_MS = 4
_SETTLE_S = 2.0  # after the model is ready, to fill caches and draw the first heatmap


@dataclass(frozen=True, slots=True)
class Plan:
    """Frame rate, duration, window size and runtime of a measurement."""

    fps: float
    seconds: float
    window_px: tuple[int, int]
    runtime: str


class RetimedSource:
    """A recording with new timestamps, repeated endlessly."""

    def __init__(self, path: Path, fps: float) -> None:
        self._source: VideoSource = LoopingSource(
            open_source(str(path)), lambda: open_source(str(path))
        )
        self._period_ns = NS_PER_S / fps

    @property
    def info(self) -> SourceInfo:
        return self._source.info

    @property
    def damage(self) -> str | None:
        return None

    def read(self) -> Frame | None:
        frame = self._source.read()
        if frame is None:
            return None
        return replace(frame, pts_ns=round(frame.index * self._period_ns))

    def close(self) -> None:
        self._source.close()


@dataclass(slots=True)
class Measured:
    """Results of a measurement."""

    fps: float
    seconds: float = 0.0
    captured: int = 0
    analyzed: int = 0
    painted: set[int] = field(default_factory=set)
    to_paint_ms: list[float] = field(default_factory=list)
    to_label_ms: list[float] = field(default_factory=list)
    overlay_ms: list[float] = field(default_factory=list)
    block_ms: float = 0.0
    memory: list[Memory] = field(default_factory=list)
    own_cores: float = 0.0
    other_cores: float = 0.0
    runtime: str = ""

    def figures(self) -> dict[str, float]:
        """Return the figures by name."""
        expected = self.fps * self.seconds
        half = min(60.0, self.seconds / 2)
        late = [memory for memory in self.memory if memory.second >= half]
        figures = {
            "live.captured_ratio": self.captured / expected,
            "live.shown_ratio": len(self.painted) / expected,
            "live.analyzed_ratio": self.analyzed / expected,
        }
        for name, values in (
            ("live.capture_to_paint_ms", self.to_paint_ms),
            ("live.capture_to_label_ms", self.to_label_ms),
            ("live.overlay_ms", self.overlay_ms),
        ):
            for rank in (50, 95, 99):
                figures[f"{name}.p{rank}"] = (
                    float(np.percentile(values, rank)) if values else float("nan")
                )
        figures["live.gui_block_ms.max"] = self.block_ms
        if late:
            all_mb = [memory.all_mb for memory in late]
            figures["live.rss_growth_mb"] = max(all_mb) - all_mb[0]
            figures["live.rss_mb"] = all_mb[-1]
            figures["live.rss_mb.window"] = late[-1].window_mb
            figures["live.rss_mb.inference"] = late[-1].children_mb
        figures["live.cores"] = self.own_cores
        figures["live.cores_of_other_programs"] = self.other_cores
        return figures


class WindowProbe(QObject):
    """Measures the window from its first analysis to the end.

    Attributes
    ----------
    failure
        Why the measurement ended early; None if it did not.
    """

    def __init__(self, live: LiveWindow, plan: Plan) -> None:
        super().__init__(live)
        self.measured = Measured(plan.fps)
        self.failure: HysteroViewError | None = None
        self._ready_s: float | None = None  # when the model was loaded
        self._live, self._plan = live, plan
        self._began_ns: int | None = None
        self._last_beat_ns = 0
        self._used = ProcessorTime.now()
        self._start_counts = (0, 0)
        live.bridge.analysis_arrived.connect(self._await_first)
        live.bridge.analysis_arrived.connect(self._note_label)
        live.bridge.status_changed.connect(self._check)
        live.page.video.frame_painted.connect(self._note_paint)
        self._beat = QTimer(self, interval=_BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._beat.timeout.connect(self._note_beat)
        self._weigh = QTimer(self, interval=1000)
        self._weigh.timeout.connect(self._note_memory)

    def _check(self, status: LiveStatus) -> None:
        """End the measurement if what it waits for will never come."""
        session, now_s = status.session, time.monotonic()
        if self._ready_s is None and session.runtime is not None:
            self._ready_s = now_s
        is_waiting = self._ready_s is not None and not session.analyzed
        waited_s = now_s - self._ready_s if is_waiting and self._ready_s is not None else 0.0
        self.failure = failure_of(session, waited_s)
        if self.failure is not None:
            self._stop()

    def _await_first(self) -> None:
        """Begin at the first analyses in any state: the model may abstain from a whole clip."""
        self._live.bridge.analysis_arrived.disconnect(self._await_first)
        QTimer.singleShot(round(_SETTLE_S * 1000), self, self._begin)

    def _begin(self) -> None:
        status = self._live.session.status()
        self.measured.runtime = str(status.runtime)
        self._start_counts = status.captured, status.analyzed
        self._used = ProcessorTime.now()
        self._began_ns = self._last_beat_ns = time.monotonic_ns()
        self._beat.start()
        self._weigh.start()
        QTimer.singleShot(round(self._plan.seconds * 1000), self, self._end)

    def _end(self) -> None:
        if self._began_ns is None:  # it was ended
            return
        status = self._live.session.status()
        measured = self.measured
        measured.seconds = (time.monotonic_ns() - self._began_ns) / NS_PER_S
        measured.captured = status.captured - self._start_counts[0]
        measured.analyzed = status.analyzed - self._start_counts[1]
        measured.own_cores, measured.other_cores = ProcessorTime.now().cores_since(self._used)
        self._stop()

    def _stop(self) -> None:
        self._live.bridge.status_changed.disconnect(self._check)
        self._beat.stop()
        self._weigh.stop()
        self._began_ns = None
        self._live.window.close()

    def _note_paint(self, frame: Frame, overlay_ns: int) -> None:
        if self._began_ns is None or frame.captured_ns < self._began_ns:
            return
        measured = self.measured
        if frame.index not in measured.painted:
            measured.painted.add(frame.index)
            measured.to_paint_ms.append((time.monotonic_ns() - frame.captured_ns) / 1e6)
        if overlay_ns:
            measured.overlay_ms.append(overlay_ns / 1e6)

    def _note_label(self, analysis: Analysis) -> None:
        if self._began_ns is not None and analysis.captured_ns >= self._began_ns:
            age_ms = (time.monotonic_ns() - analysis.captured_ns) / 1e6
            self.measured.to_label_ms.append(age_ms)

    def _note_beat(self) -> None:
        now_ns = time.monotonic_ns()
        late_ms = (now_ns - self._last_beat_ns) / 1e6 - _BEAT_MS
        self.measured.block_ms = max(self.measured.block_ms, late_ms)
        self._last_beat_ns = now_ns

    def _note_memory(self) -> None:
        assert self._began_ns is not None
        second = (time.monotonic_ns() - self._began_ns) / NS_PER_S
        self.measured.memory.append(Memory.now(second))


def measure(clip: Path, card: ModelCard, plan: Plan) -> Measured:
    """Run the window on a clip and return the measurements.

    Raises
    ------
    HysteroViewError
        The analysis cannot start or has failed, the source has ended, or the window was closed.
    """
    bound_arenas()  # as the program does
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication([])
    apply_theme(application)
    with tempfile.TemporaryDirectory(prefix="hysteroview-bench-") as folder:
        settings = ObservedSettings(CurrentSettings())
        session = LiveSession(
            RetimedSource(clip, plan.fps), card, settings.current, runtime=plan.runtime
        )
        live = LiveWindow(session, settings, WindowOptions(folder=Path(folder)))
        clocks = WindowProbe(live, plan)
        try:
            live.window.resize(*plan.window_px)
            live.start()
            application.exec()
        finally:
            live.close()
    if clocks.failure is not None:
        raise clocks.failure
    if not clocks.measured.seconds:
        raise HysteroViewError("The window was closed before the measurement ended.")
    return clocks.measured
