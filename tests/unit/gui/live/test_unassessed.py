"""A source of which nothing is assessed is noticed once, and not for reasons that are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from gui.wall import STATUS
from hysteroview.core.assessment import AssessmentCounts
from hysteroview.core.gate import Cause
from hysteroview.core.states import AssessmentState, PictureState, Reason
from hysteroview.core.types import NS_PER_S
from hysteroview.gui.live.unassessed import UnassessedWatch
from hysteroview.gui.session.status import LiveStatus

ABSTAINED, ACTIVE = AssessmentState.ABSTAINED, AssessmentState.ACTIVE
UNFIT = AssessmentState.NOT_ASSESSABLE


def status(
    states: Mapping[AssessmentState, int],
    *,
    reason: Reason | None = None,
    now: AssessmentState = ABSTAINED,
    picture: PictureState = PictureState.LIVE,
) -> LiveStatus:
    missed = {Cause(state, reason): n for state, n in states.items() if state is not ACTIVE}
    counts = AssessmentCounts(analyzed=sum(states.values()), missed=missed)
    session = replace(STATUS.session, state=now, counts=counts)
    return replace(STATUS, session=session, picture=picture)


def looks(watch: UnassessedWatch, *statuses: LiveStatus) -> list[bool]:
    """Look at one status each second."""
    return [watch.look(each, second * NS_PER_S) for second, each in enumerate(statuses)]


def in_vain(seconds: int, state: AssessmentState = ABSTAINED) -> list[LiveStatus]:
    return [status({state: 25 * second}, now=state) for second in range(seconds)]


@pytest.mark.parametrize("state", [ABSTAINED, UNFIT])
def test_it_is_said_once_after_ten_seconds(state: AssessmentState) -> None:
    assert looks(UnassessedWatch(), *in_vain(30, state)) == [n == 10 for n in range(30)]


def test_a_frame_that_was_assessed_begins_the_time_anew() -> None:
    watch = UnassessedWatch()
    assert not any(looks(watch, *in_vain(9)))
    for second in range(9, 40):
        found = watch.look(status({ABSTAINED: 25 * second, ACTIVE: 1}), second * NS_PER_S)
        assert found == (second == 19)


@pytest.mark.parametrize("reason", [Reason.OUTSIDE_BODY, Reason.FROZEN])
def test_a_cause_that_is_shown_anyway_is_no_reason_to_doubt_the_set_up(reason: Reason) -> None:
    counts = [25 * second for second in range(30)]
    seen = [status({UNFIT: each}, reason=reason, now=UNFIT) for each in counts]
    assert not any(looks(UnassessedWatch(), *seen))


def test_wrong_colors_that_look_like_a_test_card_are_said() -> None:
    watch = UnassessedWatch()
    counts = [25 * second for second in range(12)]
    seen = [status({UNFIT: each}, reason=Reason.TEST_CARD, now=UNFIT) for each in counts]
    assert looks(watch, *seen)[10]
    assert watch.is_test_card
    blurred = UnassessedWatch()
    assert looks(blurred, *in_vain(12, UNFIT))[10]
    assert not blurred.is_test_card


def test_a_result_that_is_late_once_does_not_begin_the_time_anew() -> None:
    seen = in_vain(12)
    seen[5] = status({ABSTAINED: 125}, now=AssessmentState.STALE)
    assert looks(UnassessedWatch(), *seen)[10]


def test_a_lost_signal_a_pause_and_few_results_say_nothing() -> None:
    for change in ({"picture": PictureState.NO_SIGNAL}, {"now": AssessmentState.PAUSED}):
        seen = [status({ABSTAINED: 25 * n}, **change) for n in range(30)]  # type: ignore[arg-type]
        assert not any(looks(UnassessedWatch(), *seen))
    assert not any(looks(UnassessedWatch(), *[status({ABSTAINED: 5}) for _ in range(30)]))


def test_a_changed_set_up_is_watched_anew() -> None:
    watch = UnassessedWatch()
    assert any(looks(watch, *in_vain(12)))
    watch.restart()
    found = [watch.look(each, (12 + n) * NS_PER_S) for n, each in enumerate(in_vain(12))]
    assert found.count(True) == 1
