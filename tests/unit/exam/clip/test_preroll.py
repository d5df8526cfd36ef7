"""The ring holds the newest seconds, begins with a keyframe, and is bounded."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hysteroview.core.record import FrameRecord
from hysteroview.core.types import NS_PER_S, AssessmentState
from hysteroview.exam.clip.encoder import EncodedPicture
from hysteroview.exam.clip.preroll import PrerollRing


def encoded_picture(index: int, pts_ns: int, size_bytes: int, *, key: bool) -> EncodedPicture:
    return EncodedPicture(index, pts_ns, 0, key, bytes(size_bytes))


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
        ring.add(encoded_picture(index, now_ns, size_bytes, key=index % key_every == 0))
    content = ring.content()
    assert content is not None
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
    ring.add(encoded_picture(0, 0, 10, key=False))
    assert ring.content() is None
    assert ring.seconds == 0
    ring.add(encoded_picture(1, 1 * NS_PER_S, 10, key=True))
    ring.add(encoded_picture(2, 2 * NS_PER_S, 10, key=False))
    assert ring.seconds == 1
    ring.add(encoded_picture(3, 0, 10, key=True))
    content = ring.content()
    assert content is not None
    assert [picture.index for picture in content.pictures] == [3]
