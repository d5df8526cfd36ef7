"""Analysis of a complete recording at full speed, without dropping frames."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hysteroview.capture.source import SourceInfo, VideoSource
from hysteroview.core.errors import HysteroViewError
from hysteroview.core.record import FrameRecord
from hysteroview.core.types import Analysis, Frame
from hysteroview.imaging.pixels.freed import FreedPicture
from hysteroview.inference.decide.analyzer import Analyzer, AnalyzerSettings, Prepared
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.runtimes.backend import Plan, RuntimeInfo
from hysteroview.inference.runtimes.table import AUTO
from hysteroview.inference.runtimes.threads import usable_cores
from hysteroview.pipeline.inference.in_flight import InFlight
from hysteroview.pipeline.inference.link import BATCH_TIMEOUT_S
from hysteroview.pipeline.inference.messages import Request
from hysteroview.pipeline.inference.process import InferenceProcess
from hysteroview.pipeline.slot import BoundedQueue
from hysteroview.pipeline.worker import Worker

_QUEUE_BYTES = 256 * 1024 * 1024
_LONGEST_QUEUE = 24
_DECODED_AHEAD = 8  # frames that wait for analysis; more are not in the processor's cache any more
# few long batches, because at the end of each the cores wait for the last picture
LARGEST_BATCH = 16
_BATCHES_UNDER_WAY = 2  # the child computes one batch while the next waits in the pipe
_JOIN_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class _PendingFrame:
    """A frame on its way through the network.

    Attributes
    ----------
    prepared
        None if it is skipped on purpose.
    known
        Its record, if it was analyzed before.
    """

    frame: Frame
    prepared: Prepared | None
    known: FrameRecord | None = None

    @property
    def crop(self) -> NDArray[np.uint8] | None:
        """Input of the network; None if the network is not run."""
        is_due = self.prepared is not None and self.known is None
        return self.prepared.crop if self.prepared is not None and is_due else None


class OtherTrackError(HysteroViewError):
    """The kept results are not those that this analysis would give."""


@dataclass(frozen=True, slots=True, eq=False)
class Reviewed:
    """A frame with its analysis, which is None if the frame was skipped or was known before."""

    frame: Frame
    analysis: Analysis | None


class Review:
    """Analyze every `every`-th frame of a source.

    One thread decodes, one analyzes with the inference process, and the owner gets the results in
    order from `results`; queues of a few frames keep all of them busy. The owner closes the source
    after the review.

    Parameters
    ----------
    runtime
        Choice of the runtime: "auto", a family, or a row of the table of runtimes.
    every
        1 analyzes all frames, 2 every second one, beginning with the first.
    settings
        Settings of the analyzer.
    inference
        Process that computes the outputs, in place of one with `runtime`; the review closes it.
    known
        Records of the first frames, from an analysis that was interrupted, if every frame is
        analyzed. The network is not run for them; the results after them are the same bits as those
        of an analysis without interruption.
    keeps_pictures
        Whether the frames of the results have pictures; without, they are freed early.
    """

    def __init__(
        self,
        source: VideoSource,
        card: ModelCard,
        *,
        every: int = 1,
        runtime: str = AUTO,
        settings: AnalyzerSettings | None = None,
        inference: InferenceProcess | None = None,
        known: Sequence[FrameRecord] = (),
        keeps_pictures: bool = True,
    ) -> None:
        if every < 1:
            raise ValueError("every must be at least 1")
        self._source = source
        self._card = card
        self._every = every
        self._settings = settings
        self._keeps_pictures = keeps_pictures
        capacity = _capacity(source.info)
        self._frames: BoundedQueue[Frame] = BoundedQueue(min(capacity, _DECODED_AHEAD))
        self._reviewed: BoundedQueue[Reviewed] = BoundedQueue(capacity)
        self._batch = batch_frames(source.info)
        # whole batches, so that those after them have the same frames
        self._known = known[: len(known) // self._batch * self._batch] if every == 1 else ()
        cores = usable_cores()
        self._inference = inference or InferenceProcess(
            card.folder,
            card.labels,
            request=Request(runtime, Plan(threads=cores, in_flight=cores), card.sha256),
            answer_timeout_s=BATCH_TIMEOUT_S,
        )
        # first failure; written before a queue closes
        self._failure: HysteroViewError | None = None
        self._failing = threading.Lock()  # guards _failure
        self._workers = (Worker("decode", self._decode), Worker("analyze", self._analyze))

    @property
    def runtime(self) -> RuntimeInfo | None:
        """Runtime in use; None until the first result."""
        return self._inference.info

    @property
    def inference_pid(self) -> int | None:
        """Process id of the running inference process; None without one."""
        return self._inference.pid

    def results(self) -> Generator[Reviewed, None, None]:
        """Yield all frames in order; closing the generator ends threads and child.

        Raises
        ------
        SourceError, InferenceError, BackendUnavailable
            The review failed; all results before the failure were yielded.
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

    def abort(self) -> None:
        """Let `results` end at once, also while the inference process starts; from any thread."""
        self._frames.close()
        self._reviewed.close()
        self._inference.abort()

    def _end(self) -> None:
        self.abort()
        for worker in self._workers:
            worker.join(_JOIN_TIMEOUT_S)
        self._inference.close()

    def _guard(self, action: Callable[[], None], output: BoundedQueue[Frame] | None) -> None:
        """Store an external failure as a value, and close the queue of the next stage."""
        try:
            action()
        except HysteroViewError as error:
            with self._failing:
                self._failure = self._failure or error
        finally:
            if output is not None:
                output.close()

    def _decode(self) -> None:
        """Decode thread: read until the source ends."""
        self._guard(self._read_all, self._frames)

    def _analyze(self) -> None:
        """Analysis thread: analyze decoded frames; only this thread uses the child process."""
        try:
            self._guard(self._analyze_all, None)
        finally:
            self._reviewed.close()
            self._frames.close()  # so that decoding ends if the analysis failed

    def _read_all(self) -> None:
        while (frame := self._source.read()) is not None:
            if not self._frames.put(frame):
                return

    def _analyze_all(self) -> None:
        analyzer = Analyzer(self._card, self._settings, is_video=self._source.info.is_video)
        self._inference.start()
        in_flight, batches = InFlight(self._inference), deque[list[_PendingFrame]]()
        batch: list[_PendingFrame] = []
        while (frame := self._frames.take()) is not None:
            is_due = frame.index % self._every == 0
            known = self._known[frame.index] if frame.index < len(self._known) else None
            prepared = analyzer.prepare(frame) if is_due else None
            if not self._keeps_pictures:
                size = (frame.width_px, frame.height_px)
                frame = replace(frame, image=FreedPicture(size), coded=None)
            batch.append(_PendingFrame(frame, prepared, known))
            if len(batch) == self._batch:
                self._send(batch, in_flight)
                batches.append(batch)
                batch = []
            if len(batches) > _BATCHES_UNDER_WAY and not self._conclude(
                analyzer, batches.popleft(), in_flight
            ):
                return
        self._send(batch, in_flight)
        for rest in (*batches, batch):
            if not self._conclude(analyzer, rest, in_flight):
                return

    def _send(self, batch: list[_PendingFrame], in_flight: InFlight) -> None:
        crops = [due.crop for due in batch if due.crop is not None]
        if crops:
            in_flight.put(crops)

    def _conclude(
        self, analyzer: Analyzer, batch: list[_PendingFrame], in_flight: InFlight
    ) -> bool:
        """Pass on the results of the oldest batch; False if the consumer has ended."""
        has_crops = any(due.crop is not None for due in batch)
        outputs = iter(in_flight.take() if has_crops else [])
        analyzer.set_runtime(str(self.runtime or ""))
        for due in batch:
            analysis = None
            if due.known is not None:
                if not analyzer.recall(due.frame, due.known):
                    raise OtherTrackError("The kept results do not belong to this recording.")
            elif due.prepared is not None:
                result = next(outputs) if due.crop is not None else None
                analysis = analyzer.conclude(due.frame, due.prepared, result)
            if not self._reviewed.put(Reviewed(due.frame, analysis)):
                return False
        return True


def batch_frames(info: SourceInfo) -> int:
    """Return how many frames make a batch of the network; those without a crop count too."""
    return min(_capacity(info), LARGEST_BATCH)


def _capacity(info: SourceInfo) -> int:
    """Return the number of frames that fit into the memory limit of a queue."""
    frame_bytes = max(info.width_px * info.height_px * 4, 1)
    return max(1, min(_LONGEST_QUEUE, _QUEUE_BYTES // frame_bytes))
