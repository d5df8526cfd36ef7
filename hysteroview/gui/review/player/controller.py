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
from hysteroview.gui.review.player.page import ReviewPage
from hysteroview.gui.review.player.pictures_link import PicturesLink
from hysteroview.gui.review.player.target import Recording, ReviewTarget
from hysteroview.gui.review.player.timeline_link import TimelineLink
from hysteroview.gui.review.store_access import StoreAccess
from hysteroview.gui.tasks import TaskRunner
from hysteroview.inference.decide.analyzer import AnalyzerSettings
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.review.player import Player
from hysteroview.pipeline.review.player_status import FAR_NS, SPEEDS, ChosenPart, PlayerStatus
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
        self._player: Player | None = None
        self._thumbnails: Thumbnails | None = None
        self._sought_ns: int | None = None  # a time that is being looked for
        self._next_ns: int | None = None  # a time to go to when the recording is open
        self._status: PlayerStatus | None = None
        self._speed = 1.0  # as chosen
        self._part = ChosenPart()
        self._failure: HysteroViewError | None = None
        self._damage: str | None = None  # as it was shown
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.look)
        self._timeline = TimelineLink(self.page.timeline, tasks, card, self)
        self.analysis.content_changed.connect(self._timeline.take_content)
        self.findings = FindingsLink(
            self.page, target, card.labels, self._place_of_finding, lambda: self._part.is_closed,
            self,
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
        self.pictures.close()

    def _close_player(self) -> None:
        self._timer.stop()
        self._timeline.close()
        self.endings.end(self.analysis.close(), self._player, self._thumbnails)
        self._player = self._thumbnails = None

    def _connect(self) -> None:
        bar = self.page.transport
        self.page.recording_chosen.connect(self._open)
        self.page.key_pressed.connect(self._act)
        self.page.left.connect(self.left)
        bar.toggled.connect(self._toggle)
        bar.stepped.connect(self._step)
        bar.speed_chosen.connect(self._choose_speed)
        bar.event_requested.connect(self._go_to_event)
        bar.share_chosen.connect(self._go_to_share)
        bar.moment_requested.connect(self._go_to_moment)
        bar.frame_requested.connect(self._go_to_frame)
        bar.edge_marked.connect(self._mark_edge)
        bar.heatmap_toggled.connect(lambda on: self.heatmap.show_heatmaps(on=on))
        self.heatmap.failed.connect(partial(self.page.notice.show_failure, subject=_HEATMAP))
        self.page.timeline.seek_requested.connect(self._go_to)
        self.page.timeline.scrub_requested.connect(self._go_to)
        self.page.timeline.range_selected.connect(self._choose_part)
        bar.not_understood.connect(self._refuse_place)
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
        findings = self.findings
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
        self._part, self._failure, self._status = ChosenPart(), None, None
        self._damage = None
        for subject in (_FAILURE, _DAMAGE):
            self.page.notice.end(subject)
        self.page.show_recording(place, self._recording)
        self._player = Player(self._recording.open_it)
        self._player.start()
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
        return self._status

    @property
    def thumbnails(self) -> Thumbnails | None:
        """Those of the recording that is shown; None once closed."""
        return self._thumbnails

    def look(self) -> None:
        """Show what the player shows now."""
        if self._player is None:
            return
        status = self._status = self._player.look(time.monotonic_ns())
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
            self._go_to(self._next_ns)
            self._next_ns = None

    def _show_near(self, status: PlayerStatus) -> None:
        """Show a key frame near the one that is sought, until that is there."""
        if not status.is_waiting:
            self._sought_ns = None
        near = None
        if self._sought_ns is not None and self._thumbnails is not None:
            near = self._thumbnails.near(self._sought_ns)
        self.page.show_near(near)

    def _toggle(self) -> None:
        status = self._status
        if self._player is None or status is None:
            return
        if status.speed:
            self._player.play(0)
            return
        if status.is_last and self._first_ns is not None:
            self._player.seek(self._first_ns)  # once more from the start
        self._player.play(self._speed)

    def _step(self, frames: int) -> None:
        if self._player is not None:
            self._player.step(frames)
            self.look()

    def _choose_speed(self, speed: float) -> None:
        self._speed = speed
        if self._player is not None and self._status is not None and self._status.speed:
            self._player.play(speed if self._status.speed > 0 else -speed)

    def _act(self, key: str) -> None:
        """Act on J, K and L as editing programs do: each press of J or L doubles the speed."""
        status = self._status
        if self._player is None or status is None:
            return
        if key in ("Home", "End"):
            self._player.play(0)
            self._player.seek(FAR_NS if key == "End" else -FAR_NS)
        elif key == "K":
            self._player.play(0)
        else:
            way = 1.0 if key == "L" else -1.0
            goes_on = status.speed * way > 0
            self._player.play(way * min(abs(status.speed) * 2, SPEEDS[-1]) if goes_on else way)

    def _go_to_event(self, way: int) -> None:
        if self._player is None or (now_ns := self._now_ns) is None:
            return
        find = self._recording.event_after if way > 0 else self._recording.event_before
        if (event_ns := find(now_ns)) is not None:
            self._player.play(0)
            self._player.seek(event_ns)
        else:
            self.page.notice.show_hint(
                self.tr("No snapshot or mark after this") if way > 0
                else self.tr("No snapshot or mark before this")
            )  # fmt: skip

    def _go_to_share(self, share: float) -> None:
        info = None if self._status is None else self._status.info
        if info is not None and info.duration_s:
            self._go_to_moment(round(share * info.duration_s * NS_PER_S))

    def _go_to_moment(self, since_start_ns: int) -> None:
        if self._first_ns is not None:
            self._go_to(self._first_ns + since_start_ns)

    def _go_to(self, pts_ns: int) -> None:
        if self._player is not None:
            self._sought_ns = pts_ns
            self._player.seek(pts_ns)

    def _go_to_recording(self, place: int, pts_ns: int) -> None:
        if place != self._place:
            self._open(place)
        if self._player is not None:
            self._player.play(0)
        if self._first_ns is None:
            self._next_ns = pts_ns
        else:
            self._go_to(pts_ns)

    def _place_of_finding(self) -> tuple[int, int, int] | None:
        """Return the part that is chosen, or else a second around the frame, and the frame, ns."""
        now_ns, first_ns = self._now_ns, self._first_ns
        if now_ns is None or first_ns is None or self.page.picture.is_near:
            return None
        begin, end = self._part.from_ns, self._part.to_ns
        if begin is None or end is None:
            return max(now_ns - _HALF_NS, first_ns), now_ns + _HALF_NS, now_ns
        return begin, end - 1, now_ns

    def _choose_part(self, from_ns: int, to_ns: int) -> None:
        self._show_part(ChosenPart(from_ns, to_ns))

    def _go_to_frame(self, index: int) -> None:
        if self._player is not None:
            self._player.go_to_index(index)

    def _mark_edge(self, edge: int) -> None:
        if self._player is None or (now_ns := self._now_ns) is None:
            return
        part = self._part.marked(edge, now_ns, self._period_ns)
        if part.is_empty:
            part = ChosenPart()
            self.page.notice.show_hint(self.tr("A part begins before it ends."))
        self._show_part(part)

    def _show_part(self, part: ChosenPart) -> None:
        if self._player is not None:
            self._part = part
            self._player.loop(part.play_range)
            self.page.transport.show_part(on=part.is_any)
            self.page.timeline.show_range((part.from_ns, part.to_ns) if part.is_any else None)

    def _exam_access(self) -> ExamAccess:
        assert self.pictures.access is not None  # else there is no button for lesions
        return self.pictures.access

    def _ask_lesions(self) -> None:
        if self._player is not None:
            self._player.play(0)
        self.lesions.ask(self.pictures.exam_id)

    def _explain(self) -> None:
        frame = self.page.picture.frame
        if frame is None or self.page.picture.is_near:  # not this frame is on the screen
            self.page.notice.show_hint(self.tr("The frame is still being searched."))
            return
        if self._player is not None:
            self._player.play(0)
        remark = other_model_words(self._recording.origin, self._card.origin)
        self.explain.ask(frame, self.page.scale, remark)

    def _refuse_unrecorded(self) -> None:
        self.page.notice.show_hint(self.tr("This moment of the exam was not recorded."))

    def _show_decision_failure(self, failure: HysteroViewError) -> None:
        self.page.notice.show_failure(failure, subject=_DECISION)

    def _refuse_place(self) -> None:
        self.page.notice.show_hint(self.tr("Enter a time such as 1:05.2, or a frame such as #120."))

    def _source_info(self) -> SourceInfo | None:
        return None if self._status is None else self._status.info

    @property
    def _first_ns(self) -> int | None:
        return self.page.first_ns

    @property
    def _period_ns(self) -> int:
        """Time from one frame to the next, ns; 1 where it varies."""
        info = None if self._status is None else self._status.info
        return 1 if info is None or not info.fps else round(NS_PER_S / info.fps)

    @property
    def _now_ns(self) -> int | None:
        frame = None if self._status is None else self._status.frame
        return None if frame is None else frame.pts_ns


def _class_names(card: ModelCard) -> dict[str, str]:
    return {label.code: translated_label(label.name) for label in card.labels}
