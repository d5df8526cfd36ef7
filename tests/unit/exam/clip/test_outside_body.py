"""Frames wait for their analysis before they are stored or pixelated, but not for long."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analyses import make_frame
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.clip.outside_body import JudgedFrame, OutsideBodyFilter


def told(judged: list[JudgedFrame]) -> list[tuple[int, bool]]:
    return [(each.frame.index, each.is_outside) for each in judged]


def test_a_frame_between_two_results_is_outside_if_either_is() -> None:
    frames = [make_frame(index) for index in range(12)]
    each = OutsideBodyFilter()
    for frame in frames[:4]:
        assert each.push(frame) == []
    assert told(each.note(frames[2].pts_ns, is_outside=False)) == [(0, True), (1, True), (2, True)]
    for frame in frames[4:8]:
        each.push(frame)
    assert told(each.note(frames[5].pts_ns, is_outside=False)) == [
        (3, False), (4, False), (5, False)
    ]  # fmt: skip
    assert told(each.note(frames[7].pts_ns, is_outside=True)) == [(6, True), (7, True)]
    each.push(frames[8])
    assert told(each.drain()) == [(8, True)]
    assert each.drain() == []


def test_without_results_frames_pass_and_the_last_result_expires() -> None:
    each = OutsideBodyFilter()
    judged = told([out for index in range(25 * 25) for out in each.push(make_frame(index, (8, 8)))])
    assert [index for index, _ in judged] == list(range(len(judged)))
    assert len(judged) >= 25 * 25 - 9  # 0.3 s wait
    assert all(is_outside == (index <= 250) for index, is_outside in judged)
    each.note(24 * NS_PER_S, is_outside=True)
    later = [
        out for index in range(25 * 26, 25 * 40) for out in each.push(make_frame(index, (8, 8)))
    ]
    assert {is_outside for index, is_outside in told(later) if index < 25 * 34} == {True}
    assert {is_outside for index, is_outside in told(later) if index > 25 * 35} == {False}


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5), st.booleans()), max_size=60))
def test_no_frame_is_lost_or_reordered(steps: list[tuple[bool, int, bool]]) -> None:
    each = OutsideBodyFilter()
    judged: list[JudgedFrame] = []
    count = 0
    for is_frame, back, is_outside in steps:
        if is_frame:
            judged += each.push(make_frame(count, (8, 8)))
            count += 1
        else:
            judged += each.note((count - back) * NS_PER_S // 25, is_outside=is_outside)
    judged += each.drain()
    assert [one.frame.index for one in judged] == list(range(count))
