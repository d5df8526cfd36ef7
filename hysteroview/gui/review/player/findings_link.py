"""The findings of a review page: read, tied to the player, and kept where they belong."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.labels import LabelSet
from hysteroview.core.review.findings import ReviewFinding
from hysteroview.core.wording import moment
from hysteroview.gui.look.places import place_words
from hysteroview.gui.review.decisions.controller import FindingsController
from hysteroview.gui.review.decisions.keepers import DecisionKeeper, ExamDecisions
from hysteroview.gui.review.decisions.panel import time_words
from hysteroview.gui.review.photos.controller import MARK_NS, PhotoPlanController
from hysteroview.gui.review.photos.kept import NotedExam
from hysteroview.gui.review.player.endings import LastWrites
from hysteroview.gui.review.player.page import ReviewPage
from hysteroview.gui.review.player.target import ReviewTarget
from hysteroview.gui.review.timeline.content import Span
from hysteroview.gui.review.timeline.finding_spans import spans_of
from hysteroview.gui.tasks import TaskRunner
from hysteroview.pipeline.review.exam_track import ExamTrack
from hysteroview.pipeline.review.frame_pictures import FramePictures
from hysteroview.pipeline.review.kept.decisions import RecordingDecisions
from hysteroview.pipeline.review.kept.track_file import TrackFile
from hysteroview.pipeline.review.track_columns import TrackColumns

log = logging.getLogger(__name__)

_MOST_TASKS = 200
_POLL_MS = 60

Place = Callable[[], tuple[int, int, int] | None]


class FindingsLink(QObject):
    """Shows the findings of one review, and leads the player to them.

    Times of findings are those of the exam's source, or of the recording outside an exam.

    Parameters
    ----------
    place
        Returns the time of a finding that is added, from and to, and the frame that is shown, on
        the clock of the recording, ns; None while no frame is shown.
    has_part
        Returns whether that time was chosen, or is only the time around the frame.

    Attributes
    ----------
    report_unsaved
        Called when the review is closed and its last decision cannot be kept.

    Signals
    -------
    moment_wanted(int, int)
        The recording with this place in the list is wanted, at this time of its own clock, ns.
    unreachable()
        The best frame of a finding is in no recording.
    track_known(ExamTrack)
        Of the exam.
    spans_changed(tuple)
        The findings as the timeline of the present recording shows them.
    places_changed(tuple)
        The marked stretches of the photo plan, as the timeline shows them.
    failed(HysteroViewError)
        The findings cannot be read, or a decision is not possible.
    writes_known(WaitingWrites)
        Those of the decisions.
    """

    moment_wanted = Signal(int, object)
    unreachable = Signal()
    track_known = Signal(object)
    spans_changed = Signal(object)
    places_changed = Signal(object)
    failed = Signal(object)
    writes_known = Signal(object)

    def __init__(
        self,
        page: ReviewPage,
        target: ReviewTarget,
        labels: LabelSet,
        place: Place,
        has_part: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        panel, photos = self._panel, self._photos = page.findings, page.photos
        self._target = target
        self._labels, self._place, self._has_part = labels, place, has_part
        self.tasks = TaskRunner(_MOST_TASKS)  # in order, of this review alone, which it outlives
        self.report_unsaved: Callable[[HysteroViewError], None] = _log_unsaved
        self._noted: NotedExam | None = None
        self._is_closed = False
        self._recording, self._first_ns = 0, 0
        self._asked: set[int] = set()
        self._pictures = FramePictures()
        self._pictures.start()
        self._timer = QTimer(self, interval=_POLL_MS)
        self._timer.timeout.connect(self._show_pictures)
        self._timer.start()
        self.controller: FindingsController | None = None
        self.plan: PhotoPlanController | None = None
        panel.setEnabled(False)
        photos.setEnabled(False)
        panel.shown.connect(self.lead_to)
        panel.thumbnail_requested.connect(self._want_picture)
        photos.shown.connect(self.lead_to)
        photos.thumbnail_requested.connect(self._want_picture)
        if target.exam is not None and target.access is not None:
            self._control(ExamDecisions(target.access, target.exam.exam_id))
            read = partial(
                target.access.track, target.exam.exam_id, is_wanted=lambda: not self._is_closed
            )
            panel.show_waiting(self.tr("The findings are being read…"))
            self.tasks.submit_or_fail(read, self._take_track, self._fail_track)

    def close(self) -> tuple[FramePictures, LastWrites]:
        """Let the last decisions be kept, without waiting; return what is then to be ended.

        Safe to call twice.
        """
        self._is_closed = True  # so that the track is not read to its end
        self._timer.stop()
        self._panel.note.clearFocus()  # what was typed is a note
        if self.controller is not None:
            self.controller.writes.finish(self.report_unsaved)
            self.controller.history.clear()  # see `DecisionCommand`
        return self._pictures, LastWrites(self.tasks, self.report_unsaved)

    def _fail_track(self, failure: HysteroViewError) -> None:
        self._panel.show_waiting(self.tr("The findings cannot be read."))
        self.failed.emit(failure)

    def _take_track(self, track: ExamTrack) -> None:
        """Propose the episodes of an exam."""
        self._panel.show_waiting("")
        if track.labels is not None:
            self._labels = track.labels
            self._panel.take_labels(track.labels)
        if self.controller is not None and self.plan is not None:
            self._enable()
            self.controller.show(track.proposed)
            self.plan.take_columns(track.columns)
            if self._noted is None and self._target.exam is not None:
                self.take_exam(NotedExam(self._target.exam, dict(track.snapshots)))
        self.track_known.emit(track)

    def take_exam(self, noted: NotedExam) -> None:
        """Show lesions and snapshots in the photo plan."""
        self._noted = noted
        if self.plan is not None:
            self.plan.take_exam(noted.exam, noted.times)

    def take_kept(self, kept: TrackFile | None) -> None:
        """Show the decisions that are kept beside the track of a recording outside an exam."""
        if kept is None:
            self._panel.show_waiting(self.tr("Decisions about this recording cannot be kept."))
            return
        if self.controller is None:
            self._control(RecordingDecisions(kept.folder)).show(())
            self._enable()
            if self._noted is not None:
                self.take_exam(self._noted)
        self._panel.show_waiting(self.tr("Findings are proposed when the analysis is complete."))

    def take_proposed(
        self,
        proposed: tuple[ReviewFinding, ...],
        is_complete: bool,  # noqa: FBT001 - a slot
        is_quick: bool,  # noqa: FBT001 - a slot
    ) -> None:
        """Show the episodes of an analysis; decisions about them wait until it is complete.

        A quick pass never is: its episodes are others than those of the complete analysis.
        """
        words = "" if is_complete else self.tr("The analysis goes on. Decide when it is complete.")
        if is_quick:
            words = self.tr("These are proposals of a quick pass. Analyze completely to decide.")
        self._panel.show_waiting(words)
        if self.controller is not None:
            self.controller.take_proposed(proposed)

    def take_columns(self, columns: TrackColumns) -> None:
        """Propose frames of this track of a recording outside an exam."""
        if self.plan is not None:
            self.plan.take_columns(columns)

    def show_recording(self, place: int, first_ns: int = 0) -> None:
        """Show times as the player does.

        Parameters
        ----------
        place
            Of the recording that is shown, in the list.
        first_ns
            Timestamp of its first frame.
        """
        self._recording, self._first_ns = place, first_ns
        if self.controller is not None:
            self.controller.refresh()
            self._emit_spans()
        if self.plan is not None:
            self.plan.refresh()

    def lead_to(self, source_ns: int) -> None:
        """Lead the player to a time of the clock of findings."""
        place = self._target.place_of(source_ns)
        if place is None:
            self.unreachable.emit()
        else:
            origin_ns = self._target.recordings[place].origin_ns
            self.moment_wanted.emit(place, source_ns - origin_ns)

    def _control(self, keeper: DecisionKeeper) -> FindingsController:
        made = FindingsController(self._panel, keeper, self.tasks, self._place_of, self)
        made.when = self._when
        made.changed.connect(self._emit_spans)
        made.failed.connect(self.failed)
        self.controller = made
        plan = self.plan = PhotoPlanController(
            self._photos, keeper, made, self.tasks, self._place_of_mark
        )
        plan.when = self._moment
        plan.changed.connect(self._emit_places)
        self.writes_known.emit(made.writes)
        return made

    def _enable(self) -> None:
        for panel in (self._panel, self._photos):
            panel.setEnabled(True)

    def _emit_spans(self) -> None:
        if self.controller is None:
            return
        shown = self._target.recordings[self._recording]
        findings = [
            each
            for each in self.controller.review.findings
            if shown.has(each.start_ns, each.end_ns)
        ]
        self.spans_changed.emit(spans_of(findings, self._labels, origin_ns=shown.origin_ns))

    def _emit_places(self) -> None:
        if self.plan is None:
            return
        shown = self._target.recordings[self._recording]
        self.places_changed.emit(
            tuple(
                Span(each.from_ns - shown.origin_ns, each.to_ns - shown.origin_ns,
                     place_words(each.slot.place))
                for each in self.plan.plan.spans
                if shown.has(each.from_ns, each.to_ns)
            )
        )  # fmt: skip

    def _when(self, finding: ReviewFinding) -> str:
        shown, place = (
            self._target.recordings[self._recording],
            self._target.place_of(finding.best_ns),
        )
        if place == self._recording:
            return time_words(finding, shown.origin_ns + self._first_ns)
        if place is None:
            return self.tr("{0}, not recorded").format(time_words(finding))
        name = self._target.recordings[place].name
        return self.tr("in the recording {0}").format(name)

    def _moment(self, source_ns: int) -> str:
        shown, place = (
            self._target.recordings[self._recording], self._target.place_of(source_ns),
        )  # fmt: skip
        if place == self._recording:
            return moment(source_ns - shown.origin_ns - self._first_ns)
        if place is None:
            return self.tr("{0}, not recorded").format(moment(source_ns))
        return self.tr("in the recording {0}").format(self._target.recordings[place].name)

    def _place_of_mark(self) -> tuple[int, int, int] | None:
        """Return the stretch of a mark: longer than a finding, unless a part is chosen."""
        found = self._place_of()
        if found is None:
            return None
        from_ns, to_ns, now_ns = found
        if not self._has_part():
            from_ns, to_ns = now_ns - MARK_NS, now_ns + MARK_NS
            shown = self._target.recordings[self._recording]
            if shown.length_ns is not None:  # what was not recorded cannot be shown
                from_ns = max(from_ns, shown.origin_ns)
                to_ns = min(to_ns, shown.origin_ns + shown.length_ns)
        return min(from_ns, now_ns), max(to_ns, now_ns), now_ns

    def _place_of(self) -> tuple[int, int, int] | None:
        found = self._place()
        if found is None:
            return None
        origin_ns = self._target.recordings[self._recording].origin_ns
        from_ns, to_ns, now_ns = found
        return from_ns + origin_ns, to_ns + origin_ns, now_ns + origin_ns

    def _want_picture(self, source_ns: int) -> None:
        place = self._target.place_of(source_ns)
        if place is not None and source_ns not in self._asked:
            self._asked.add(source_ns)
            recording = self._target.recordings[place]
            self._pictures.want(source_ns, recording.open_it, source_ns - recording.origin_ns)

    def _show_pictures(self) -> None:
        for made in self._pictures.take():
            height, width = made.pixels.shape[:2]
            image = QImage(made.pixels.data, width, height, QImage.Format.Format_RGB32)
            held = image.copy()  # it outlives the array
            self._panel.show_thumbnail(made.key, held)
            self._photos.show_thumbnail(made.key, held)
        if (defect := self._pictures.failure) is not None:
            self._timer.stop()
            raise defect


def _log_unsaved(failure: HysteroViewError) -> None:
    log.warning("the last decision is not kept: %s", type(failure).__name__)
