"""What happened in an exam, as its timeline shows it: snapshots, marks, own calls, losses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication

from hysteroview.core.review.findings import FindingsReview
from hysteroview.core.wording import shown_words
from hysteroview.exam.store.events import NORMAL, OTHER, OwnCall
from hysteroview.gui.look.language import translated_state
from hysteroview.gui.review.timeline.content import Event, Span, TimelineContent
from hysteroview.gui.review.timeline.finding_spans import spans_of
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.review.exam_track import ExamTrack
from hysteroview.pipeline.review.track_bins import TrackBins


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Events of an exam, on the clock of its source or of one of its recordings."""

    snapshots: tuple[Event, ...] = ()
    marks: tuple[Event, ...] = ()
    own_calls: tuple[Event, ...] = ()
    losses: tuple[Span, ...] = ()

    def within(self, origin_ns: int, length_ns: int) -> Happened:
        """Return those of a recording, on its own clock.

        Parameters
        ----------
        origin_ns, length_ns
            Time of its first frame on the clock of the source, and its length.
        """

        def moved(events: tuple[Event, ...]) -> tuple[Event, ...]:
            shifted = (replace(each, pts_ns=each.pts_ns - origin_ns) for each in events)
            return tuple(each for each in shifted if 0 <= each.pts_ns <= length_ns)

        losses = (
            replace(each, from_ns=each.from_ns - origin_ns, to_ns=each.to_ns - origin_ns)
            for each in self.losses
        )
        return Happened(
            snapshots=moved(self.snapshots),
            marks=moved(self.marks),
            own_calls=moved(self.own_calls),
            losses=tuple(each for each in losses if each.to_ns > 0 and each.from_ns < length_ns),
        )

    def in_content(self, content: TimelineContent) -> TimelineContent:
        """Return the content of a timeline with these events."""
        return replace(
            content, snapshots=self.snapshots, marks=self.marks, own_calls=self.own_calls,
            losses=self.losses,
        )  # fmt: skip


def happened_of(track: ExamTrack) -> Happened:
    """Return what happened in an exam; what has no known time is left out."""
    clock, events = track.clock, track.events
    calls = ((call, clock.pts_at(call.wall_ns)) for call in events.own_calls)
    losses = []
    for loss in events.signal_losses:
        from_ns = clock.pts_at(loss.start_wall_ns)
        to_ns = track.end_ns if loss.end_wall_ns is None else clock.pts_at(loss.end_wall_ns)
        if from_ns is not None and to_ns is not None:
            losses.append(Span(from_ns, max(to_ns, from_ns), _tr("No signal")))
    return Happened(
        snapshots=snapshot_events(track.snapshots),
        marks=tuple(
            Event(pts_ns, _tr("Mark {0}").format(mark.number))
            for mark in events.marks
            if (pts_ns := mark.pts_ns if mark.pts_ns is not None else clock.pts_at(mark.wall_ns))
            is not None
        ),
        own_calls=tuple(
            Event(pts_ns, _call_words(call)) for call, pts_ns in calls if pts_ns is not None
        ),
        losses=tuple(losses),
    )


def snapshot_events(times: Mapping[str, int | None]) -> tuple[Event, ...]:
    """Return the snapshots of an exam, whose numbers are their order; those of a known time."""
    return tuple(
        Event(pts_ns, _tr("Snapshot {0}").format(number))
        for number, pts_ns in enumerate(times.values(), 1)
        if pts_ns is not None
    )


def threshold_of(track: ExamTrack, card: ModelCard) -> float | None:
    """Return the threshold of the two-class result; None if it is unknown or was changed."""
    if track.operating_point is None or track.model_sha256 != card.sha256:
        return None
    return card.threshold_at(track.operating_point)


def exam_content(track: ExamTrack, review: FindingsReview, card: ModelCard) -> TimelineContent:
    """Return what a timeline shows of a whole exam."""
    labels = track.labels
    content = TimelineContent(
        from_ns=track.begin_ns,
        to_ns=track.end_ns,
        labels=labels,
        bins=None if track.columns is None else TrackBins(track.columns),
        threshold=threshold_of(track, card),
        episodes=() if labels is None else spans_of(review.findings, labels),
    )
    return happened_of(track).in_content(content)


def _call_words(call: OwnCall) -> str:
    words, _ = shown_words(call.ai_state, call.ai_result)
    ai = translated_state(words)
    if call.call is None:
        return _tr("AI shown without an own assessment. AI: {0}").format(ai)
    names = {NORMAL: _tr("normal"), OTHER: _tr("other")}
    return _tr("Own assessment: {0}. AI: {1}").format(names.get(call.call, call.call), ai)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Happened", text)
