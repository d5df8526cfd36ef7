"""Tests of findings under review and the decisions about them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hysteroview.core.review.findings import (
    CHANGED,
    REDONE,
    UNDONE,
    FindingsReview,
    FindingState,
    ReviewFinding,
    review_of,
)


def _episode(number: int, code: str = "EC", support: float = 1.0) -> ReviewFinding:
    start_ns = number * 1000
    return ReviewFinding(
        key=f"ai-{number}", code=code, ai_code=code, start_ns=start_ns, end_ns=start_ns + 500,
        best_ns=start_ns + 200, peak=0.9, support=support,
    )  # fmt: skip


REVIEW = FindingsReview(proposed=(_episode(1), _episode(2, "EP", 5.0), _episode(3, "EC", 2.0)))


def test_nothing_is_a_finding_before_it_is_accepted() -> None:
    assert {each.state for each in REVIEW.findings} == {FindingState.OPEN}
    assert REVIEW.decided == ()


def test_findings_are_listed_by_weight() -> None:
    assert [each.key for each in REVIEW.findings] == ["ai-2", "ai-3", "ai-1"]


def test_decisions_can_be_made_and_taken_back() -> None:
    accepted = REVIEW.with_change(REVIEW.decide("ai-1", FindingState.ACCEPTED))
    assert [(each.key, each.state) for each in accepted.decided] == [
        ("ai-1", FindingState.ACCEPTED)
    ]
    rejected = accepted.with_change(accepted.decide("ai-1", FindingState.REJECTED))
    assert rejected.find("ai-1").state is FindingState.REJECTED
    assert rejected.without(2).find("ai-1").state is FindingState.ACCEPTED
    assert rejected.without(2).without(1).findings == REVIEW.findings
    assert rejected.without(2).again(2).findings == rejected.findings


def test_other_class_keeps_what_the_ai_showed() -> None:
    changed = REVIEW.with_change(REVIEW.relabel("ai-1", "AEH")).find("ai-1")
    assert (changed.code, changed.ai_code, changed.state) == ("AEH", "EC", FindingState.OPEN)


def test_split_halves_cover_the_whole_and_merge_back() -> None:
    review = REVIEW.with_change(REVIEW.split("ai-2", 2100))
    first, second = sorted(
        (each for each in review.findings if each.code == "EP"), key=lambda each: each.start_ns
    )
    assert (first.start_ns, first.end_ns, second.start_ns, second.end_ns) == (
        2000, 2100, 2100, 2500,
    )  # fmt: skip
    assert first.support + second.support == pytest.approx(5.0)
    assert second.best_ns == 2200
    merged = review.with_change(review.merge([first.key, second.key]))
    whole = next(each for each in merged.findings if each.code == "EP")
    assert (whole.start_ns, whole.end_ns, whole.best_ns) == (2000, 2500, 2200)
    with pytest.raises(ValueError, match="between"):
        REVIEW.split("ai-2", 2000)


def test_merged_findings_are_open_unless_decided_alike() -> None:
    one = REVIEW.with_change(REVIEW.decide("ai-1", FindingState.ACCEPTED))
    mixed = one.with_change(one.merge(["ai-1", "ai-3"]))
    assert mixed.decided == ()
    both = one.with_change(one.decide("ai-3", FindingState.ACCEPTED))
    assert len(both.with_change(both.merge(["ai-1", "ai-3"])).decided) == 1
    with pytest.raises(ValueError, match="two"):
        REVIEW.merge(["ai-1", "ai-1"])


def test_own_finding_is_accepted_and_has_no_class_of_the_ai() -> None:
    added = REVIEW.with_change(REVIEW.add("other", 10, 20, 15)).decided[0]
    assert (added.ai_code, added.state) == (None, FindingState.ACCEPTED)


@given(st.data())
def test_review_is_restored_from_its_log(data: st.DataObject) -> None:
    review, entries, stack, taken_back = REVIEW, [], [], []
    for _ in range(data.draw(st.integers(0, 12))):
        action = data.draw(st.sampled_from(["accept", "relabel", "split", "merge", "add", "note",
                                            "undo", "redo"]))  # fmt: skip
        keys = [each.key for each in review.findings]
        key = data.draw(st.sampled_from(keys)) if keys else ""
        if action == "undo":
            if not stack:
                continue
            taken_back.append(stack.pop())
            review = review.without(taken_back[-1])
            entries.append((UNDONE, {"change": taken_back[-1]}))
            continue
        if action == "redo":
            if not taken_back:
                continue
            stack.append(taken_back.pop())
            review = review.again(stack[-1])
            entries.append((REDONE, {"change": stack[-1]}))
            continue
        found = review.find(key)
        if action == "accept":
            change = review.decide(key, data.draw(st.sampled_from(FindingState)))
        elif action == "relabel":
            change = review.relabel(key, "SM")
        elif action == "note":
            change = review.annotate(key, "seen twice")
        elif action == "split" and found.end_ns - found.start_ns > 1:
            change = review.split(key, (found.start_ns + found.end_ns) // 2)
        elif action == "merge" and len(keys) > 1:
            change = review.merge(keys[:2])
        else:
            change = review.add("EP", 0, 10, 5)
        review = review.with_change(change)
        entries.append((CHANGED, change.as_dict()))
        stack.append(change.number)
        taken_back.clear()
    again = review_of(REVIEW.proposed, json.loads(json.dumps(entries)))
    assert again.findings == review.findings
    assert again.decided == review.decided
