"""The photo plan: marks, choices, and the frames that are proposed."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hysteroview.core.review.photo_plan import (
    PLAN_CHANGED,
    PLAN_REDONE,
    PLAN_UNDONE,
    PhotoPlan,
    PhotoSlot,
    PlaceSpan,
    PlanChange,
    plan_of,
)
from hysteroview.core.review.photo_proposals import PhotoState, PlanFrames, entries_of
from hysteroview.core.review.places import PHOTO_PLAN, Place
from hysteroview.core.types import NS_PER_S

RATE_HZ = 25
FUNDUS, OSTIUM = PhotoSlot.of_place(Place.FUNDUS), PhotoSlot.of_place(Place.LEFT_OSTIUM)


def frames_of(quality: list[float], changes: list[int] | None = None) -> PlanFrames:
    """Return frames of these qualities; at each of the numbers the result becomes another one."""
    count = len(quality)
    side = np.zeros(count)
    for number in changes or []:
        side[number:] = 1 - side[number:]
    return PlanFrames(
        np.arange(count) * (NS_PER_S // RATE_HZ),
        np.array(quality, float),
        np.array([side, 1 - side]),
    )


def span(slot: PhotoSlot, first: int, last: int, at: int | None = None) -> PlaceSpan:
    period = NS_PER_S // RATE_HZ
    middle = (first + last) // 2 if at is None else at
    return PlaceSpan(slot=slot, from_ns=first * period, to_ns=last * period, at_ns=middle * period)


def frame(pts_ns: int | None) -> int:
    assert pts_ns is not None
    return pts_ns * RATE_HZ // NS_PER_S


qualities = st.lists(st.floats(0, 1) | st.just(float("nan")), min_size=1, max_size=60)
slots = st.sampled_from([*map(PhotoSlot.of_place, PHOTO_PLAN), PhotoSlot.of_lesion(1)])
spans = st.builds(
    lambda slot, times: PlaceSpan(slot=slot, from_ns=times[0], at_ns=times[1], to_ns=times[2]),
    slots,
    st.lists(st.integers(0, 10**12), min_size=3, max_size=3).map(sorted),
)


@given(qualities, st.data())
def test_what_is_proposed_is_a_frame_of_the_stretch_that_can_be_proposed(
    quality: list[float], data: st.DataObject
) -> None:
    frames = frames_of(quality)
    first = data.draw(st.integers(0, len(quality) - 1))
    last = data.draw(st.integers(first, len(quality) - 1))
    found = frames.best(span(FUNDUS, first, last))
    usable = [place for place in range(first, last + 1) if not np.isnan(quality[place])]
    if found is None:
        assert not usable
    else:
        assert frame(found[0]) in usable
        assert 0 <= found[1] <= 1


@given(qualities)
def test_scores_never_exceed_the_own_quality(quality: list[float]) -> None:
    _, scores = frames_of(quality).score(0, 10 * NS_PER_S)
    own = np.array(quality, float)
    assert np.array_equal(np.isnan(scores), np.isnan(own))
    assert np.all(scores[~np.isnan(own)] <= own[~np.isnan(own)] + 1e-12)


def test_a_still_stretch_is_better_than_a_sharp_frame_among_blurred_ones() -> None:
    quality = [0.2] * 10 + [0.95] + [0.2] * 10 + [0.8] * 20 + [0.2] * 10
    found = frames_of(quality).best(span(FUNDUS, 0, len(quality) - 1))
    assert found is not None
    assert 25 <= frame(found[0]) <= 36


def test_frames_around_which_the_result_changes_are_worse() -> None:
    quality = [0.9] * 40
    found = frames_of(quality, changes=[8, 9, 10, 11, 12]).best(span(FUNDUS, 0, 39, at=10))
    assert found is not None
    assert frame(found[0]) >= 17 or frame(found[0]) <= 2


def test_of_equal_frames_the_one_nearest_the_mark_is_proposed() -> None:
    found = frames_of([0.9] * 40).best(span(FUNDUS, 5, 30, at=21))
    assert found is not None
    assert frame(found[0]) == 21


def test_a_place_without_a_mark_is_missing_and_named() -> None:
    plan = PhotoPlan()
    plan = plan.with_change(plan.mark(FUNDUS, 0, NS_PER_S, 0))
    entries = entries_of(plan, frames_of([0.9] * 40))
    assert [each.slot.place for each in entries] == list(PHOTO_PLAN)
    states = {each.slot: each.state for each in entries}
    assert states.pop(FUNDUS) is PhotoState.PROPOSED
    assert set(states.values()) == {PhotoState.MISSING}


def test_a_marked_place_of_which_no_frame_is_good_enough_is_missing() -> None:
    plan = PhotoPlan()
    plan = plan.with_change(plan.mark(FUNDUS, 0, NS_PER_S, 0))
    entry = next(e for e in entries_of(plan, frames_of([float("nan")] * 40)) if e.slot == FUNDUS)
    assert (entry.state, entry.is_marked) == (PhotoState.MISSING, True)


def test_without_a_track_the_marked_frame_is_proposed_and_has_no_score() -> None:
    plan = PhotoPlan()
    plan = plan.with_change(plan.mark(FUNDUS, 0, NS_PER_S, 77))
    entry = next(e for e in entries_of(plan, None) if e.slot == FUNDUS)
    assert (entry.state, entry.pts_ns, entry.score) == (PhotoState.PROPOSED, 77, None)


def test_a_choice_counts_before_a_snapshot_and_that_before_a_proposal() -> None:
    plan, frames = PhotoPlan(), frames_of([0.9] * 40)
    plan = plan.with_change(plan.mark(FUNDUS, 0, NS_PER_S, 0))

    def entry(plan: PhotoPlan, taken: dict[PhotoSlot, int]) -> tuple[PhotoState, int | None]:
        found = next(e for e in entries_of(plan, frames, taken=taken) if e.slot == FUNDUS)
        return found.state, found.pts_ns

    assert entry(plan, {})[0] is PhotoState.PROPOSED
    assert entry(plan, {FUNDUS: 5}) == (PhotoState.TAKEN, 5)
    chosen = plan.with_change(plan.choose(FUNDUS, 9))
    assert entry(chosen, {FUNDUS: 5}) == (PhotoState.CHOSEN, 9)
    again = chosen.with_change(chosen.choose(FUNDUS, None))
    assert entry(again, {FUNDUS: 5}) == (PhotoState.TAKEN, 5)


def test_lesions_and_findings_follow_the_places() -> None:
    shown = [span(PhotoSlot.of_lesion(1), 0, 9), span(PhotoSlot.of_finding("ai-1"), 10, 19)]
    entries = entries_of(PhotoPlan(), frames_of([0.9] * 20), shown=shown)
    assert [each.slot for each in entries[6:]] == [each.slot for each in shown]
    assert 10 <= frame(entries[7].pts_ns) <= 19


@given(st.lists(st.tuples(spans, slots, st.none() | st.integers(0, 10**12)), max_size=6), st.data())
def test_a_plan_is_read_from_its_log_as_it_was(
    actions: list[tuple[PlaceSpan, PhotoSlot, int | None]], data: st.DataObject
) -> None:
    plan, log = PhotoPlan(), []
    for marked, slot, pts_ns in actions:
        made = [plan.mark(marked.slot, marked.from_ns, marked.to_ns, marked.at_ns)]
        for change in made:
            plan = plan.with_change(change)
        choice = plan.choose(slot, pts_ns)
        plan = plan.with_change(choice)
        log += [(PLAN_CHANGED, json.loads(json.dumps(each.as_dict()))) for each in (*made, choice)]
        if data.draw(st.booleans()):
            plan = plan.without(choice.number)
            log.append((PLAN_UNDONE, {"change": choice.number}))
            if data.draw(st.booleans()):
                plan = plan.again(choice.number)
                log.append((PLAN_REDONE, {"change": choice.number}))
    assert plan_of([*log, ("finding", {"change": 1})]) == plan


@given(spans)
def test_a_mark_can_be_removed(marked: PlaceSpan) -> None:
    plan = PhotoPlan()
    plan = plan.with_change(plan.mark(marked.slot, marked.from_ns, marked.to_ns, marked.at_ns))
    assert plan.spans_at(marked.at_ns) == (marked,)
    after = plan.with_change(plan.unmark(marked))
    assert after.spans == ()
    assert PlanChange.from_dict(after.changes[-1].as_dict()) == after.changes[-1]


@pytest.mark.parametrize("fields", [
    {"change": 1, "kind": "mark", "slot": ["place", "moon"], "span": [0, 0, 0]},
    {"change": 1, "kind": "mark", "slot": ["place"], "span": [0, 0, 0]},
    {"change": 1, "kind": "mark", "slot": ["organ", "1"], "span": [0, 0, 0]},
    {"change": 1, "kind": "mark", "slot": ["lesion", "1"], "span": [2, 1, 0]},
    {"change": "1", "kind": "choose", "slot": ["lesion", "1"], "pts_ns": 1},
    {"change": 1, "kind": "guess", "slot": ["lesion", "1"], "pts_ns": 1},
    {"change": 1, "kind": "choose", "slot": ["lesion", "1"], "pts_ns": 1.5},
])  # fmt: skip
def test_invalid_entries_are_refused(fields: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        PlanChange.from_dict(fields)
