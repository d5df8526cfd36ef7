"""Tests of lesions, their pathology, and the changes of both."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from hysteroview.core.review.lesions import (
    INADEQUATE,
    LESION_CHANGED,
    LESION_REDONE,
    LESION_UNDONE,
    Lesion,
    LesionChange,
    LesionPathology,
    LesionsReview,
    PathologyState,
    lesions_review_of,
    pathology_state,
)
from hysteroview.core.review.places import Place

POLYP = Lesion(
    number=1, place=Place.FUNDUS, size_mm=8.5, code="EP", is_biopsied=True, jar="A",
    findings=("ai-1",), pictures=("x_record.json",),
)  # fmt: skip
RESULT = LesionPathology(result="EC", text="G1", date="2026-11-20", entered_wall_ns=5)


def _with(*lesions: Lesion) -> LesionsReview:
    review = LesionsReview()
    for each in lesions:
        review = review.with_change(review.add(each))
    return review


def test_lesions_are_numbered_and_a_removed_number_is_not_used_again() -> None:
    review = _with(POLYP, POLYP)
    assert [each.number for each in review.lesions] == [1, 2]
    review = review.with_change(review.remove(2))
    review = review.with_change(review.add(POLYP))
    assert [each.number for each in review.lesions] == [1, 3]


def test_number_of_an_addition_that_was_undone_is_used_again() -> None:
    review = _with(POLYP, POLYP).without(2)
    assert review.add(POLYP).lesion == 2


def test_result_is_entered_and_says_that_tissue_was_taken() -> None:
    review = _with(Lesion(number=1, code="EP"))
    change = review.enter(1, RESULT)
    lesion = review.with_change(change).find(1)
    assert (lesion.pathology, lesion.is_biopsied) == (RESULT, True)
    assert change.kind == "pathology"
    assert review.change(replace(lesion, size_mm=3.0)).kind == "change"


def test_undone_and_redone_changes_follow_from_the_log() -> None:
    review = _with(POLYP)
    change = review.enter(1, RESULT)
    log: list[tuple[str, dict[str, Any]]] = [
        (LESION_CHANGED, json.loads(json.dumps(each.as_dict())))
        for each in (*review.changes, change)
    ]
    assert lesions_review_of(log).find(1).pathology == RESULT
    log.append((LESION_UNDONE, {"change": 2}))
    assert lesions_review_of(log).lesions == (POLYP,)
    log.append((LESION_REDONE, {"change": 2}))
    assert lesions_review_of([("mark", {}), *log]).find(1).pathology == RESULT


@pytest.mark.parametrize(
    "fields",
    [
        {"number": 0}, {"number": 1, "size_mm": 0.0}, {"number": 1, "size_mm": 999.0},
        {"number": 1, "jar": "A"}, {"number": 1, "place": "the moon"},
        {"number": 1, "size_mm": float("nan")}, {"number": 1, "unknown": 1},
        {"number": 1, "is_biopsied": True, "pathology": {"result": ""}},
        {"number": 1, "is_biopsied": True, "pathology": {"result": "other"}},
        {"number": 1, "is_biopsied": True, "pathology": {"result": "EC", "date": "20261120"}},
        {"number": 1, "pathology": {"result": "EC"}},
        {
            "number": 1, "is_biopsied": True,
            "pathology": {"result": "EC", "premalignant_or_malignant": False},
        },
    ],
)  # fmt: skip
def test_impossible_lesions_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        Lesion.from_dict(fields)


@pytest.mark.parametrize("after", [None, {"number": 2}])
def test_impossible_changes_are_refused(after: object) -> None:
    content = {"change": 1, "kind": "change", "lesion": 1, "after": after}
    with pytest.raises(ValueError, match="lesion"):
        LesionChange.from_dict(content)


def test_each_biopsied_lesion_waits_for_its_own_result() -> None:
    seen = Lesion(number=1, code="EP")
    known = replace(POLYP, pathology=RESULT)
    empty = replace(POLYP, pathology=LesionPathology(result=INADEQUATE))
    for lesions, has_result, state in (
        ([], False, PathologyState.PENDING),
        ([], True, PathologyState.KNOWN),
        ([seen], False, PathologyState.NO_TISSUE),
        ([seen], True, PathologyState.KNOWN),
        ([POLYP], False, PathologyState.PENDING),
        ([known, POLYP], True, PathologyState.PENDING),
        ([known, seen], False, PathologyState.KNOWN),
        ([known, empty], False, PathologyState.KNOWN),
        ([empty], False, PathologyState.INADEQUATE),
    ):
        assert pathology_state(lesions, has_result=has_result) is state
