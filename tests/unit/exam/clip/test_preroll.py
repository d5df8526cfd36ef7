"""The ring holds the newest seconds, begins with a keyframe, and is bounded."""

from __future__ import annotations

import av
from av.video.stream import VideoStream
from hypothesis import given
from hypothesis import strategies as st

from hysteroview.core.record import FrameRecord
from hysteroview.core.types import NS_PER_S, AssessmentState
from hysteroview.exam.clip.encoder import EncodedPicture
from hysteroview.exam.clip.preroll import PrerollRing


def encoded_picture(index: int, pts_ns: int, size_bytes: int, *, key: bool) -> EncodedPicture:
    return EncodedPicture(index, pts_ns, 0, key, bytes(size_bytes))


def a_template() -> VideoStream:
    return av.open("", "w", format="null").add_stream("mpeg4")


TEMPLATE, OTHER = a_template(), a_template()


def result(pts_ns: int) -> FrameRecord:
    return FrameRecord(frame_index=0, pts_ns=pts_ns, state=AssessmentState.ABSTAINED)


@given(
    steps_ms=st.lists(st.integers(1, 900), min_size=1, max_size=120),
    size_bytes=st.integers(1, 400),
    key_every=st.integers(1, 20),
)
def test_it_begins_at_a_keyframe_and_reaches_back_far_enough(
    steps_ms: list[int], size_bytes: int, key_every: int
) -> None:
    ring = PrerollRing(5, max_bytes=10_000)
    now_ns, all_ns = 0, []
    for index, step_ms in enumerate(steps_ms):
        now_ns += step_ms * 1_000_000
        all_ns.append(now_ns)
        ring.note(result(now_ns))
        ring.add(encoded_picture(index, now_ns, size_bytes, key=index % key_every == 0), TEMPLATE)
    (content,) = ring.contents()
    assert content.pictures[0].is_keyframe
    indices = [picture.index for picture in content.pictures]
    assert indices == list(range(indices[0], len(steps_ms)))
    assert ring.size_bytes == size_bytes * len(indices)
    assert all(each.pts_ns >= content.pictures[0].pts_ns for each in content.results)
    is_within = ring.size_bytes <= 10_000 or len(indices) <= key_every
    assert is_within
    span_ns = now_ns - content.pictures[0].pts_ns
    has_all = indices[0] == 0
    assert has_all or span_ns >= 5 * NS_PER_S or ring.size_bytes > 10_000 - key_every * size_bytes


def test_nothing_is_kept_before_the_first_keyframe_or_across_a_clock_that_went_back() -> None:
    ring = PrerollRing(10)
    ring.add(encoded_picture(0, 0, 10, key=False), TEMPLATE)
    assert ring.contents() == []
    assert ring.seconds == 0
    ring.add(encoded_picture(1, 1 * NS_PER_S, 10, key=True), TEMPLATE)
    ring.add(encoded_picture(2, 2 * NS_PER_S, 10, key=False), TEMPLATE)
    assert ring.seconds == 1
    ring.add(encoded_picture(3, 0, 10, key=True), TEMPLATE)
    (content,) = ring.contents()
    assert [picture.index for picture in content.pictures] == [3]


def test_pictures_of_two_encoders_are_two_contents_each_with_its_results() -> None:
    ring = PrerollRing(10)
    for index in range(6):
        template = TEMPLATE if index < 3 else OTHER
        ring.add(encoded_picture(index, index * NS_PER_S, 10, key=index in (0, 3)), template)
        ring.note(result(index * NS_PER_S))
    first, second = ring.contents()
    assert (first.template, second.template) == (TEMPLATE, OTHER)
    assert [picture.index for picture in first.pictures] == [0, 1, 2]
    assert [picture.index for picture in second.pictures] == [3, 4, 5]
    assert [each.pts_ns // NS_PER_S for each in first.results] == [0, 1, 2]
    assert [each.pts_ns // NS_PER_S for each in second.results] == [3, 4, 5]
    assert ring.seconds == 5
