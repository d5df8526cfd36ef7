"""What happened in an exam is on the timeline of its recordings and of the whole exam."""

from __future__ import annotations

from pathlib import Path

from hysteroview.core.review.findings import FindingsReview
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.store.store import open_store
from hysteroview.gui.review.timeline.happened import Happened, exam_content, happened_of
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.review.exam_track import ExamTrack, read_exam_track
from kept_exams import Event, Span, frame_of, keep_exam
from reviewed_exams import keep_recorded

POLYP = Span("EP", 10.0, frames=100)
AI = {"state": "ACTIVE", "result": frame_of(POLYP, 1, 0).as_dict()}
EVENTS = [
    Event(3, "mark", {"mark": 1, "pts_ns": 3 * NS_PER_S}),
    Event(11, "mark", {"mark": 2}),  # of a version that did not keep the time of the picture
    Event(12, "study_call", {"reading": 1, "call": "EC", "ai": AI}),
    Event(13, "signal", {"lost": True}),
    Event(15, "signal", {"lost": False}),
    Event(30, "signal", {"lost": True}),
]


def track_in(store: Path, exam_id: str) -> ExamTrack:
    with open_store(store, read_only=True) as opened:
        return read_exam_track(opened, exam_id)


def test_marks_calls_and_losses_have_their_times_on_the_clock_of_the_source(
    tmp_path: Path,
) -> None:
    exam_id = keep_recorded(tmp_path, [POLYP], [(9.0, 14.0)], EVENTS)
    happened = happened_of(track_in(tmp_path, exam_id))
    assert [each.pts_ns / NS_PER_S for each in happened.marks] == [3, 11]
    assert [each.text for each in happened.marks] == ["Mark 1", "Mark 2"]
    (call,) = happened.own_calls
    assert call.pts_ns == 12 * NS_PER_S
    assert call.text == "Own assessment: EC. AI: EP"
    assert [(each.from_ns / NS_PER_S, each.to_ns / NS_PER_S) for each in happened.losses] == [
        (13, 15), (30, 120),
    ]  # fmt: skip


def test_a_recording_has_what_happened_in_it_on_its_own_clock(tmp_path: Path) -> None:
    exam_id = keep_recorded(tmp_path, [POLYP], [(9.0, 14.0)], EVENTS)
    within = happened_of(track_in(tmp_path, exam_id)).within(9 * NS_PER_S, 5 * NS_PER_S)
    assert [each.pts_ns / NS_PER_S for each in within.marks] == [2]
    assert [each.pts_ns / NS_PER_S for each in within.own_calls] == [3]
    assert [each.from_ns / NS_PER_S for each in within.losses] == [4]


def test_the_whole_exam_begins_at_0_and_ends_with_the_exam(tmp_path: Path, card: ModelCard) -> None:
    exam_id = keep_recorded(tmp_path, [Span("EP", 4.0)], [])
    content = exam_content(track_in(tmp_path, exam_id), FindingsReview(), card)
    assert (content.from_ns, content.to_ns) == (0, 120 * NS_PER_S)


def test_an_exam_without_results_has_no_times_and_no_classes(
    tmp_path: Path, card: ModelCard
) -> None:
    exam_id = keep_exam(tmp_path, events=EVENTS)
    track = track_in(tmp_path, exam_id)
    assert track.labels is None
    assert [each.pts_ns for each in happened_of(track).marks] == [3 * NS_PER_S]
    assert exam_content(track, FindingsReview(), card).bins is None
    assert happened_of(track).losses == Happened().losses
