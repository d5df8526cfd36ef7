"""Frames of the photo plan in a report: where they stand, and that snapshots come before them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from analyses import LABEL_SET
from hysteroview.core.review.lesions import Lesion, LesionsReview
from hysteroview.core.review.photo_plan import PLAN_CHANGED, PhotoPlan, PhotoSlot, PlanChange
from hysteroview.core.review.pictures import (
    PICTURES_CHANGED,
    PictureChange,
    PicturesReview,
    pictures_review_of,
)
from hysteroview.core.review.places import Place
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.snapshot.snapshot import write_snapshot
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.review.lesions import change_lesions
from hysteroview.exam.store.store import open_store
from hysteroview.export.report.content import PictureBlock, ReportContent
from hysteroview.pipeline.exports.leaving import ExportRequest
from hysteroview.pipeline.exports.place import ExamPlace
from hysteroview.pipeline.report.fhir import export_fhir
from hysteroview.pipeline.report.record import read_record
from hysteroview.pipeline.report.writing import ReportOptions, report_of
from kept_exams import Span
from moments import PROVENANCE, moment
from recordings import number_of
from reviewed_exams import RATE_HZ, keep_recorded

FUNDUS, CANAL = PhotoSlot.of_place(Place.FUNDUS), PhotoSlot.of_place(Place.CERVICAL_CANAL)
SPANS = (Span(LABEL_SET.codes[1], 2.0), Span(LABEL_SET.codes[2], 6.0, frames=60))


@pytest.fixture
def place(tmp_path: Path) -> ExamPlace:
    """An exam with recordings of 0 to 4 s and 5 to 10 s, and no snapshot."""
    return ExamPlace(tmp_path, keep_recorded(tmp_path, SPANS, ((0.0, 4.0), (5.0, 10.0))))


def plan(place: ExamPlace, *acts: Callable[[PhotoPlan], PlanChange]) -> None:
    known = PhotoPlan()
    with open_store(place.store) as store:
        for act in acts:
            change = act(known)
            known = known.with_change(change)
            store.change_findings(place.exam_id, PLAN_CHANGED, change.as_dict(), ())


def mark(slot: PhotoSlot, from_s: float, to_s: float) -> Callable[[PhotoPlan], PlanChange]:
    begin, end = round(from_s * NS_PER_S), round(to_s * NS_PER_S)
    return lambda known: known.mark(slot, begin, end, begin)


def snapshot(place: ExamPlace, act: Callable[[PicturesReview, str], PictureChange]) -> None:
    """Add a snapshot, and say something of it."""
    with open_store(place.store) as store:
        folder = store.exam_folder(place.exam_id)
        saved = write_snapshot(folder.snapshots, moment(), PROVENANCE, 1, folder.medium)
        store.add_media(place.exam_id, saved.record)
        (item,) = (each.item for each in read_record(store, place.exam_id).snapshots)
        entries, _, _ = read_chain(folder.audit, place.exam_id, folder.medium)
        known = pictures_review_of((each.kind, each.content) for each in entries)
        change = act(known, item)
        after = known.with_change(change).notes
        store.change_pictures(place.exam_id, PICTURES_CHANGED, change.as_dict(), after)


def content(place: ExamPlace, language: str = "en") -> ReportContent:
    request = ExportRequest(target=Path("none"), language=language)
    return report_of(place, request, ReportOptions())[0]


def frame_in(block: PictureBlock) -> int:
    pixels = cv2.imdecode(np.frombuffer(block.raw, np.uint8), cv2.IMREAD_COLOR)
    return number_of(pixels[..., 1])


def test_a_marked_place_without_a_snapshot_has_its_frame_of_the_recording(place: ExamPlace) -> None:
    """The report said "no picture" of places that the review page showed a frame of."""
    plan(place, mark(FUNDUS, 6.0, 7.0), mark(CANAL, 0.0, 1.0))
    made = content(place)
    canal, fundus = made.pictures
    assert canal.title == "cervical canal · recording 1 at 0:00.0"
    assert frame_in(canal) == 0  # the marked frame, since nothing there was analyzed
    assert fundus.title.startswith("fundus · recording 2 at 0:01.")
    assert 1.0 <= frame_in(fundus) / RATE_HZ <= 2.0
    assert fundus.texts[0].startswith("Proposed by the program")
    rows = dict(made.photo_plan.rows)
    assert rows["cervical canal"] == "frame of recording 1 at 0:00.0"
    assert "fundus" not in made.photo_plan.texts[0]
    assert rows["right ostium"] == "no picture"


def test_a_snapshot_of_a_place_comes_before_a_proposal_but_not_before_a_choice(
    place: ExamPlace,
) -> None:
    snapshot(place, lambda known, item: known.put(item, Place.FUNDUS))
    plan(place, mark(FUNDUS, 6.0, 7.0))
    made = content(place)
    assert [each.number for each in made.pictures] == [1]
    assert dict(made.photo_plan.rows)["fundus"] == "1"
    plan(place, lambda known: known.choose(FUNDUS, 3 * NS_PER_S))
    made = content(place)
    assert [each.number for each in made.pictures] == [1, 0]
    assert frame_in(made.pictures[1]) == 3 * RATE_HZ
    assert made.pictures[1].texts == ("Chosen by the operator from the recording.",)


def test_pictures_that_were_chosen_for_the_report_stay_alone_in_it(place: ExamPlace) -> None:
    snapshot(place, lambda known, item: known.choose(item, on=True))
    plan(place, mark(FUNDUS, 1.0, 2.0))
    made = content(place)
    assert [each.number for each in made.pictures] == [1]
    seen = dict(made.photo_plan.rows)["fundus"]
    assert seen.startswith("no picture; in view in recording 1 at 0:0")
    assert "fundus" in made.photo_plan.texts[0]


def test_a_frame_that_was_not_recorded_is_no_picture(place: ExamPlace) -> None:
    plan(place, mark(FUNDUS, 20.0, 21.0), lambda known: known.choose(CANAL, 4_500_000_000))
    made = content(place)
    assert not made.pictures
    assert dict(made.photo_plan.rows)["fundus"] == "no picture"


def test_a_recording_that_cannot_be_read_is_said(place: ExamPlace) -> None:
    plan(place, mark(FUNDUS, 1.0, 2.0))
    with place.read() as store:
        folder = store.exam_folder(place.exam_id)
        video = next(e.name for e in store.media(place.exam_id) if e.kind == "clip")
    (folder.path / video).write_bytes(b"no film")
    made = content(place)
    assert not made.pictures
    assert "Pictures that cannot be read or shown: 1." in made.pictures_texts


def test_a_lesion_has_its_frame_in_report_and_bundle(place: ExamPlace, tmp_path: Path) -> None:
    with open_store(place.store) as store:
        change_lesions(
            store, place.exam_id, lambda known: LesionsReview.add(known, Lesion(number=1))
        )
    plan(place, lambda known: known.choose(PhotoSlot.of_lesion(1), 8 * NS_PER_S))
    made = content(place, "zh")
    assert made.pictures[0].title.startswith("病灶 1")
    target = tmp_path / "exam.json"
    export_fhir(place, ExportRequest(target=target), ReportOptions())
    parts = [each["resource"] for each in json.loads(target.read_text())["entry"]]
    (media,) = [each for each in parts if each["resourceType"] == "Media"]
    assert media["note"][0]["text"] == "lesion 1 · recording 2 at 0:03.0"
    assert len(media["createdDateTime"]) == len("2026-03-31")
