"""Tests of the part of a recording that a timeline shows."""

from __future__ import annotations

from itertools import pairwise

import pytest

from hysteroview.core.types import NS_PER_S
from hysteroview.gui.review.timeline.rows import causes_in_rows, rows_of
from hysteroview.gui.review.timeline.window import TimeWindow, tick_words

WHOLE = TimeWindow.whole(5 * NS_PER_S, 105 * NS_PER_S, 100, 1000)


def test_time_and_place_belong_together() -> None:
    assert WHOLE.time_at(600) == 55 * NS_PER_S
    assert WHOLE.x_at(55 * NS_PER_S) == 600
    assert WHOLE.time_at(-50) == WHOLE.first_ns
    assert WHOLE.time_at(5000) == WHOLE.last_ns


@pytest.mark.parametrize("x_px", [100, 350, 1100])
def test_zoom_keeps_the_time_at_the_pointer(x_px: int) -> None:
    near = WHOLE.zoomed(0.25, x_px)
    assert abs(near.time_at(x_px) - WHOLE.time_at(x_px)) <= 1
    assert near.shown_ns == 25 * NS_PER_S
    assert near.zoomed(100, x_px).is_whole


def test_zoom_and_pan_stay_within_the_recording() -> None:
    near = WHOLE.zoomed(1e-9, 600)
    assert near.shown_ns == NS_PER_S // 5
    assert near.moved(-1e9).from_ns == WHOLE.first_ns
    assert near.moved(1e9).to_ns == WHOLE.last_ns


def test_window_follows_a_time_that_has_left_it() -> None:
    near = WHOLE.zoomed(0.1, 100)  # 5 to 15 s
    assert near.following(8 * NS_PER_S) is near
    later = near.following(50 * NS_PER_S)
    assert later.from_ns == 49 * NS_PER_S


def test_window_of_a_growing_recording_shows_all_or_stays() -> None:
    assert WHOLE.of(5 * NS_PER_S, 205 * NS_PER_S).to_ns == 205 * NS_PER_S
    near = WHOLE.zoomed(0.1, 100)
    grown = near.of(5 * NS_PER_S, 205 * NS_PER_S)
    assert (grown.from_ns, grown.to_ns) == (near.from_ns, near.to_ns)


def test_ticks_are_round_times_far_enough_from_each_other() -> None:
    ticks = WHOLE.ticks(80)  # 8 s
    assert [each // NS_PER_S for each in ticks] == list(range(0, 101, 10))
    assert tick_words(65 * NS_PER_S) == "1:05"
    assert tick_words(3_665_500_000_000) == "1:01:05.50"


def test_rare_causes_share_the_last_row() -> None:
    assert [list(each) for each in causes_in_rows(3)] == [[0], [1], [2]]
    assert list(causes_in_rows(9)[-1]) == [5, 6, 7, 8]
    assert len(rows_of(7, 9, has_details=True).causes) == len(causes_in_rows(9))


def test_rows_do_not_overlap() -> None:
    rows = rows_of(7, 9, has_details=True)
    assert rows.quality is not None
    order = [rows.events, rows.episodes, rows.curve, *rows.classes, rows.quality, rows.lane,
             *rows.causes, rows.axis]  # fmt: skip
    assert all(above.end <= below.top for above, below in pairwise(order))
    assert rows_of(7, 9, has_details=False).height <= 100
