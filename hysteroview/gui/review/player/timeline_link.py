"""The timeline of a review page: made of what is known of a recording, and tied to the player."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.types import NS_PER_S
from hysteroview.gui.review.photos.kept import NotedExam
from hysteroview.gui.review.player.target import Recording
from hysteroview.gui.review.timeline.content import EpisodeSpan, Span, TimelineContent
from hysteroview.gui.review.timeline.happened import (
    Happened,
    happened_of,
    snapshot_events,
    threshold_of,
)
from hysteroview.gui.review.timeline.timeline import Timeline
from hysteroview.gui.tasks import TaskRunner
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.review.exam_track import ExamTrack
from hysteroview.pipeline.review.thumbnails import Thumbnails
from hysteroview.pipeline.review.track_bins import TrackBins
from hysteroview.pipeline.review.track_columns import span_ns


class TimelineLink(QObject):
    """Show what is known of a recording on a timeline; without results there is none.

    Signals
    -------
    results_known()
        The stored results of the recording have been read, or cannot be read.
    failed(HysteroViewError)
        They cannot be read.
    """

    results_known = Signal()
    failed = Signal(object)

    def __init__(
        self, timeline: Timeline, tasks: TaskRunner, card: ModelCard, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._card = card
        self._exam: tuple[Happened, float | None] | None = None  # with its threshold
        self._timeline, self._tasks = timeline, tasks
        self._recording: Recording | None = None
        self._thumbnails: Thumbnails | None = None
        self._content: TimelineContent | None = None
        self._episodes: tuple[EpisodeSpan, ...] = ()
        self._places: tuple[Span, ...] = ()
        timeline.hide()
        timeline.hover_changed.connect(self._show_preview)

    def show_recording(self, recording: Recording, thumbnails: Thumbnails) -> None:
        """Show another recording, as soon as its results have been put in columns."""
        self._recording, self._thumbnails = recording, thumbnails
        self._content, self._episodes, self._places = None, (), ()
        self._timeline.hide()
        self._timeline.clear()
        if recording.results is not None:
            read = partial(content_of, recording, lambda: recording is self._recording)
            fail = partial(self._fail, recording)
            self._tasks.submit_or_fail(read, partial(self._show, recording), fail)

    def close(self) -> None:
        """Forget the recording."""
        self._recording = self._thumbnails = None

    def take_content(self, content: TimelineContent) -> None:
        """Show what has become known of the recording."""
        self._content = content
        self._show_all()
        self._timeline.show()

    def take_exam(self, track: ExamTrack) -> None:
        """Show what happened in the exam of the recording."""
        self._exam = happened_of(track), threshold_of(track, self._card)
        self._show_all()

    def take_episodes(self, episodes: tuple[EpisodeSpan, ...]) -> None:
        """Show these findings of the recording."""
        self._episodes = episodes
        self._show_all()

    def take_places(self, places: tuple[Span, ...]) -> None:
        """Show these marked stretches of the photo plan."""
        if places != self._places:
            self._places = places
            self._show_all()

    def take_noted(self, noted: NotedExam) -> None:
        """Show the snapshots that the exam has by now."""
        if self._exam is not None:
            happened, threshold = self._exam
            self._exam = replace(happened, snapshots=snapshot_events(noted.times)), threshold
            self._show_all()

    def _show_all(self) -> None:
        content, recording = self._content, self._recording
        if content is None or recording is None:
            return
        content = replace(content, episodes=self._episodes, places=self._places)
        if self._exam is not None and recording.length_ns is not None:
            happened, threshold = self._exam
            within = happened.within(recording.origin_ns, recording.length_ns)
            content = within.in_content(replace(content, threshold=threshold))
        self._timeline.show_content(content)

    def _show(self, recording: Recording, content: TimelineContent | None) -> None:
        if recording is not self._recording:
            return
        self.results_known.emit()
        if content is not None:
            self.take_content(content)

    def _fail(self, recording: Recording, failure: HysteroViewError) -> None:
        if recording is self._recording:
            self.results_known.emit()
            self.failed.emit(failure)

    def _show_preview(self, pts_ns: int | None) -> None:
        near = None
        if pts_ns is not None and self._thumbnails is not None:
            near = self._thumbnails.near(pts_ns)
        if near is not None and pts_ns is not None:
            self._timeline.show_preview(pts_ns, QImage.fromData(near.jpeg))


def content_of(
    recording: Recording, is_wanted: Callable[[], bool] = lambda: True
) -> TimelineContent | None:
    """Read the results of a recording, and return what a timeline shows of them.

    Returns
    -------
    None if they name no classes, or are no longer wanted.

    Raises
    ------
    StorageError
        They cannot be read.
    """
    results = None if recording.results is None else recording.results.read(is_wanted)
    if results is None or results.columns is None or results.labels is None:
        return None
    first_ns, last_ns = span_ns(results.columns)
    return TimelineContent(
        from_ns=min(first_ns, 0),
        to_ns=max(last_ns, NS_PER_S),
        labels=results.labels,
        bins=TrackBins(results.columns),
    )
