"""The live session: capture thread, inference thread and sinks between a source and the screen."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from hysteroview.capture.pace import Pacer
from hysteroview.capture.source import SignalSource, SourceInfo, VideoSource
from hysteroview.core.assessment import AssessmentCounter, AssessmentCounts
from hysteroview.core.errors import HysteroViewError
from hysteroview.core.freshness import FRESHNESS
from hysteroview.core.gate import cause_of
from hysteroview.core.memory import release_memory
from hysteroview.core.rates import RateMeter, Throttle
from hysteroview.core.record import record_of
from hysteroview.core.types import Analysis, AssessmentState, Frame, Reason
from hysteroview.imaging.pixels.planar import without_pixels
from hysteroview.inference.decide.analyzer import Analyzer, AnalyzerSettings
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.runtimes.backend import RuntimeInfo
from hysteroview.inference.runtimes.table import AUTO
from hysteroview.pipeline.inference.messages import Request
from hysteroview.pipeline.inference.process import InferenceProcess, RuntimeChange
from hysteroview.pipeline.live.sinks import OperatingPointChange, SessionSink, SinkList
from hysteroview.pipeline.slot import LatestSlot
from hysteroview.pipeline.worker import Worker
from hysteroview.settings.gate_table import GateSettings
from hysteroview.settings.live import CurrentSettings
from hysteroview.settings.view_presets import AUTOMATIC, ViewPreset

log = logging.getLogger(__name__)

_IDLE_CHECK_S = 0.1
_JOIN_TIMEOUT_S = 5.0
_DEFECT = (
    "An error in the program stopped the session. Restart the program; the details are in its log."
)
_SINK_DEFECT = (
    "An error in the program: the recording or the exam record may be incomplete from now on. "
    "The live picture continues. Restart the program as soon as possible; the details are in its "
    "log."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionStatus:
    """Snapshot of the status of the session.

    Attributes
    ----------
    state
        Present state of the AI.
    detail
        Reason, as a sentence for the operator; empty if there is none.
    latency_ms
        Median time from the capture of a frame to its analysis; None before the first.
    captured, analyzed
        Number of frames since the start.
    counts
        Analyzed frames by what became of them.
    dropped_before_analysis
        Number of frames that were due for analysis but were replaced by a newer one.
    has_ended
        Whether the source has no more frames.
    source_failure
        Why there will be no more frames although the source has not ended; None if there was no
        failure.
    sink_failure
        Consequence of a defect in a sink, as a sentence; None if there was none.
    damage
        Parts of the source that could not be shown, as a sentence; None if nothing was lost.
    signal_loss
        Why no frames are received from a live source, as a sentence; None while they are received.
        The session continues as soon as frames are received again.
    reconnects
        Number of reconnections.
    is_frozen
        Whether the newest result says that the picture is frozen.
    source
        Present properties of the source.
    runtime_change
        The last change to another runtime because the former has broken; None if there was none.
    """

    state: AssessmentState
    detail: str
    captured_hz: float
    analyzed_hz: float
    latency_ms: float | None
    captured: int
    analyzed: int
    dropped_before_analysis: int
    restarts: int
    has_ended: bool
    source_failure: str | None
    damage: str | None
    runtime: RuntimeInfo | None
    counts: AssessmentCounts = field(default_factory=AssessmentCounts)
    signal_loss: str | None = None
    reconnects: int = 0
    is_frozen: bool = False
    source: SourceInfo | None = None
    sink_failure: str | None = None
    runtime_change: RuntimeChange | None = None


def _operator_message(failure: Exception | None) -> str | None:
    """Message for the operator about the failure of a thread; None without failure."""
    if failure is None or isinstance(failure, HysteroViewError):
        return str(failure) if failure else None
    return _DEFECT


def _is_frozen(analysis: Analysis) -> bool:
    """Whether a result says that the picture is frozen, even if that only warns."""
    frozen = cause_of(Reason.FROZEN)
    return analysis.reason is Reason.FROZEN or frozen in analysis.warnings


class LiveSession:
    """Capture and analyze one source, and pass frames and results to the sinks.

    The capture thread passes each frame to the sinks and, throttled to the chosen rate, to a slot
    for the inference thread, which passes its results to the sinks. Neither thread waits for the
    other or for a sink.

    Parameters
    ----------
    settings
        Source of the current rate and operating point, which both threads read for each frame.
    view
        Field of view set by the operator for this source.
    """

    def __init__(
        self,
        source: VideoSource,
        card: ModelCard,
        settings: CurrentSettings | None = None,
        *,
        runtime: str = AUTO,
        view: ViewPreset = AUTOMATIC,
    ) -> None:
        self.card = card
        self._source = source
        self._signal_source = source if isinstance(source, SignalSource) else None
        self._is_live = source.info.is_live
        self._due: LatestSlot[Frame] = LatestSlot()
        self._stop = threading.Event()
        self._settings = settings or CurrentSettings()
        self._view = view
        self._lock = threading.Lock()  # guards the state and the counters below; a leaf lock
        self._is_paused = False
        self._wants_restart = False
        self._noted_point: str | None = None  # that the sinks know; of the inference thread only
        self._gate: GateSettings | None = None  # that the analyzer uses; of the inference thread
        self._captured, self._analyzed = 0, 0
        self._counter = AssessmentCounter(is_video=source.info.is_video)
        self._capture_rate, self._analysis_rate = RateMeter(), RateMeter()
        self._latencies_ns: deque[int] = deque(maxlen=60)
        self._last: Analysis | None = None
        self._newest_index = -1
        self._newest_ns: int | None = None  # capture time of the newest frame
        self._has_ended = False
        self._inference = InferenceProcess(
            card.folder, card.labels, request=Request(runtime, card_sha256=card.sha256)
        )
        self._sinks = SinkList()
        self._capture_worker = Worker("capture", self._capture)
        self._inference_worker = Worker("inference", self._infer)

    @property
    def source_info(self) -> SourceInfo:
        """Properties of the source at the newest frame; a live source may change its format."""
        return self._source.info

    @property
    def inference_pid(self) -> int | None:
        """Process id of the running inference process; None without one."""
        return self._inference.pid

    def add_sink(self, sink: SessionSink) -> None:
        """Add a sink after the existing ones; only before `start`."""
        self._sinks.add(sink)

    def start(self) -> None:
        """Start both threads; the child process starts while the first frames are shown."""
        self._inference_worker.start()
        self._capture_worker.start()

    def close(self) -> None:
        """Stop and join all threads, then close the source. May be called twice."""
        self._stop.set()
        if self._signal_source is not None:
            self._signal_source.interrupt()
        self._due.close()
        self._inference.abort()
        joined = [
            worker.join(_JOIN_TIMEOUT_S)
            for worker in (self._capture_worker, self._inference_worker)
        ]
        if not all(joined):
            log.error("a thread of the session did not end within %.0f s", _JOIN_TIMEOUT_S)
        self._inference.close()
        self._source.close()
        release_memory()

    def set_paused(self, paused: bool) -> None:  # noqa: FBT001 - a property's setter in all but name
        """Pause or resume the analysis; the live picture continues."""
        with self._lock:
            self._is_paused = paused

    @property
    def view(self) -> ViewPreset:
        """Field of view set by the operator for this source."""
        return self._view

    def set_view(self, view: ViewPreset) -> None:
        """Use another field of view from the next frame on."""
        self._view = view

    def restart_inference(self) -> None:
        """Try again after the state ERROR."""
        with self._lock:
            self._wants_restart = True

    def status(self) -> SessionStatus:
        """Return the present status of the session."""
        now_ns = time.monotonic_ns()
        with self._lock:
            latencies_ns = list(self._latencies_ns)
            state, detail = self._judge(now_ns)
            return SessionStatus(
                state=state,
                detail=detail,
                captured_hz=self._capture_rate.rate_hz(now_ns),
                analyzed_hz=self._analysis_rate.rate_hz(now_ns),
                latency_ms=float(np.median(latencies_ns)) / 1e6 if latencies_ns else None,
                captured=self._captured,
                analyzed=self._analyzed,
                counts=self._counter.counts(),
                dropped_before_analysis=self._due.dropped,
                restarts=self._inference.restarts,
                has_ended=self._has_ended,
                source_failure=_operator_message(self._capture_worker.failure),
                damage=self._source.damage,
                runtime=self._inference.info,
                runtime_change=self._inference.change,
                signal_loss=self._signal_loss(now_ns),
                reconnects=self._signal_source.signal.reconnects if self._signal_source else 0,
                is_frozen=self._last is not None and _is_frozen(self._last),
                source=self._source.info,
                sink_failure=None if self._sinks.failure is None else _SINK_DEFECT,
            )

    def _signal_loss(self, now_ns: int) -> str | None:
        """Return why no frames are received from a live source; None while they are."""
        if not self._is_live or self._has_ended or self._newest_ns is None:
            return None
        if self._signal_source is not None and self._signal_source.signal.lost is not None:
            return self._signal_source.signal.lost
        if FRESHNESS.has_signal(now_ns - self._newest_ns, is_live=True):
            return None
        return "No picture is received. Check the camera and its cable."

    def _judge(self, now_ns: int) -> tuple[AssessmentState, str]:
        """Return the state of the AI, the most severe first. Without results it is never ACTIVE."""
        failure = self._capture_worker.failure or self._inference_worker.failure
        child = self._inference.state
        rate_hz = self._settings.now.live.rate_hz
        period_s = 1 / rate_hz if rate_hz else 0.0
        # a picture of a folder may be shown for a while; its result does not become stale
        is_held = (
            not self._is_live
            and self._last is not None
            and self._last.frame_index == self._newest_index
        )
        if (message := _operator_message(failure)) is not None:
            return AssessmentState.ERROR, message
        verdict: tuple[AssessmentState, str]
        if child is not AssessmentState.ACTIVE:
            verdict = child, self._inference.progress or str(self._inference.failure or "")
        elif self._is_paused:
            verdict = AssessmentState.PAUSED, "The analysis is paused."
        elif self._has_ended:
            verdict = AssessmentState.OFF, "The recording has ended."
        elif (loss := self._signal_loss(now_ns)) is not None:
            verdict = AssessmentState.STALE, loss
        elif self._last is None:
            verdict = AssessmentState.STARTING, ""
        elif not is_held and FRESHNESS.is_stale(now_ns - self._last.captured_ns, period_s=period_s):
            verdict = AssessmentState.STALE, "The last result is older than the picture."
        else:
            shown = self._last.decision or self._last
            verdict = shown.state, shown.reason.value if shown.reason else ""
        return verdict

    def _capture(self) -> None:
        """Capture thread: read the source at its own pace until it ends."""
        pacer = None if self._is_live else Pacer()
        throttle = Throttle(None)
        while not self._stop.is_set():
            frame = self._source.read()
            if frame is None:
                with self._lock:
                    self._has_ended = True
                return
            frame.pixels  # noqa: B018 - made here, beside the screen's thread and not on it
            if pacer is not None:
                frame = pacer.pace(frame, self._stop)
            self._sinks.offer(frame)
            if throttle.rate_hz != (rate_hz := self._settings.now.live.rate_hz):
                throttle = Throttle(rate_hz)
            with self._lock:
                self._captured += 1
                self._newest_index, self._newest_ns = frame.index, frame.captured_ns
                self._capture_rate.tick(frame.captured_ns)
                is_due = not self._is_paused and throttle.is_due(frame.captured_ns)
            if is_due:
                self._due.put(without_pixels(frame))

    def _infer(self) -> None:
        """Inference thread: repeatedly analyze the newest due frame."""
        view = self._view
        analyzer = Analyzer(
            self.card, AnalyzerSettings(view=view), is_video=self._source.info.is_video
        )
        self._attempt(self._inference.start)
        while not self._stop.is_set():
            with self._lock:
                wants_restart, self._wants_restart = self._wants_restart, False
            if wants_restart:
                self._inference.allow_restarts()
            if view is not self._view:
                view = self._view
                analyzer.set_view(view)
            frame = self._due.take(_IDLE_CHECK_S)
            if self._inference.state is AssessmentState.ERROR:
                continue  # until the operator asks for a restart
            if frame is None:
                self._attempt(self._inference.check)
                continue
            self._attempt(partial(self._analyze, analyzer, frame))

    def _analyze(self, analyzer: Analyzer, frame: Frame) -> None:
        if (gate := self._settings.now.gate) is not self._gate:
            self._gate = gate
            analyzer.set_gate(gate)
        prepared = analyzer.prepare(frame)
        outputs = None if prepared.crop is None else self._inference.infer(prepared.crop)
        self._set_operating_point(analyzer, frame)
        analyzer.set_runtime(str(self._inference.info or ""))
        analysis = analyzer.conclude(frame, prepared, outputs)
        record, now_ns = record_of(analysis), time.monotonic_ns()
        with self._lock:
            self._last = analysis
            self._analyzed += 1
            self._counter.add(record)
            self._analysis_rate.tick(now_ns)
            self._latencies_ns.append(now_ns - frame.captured_ns)
        self._sinks.note(analysis)

    def _set_operating_point(self, analyzer: Analyzer, frame: Frame) -> None:
        """Use the operating point in force, and notify the sinks of the first frame with another.

        If the model does not have this operating point, the threshold is 0.5.
        """
        chosen = self._settings.now.live.operating_point
        analyzer.set_operating_point(chosen)
        if chosen != self._noted_point:
            self._noted_point = chosen
            change = OperatingPointChange(chosen, analyzer.threshold, frame.index, frame.pts_ns)
            self._sinks.note_operating_point(change)

    def _attempt(self, action: Callable[[], None]) -> None:
        """Run an action that may fail in the child; `status` shows the failure."""
        try:
            action()
        except HysteroViewError as error:
            log.debug("inference: %s", error)
