"""What the AI said as DICOM objects: states of their own, figures, and references."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import highdicom as hd
import pytest
from pydicom.dataset import Dataset

from dicom_exams import STATES, keep_whole_exam
from dicom_files import read, real_complaints, real_contradictions
from hysteroview.core.wording import NO_RESULT
from hysteroview.exam.store.review.report import change_report
from hysteroview.exam.store.store import open_store
from hysteroview.export.dicom.objects.writing import DicomObject, ObjectKind
from hysteroview.pipeline.dicom.objects import make_objects
from hysteroview.pipeline.dicom.options import ObjectOptions
from hysteroview.pipeline.exports.place import ExamPlace


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> ExamPlace:
    return keep_whole_exam(tmp_path_factory.mktemp("store"), states=STATES)


@pytest.fixture(scope="module")
def made(place: ExamPlace, tmp_path_factory: pytest.TempPathFactory) -> tuple[DicomObject, ...]:
    return make_objects(place, tmp_path_factory.mktemp("objects"), ObjectOptions()).objects


def of_kind(made: tuple[DicomObject, ...], kind: ObjectKind) -> list[DicomObject]:
    return [each for each in made if each.kind is kind]


def groups(made: tuple[DicomObject, ...]) -> list:
    (result,) = of_kind(made, ObjectKind.RESULT)
    return hd.sr.srread(result.path).content.get_image_measurement_groups()


def evaluations(group: object) -> dict[str, str]:
    found = group.get_qualitative_evaluations()  # type: ignore[attr-defined]
    return {each.name.value: each.value.value for each in found}


def items_of(content: Dataset) -> Iterator[Dataset]:
    """Yield all items of a content tree."""
    for each in content.get("ContentSequence", []):
        yield each
        yield from items_of(each)


def texts(content: Dataset) -> list[str]:
    return [each.TextValue for each in content.ContentSequence if each.ValueType == "TEXT"]


def test_the_exam_has_all_kinds_and_no_fault(made: tuple[DicomObject, ...]) -> None:
    counts = {kind: len(of_kind(made, kind)) for kind in ObjectKind}
    assert counts == {
        ObjectKind.STILL: 6, ObjectKind.VIDEO: 1, ObjectKind.RESULT: 1, ObjectKind.OVERLAY: 6,
        ObjectKind.REPORT: 1,
    }  # fmt: skip
    for each in made:
        assert real_complaints(each.path) == [], each.path.name
    assert real_contradictions([each.path for each in made]) == []


def test_each_state_is_one_of_its_own(made: tuple[DicomObject, ...]) -> None:
    stills = groups(made)[: len(STATES)]
    assert [evaluations(each)["STATE"] for each in stills] == [state.value for state in STATES]
    for state, group in zip(STATES, stills, strict=True):
        has_figures = bool(group.get_measurements())
        assert has_figures == (state.value == "ACTIVE"), state
        assert (group.finding_type is not None) == has_figures, state


def test_a_finding_has_its_certainty_and_all_probabilities(made: tuple[DicomObject, ...]) -> None:
    group = groups(made)[0]
    figures = {each.name.value: each.value for each in group.get_measurements()}
    assert figures["111012"] == 80
    assert figures["P_GRAVE"] == 10
    assert sum(value for name, value in figures.items() if name[:2] == "P_") == 110
    assert group.finding_type.meaning == "Endometrial polyp"


def test_a_recording_is_referred_to_by_frames(made: tuple[DicomObject, ...]) -> None:
    (video,) = of_kind(made, ObjectKind.VIDEO)
    (result,) = of_kind(made, ObjectKind.RESULT)
    references = [
        each.ReferencedSOPSequence[0]
        for each in items_of(read(result.path))
        if each.get("ValueType") == "IMAGE"
    ]
    shown, blurred = references[len(STATES) :]
    assert shown.ReferencedSOPInstanceUID == video.sop_instance_uid
    assert list(shown.ReferencedFrameNumber) == [1, 10]
    assert blurred.ReferencedFrameNumber == 11
    assert [evaluations(each) for each in groups(made)[len(STATES) :]] == [
        {"STATE": "ACTIVE"},
        {"STATE": "NOT_ASSESSABLE", "REASON": "BLUR"},
    ]


def test_model_and_notice_are_in_the_report(made: tuple[DicomObject, ...]) -> None:
    (result,) = of_kind(made, ObjectKind.RESULT)
    content = read(result.path)
    said = texts(content)
    assert "Research use only. Not for diagnosis." in said
    assert any(NO_RESULT in each for each in said)
    everything = result.path.read_bytes()
    assert b"ab" * 32 in everything
    assert b"uncalibrated probabilities" in everything
    assert (content.CompletionFlag, content.VerificationFlag) == ("COMPLETE", "UNVERIFIED")


def test_the_originals_are_referred_to(made: tuple[DicomObject, ...]) -> None:
    (result,) = of_kind(made, ObjectKind.RESULT)
    sources = {each.sop_instance_uid for each in made if each.kind in ("still", "video")}
    evidence = read(result.path).CurrentRequestedProcedureEvidenceSequence
    found = {
        instance.ReferencedSOPInstanceUID
        for study in evidence
        for series in study.ReferencedSeriesSequence
        for instance in series.ReferencedSOPSequence
    }
    assert found == sources
    stills = {each.sop_instance_uid for each in of_kind(made, ObjectKind.STILL)}
    for each in of_kind(made, ObjectKind.OVERLAY):
        (source,) = read(each.path).SourceImageSequence
        assert source.ReferencedSOPInstanceUID in stills
        assert source.PurposeOfReferenceCodeSequence[0].CodeValue == "121322"


def test_results_alone_refer_to_the_same_originals(
    place: ExamPlace, made: tuple[DicomObject, ...], tmp_path: Path
) -> None:
    alone = make_objects(place, tmp_path, ObjectOptions(kinds=(ObjectKind.RESULT,))).objects
    assert {each.kind for each in alone} == {ObjectKind.RESULT, ObjectKind.OVERLAY}
    wanted = {each.path.read_bytes() for each in made if each.kind in ("result", "overlay")}
    assert {each.path.read_bytes() for each in alone} == wanted
    assert {each.name for each in tmp_path.iterdir()} == {each.path.name for each in alone}


def test_only_what_was_changed_is_a_new_object(tmp_path: Path) -> None:
    place = keep_whole_exam(tmp_path / "store", recorded=0)

    def uids(name: str) -> dict[ObjectKind, str]:
        (tmp_path / name).mkdir()
        made = make_objects(place, tmp_path / name, ObjectOptions()).objects
        return {each.kind: each.sop_instance_uid for each in made}

    before, again = uids("one"), uids("two")
    assert before == again
    with open_store(place.store) as store:
        change_report(store, place.exam_id, {"conclusion": "A polyp."})
    after = uids("three")
    assert after.pop(ObjectKind.REPORT) != before.pop(ObjectKind.REPORT)
    assert after == before
