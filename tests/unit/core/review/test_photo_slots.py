"""What is known of the pictures of a photo plan without its own marks."""

from __future__ import annotations

from dataclasses import replace

from hysteroview.core.review.findings import FindingState, ReviewFinding
from hysteroview.core.review.lesions import Lesion
from hysteroview.core.review.photo_slots import shown_spans, taken_of
from hysteroview.core.review.pictures import PictureNotes
from hysteroview.core.review.places import Place
from hysteroview.core.types import NS_PER_S

FINDING = ReviewFinding(key="ai-1", code="EP", start_ns=1, end_ns=9, best_ns=5)


def test_snapshots_with_a_place_or_of_a_lesion_are_in_the_plan() -> None:
    notes = (
        PictureNotes(item="a", place=Place.FUNDUS), PictureNotes(item="b", place=Place.FUNDUS),
        PictureNotes(item="c", lesion=2), PictureNotes(item="unreadable", lesion=3),
    )  # fmt: skip
    lesions = (Lesion(number=1, pictures=("d",)),)
    times = {"a": NS_PER_S, "b": 2 * NS_PER_S, "c": 3, "d": 4, "unreadable": None}
    taken = {each.name: pts_ns for each, pts_ns in taken_of(lesions, notes, times).items()}
    assert taken == {"fundus": 2 * NS_PER_S, "2": 3, "1": 4}


def test_a_finding_of_a_lesion_shows_the_lesion_and_others_only_when_accepted() -> None:
    accepted = replace(FINDING, key="ai-2", state=FindingState.ACCEPTED)
    spans = shown_spans((FINDING, accepted), (Lesion(number=4, findings=("ai-1",)),))
    assert [(each.slot.kind, each.slot.name) for each in spans] == [
        ("lesion", "4"), ("finding", "ai-2"),
    ]  # fmt: skip
    assert (spans[0].from_ns, spans[0].at_ns, spans[0].to_ns) == (1, 5, 9)
    assert not shown_spans((FINDING,), ())
