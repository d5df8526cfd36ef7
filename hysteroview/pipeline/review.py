"""Analysis of a whole recording: every frame counts, as fast as the machine goes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass

from hysteroview.capture.source import VideoSource
from hysteroview.core.errors import HysteroViewError, InferenceError
from hysteroview.core.types import Analysis, Frame, Outputs
from hysteroview.inference.analyzer import Analyzer
from hysteroview.inference.backend import RuntimeInfo
from hysteroview.inference.card import ModelCard
from hysteroview.pipeline.inference_link import BATCH_TIMEOUT_S
from hysteroview.pipeline.inference_process import InferenceProcess
from hysteroview.pipeline.slot import BoundedQueue
from hysteroview.pipeline.worker import Worker

_QUEUE_BYTES = 256 * 1024 * 1024
_LONGEST_QUEUE = 8
_ATTEMPTS = 3  # a picture that brings the child down three times is not the child's bad luck
_JOIN_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class Reviewed:
    """A frame with its analysis; None if it was left out on purpose."""

    frame: Frame
    analysis: Analysis | None


class Review:
    """Analyze every `every`-th frame of a source.

    One thread decodes, one analyzes with the inference process, and the owner takes the
    results in order from `results`; queues of a few frames keep all of them at work. The
    source stays the owner's: it is closed after the review.

    Parameters
    ----------
    every
        1 analyzes all frames, 2 every other one, beginning with the first.
    """

    def __init__(self, source: VideoSource, card: ModelCard, *, every: int = 1) -> None:
        if every < 1:
            raise ValueError("every must be at least 1")
        self._source = source
        self._card = card
        self._every = every
        capacity = _capacity(source)
        self._frames: BoundedQueue[Frame] = BoundedQueue(capacity)
        self._reviewed: BoundedQueue[Reviewed] = BoundedQueue(capacity)
        self._inference = InferenceProcess(
            card.folder, card.labels, answer_timeout_s=BATCH_TIMEOUT_S
        )
        self._failure: HysteroViewError | None = None  # the first; written before a queue closes
        self._failing = threading.Lock()  # guards _failure
        self._workers = (Worker("decode", self._decode), Worker("analyze", self._analyze))

    @property
    def runtime(self) -> RuntimeInfo | None:
        """What computed; None until the first result."""
        return self._inference.info

    @property
    def inference_pid(self) -> int | None:
        """Of the living inference process."""
        return self._inference.pid

    def results(self) -> Generator[Reviewed, None, None]:
        """Yield all frames in order; closing the generator ends threads and child.

        Raises
        ------
        SourceError, InferenceError, BackendUnavailable
            What ended the review; all results before it were yielded.
        """
        for worker in self._workers:
            worker.start()
        try:
            while (reviewed := self._reviewed.take()) is not None:
                yield reviewed
        finally:
            self._end()
        for worker in self._workers:
            if worker.failure is not None:
                raise worker.failure  # a defect
        if self._failure is not None:
            raise self._failure

    def _end(self) -> None:
        self._frames.close()
        self._reviewed.close()
        self._inference.abort()
        for worker in self._workers:
            worker.join(_JOIN_TIMEOUT_S)
        self._inference.close()

    def _guard(self, action: Callable[[], None], output: BoundedQueue[Frame] | None) -> None:
        """Keep a failure of the world as a value, and close what the next in line waits for."""
        try:
            action()
        except HysteroViewError as error:
            with self._failing:
                self._failure = self._failure or error
        finally:
            if output is not None:
                output.close()

    def _decode(self) -> None:
        """Read until the source ends: the decode thread."""
        self._guard(self._read_all, self._frames)

    def _analyze(self) -> None:
        """Analyze what was decoded: the analysis thread, which alone talks with the child."""
        try:
            self._guard(self._analyze_all, None)
        finally:
            self._reviewed.close()
            self._frames.close()  # so that decoding ends if analysis failed

    def _read_all(self) -> None:
        while (frame := self._source.read()) is not None:
            if not self._frames.put(frame):
                return

    def _analyze_all(self) -> None:
        analyzer = Analyzer(self._card)
        self._inference.start()
        while (frame := self._frames.take()) is not None:
            is_due = frame.index % self._every == 0
            analysis = self._judge(analyzer, frame) if is_due else None
            if not self._reviewed.put(Reviewed(frame, analysis)):
                return

    def _judge(self, analyzer: Analyzer, frame: Frame) -> Analysis:
        prepared = analyzer.prepare(frame)
        outputs: Outputs | None = None
        if prepared is not None:
            for attempt in range(_ATTEMPTS):
                try:
                    outputs = self._inference.infer(prepared.crop)
                    break
                except InferenceError:
                    if attempt == _ATTEMPTS - 1:
                        raise
        return analyzer.conclude(frame, prepared, outputs)


def _capacity(source: VideoSource) -> int:
    """Hold as many frames as fit into the memory that a queue may take."""
    frame_bytes = max(source.info.width_px * source.info.height_px * 4, 1)
    return max(1, min(_LONGEST_QUEUE, _QUEUE_BYTES // frame_bytes))
