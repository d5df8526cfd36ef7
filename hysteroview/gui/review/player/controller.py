"""Runs the player of a review page."""

from __future__ import annotations

import time
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from hysteroview.capture.source import SourceInfo
from hysteroview.core.errors import HysteroViewError
from hysteroview.core.types import NS_PER_S
from hysteroview.gui.look.language import translated_label
from hysteroview.gui.look.messages import translated_message
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.explain.controller import ExplainController
from hysteroview.gui.review.lesions.controller import LesionsController
from hysteroview.gui.review.player.background import BackgroundAnalysis
from hysteroview.gui.review.player.endings import Endings
from hysteroview.gui.review.player.findings_link import FindingsLink
from hysteroview.gui.review.player.heatmap_link import HeatmapLink, other_model_words
from hysteroview.gui.review.player.moves import PlayerMoves
from hysteroview.gui.review.player.page import ReviewPage
from hysteroview.gui.review.player.pictures_link import PicturesLink
from hysteroview.gui.review.player.target import Recording, ReviewTarget
from hysteroview.gui.review.player.timeline_link import TimelineLink
from hysteroview.gui.review.store_access import StoreAccess
from hysteroview.gui.review.unsaved import UnsavedNotice
from hysteroview.gui.tasks import TaskRunner
from hysteroview.inference.decide.analyzer import AnalyzerSettings
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.review.player import Player
from hysteroview.pipeline.review.player_status import PlayerStatus
from hysteroview.pipeline.review.thumbnail_cache import cache_folder
from hysteroview.pipeline.review.thumbnails import Thumbnails
from hysteroview.settings.live import CurrentSettings

_LOOK_MS = 16
_FAILURE, _DECISION = "recording", "decision"  # subjects of notices
_EXPLAIN, _HEATMAP, _DAMAGE = "explain", "heatmap", "damage"
_HALF_NS = NS_PER_S // 2  # of a finding of the operator at a single frame


class ReviewController(QObject):
    """Carry out what the review page requests, and show at the display's rate what comes of it.

    Parameters
    ----------
    at_ns
        Time to begin at, on the clock of the exam's source; None for the first frame.

    Signals
    -------
    left()
        The page is no longer wanted.
    """

    left = Signal()

    def __init__(
        self,
        target: ReviewTarget,
        card: ModelCard,
        tasks: TaskRunner,
        settings: AnalyzerSettings,
        parent: QObject | None = None,
        *,
        at_ns: int | None = None,
        endings: Endings | None = None,
        current: CurrentSettings | None = None,
        exams: StoreAccess | None = None,
    ) -> None:
        super().__init__(parent)
        self.endings = endings or Endings()
        self.page = ReviewPage(card)
        self.analysis = BackgroundAnalysis(self.page.analysis, card, settings, tasks, self)
        self.analysis.columns_changed.connect(self.page.show_columns)
        self.explain = ExplainController(self.page, card, settings, tasks)
        self.explain.failed.connect(partial(self.page.notice.show_failure, subject=_EXPLAIN))
        self.page.explain_requested.connect(self._explain)
        self._target, self._tasks, self._card = target, tasks, card
        self._place, self._recording = 0, target.recordings[0]
        self._thumbnails: Thumbnails | None = None
        self._next_ns: int | None = None  # a time to go to when the recording is open
        self.moves = PlayerMoves(self.page, self.look, self)
        self.unsaved = UnsavedNotice(self.page.notice, self)
        self._failure: HysteroViewError | None = None
        self._damage: str | None = None  # as it was shown
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.look)
        self._timeline = TimelineLink(self.page.timeline, tasks, card, self)
        self.analysis.content_changed.connect(self._timeline.take_content)
        self.findings = FindingsLink(
            self.page, target, card.labels, self._place_of_finding,
            lambda: self.moves.part.is_closed, self,
        )  # fmt: skip
        self.analysis.columns_changed.connect(self.findings.take_columns)
        self.heatmap = HeatmapLink(
            self.page.picture, card, settings, current or CurrentSettings(), self
        )
        self.page.show_target(target)
        self.pictures = PicturesLink(self.page, target, card, tasks, self._source_info, exams)
        self.analysis.columns_changed.connect(self.pictures.take_columns)
        self.lesions = LesionsController(
            self.page, self.findings.tasks, self._exam_access, partial(_class_names, card),
            lambda: self.page.scale,
        )  # fmt: skip
        self._connect()
        self._open(0)
        if at_ns is not None:
            self.findings.lead_to(at_ns)

    def close(self) -> None:
        """End the review; its threads end later, the last decisions kept. Safe to call twice."""
        self._close_player()
        self.explain.close()
        self.endings.end(*self.findings.close(), self.heatmap.close())
        self.unsaved.finish(self.pictures.unsaved.emit)
        self.pictures.close()

    def _close_player(self) -> None:
        self._timer.stop()
        self._timeline.close()
        self.endings.end(self.analysis.close(), self.moves.player, self._thumbnails)
        self.moves.end()
        self._thumbnails = None

    def _connect(self) -> None:
        self.page.recording_chosen.connect(self._open)
        self.page.left.connect(lambda: self.unsaved.leave(self.left.emit))
        heatmaps = self.page.transport.heatmap_toggled
        heatmaps.connect(lambda on: self.heatmap.show_heatmaps(on=on))
        self.heatmap.failed.connect(partial(self.page.notice.show_failure, subject=_HEATMAP))
        self.explain.can_save = self.pictures.can_save
        self.explain.save_requested.connect(self.pictures.keep)
        self.pictures.saved.connect(self.explain.show_saved)
        self.pictures.failed.connect(self.explain.show_unsaved)
        self.page.lesions_requested.connect(self._ask_lesions)
        self.lesions.saved.connect(self.pictures.read_exam)
        self.lesions.closed.connect(self.page.take_focus)
        self.lesions.failed.connect(self._show_decision_failure)
        self.pictures.exam_known.connect(self.findings.take_exam)
        self.pictures.exam_known.connect(self._timeline.take_noted)
        self.pictures.exam_known.connect(self.moves.take_noted)
        self.pictures.writes_known.connect(self.unsaved.watch)
        findings = self.findings
        findings.writes_known.connect(self.unsaved.watch)
        if findings.controller is not None:
            self.unsaved.watch(findings.controller.writes)
        findings.places_changed.connect(self._timeline.take_places)
        findings.moment_wanted.connect(self._go_to_recording)
        findings.unreachable.connect(self._refuse_unrecorded)
        findings.track_known.connect(self._timeline.take_exam)
        self._timeline.results_known.connect(self.page.show_results)
        self._timeline.failed.connect(self._show_decision_failure)
        findings.spans_changed.connect(self._timeline.take_episodes)
        findings.failed.connect(self._show_decision_failure)
        self.analysis.kept_known.connect(findings.take_kept)
        self.analysis.kept_known.connect(self.pictures.take_kept)
        self.analysis.proposed_changed.connect(findings.take_proposed)

    def _open(self, place: int) -> None:
        self._close_player()
        self._place, self._recording = place, self._target.recordings[place]
        self._next_ns = None
        self._failure = self._damage = None
        for subject in (_FAILURE, _DAMAGE):
            self.page.notice.end(subject)
        self.page.show_recording(place, self._recording)
        player = Player(self._recording.open_it)
        player.start()
        self.moves.begin(player, self._recording)
        folder = cache_folder() if self._recording.is_file else None
        self._thumbnails = Thumbnails(self._recording.open_it, folder=folder)
        self._thumbnails.start()
        self._timeline.show_recording(self._recording, self._thumbnails)
        self.findings.show_recording(place)
        self.pictures.show_recording(self._recording)
        self.heatmap.show_recording(self._recording.origin)
        self.analysis.show_recording(self._recording)
        self._timer.start()

    @property
    def recording(self) -> Recording:
        """The recording that is shown."""
        return self._recording

    @property
    def status(self) -> PlayerStatus | None:
        """What was shown last."""
        return self.moves.status

    @property
    def thumbnails(self) -> Thumbnails | None:
        """Those of the recording that is shown; None once closed."""
        return self._thumbnails

    def look(self) -> None:
        """Show what the player shows now."""
        if self.moves.player is None:
            return
        status = self.moves.status = self.moves.player.look(time.monotonic_ns())
        is_first = self._first_ns is None
        self.page.show_status(status)
        if is_first and self._first_ns is not None:
            self._begin(self._first_ns)
        self._show_near(status)
        self.heatmap.look(status)
        if status.failure is not None and status.failure is not self._failure:
            self._failure = status.failure
            self.page.notice.show_failure(status.failure, subject=_FAILURE)
        self._show_damage(status)

    def _show_damage(self, status: PlayerStatus) -> None:
        """Say what of the recording was lost; while it plays on, only once."""
        if status.damage and status.damage != self._damage and not (self._damage and status.speed):
            self._damage = status.damage
            self.page.notice.show_warning(translated_message(status.damage), subject=_DAMAGE)

    def _begin(self, first_ns: int) -> None:
        """Go to where the recording was opened for, now that its first time is known."""
        self.findings.show_recording(self._place, first_ns)
        if self._next_ns is not None:
            self.moves.go_to(self._next_ns)
            self._next_ns = None

    def _show_near(self, status: PlayerStatus) -> None:
        """Show a key frame near the one that is sought, until that is there."""
        if not status.is_waiting:
            self.moves.sought_ns = None
        near = None
        if self.moves.sought_ns is not None and self._thumbnails is not None:
            near = self._thumbnails.near(self.moves.sought_ns)
        self.page.show_near(near)

    def _go_to_recording(self, place: int, pts_ns: int) -> None:
        if place != self._place:
            self._open(place)
        self.moves.pause()
        if self._first_ns is None:
            self._next_ns = pts_ns
        else:
            self.moves.go_to(pts_ns)

    def _place_of_finding(self) -> tuple[int, int, int] | None:
        """Return the part that is chosen, or else a second around the frame, and the frame, ns."""
        now_ns, first_ns = self.moves.now_ns, self._first_ns
        if now_ns is None or first_ns is None or self.page.picture.is_near:
            self._say_searching()
            return None
        part = self.moves.part
        begin, end = part.from_ns, part.to_ns
        if begin is None or end is None:
            return max(now_ns - _HALF_NS, first_ns), now_ns + _HALF_NS, now_ns
        return begin, end - 1, now_ns

    def _exam_access(self) -> ExamAccess:
        assert self.pictures.access is not None  # else there is no button for lesions
        return self.pictures.access

    def _ask_lesions(self) -> None:
        self.moves.pause()
        self.lesions.ask(self.pictures.exam_id)

    def _explain(self) -> None:
        frame = self.page.picture.frame
        if frame is None or self.page.picture.is_near:  # not this frame is on the screen
            self._say_searching()
            return
        self.moves.pause()
        remark = other_model_words(self._recording.origin, self._card.origin)
        self.explain.ask(frame, self.page.scale, remark)

    def _say_searching(self) -> None:
        self.page.notice.show_hint(self.tr("The frame is still being searched."))

    def _refuse_unrecorded(self) -> None:
        self.page.notice.show_hint(self.tr("This moment of the exam was not recorded."))

    def _show_decision_failure(self, failure: HysteroViewError) -> None:
        self.page.notice.show_failure(failure, subject=_DECISION)

    def _source_info(self) -> SourceInfo | None:
        return None if self.moves.status is None else self.moves.status.info

    @property
    def _first_ns(self) -> int | None:
        return self.page.first_ns


def _class_names(card: ModelCard) -> dict[str, str]:
    return {label.code: translated_label(label.name) for label in card.labels}
