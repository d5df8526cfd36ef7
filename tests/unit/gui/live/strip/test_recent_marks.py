"""What the operator did in the last minute."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hysteroview.core.types import NS_PER_S
from hysteroview.gui.live.strip.recent_marks import MarkKind, PastMark, RecentMarks

NOW_NS = 1000 * NS_PER_S


def test_what_is_older_than_a_minute_or_taken_back_is_gone() -> None:
    marks = RecentMarks()
    old = PastMark(MarkKind.MARK, 1, NOW_NS - 61 * NS_PER_S)
    mark = PastMark(MarkKind.MARK, 2, NOW_NS - 30 * NS_PER_S)
    snapshot = PastMark(MarkKind.SNAPSHOT, 2, NOW_NS)
    for each in (old, mark, snapshot):
        marks.add(each)
    assert marks.marks(NOW_NS) == (mark, snapshot)
    marks.remove(MarkKind.MARK, 2)
    marks.remove(MarkKind.MARK, 99)
    assert marks.marks(NOW_NS) == (snapshot,)


def test_a_recording_that_runs_reaches_until_now() -> None:
    marks = RecentMarks()
    assert marks.recordings(NOW_NS) == ()
    marks.note_recording(NOW_NS - 90 * NS_PER_S, on=True)
    assert marks.recordings(NOW_NS) == ((NOW_NS - 60 * NS_PER_S, NOW_NS),)
    marks.note_recording(NOW_NS - 20 * NS_PER_S, on=False)
    marks.note_recording(NOW_NS - 10 * NS_PER_S, on=False)
    assert marks.recordings(NOW_NS) == ((NOW_NS - 60 * NS_PER_S, NOW_NS - 20 * NS_PER_S),)
    assert marks.recordings(NOW_NS + 60 * NS_PER_S) == ()


@given(st.lists(st.tuples(st.integers(1, 20), st.booleans()), max_size=40))
def test_recordings_lie_in_order_and_within_the_minute(looks: list[tuple[int, bool]]) -> None:
    marks, now_ns = RecentMarks(), NOW_NS
    for pause_s, on in looks:
        now_ns += pause_s * NS_PER_S
        marks.note_recording(now_ns, on=on)
    spans = marks.recordings(now_ns)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(now_ns - 60 * NS_PER_S <= edge <= now_ns for edge in edges)
    assert not looks or not looks[-1][1] or spans[-1][1] == now_ns
