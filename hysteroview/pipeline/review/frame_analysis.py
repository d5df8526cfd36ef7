"""Analyses of single frames of a recording, each on its own and on request."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.types import Analysis, AssessmentState, Decision, Frame, TwoClass
from hysteroview.inference.decide.analyzer import Analyzer, AnalyzerSettings
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.runtimes.table import AUTO
from hysteroview.pipeline.inference.messages import Request
from hysteroview.pipeline.inference.process import InferenceProcess
from hysteroview.pipeline.worker import Worker

_JOIN_TIMEOUT_S = 20.0


@dataclass(frozen=True, slots=True, eq=False)
class FrameAnalysisStatus:
    """How far the analysis of a single frame is.

    Attributes
    ----------
    is_ready
        Whether the network has been started.
    analysis
        Of the frame that was computed last; None before the first.
    failure
        Why nothing can be computed; None if it can.
    """

    is_ready: bool = False
    analysis: Analysis | None = None
    failure: HysteroViewError | None = None


class FrameAnalyses:
    """Analyzes one frame at a time, without the frames before it: nothing is decided over time.

    The child process is started with the first request. Only the newest request counts; the owner
    polls `status`, and compares the frame.

    Parameters
    ----------
    runtime
        Choice of the runtime, as for live analysis.
    """

    def __init__(
        self, card: ModelCard, settings: AnalyzerSettings | None = None, *, runtime: str = AUTO
    ) -> None:
        self._card, self._settings = card, settings
        self._process = InferenceProcess(
            card.folder, card.labels, request=Request(runtime, card_sha256=card.sha256)
        )
        self._changed = threading.Condition()  # guards the fields below; a leaf lock
        self._wanted: Frame | None = None
        self._is_closed = False
        self._status = FrameAnalysisStatus()
        self._worker = Worker("frame analysis", self._run)

    def want(self, frame: Frame) -> None:
        """Ask for the analysis of a frame; after a failure the network is started once more."""
        with self._changed:
            self._wanted = frame
            self._status = replace(self._status, failure=None)
            self._changed.notify_all()
        if not self._worker.has_begun:
            self._worker.start()

    @property
    def status(self) -> FrameAnalysisStatus:
        """What was computed last."""
        with self._changed:
            return self._status

    @property
    def defect(self) -> Exception | None:
        """Defect that ended the thread; None if there was none."""
        return self._worker.failure

    @property
    def is_alive(self) -> bool:
        """Whether its thread is running."""
        return self._worker.is_alive

    def end(self) -> None:
        """Let the thread and the child process end; does not wait. Safe to call twice."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
        self._process.abort()

    def close(self) -> bool:
        """End all, and wait for the end; False if it hangs. Safe to call twice."""
        self.end()
        return self._worker.join(_JOIN_TIMEOUT_S)

    def _run(self) -> None:
        try:
            while (frame := self._next()) is not None:
                try:
                    analysis = self._analyze(frame)
                except HysteroViewError as error:
                    with self._changed:
                        self._status = replace(self._status, is_ready=False, failure=error)
                    self._process.allow_restarts()
                    continue
                with self._changed:
                    self._status = FrameAnalysisStatus(is_ready=True, analysis=analysis)
        finally:
            self._process.close()

    def _next(self) -> Frame | None:
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or self._wanted is not None)
            frame, self._wanted = self._wanted, None
            return None if self._is_closed else frame

    def _analyze(self, frame: Frame) -> Analysis:
        if self._process.info is None:
            self._process.start()
            with self._changed:
                self._status = replace(self._status, is_ready=True)
        analyzer = Analyzer(self._card, self._settings, is_video=False)
        prepared = analyzer.prepare(frame)
        outputs = None if prepared.crop is None else self._process.infer(prepared.crop)
        analyzer.set_runtime(str(self._process.info or ""))
        return _alone(analyzer.conclude(frame, prepared, outputs))


def _alone(analysis: Analysis) -> Analysis:
    """Return an analysis that shows the probabilities of its frame, and leaves the rest open."""
    if analysis.probabilities is None:
        return replace(analysis, decision=None)
    decision = Decision(
        AssessmentState.ACTIVE,
        label=analysis.label,
        probabilities=analysis.probabilities,
        two_class=TwoClass.UNDECIDED,
    )
    return replace(analysis, decision=decision)
