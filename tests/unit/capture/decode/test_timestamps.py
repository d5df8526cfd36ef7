"""Timestamps increase whatever the file says, and good ones are left alone."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hysteroview.capture.decode.timestamps import DecodingOrder, Timeline, TimelineState, to_ns

MS = Fraction(1, 1000)
MS_NS = 1_000_000


@given(st.lists(st.one_of(st.none(), st.integers(-(10**7), 10**7)), max_size=40))
def test_they_always_increase(stamps: list[int | None]) -> None:
    timeline = Timeline(Fraction(25))
    times = [timeline.next_ns(stamp, MS) for stamp in stamps]
    assert all(later > earlier for earlier, later in pairwise(times))
    assert timeline.missing == sum(stamp is None for stamp in stamps)


@given(st.lists(st.integers(-(10**7), 10**7), unique=True).map(sorted))
def test_good_ones_stay_as_they_are(stamps: list[int]) -> None:
    timeline = Timeline(None)
    assert [timeline.next_ns(stamp, MS) for stamp in stamps] == [each * MS_NS for each in stamps]
    assert timeline.missing == timeline.reversed == 0


def test_a_missing_one_is_a_period_later() -> None:
    timeline = Timeline(Fraction(50))
    assert [timeline.next_ns(each, MS) for each in (100, None, None)] == [
        100 * MS_NS, 120 * MS_NS, 140 * MS_NS,
    ]  # fmt: skip
    assert timeline.missing == 2


def test_a_recording_whose_timestamps_restart_continues() -> None:
    timeline = Timeline(Fraction(25))
    times = [timeline.next_ns(each, MS) for each in (8000, 8040, 0, 40, 80)]
    assert [each // MS_NS for each in times] == [8000, 8040, 8080, 8120, 8160]
    assert timeline.reversed == 1


def test_pictures_behind_a_damaged_one_that_came_too_early_get_their_own_times_again() -> None:
    timeline = Timeline(Fraction(25))
    stamps = (280, 320, 1760, 360, 400, 1720, 1760, 1800, 1840)
    times = [timeline.next_ns(each, MS, 0) for each in stamps]
    assert times[:3] == [280 * MS_NS, 320 * MS_NS, 1760 * MS_NS]
    assert all(1760 * MS_NS < each < 1761 * MS_NS for each in times[3:7])
    assert times[7:] == [1800 * MS_NS, 1840 * MS_NS]
    assert timeline.reversed == 4


def test_a_wrong_timestamp_far_ahead_leaves_the_intervals_behind_it() -> None:
    timeline = Timeline(Fraction(25))
    times = [timeline.next_ns(each, MS, 0) for each in (0, 36_000_000, 40, 80)]
    assert [each // MS_NS for each in times] == [0, 36_000_000, 36_000_040, 36_000_080]


def test_a_restart_is_known_by_its_number() -> None:
    timeline = Timeline(Fraction(25))
    stamps = [(8000, 0), (8040, 0), (0, 1), (40, 1), (80, 1)]
    times = [timeline.next_ns(each, MS, restarts) for each, restarts in stamps]
    assert [each // MS_NS for each in times] == [8000, 8040, 8080, 8120, 8160]


def test_a_small_step_back_becomes_a_small_step() -> None:
    timeline = Timeline(Fraction(25))
    times = [timeline.next_ns(each, MS) for each in (0, 40, 30, 80)]
    assert times[1] < times[2] < times[3] == 80 * MS_NS
    assert timeline.reversed == 1


def test_pictures_take_the_times_of_packets_in_order() -> None:
    """Two packets go in before the first picture comes out, as with B frames."""
    order = DecodingOrder()
    order.add(0)
    times = []
    for dts, believed in zip((1, 2, 3, None, None), (1, 3, 2, 4, None), strict=True):
        order.add(dts)
        times.append(order.next(believed))
    assert times == [0, 1, 2, 3, None]


def test_times_of_pictures_that_never_came_are_forgotten() -> None:
    order = DecodingOrder()
    for dts in range(100):
        order.add(dts)
    assert order.next(99) == 83


@given(st.lists(st.one_of(st.none(), st.integers(0, 10**4)), max_size=30), st.integers(0, 30))
def test_another_timeline_goes_on_from_a_state(stamps: list[int | None], place: int) -> None:
    whole, first = Timeline(Fraction(25)), Timeline(Fraction(25))
    expected = [whole.next_ns(stamp, MS) for stamp in stamps]
    for stamp in stamps[:place]:
        first.next_ns(stamp, MS)
    second = Timeline(Fraction(25), first.state)
    assert [second.next_ns(stamp, MS) for stamp in stamps[place:]] == expected[place:]
    assert whole.missing == first.missing + second.missing
    assert whole.reversed == first.reversed + second.reversed


def test_a_new_timeline_has_no_state() -> None:
    assert Timeline(None).state == TimelineState(None, 0)


def test_times_before_one_are_skipped() -> None:
    order = DecodingOrder()
    assert order.due is None
    for dts in (4, 2, 3, 7):
        order.add(dts)
    assert order.due == 2
    order.skip_to(4)
    assert order.due == 4
    assert [order.next(None), order.next(None), order.next(None)] == [4, 7, None]


@given(st.integers(-(2**62), 2**62), st.integers(1, 10**6), st.integers(1, 10**7))
def test_times_in_ns_are_rounded_like_fractions(ticks: int, numerator: int, divisor: int) -> None:
    base = Fraction(numerator, divisor)
    assert to_ns(ticks, base) == round(ticks * base * 10**9)


def test_a_time_halfway_is_rounded_to_even() -> None:
    base = Fraction(1, 2 * 10**9)
    assert [to_ns(n, base) for n in (1, 3, 5, -1, -3)] == [0, 2, 2, 0, -2]
