"""Readings of study mode: a call is always before the reveal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hysteroview.core.types import NS_PER_S
from hysteroview.gui.live.reading import Reading, StudyPhase


def test_the_ai_is_revealed_when_the_delay_is_over_and_not_before() -> None:
    reading = Reading().called("AH", 10 * NS_PER_S, 5.0)
    assert reading.at(15 * NS_PER_S - 1) is reading
    assert reading.left_s(12 * NS_PER_S) == 3.0
    seen = reading.at(15 * NS_PER_S)
    assert (seen.phase, seen.call, seen.called_ns) == (StudyPhase.REVEALED, "AH", 10 * NS_PER_S)
    assert seen.left_s(16 * NS_PER_S) is None


def test_on_demand_waits_for_ever() -> None:
    reading = Reading().called("normal", 0, None)
    assert reading.at(10**18) is reading
    assert reading.revealed().phase is StudyPhase.REVEALED


def test_a_call_can_be_changed_or_taken_back_before_the_reveal_only() -> None:
    first = Reading().called("AH", 0, 5.0)
    second = first.called("EC", 3 * NS_PER_S, 5.0)
    assert second.reveal_at_ns == 8 * NS_PER_S
    assert second.taken_back() == Reading()
    seen = second.revealed()
    assert seen.taken_back() is seen
    with pytest.raises(ValueError, match="must precede the reveal"):
        seen.called("AH", 9 * NS_PER_S, 5.0)
    assert seen.following() == Reading(2)


@given(st.lists(st.tuples(st.sampled_from("crtaf"), st.integers(0, 20 * NS_PER_S))), st.booleans())
def test_nothing_reveals_the_ai_before_its_time(
    acts: list[tuple[str, int]], on_demand: bool
) -> None:
    delay_s = None if on_demand else 5.0
    reading, now_ns = Reading(), 0
    for act, pause_ns in acts:
        now_ns += pause_ns
        before = reading
        if act == "c" and reading.phase is not StudyPhase.REVEALED:
            reading = reading.called("AH", now_ns, delay_s)
        elif act == "t":
            reading = reading.taken_back()
        elif act == "a":
            reading = reading.at(now_ns)
        elif act == "f":
            reading = reading.following()
        elif act == "r":
            reading = reading.revealed()
        newly = reading.phase is StudyPhase.REVEALED and before.phase is not StudyPhase.REVEALED
        if newly and act != "r":
            assert before.called_ns is not None
            assert now_ns - before.called_ns >= 5 * NS_PER_S
            assert not on_demand
