"""Tests of what is said about the pictures of an exam."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hysteroview.core.review.pictures import (
    PICTURES_CHANGED,
    PICTURES_REDONE,
    PICTURES_UNDONE,
    PictureChange,
    PictureNotes,
    PicturesReview,
    chosen_of,
    pictures_review_of,
    place_words,
)
from hysteroview.core.review.places import Place
from picture_notes import DRAWING, said_of

A, B, C = "a_record.json", "b_record.json", "c_record.json"


def test_place_drawing_and_choice_are_read_back_from_json() -> None:
    change = said_of(A)
    again = PictureChange.from_dict(json.loads(json.dumps(change.as_dict())))
    assert again == change


def test_pictures_are_chosen_at_the_end_and_moved() -> None:
    review = PicturesReview()
    for item in (A, B, C):
        review = review.with_change(review.choose(item, on=True))
    assert review.chosen == (A, B, C)
    moved = review.with_change(review.order([C, A, B]))
    assert moved.chosen == (C, A, B)
    assert [each.rank for each in chosen_of(moved.notes)] == [1, 2, 3]
    fewer = moved.with_change(moved.choose(A, on=False))
    assert fewer.chosen == (C, B)
    assert fewer.without(fewer.changes[-1].number).chosen == (C, A, B)


def test_order_replaces_only_the_pictures_whose_rank_changes() -> None:
    review = PicturesReview()
    for item in (A, B, C):
        review = review.with_change(review.choose(item, on=True))
    assert [each.item for each in review.order([A, C, B]).after] == [B, C]


def test_removed_picture_is_left_out_of_the_report() -> None:
    review = PicturesReview()
    for item in (A, B):
        review = review.with_change(review.choose(item, on=True))
    assert [each.item for each in chosen_of(review.notes, removed={A})] == [B]


def test_place_and_drawing_of_a_picture_do_not_change_each_other() -> None:
    review = PicturesReview()
    review = review.with_change(review.put(A, Place.FUNDUS))
    review = review.with_change(review.draw(A, DRAWING))
    review = review.with_change(review.choose(A, on=True))
    notes = review.find(A)
    assert (notes.place, notes.drawing, notes.rank) == (Place.FUNDUS, DRAWING, 1)
    assert review.find(B) == PictureNotes(item=B)


def test_picture_about_which_nothing_is_said_any_more_is_not_among_the_notes() -> None:
    review = PicturesReview()
    review = review.with_change(review.put(A, None, 3))
    assert place_words(review.notes[0]) == "lesion 3"
    assert review.with_change(review.put(A, None)).notes == ()
    assert review.without(1).notes == ()
    empty = replace(DRAWING, shapes=())
    assert PicturesReview().with_change(PicturesReview().draw(A, empty)).notes == ()


def test_review_follows_from_its_log() -> None:
    review = PicturesReview()
    log = []
    for change in (
        lambda now: now.put(A, Place.FUNDUS),
        lambda now: now.draw(B, DRAWING),
        lambda now: now.choose(B, on=True),
    ):
        made = change(review)
        review = review.with_change(made)
        log.append((PICTURES_CHANGED, made.as_dict()))
    log += [(PICTURES_UNDONE, {"change": 1}), ("snapshot", {}), (PICTURES_UNDONE, {"change": 3})]
    log.append((PICTURES_REDONE, {"change": 3}))
    again = pictures_review_of(log)
    assert [each.item for each in again.notes] == [B]
    assert again.chosen == (B,)


@pytest.mark.parametrize(
    "wrong",
    [
        {"item": ""},
        {"item": A, "place": "fundus", "lesion": 1},
        {"item": A, "lesion": 0},
        {"item": A, "rank": 0},
        {"item": A, "place": "elbow"},
        {"item": A, "other": 1},
    ],
)
def test_invalid_notes_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises((TypeError, ValueError)):
        PictureNotes.from_dict(wrong)


@given(st.lists(st.lists(st.sampled_from([A, B, C]), max_size=5), min_size=1, max_size=6))
def test_undoing_everything_in_turn_leads_back_through_each_order(orders: list[list[str]]) -> None:
    review = PicturesReview()
    states = [review]
    for order in orders:
        review = review.with_change(review.order(order))
        assert review.chosen == tuple(dict.fromkeys(order))
        states.append(review)
    for later, before in pairwise(reversed(states)):
        review = review.without(later.changes[-1].number)
        assert review.chosen == before.chosen
