"""The analysis of a recording in the background, which goes on where it was interrupted."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any

from hysteroview.capture.source import VideoSource
from hysteroview.core.episodes import EpisodeGatherer
from hysteroview.core.errors import HysteroViewError
from hysteroview.core.record import FrameRecord, record_of
from hysteroview.core.review.findings import ReviewFinding
from hysteroview.core.types import NS_PER_S
from hysteroview.inference.decide.analyzer import AnalyzerSettings
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.runtimes.table import AUTO
from hysteroview.pipeline.review.analysis import OtherTrackError, Review
from hysteroview.pipeline.review.kept.track_file import BLOCK_FRAMES, TrackFile
from hysteroview.pipeline.review.proposals import proposals_from
from hysteroview.pipeline.review.track_columns import TrackColumns, columns_of, joined_columns
from hysteroview.pipeline.worker import Worker

_JOIN_TIMEOUT_S = 20.0
_MOST_MOMENTS = 8  # over which the rate is measured


class AnalysisState(Enum):
    """What the analysis does."""

    RUNNING = auto()
    PAUSED = auto()
    COMPLETE = auto()
    FAILED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisStatus:
    """How far the analysis of a recording is.

    Attributes
    ----------
    frames, total
        Analyzed frames, and how many there are; None if the container does not say.
    known
        Frames that were analyzed before, and are read again until the analysis goes on.
    rate_hz
        Analyzed frames per second lately; None until it is known.
    analyzed_to_ns
        Time of the last analyzed frame; None before the first.
    failure
        Why the analysis has ended before the recording; None if it has not.
    blocks
        Increases whenever `columns` has more.
    """

    state: AnalysisState
    frames: int
    total: int | None
    known: int = 0
    rate_hz: float | None = None
    analyzed_to_ns: int | None = None
    failure: HysteroViewError | None = None
    blocks: int = 0

    @property
    def share(self) -> float | None:
        """Share of the recording that was analyzed; None if its length is not known."""
        if self.state is AnalysisState.COMPLETE:
            return 1.0
        return min(self.frames / self.total, 1.0) if self.total else None

    @property
    def left_s(self) -> float | None:
        """Estimated time until it is complete; None if it is not known."""
        if not self.total or not self.rate_hz or self.state is not AnalysisState.RUNNING:
            return None
        return max(self.total - self.frames, 0) / self.rate_hz


class RecordingAnalysis:
    """Analyze a recording in a thread, and keep its track; the owner polls `status`.

    If the track is complete from an earlier time, it is there at once and nothing is started.

    Parameters
    ----------
    open_it
        Opens the recording; called by the thread.
    kept
        Where the track is kept.
    """

    def __init__(
        self,
        open_it: Callable[[], VideoSource],
        card: ModelCard,
        kept: TrackFile,
        *,
        settings: AnalyzerSettings | None = None,
        runtime: str = AUTO,
    ) -> None:
        self._open_it, self._card, self._kept = open_it, card, kept
        self._settings, self._runtime = settings, runtime
        self._changed = threading.Condition()  # guards all fields below; a leaf lock
        self._is_paused = self._is_closed = False
        self._parts: list[TrackColumns] = []
        self._proposed: tuple[ReviewFinding, ...] = ()
        self._review: Review | None = None  # that is running
        self._status = AnalysisStatus(state=AnalysisState.RUNNING, frames=0, total=None)
        # times of the last blocks, ns, with the number of frames
        self._moments: deque[tuple[int, int]] = deque(maxlen=_MOST_MOMENTS)
        self._gatherer = EpisodeGatherer(card.labels)  # only the thread uses it
        self._worker = Worker("analysis", self._run)

    def start(self) -> None:
        """Show the kept track, or begin or go on with the analysis."""
        complete = self._kept.read_complete()
        with self._changed:
            if self._is_closed:
                return
            if complete is None:
                self._worker.start()
                return
        columns, proposed = complete
        self._kept.touch()
        with self._changed:
            self._parts, self._proposed = [columns], proposed
            self._status = _complete_status(columns, 1)

    @property
    def status(self) -> AnalysisStatus:
        """How far it is."""
        with self._changed:
            return self._status

    @property
    def failure(self) -> Exception | None:
        """Defect that ended the thread; None if there was none."""
        return self._worker.failure

    @property
    def columns(self) -> TrackColumns:
        """The results so far."""
        with self._changed:
            if len(self._parts) > 1:
                self._parts = [joined_columns(self._parts)]
            return self._parts[0] if self._parts else columns_of([], self._card.labels.codes)

    @property
    def proposed(self) -> tuple[ReviewFinding, ...]:
        """Episodes so far, without the one that is not over yet."""
        with self._changed:
            return self._proposed

    def pause(self) -> None:
        """Let it rest; it goes on after `resume`."""
        self._set_paused(is_paused=True)

    def resume(self) -> None:
        """Go on."""
        self._set_paused(is_paused=False)

    @property
    def is_alive(self) -> bool:
        """Whether its thread is running."""
        return self._worker.is_alive

    def end(self) -> None:
        """Let it end; what was analyzed stays kept. Does not wait. Safe to call twice."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
            review = self._review
        if review is not None:
            review.abort()

    def close(self) -> bool:
        """End it, and wait for its end; False if the thread hangs. Safe to call twice."""
        self.end()
        return self._worker.join(_JOIN_TIMEOUT_S)

    def _set_paused(self, *, is_paused: bool) -> None:
        with self._changed:
            self._is_paused = is_paused
            self._moments.clear()
            if self._status.state in (AnalysisState.RUNNING, AnalysisState.PAUSED):
                state = AnalysisState.PAUSED if is_paused else AnalysisState.RUNNING
                self._publish(state=state, rate_hz=None)
            self._changed.notify_all()

    def _run(self) -> None:
        try:
            with self._kept.locked():
                try:
                    self._analyze(self._kept.read())
                except OtherTrackError:
                    self._kept.clear()
                    self._forget()
                    self._analyze([])
        except HysteroViewError as error:
            with self._changed:
                if not self._is_closed:  # which ends the inference process
                    self._publish(state=AnalysisState.FAILED, failure=error, rate_hz=None)

    def _analyze(self, kept: list[FrameRecord]) -> None:
        """Analyze to the end of the recording, or until it is closed."""
        count = len(kept)
        self._take(kept)
        block: list[FrameRecord] = []
        with closing(self._open_it()) as source:
            with self._changed:
                self._publish(total=source.info.frame_count, known=count)
            review = Review(
                source, self._card, runtime=self._runtime, settings=self._settings, known=kept,
                keeps_pictures=False,
            )  # fmt: skip
            with self._changed:
                self._review = review
            if self._has_ended():
                return
            with closing(review.results()) as results:
                for reviewed in results:
                    if not self._may_go_on():
                        return
                    if reviewed.analysis is None or reviewed.frame.index < count:
                        continue
                    block.append(record_of(reviewed.analysis))
                    if len(block) == BLOCK_FRAMES:
                        self._keep(block)
                        block = []
        if self._has_ended():  # these may not be all results
            return
        if block:
            self._keep(block)
        columns, proposed = self.columns, proposals_from(self._gatherer.spans)
        self._kept.complete(columns, proposed)
        with self._changed:
            self._proposed = proposed
            self._status = _complete_status(columns, self._status.blocks + 1)

    def _has_ended(self) -> bool:
        with self._changed:
            return self._is_closed

    def _may_go_on(self) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or not self._is_paused)
            return not self._is_closed

    def _keep(self, block: list[FrameRecord]) -> None:
        self._kept.append(block)
        self._take(block)
        with self._changed:
            self._moments.append((time.monotonic_ns(), self._status.frames))
            self._publish(rate_hz=_rate_hz(self._moments))

    def _take(self, records: list[FrameRecord]) -> None:
        """Add results to the columns and the episodes."""
        if not records:
            return
        part = columns_of(records, self._card.labels.codes)
        for record in records:
            self._gatherer.add(record)
        proposed = proposals_from(self._gatherer.complete)
        with self._changed:
            self._parts.append(part)
            self._proposed = proposed
            status = self._status
            self._publish(
                frames=status.frames + len(records), blocks=status.blocks + 1,
                analyzed_to_ns=records[-1].pts_ns,
            )  # fmt: skip

    def _forget(self) -> None:
        self._gatherer = EpisodeGatherer(self._card.labels)
        with self._changed:
            self._parts, self._proposed = [], ()
            self._publish(frames=0, known=0, analyzed_to_ns=None)

    def _publish(self, **changes: Any) -> None:
        """Change the status; holds the lock."""
        self._status = replace(self._status, **changes)


def _complete_status(columns: TrackColumns, blocks: int) -> AnalysisStatus:
    return AnalysisStatus(
        state=AnalysisState.COMPLETE,
        frames=len(columns),
        total=len(columns),
        analyzed_to_ns=int(columns.pts_ns[-1]) if len(columns) else None,
        blocks=blocks,
    )


def _rate_hz(moments: Sequence[tuple[int, int]]) -> float | None:
    (first_ns, before), (last_ns, after) = moments[0], moments[-1]
    return (after - before) / (last_ns - first_ns) * NS_PER_S if last_ns > first_ns else None
