"""The last minute as it is shown: whatever the rates, the order and the gaps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyses import LABEL_SET, make_analysis, make_frame, make_unassessed
from hysteroview.core.freshness import FRESHNESS
from hysteroview.core.record import record_of
from hysteroview.core.types import (
    FRAME_STATES,
    NS_PER_S,
    Analysis,
    AssessmentState,
    Decision,
    Reason,
    TwoClass,
)
from hysteroview.gui.live.strip.last_minute import (
    NOTHING,
    SPAN_S,
    STATES,
    TWO_CLASS,
    LastMinute,
    PastMoment,
)

MS = 1_000_000
NOW_NS = 1000 * NS_PER_S
SPAN_NS, HOLD_NS = round(SPAN_S * NS_PER_S), FRESHNESS.result_ns
BENIGN, MALIGNANT = (0.02, 0.01, 0.01, 0.94, 0.02), (0.03, 0.9, 0.02, 0.02, 0.03)


def result(at_ns: int, shares: tuple[float, ...] = BENIGN, **changes: object) -> Analysis:
    return replace(make_analysis(make_frame(), shares), captured_ns=at_ns, **changes)


def silent(at_ns: int) -> Analysis:
    return replace(make_unassessed(make_frame()), captured_ns=at_ns)


def note(past: LastMinute, analysis: Analysis, threshold: float) -> None:
    past.note(record_of(analysis), analysis.captured_ns, threshold)


def code(state: AssessmentState) -> int:
    return STATES.index(state)


def test_a_minute_without_anything_is_a_gap_and_no_result() -> None:
    shown = LastMinute(LABEL_SET).columns(NOW_NS, 300)
    assert (shown.state == NOTHING).all()
    assert np.isnan(shown.share).all()
    assert (shown.two_class == NOTHING).all()
    assert (shown.episode == 0).all()


def test_a_result_holds_for_a_moment_only() -> None:
    past = LastMinute(LABEL_SET)
    note(past, result(NOW_NS - 10 * NS_PER_S), 0.5)
    shown = past.columns(NOW_NS, 600)
    assessed = np.flatnonzero(shown.state == code(AssessmentState.ACTIVE))
    assert assessed.tolist() == list(range(499, 505))  # 0.1 s each: at once, and 0.5 s on
    assert past.at(NOW_NS - 11 * NS_PER_S) is None
    assert past.at(NOW_NS - 9 * NS_PER_S) is None


def test_a_result_by_which_the_session_stands_holds_on() -> None:
    past = LastMinute(LABEL_SET)
    note(past, result(NOW_NS - 10 * NS_PER_S), 0.5)
    for tick in range(50):
        past.note_state(NOW_NS - 10 * NS_PER_S + tick * 200 * MS, AssessmentState.ACTIVE)
    shown = past.columns(NOW_NS, 600)
    assert (shown.state[500:] == code(AssessmentState.ACTIVE)).all()
    assert not np.isnan(shown.share[500:]).any()


def test_to_stand_by_nothing_is_nothing() -> None:
    past = LastMinute(LABEL_SET)
    past.note_state(NOW_NS - NS_PER_S, AssessmentState.ACTIVE)
    assert (past.columns(NOW_NS, 60).state == NOTHING).all()


def test_what_resumes_stands_by_the_last_result_and_not_by_the_pause() -> None:
    past = LastMinute(LABEL_SET)
    note(past, result(NOW_NS - 900 * MS), 0.5)
    past.note_state(NOW_NS - 600 * MS, AssessmentState.PAUSED)
    past.note_state(NOW_NS - 300 * MS, AssessmentState.ACTIVE)
    told = [past.at(NOW_NS - age_ms * MS) for age_ms in (800, 500, 200)]
    states = [moment.state for moment in told if moment is not None]
    assert states == [AssessmentState.ACTIVE, AssessmentState.PAUSED, AssessmentState.ACTIVE]


@pytest.mark.parametrize("state", [state for state in STATES if state not in FRAME_STATES])
def test_what_the_session_does_is_shown(state: AssessmentState) -> None:
    past = LastMinute(LABEL_SET)
    past.note_state(NOW_NS - 100 * MS, state)
    assert past.at(NOW_NS) == PastMoment(NOW_NS - 100 * MS, state)
    assert past.columns(NOW_NS, 100).state[-1] == code(state)


def test_a_moment_is_shown_in_full() -> None:
    past, said = LastMinute(LABEL_SET), result(NOW_NS - 100 * MS, MALIGNANT)
    note(past, said, 0.25)
    moment = past.at(NOW_NS)
    assert moment is not None
    assert moment.record == record_of(said)
    shown = past.columns(NOW_NS, 60)
    assert shown.threshold[-1] == 0.25
    assert shown.episode[-1] == 1
    assert shown.label[-1] == 1
    note(past, silent(NOW_NS), 0.25)
    assert past.at(NOW_NS) == PastMoment(
        NOW_NS, AssessmentState.NOT_ASSESSABLE, record_of(silent(NOW_NS))
    )


def test_what_is_not_assessed_has_no_numbers_even_if_they_are_still_remembered() -> None:
    """The light has left ACTIVE, but the smoothed probabilities have not yet faded."""
    known = make_analysis(make_frame(), MALIGNANT).decision
    assert known is not None
    faded: Decision = replace(known, state=AssessmentState.NOT_ASSESSABLE, reason=Reason.BLUR)
    past = LastMinute(LABEL_SET)
    note(past, replace(silent(NOW_NS), decision=faded), 0.5)
    shown = past.columns(NOW_NS, 60)
    assert shown.state[-1] == code(AssessmentState.NOT_ASSESSABLE)
    assert np.isnan(shown.share[-1])
    assert shown.two_class[-1] == NOTHING
    assert shown.episode[-1] == 0


def test_one_grave_result_among_many_is_seen_in_the_narrowest_strip() -> None:
    past = LastMinute(LABEL_SET)
    for tick in range(600):
        shares = MALIGNANT if tick == 301 else BENIGN
        note(past, result(NOW_NS - 10 * NS_PER_S + tick * 16 * MS, shares), 0.5)
    shown = past.columns(NOW_NS, 30)
    grave = TWO_CLASS.index(TwoClass.PREMALIGNANT_OR_MALIGNANT)
    assert np.nanmax(shown.share) == pytest.approx(0.92)
    assert np.count_nonzero(shown.two_class == grave) == 1
    assert np.count_nonzero(shown.share > 0.5) == 1


def test_the_memory_is_bounded_and_keeps_the_newest() -> None:
    past = LastMinute(LABEL_SET)
    for tick in range(60_000):
        past.note_state(tick * MS, AssessmentState.PAUSED)
    assert len(past) == 8192
    assert past.at(59_999 * MS) is not None
    assert past.at(50_000 * MS) is None


Said = tuple[int, AssessmentState | None, int]  # ms ago; a state of the session, or a result


@st.composite
def sayings(draw: st.DrawFn) -> list[Said]:
    """Results and looks in any order, at rates that change, with gaps."""
    told: list[Said] = []
    at_ms = draw(st.integers(0, 70_000))
    for _ in range(draw(st.integers(0, 5))):
        period_ms = draw(st.sampled_from([0, 4, 16, 40, 200, 499, 500, 501, 2000]))
        state = draw(st.sampled_from([None, *AssessmentState]) | st.none())
        for _ in range(draw(st.integers(1, 12))):
            told.append((at_ms, state, draw(st.integers(0, 2))))
            at_ms -= period_ms + draw(st.integers(0, 3))
        at_ms = draw(st.integers(-2000, 70_000))
    return draw(st.permutations(told))


def naive(told: list[Said], at_ns: int) -> tuple[AssessmentState | None, int]:
    """What is to be shown at a time, said as plainly as can be."""
    rows = sorted(((NOW_NS - ago * MS, state, kind) for ago, state, kind in told), key=first)
    shown: tuple[AssessmentState | None, int] = (None, -1)
    last: tuple[AssessmentState | None, int] = (None, -1)
    heard_ns = None
    for row_ns, state, kind in rows:
        if row_ns > at_ns:
            break
        heard_ns = row_ns
        if state is None:
            of_frame = AssessmentState.NOT_ASSESSABLE if kind == 0 else AssessmentState.ACTIVE
            shown = last = (of_frame, kind)
        else:
            shown = last if state in FRAME_STATES else (state, -1)
    return shown if heard_ns is not None and at_ns - heard_ns <= HOLD_NS else (None, -1)


def first(row: tuple[int, object, int]) -> int:
    return row[0]


@given(sayings(), st.integers(1, 400))
def test_every_column_shows_what_was_last_said(told: list[Said], count: int) -> None:
    past = LastMinute(LABEL_SET)
    for ago_ms, state, kind in told:
        at_ns = NOW_NS - ago_ms * MS
        if state is not None:
            past.note_state(at_ns, state)
        elif kind == 0:
            note(past, silent(at_ns), 0.5)
        else:
            note(past, result(at_ns, BENIGN if kind == 1 else MALIGNANT), 0.5)
    shown = past.columns(NOW_NS, count)
    for column in range(count):
        edge_ns = NOW_NS - SPAN_NS + (column + 1) * SPAN_NS // count
        state, kind = naive(told, edge_ns)
        assert shown.state[column] == (NOTHING if state is None else code(state))
        moment = past.at(edge_ns)
        assert (moment.state if moment is not None else None) is state
        # whatever is not assessed never reads as benign, nor as anything else
        is_told = state is AssessmentState.ACTIVE
        assert bool(np.isnan(shown.share[column])) is not is_told
        assert (shown.two_class[column] != NOTHING) == is_told
        if kind == 2:
            assert shown.share[column] == pytest.approx(0.92)


@given(sayings(), st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_shown_does_not_matter(
    told: list[Said], chance: object
) -> None:
    apart = {row[0]: row for row in told if row[1] is None or row[1] not in FRAME_STATES}
    shown = []
    for order in (sorted(apart.values()), list(apart.values())):
        past = LastMinute(LABEL_SET)
        for ago_ms, state, _ in order:
            if state is None:
                note(past, result(NOW_NS - ago_ms * MS), 0.5)
            else:
                past.note_state(NOW_NS - ago_ms * MS, state)
        shown.append(past.columns(NOW_NS, 200))
    assert (shown[0].state == shown[1].state).all()
    assert np.array_equal(shown[0].share, shown[1].share, equal_nan=True)
