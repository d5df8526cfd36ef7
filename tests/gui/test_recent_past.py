"""The last minute by time: whatever rate, order and gaps the results come in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hysteroview.core.types import NS_PER_S, AssessmentState, Label, Reason
from hysteroview.gui.recent_past import (
    HOLD_NS,
    SPAN_NS,
    PastColumn,
    PastEpisode,
    PastMoment,
    RecentPast,
    episodes_in,
)

EC, EP = Label("EC", "cancer", premalignant_or_malignant=True), Label("EP", "polyp", False)
NOW_NS = 1000 * NS_PER_S

MOMENTS = st.lists(
    st.builds(
        PastMoment,
        st.integers(NOW_NS - 2 * SPAN_NS, NOW_NS),
        st.sampled_from(AssessmentState),
        share=st.none() | st.floats(0, 1),
    ),
    max_size=60,
)


def past_of(*moments: PastMoment) -> RecentPast:
    past = RecentPast()
    for moment in moments:
        past.add(moment)
    return past


def active(at_s: float, share: float = 0.1) -> PastMoment:
    return PastMoment(NOW_NS - round(at_s * NS_PER_S), AssessmentState.ACTIVE, share=share)


@given(MOMENTS, st.integers(1, 900))
def test_a_column_has_a_state_exactly_if_something_was_said_lately(
    moments: list[PastMoment], count: int
) -> None:
    columns = past_of(*moments).columns(NOW_NS, count)
    assert len(columns) == count
    width_ns = SPAN_NS // count
    first = NOW_NS // width_ns - count + 1
    for number, column in enumerate(columns, first):
        began_ns, ended_ns = number * width_ns, (number + 1) * width_ns
        near = [m for m in moments if began_ns - HOLD_NS <= m.at_ns <= ended_ns]
        if column is not None:
            assert column.state in {moment.state for moment in near}
        else:
            assert not [m for m in moments if began_ns < m.at_ns < ended_ns]


@given(MOMENTS, st.randoms())
def test_the_order_in_which_it_comes_does_not_matter(moments: list[PastMoment], chance) -> None:  # type: ignore[no-untyped-def]
    unique = list({moment.at_ns: moment for moment in moments}.values())
    shuffled = list(unique)
    chance.shuffle(shuffled)
    ordered = sorted(unique, key=lambda each: each.at_ns)
    assert past_of(*shuffled).columns(NOW_NS, 100) == past_of(*ordered).columns(NOW_NS, 100)


def test_a_gap_is_a_gap_and_what_was_said_holds_a_second() -> None:
    columns = past_of(active(30), active(10)).columns(NOW_NS, 600)
    said = [number for number, column in enumerate(columns) if column is not None]
    assert said == [*range(299, 309), *range(499, 509)]
    assert columns[-1] is None  # ten seconds of silence are no result


def test_at_two_a_second_there_is_no_gap() -> None:
    past = past_of(*(active(at / 2) for at in range(120, 0, -1)))
    assert None not in past.columns(NOW_NS, 300)


def test_a_peak_is_not_averaged_away_and_doubt_wins() -> None:
    peak = past_of(active(0.8, 0.1), active(0.7, 0.9), active(0.6, 0.2))
    assert peak.columns(NOW_NS, 60)[58] == PastColumn(AssessmentState.ACTIVE, share=0.9)
    bad = PastMoment(NOW_NS - NS_PER_S // 2, AssessmentState.NOT_ASSESSABLE, Reason.BLUR)
    doubt = past_of(active(0.6), bad).columns(NOW_NS, 60)[58]
    assert doubt == PastColumn(AssessmentState.NOT_ASSESSABLE, Reason.BLUR)


@given(MOMENTS)
def test_what_was_summed_up_before_is_what_is_summed_up_now(moments: list[PastMoment]) -> None:
    ordered = sorted(moments, key=lambda each: each.at_ns)
    looked = RecentPast()
    for moment in ordered:
        looked.add(moment)
        looked.columns(moment.at_ns, 90)
    assert looked.columns(NOW_NS, 90) == past_of(*ordered).columns(NOW_NS, 90)


def test_the_memory_is_bounded() -> None:
    past = RecentPast()
    for number in range(200_00):
        past.add(PastMoment(number * NS_PER_S // 60, AssessmentState.ACTIVE))
    assert len(past) <= 64 * 60
    for _ in range(20_000):
        past.add(PastMoment(333 * NS_PER_S, AssessmentState.ACTIVE))
    assert len(past) <= 8192


def test_episodes_are_told_apart_by_their_numbers() -> None:
    def column(label: Label | None, episode: int | None) -> PastColumn:
        return PastColumn(AssessmentState.ACTIVE, share=0.5, label=label, episode=episode)

    columns = [
        column(EC, 1), column(EC, 1), None, column(EC, 1), column(None, None),
        column(EP, 2), column(EC, 3),
    ]  # fmt: skip
    assert episodes_in(columns) == [
        PastEpisode(EC, 0, 3),
        PastEpisode(EP, 5, 5),
        PastEpisode(EC, 6, 6),
    ]
