"""Moves the player of a review as its keys, buttons and timeline request."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from PySide6.QtCore import QObject

from hysteroview.core.types import NS_PER_S
from hysteroview.gui.review.photos.kept import NotedExam
from hysteroview.gui.review.player.page import ReviewPage
from hysteroview.gui.review.player.target import Recording
from hysteroview.pipeline.review.player import Player
from hysteroview.pipeline.review.player_status import FAR_NS, SPEEDS, ChosenPart, PlayerStatus


class PlayerMoves(QObject):
    """Play, step, and go to frames, times and events; choose the part that is repeated.

    Parameters
    ----------
    look
        Shows at once what the player shows now.

    Attributes
    ----------
    player
        Of the recording that is shown; None without one.
    status
        What was shown last.
    sought_ns
        A time that is being looked for; None once it is shown.
    part
        That is repeated.
    """

    def __init__(self, page: ReviewPage, look: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._page, self._look = page, look
        self.player: Player | None = None
        self.status: PlayerStatus | None = None
        self.sought_ns: int | None = None
        self.part = ChosenPart()
        self._speed = 1.0  # as chosen
        self._recording: Recording | None = None
        self._noted: tuple[int, ...] = ()  # snapshots of the exam by now, on its clock
        bar, timeline = page.transport, page.timeline
        page.key_pressed.connect(self._act)
        bar.toggled.connect(self._toggle)
        bar.stepped.connect(self._step)
        bar.speed_chosen.connect(self._choose_speed)
        bar.event_requested.connect(self._go_to_event)
        bar.share_chosen.connect(self._go_to_share)
        bar.moment_requested.connect(self._go_to_moment)
        bar.frame_requested.connect(self._go_to_frame)
        bar.edge_marked.connect(self._mark_edge)
        bar.not_understood.connect(self._refuse_place)
        timeline.seek_requested.connect(self.go_to)
        timeline.scrub_requested.connect(self.go_to)
        timeline.range_selected.connect(self._choose_part)

    def begin(self, player: Player, recording: Recording) -> None:
        """Move the player of another recording from now on."""
        self.player, self._recording = player, recording
        self.part, self.status = ChosenPart(), None
        self._show_whether_events()

    def end(self) -> None:
        """Move nothing."""
        self.player = None

    def take_noted(self, noted: NotedExam) -> None:
        """Lead to the snapshots that the exam has by now, too."""
        self._noted = tuple(each for each in noted.times.values() if each is not None)
        self._show_whether_events()

    def pause(self) -> None:
        """Stop at the frame that is shown."""
        if self.player is not None:
            self.player.play(0)

    def go_to(self, pts_ns: int) -> None:
        """Go to a time of the recording's own clock."""
        if self.player is not None:
            self.sought_ns = pts_ns
            self.player.seek(pts_ns)

    @property
    def now_ns(self) -> int | None:
        """Time of the frame that is shown; None without one."""
        frame = None if self.status is None else self.status.frame
        return None if frame is None else frame.pts_ns

    @property
    def events(self) -> list[int]:
        """Times of the marks and snapshots in the recording, in order, on its own clock."""
        recording = self._recording
        if recording is None:
            return []
        noted = (each - recording.origin_ns for each in self._noted)
        last_ns = FAR_NS if recording.length_ns is None else recording.length_ns
        return sorted({*recording.events, *(each for each in noted if 0 <= each <= last_ns)})

    def _show_whether_events(self) -> None:
        self._page.transport.show_events(on=bool(self.events))

    def _toggle(self) -> None:
        status = self.status
        if self.player is None or status is None:
            return
        if status.speed:
            self.player.play(0)
            return
        if status.is_last and self._page.first_ns is not None:
            self.player.seek(self._page.first_ns)  # once more from the start
        self.player.play(self._speed)

    def _step(self, frames: int) -> None:
        if self.player is not None:
            self.player.step(frames)
            self._look()

    def _choose_speed(self, speed: float) -> None:
        self._speed = speed
        if self.player is not None and self.status is not None and self.status.speed:
            self.player.play(speed if self.status.speed > 0 else -speed)

    def _act(self, key: str) -> None:
        """Act on J, K and L as editing programs do: each press of J or L doubles the speed."""
        status = self.status
        if self.player is None or status is None:
            return
        if key in ("Home", "End"):
            self.player.play(0)
            self.player.seek(FAR_NS if key == "End" else -FAR_NS)
        elif key == "K":
            self.player.play(0)
        else:
            way = 1.0 if key == "L" else -1.0
            goes_on = status.speed * way > 0
            self.player.play(way * min(abs(status.speed) * 2, SPEEDS[-1]) if goes_on else way)

    def _go_to_event(self, way: int) -> None:
        if self.player is None or (now_ns := self.now_ns) is None:
            return
        events = self.events
        place = bisect_right(events, now_ns) if way > 0 else bisect_right(events, now_ns - 1) - 1
        if 0 <= place < len(events):
            self.player.play(0)
            self.player.seek(events[place])
        else:
            self._page.notice.show_hint(
                self.tr("No snapshot or mark after this") if way > 0
                else self.tr("No snapshot or mark before this")
            )  # fmt: skip

    def _go_to_share(self, share: float) -> None:
        info = None if self.status is None else self.status.info
        if info is not None and info.duration_s:
            self._go_to_moment(round(share * info.duration_s * NS_PER_S))

    def _go_to_moment(self, since_start_ns: int) -> None:
        if self._page.first_ns is not None:
            self.go_to(self._page.first_ns + since_start_ns)

    def _go_to_frame(self, index: int) -> None:
        if self.player is not None:
            self.player.go_to_index(index)

    def _choose_part(self, from_ns: int, to_ns: int) -> None:
        self._show_part(ChosenPart(from_ns, to_ns))

    def _mark_edge(self, edge: int) -> None:
        if self.player is None or (now_ns := self.now_ns) is None:
            return
        part = self.part.marked(edge, now_ns, self._period_ns)
        if part.is_empty:
            part = ChosenPart()
            self._page.notice.show_hint(self.tr("A part begins before it ends."))
        self._show_part(part)

    def _show_part(self, part: ChosenPart) -> None:
        if self.player is not None:
            self.part = part
            self.player.loop(part.play_range)
            self._page.transport.show_part(on=part.is_any)
            shown = (part.from_ns, part.to_ns) if part.is_any else None
            self._page.timeline.show_range(shown)

    def _refuse_place(self) -> None:
        words = self.tr("Enter a time such as 1:05.2, or a frame such as #120.")
        self._page.notice.show_hint(words)

    @property
    def _period_ns(self) -> int:
        """Time from one frame to the next, ns; 1 where it varies."""
        info = None if self.status is None else self.status.info
        return 1 if info is None or not info.fps else round(NS_PER_S / info.fps)
