"""Which frames a quick pass looks at: at least one each second, and all around what is due."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hysteroview.core.types import NS_PER_S
from hysteroview.pipeline.archive.quick.sampling import (
    APART_NS,
    MARGIN_NS,
    Span,
    close_spans,
    sample_times,
)

RATE_HZ = 25


def times(count: int) -> np.ndarray:
    return np.arange(count, dtype=np.int64) * NS_PER_S // RATE_HZ


@pytest.mark.parametrize("gop", [1, 12, 25, 30, 250])
def test_no_two_samples_are_more_than_a_second_apart(gop: int) -> None:
    frames = times(1000)
    samples = sample_times(frames, frames[::gop])
    assert samples[0] == 0
    assert set(samples) <= set(frames.tolist())
    assert max(np.diff(samples)) <= APART_NS
    assert frames[-1] - samples[-1] <= APART_NS


def test_key_frames_are_enough_where_there_is_one_each_second() -> None:
    frames = times(1000)
    keys = frames[::RATE_HZ]
    assert sample_times(frames, keys) == [*keys.tolist(), int(frames[-1])]


def test_a_gap_without_frames_is_crossed() -> None:
    frames = np.array([0, 1, 9, 10], np.int64) * NS_PER_S
    assert sample_times(frames, frames[:1]) == frames.tolist()


@given(
    st.lists(st.integers(1, 3 * NS_PER_S), min_size=1, max_size=60),
    st.sets(st.integers(0, 59), max_size=10),
)
def test_each_frame_is_near_a_sample_whatever_the_times(steps: list[int], keys: set[int]) -> None:
    frames = np.cumsum(np.array(steps, np.int64))
    chosen = frames[sorted(k for k in keys if k < len(frames))]
    samples = sample_times(frames, chosen)
    assert samples == sorted(set(samples))
    for before, after in pairwise(samples):
        between = frames[(frames > before) & (frames < after)]
        assert after - before <= APART_NS or not len(between)


def test_a_span_reaches_to_the_samples_around_and_a_little_further() -> None:
    samples = [each * NS_PER_S for each in range(20)]
    due = [each == 8 for each in range(20)]
    end_ns = 20 * NS_PER_S
    assert close_spans(samples, due, 0, end_ns) == [
        Span(7 * NS_PER_S - MARGIN_NS, 9 * NS_PER_S + MARGIN_NS)
    ]
    assert close_spans(samples, [False] * 20, 0, end_ns) == []
    assert close_spans(samples, [True] * 20, 0, end_ns) == [Span(0, end_ns)]


def test_spans_near_each_other_are_one_and_end_with_the_unit() -> None:
    samples = [each * NS_PER_S for each in range(20)]
    due = [each in (2, 6, 18) for each in range(20)]
    assert close_spans(samples, due, NS_PER_S, 19 * NS_PER_S) == [
        Span(NS_PER_S, 8 * NS_PER_S), Span(16 * NS_PER_S, 19 * NS_PER_S),
    ]  # fmt: skip


def test_what_is_due_behind_a_units_end_is_looked_at_on_both_sides() -> None:
    samples = [each * NS_PER_S for each in range(12)]
    due = [each == 10 for each in range(12)]
    assert close_spans(samples, due, 0, 9 * NS_PER_S) == [Span(8 * NS_PER_S, 9 * NS_PER_S)]
    assert close_spans(samples, due, 9 * NS_PER_S, 20 * NS_PER_S) == [
        Span(9 * NS_PER_S, 12 * NS_PER_S)
    ]
