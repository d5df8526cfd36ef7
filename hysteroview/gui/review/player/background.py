"""The analysis of a recording under review: started, paused and shown from its page."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from hysteroview.core.review.findings import ReviewFinding
from hysteroview.core.types import NS_PER_S
from hysteroview.gui.review.player.analysis_bar import AnalysisBar
from hysteroview.gui.review.player.target import Recording
from hysteroview.gui.review.timeline.content import Span, TimelineContent
from hysteroview.gui.tasks import TaskRunner
from hysteroview.inference.decide.analyzer import AnalyzerSettings
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.review.kept.analysis import (
    AnalysisState,
    AnalysisStatus,
    RecordingAnalysis,
)
from hysteroview.pipeline.review.kept.key import track_key
from hysteroview.pipeline.review.kept.track_file import TrackFile, tracks_folder, trim
from hysteroview.pipeline.review.track_bins import TrackBins
from hysteroview.pipeline.review.track_columns import TrackColumns

_POLL_MS = 250
_LEAST_NS = 2 * NS_PER_S  # between two pictures of the timeline while the analysis goes on
_MOST_KEPT_BYTES = 1 << 30


class BackgroundAnalysis(QObject):
    """Analyze a recording while it is played, on request, and show how far it is.

    What was analyzed is kept: a complete track is there when the recording is opened again, and an
    interrupted analysis goes on where it was.

    Signals
    -------
    columns_changed(TrackColumns)
        There are more results.
    content_changed(TimelineContent)
        The same, for the timeline.
    kept_known(TrackFile)
        Where the track of the recording is kept; None if it cannot be kept.
    proposed_changed(tuple, bool, bool)
        The episodes so far, whether these are all, and whether they are of a quick pass; those have
        keys of their own, which no decision about the complete analysis is about.
    """

    columns_changed = Signal(object)
    content_changed = Signal(object)
    kept_known = Signal(object)
    proposed_changed = Signal(object, bool, bool)

    def __init__(
        self,
        bar: AnalysisBar,
        card: ModelCard,
        settings: AnalyzerSettings,
        tasks: TaskRunner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bar, self._card, self._settings, self._tasks = bar, card, settings, tasks
        self._recording: Recording | None = None
        self._kept: TrackFile | None = None
        self._analysis: RecordingAnalysis | None = None
        self._blocks, self._shown_ns, self._is_making = 0, 0, False
        self._is_quick = False  # what is shown is of a quick pass
        self._timer = QTimer(self, interval=_POLL_MS)
        self._timer.timeout.connect(self.look)
        bar.requested.connect(self._act)

    def show_recording(self, recording: Recording) -> None:
        """Show another recording; results that are kept of it come as soon as they are read."""
        if (before := self.close()) is not None:
            before.end()
        self._recording = recording
        if recording.location:
            find = partial(_find, recording, self._card, self._settings)
            self._tasks.submit(find, partial(self._take, recording), lambda _: None)

    def close(self) -> RecordingAnalysis | None:
        """Let go of the analysis; it goes on another time. Safe to call twice.

        Returns
        -------
        What is to be ended; None if nothing was analyzed.
        """
        self._timer.stop()
        self._bar.hide()
        analysis = self._analysis
        self._analysis = self._kept = self._recording = None
        self._is_quick = False
        self._blocks, self._shown_ns = 0, 0
        return analysis

    @property
    def is_begun(self) -> bool:
        """Whether the analysis runs, or did."""
        return self._analysis is not None

    @property
    def is_complete(self) -> bool:
        """Whether all of the recording is analyzed."""
        analysis = self._analysis
        is_whole = not self._is_quick
        return analysis is not None and is_whole and analysis.status.state is AnalysisState.COMPLETE

    def look(self) -> None:
        """Show how far the analysis is, and what it has found."""
        analysis = self._analysis
        if analysis is None:
            return
        status = analysis.status
        if self._is_quick:
            self._bar.show_quick()
        else:
            self._bar.show_status(status)
        is_due = time.monotonic_ns() - self._shown_ns >= _LEAST_NS
        is_running = status.state is AnalysisState.RUNNING
        if status.blocks != self._blocks and not self._is_making and (is_due or not is_running):
            self._blocks, self._is_making = status.blocks, True
            self._shown_ns = time.monotonic_ns()
            made_of = partial(_made_of, is_quick=self._is_quick)
            make = partial(made_of, analysis, status, self._card, self._settings)
            if not self._tasks.submit(make, partial(self._show, analysis), self._forget_making):
                self._blocks, self._is_making = -1, False
        has_ended = status.state in (AnalysisState.COMPLETE, AnalysisState.FAILED)
        if has_ended and status.blocks == self._blocks and not self._is_making:
            self._timer.stop()
        if (defect := analysis.failure) is not None:
            self._timer.stop()
            raise defect

    def _take(self, recording: Recording, kept: TrackFile | None) -> None:
        if recording is not self._recording:
            return
        self.kept_known.emit(kept)
        if kept is None:
            return
        self._kept = kept
        self._bar.show()
        if kept.is_complete:
            self._start(kept)
        elif not kept.has_begun and kept.quick.is_complete:
            self._is_quick = True
            self._start(kept.quick)
        else:
            self._bar.show_waiting(has_begun=kept.has_begun)

    def _act(self) -> None:
        """Start, pause or go on; after a quick pass the whole recording is analyzed."""
        if self._analysis is None or self._is_quick:
            if self._analysis is not None:
                self._analysis.end()
            self._is_quick = False
            self._start(self._kept)
            return
        state = self._analysis.status.state
        if state is AnalysisState.RUNNING:
            self._analysis.pause()
        elif state is AnalysisState.PAUSED:
            self._analysis.resume()
        elif state is AnalysisState.FAILED:
            self._analysis.end()
            self._start(self._kept)
        self.look()

    def _start(self, kept: TrackFile | None) -> None:
        recording = self._recording
        if recording is None or kept is None:
            return
        made = RecordingAnalysis(recording.open_it, self._card, kept, settings=self._settings)
        self._analysis, self._blocks = made, 0
        self._tasks.submit(partial(_start, made), lambda _: None, lambda _: None)
        self._timer.start()

    def _show(self, analysis: RecordingAnalysis, made: _Made) -> None:
        self._is_making = False
        if analysis is self._analysis:
            self.columns_changed.emit(made.columns)
            self.content_changed.emit(made.content)
            self.proposed_changed.emit(made.proposed, made.is_complete, self._is_quick)

    def _forget_making(self, _: object) -> None:
        self._is_making = False


def _find(recording: Recording, card: ModelCard, settings: AnalyzerSettings) -> TrackFile | None:
    folder = tracks_folder()
    trim(folder, _MOST_KEPT_BYTES)
    key = track_key(recording.location, recording.files, card, settings)
    return None if key is None else TrackFile(folder / key)


def _start(analysis: RecordingAnalysis) -> None:
    analysis.start()


@dataclass(frozen=True, slots=True, eq=False)
class _Made:
    columns: TrackColumns
    content: TimelineContent
    proposed: tuple[ReviewFinding, ...]
    is_complete: bool


def _made_of(
    analysis: RecordingAnalysis, status: AnalysisStatus, card: ModelCard,
    settings: AnalyzerSettings, *, is_quick: bool,
) -> _Made:  # fmt: skip
    """Return the results so far, and what the timeline shows of them."""
    columns, proposed = analysis.columns, analysis.proposed
    if is_quick:
        proposed = tuple(replace(each, key=f"quick-{each.key}") for each in proposed)
    times = columns.pts_ns
    first_ns = int(times[0]) if len(times) else 0
    last_ns = int(times[-1]) if len(times) else 0
    whole_ns = last_ns - first_ns
    if status.total and status.total > len(columns) > 0:
        whole_ns = round(whole_ns * status.total / len(columns))
    to_ns = first_ns + max(whole_ns, NS_PER_S)
    failed: tuple[Span, ...] = ()
    if status.failure is not None:
        failed = (Span(last_ns, to_ns, str(status.failure)),)
    is_complete = status.state is AnalysisState.COMPLETE
    content = TimelineContent(
        from_ns=first_ns,
        to_ns=to_ns,
        labels=card.labels,
        bins=TrackBins(columns),
        analyzed_to_ns=None if is_complete else last_ns,
        threshold=card.threshold_at(settings.operating_point),
        failed=failed,
    )
    return _Made(columns, content, proposed, is_complete)
