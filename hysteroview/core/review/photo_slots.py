"""What is already known of the pictures of a photo plan: snapshots, and what is in view when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hysteroview.core.review.findings import FindingState, ReviewFinding
from hysteroview.core.review.lesions import Lesion
from hysteroview.core.review.photo_plan import PhotoSlot, PlaceSpan
from hysteroview.core.review.pictures import PictureNotes


def slots_of_snapshots(
    lesions: Iterable[Lesion], pictures: Iterable[PictureNotes]
) -> list[tuple[str, PhotoSlot]]:
    """Return the names of the snapshots' records with what the operator said they show."""
    slots = [(item, PhotoSlot.of_lesion(each.number)) for each in lesions for item in each.pictures]
    for each in pictures:
        if each.place is not None:
            slots.append((each.item, PhotoSlot.of_place(each.place)))
        elif each.lesion is not None:
            slots.append((each.item, PhotoSlot.of_lesion(each.lesion)))
    return slots


def taken_of(
    lesions: Iterable[Lesion],
    pictures: Iterable[PictureNotes],
    times: Mapping[str, int | None],
) -> dict[PhotoSlot, int]:
    """Return the times of the snapshots that show a place or a lesion; of several, the last one.

    Parameters
    ----------
    times
        Of the snapshots, ns, by the names of their records; None where unknown.
    """
    found = ((slot, times.get(item)) for item, slot in slots_of_snapshots(lesions, pictures))
    return {slot: pts_ns for slot, pts_ns in found if pts_ns is not None}


def shown_spans(
    findings: Iterable[ReviewFinding], lesions: Iterable[Lesion]
) -> tuple[PlaceSpan, ...]:
    """Return when lesions are in view, by their findings, and accepted findings without one."""
    slots = {key: PhotoSlot.of_lesion(each.number) for each in lesions for key in each.findings}
    spans = []
    for finding in findings:
        slot = slots.get(finding.key)
        if slot is None and finding.state is FindingState.ACCEPTED:
            slot = PhotoSlot.of_finding(finding.key)
        if slot is not None:
            spans.append(
                PlaceSpan(
                    slot=slot, from_ns=finding.start_ns, to_ns=finding.end_ns,
                    at_ns=finding.best_ns,
                )
            )  # fmt: skip
    return tuple(spans)
