"""Tests of the FHIR bundle: official JSON schema of R4, references, what is in it and what not."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from fhir.resources.R4B.bundle import Bundle

from exported import console_picture, keep_pictures
from hysteroview.core.errors import StorageError
from hysteroview.core.review.findings import CHANGED, FindingsReview, FindingState
from hysteroview.core.review.lesions import Lesion, LesionPathology, LesionsReview
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.review.lesions import change_lesions
from hysteroview.exam.store.store import open_store
from hysteroview.pipeline.exports.leaving import ExportRequest
from hysteroview.pipeline.exports.place import ExamPlace
from hysteroview.pipeline.report.fhir import export_fhir
from hysteroview.pipeline.report.record import read_record
from hysteroview.pipeline.report.writing import ReportOptions
from hysteroview.pipeline.review.proposals import proposals_of

SCHEMA = json.loads(
    (Path(__file__).parents[3] / "schemas" / "fhir-r4-part.schema.json").read_text("utf-8")
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> ExamPlace:
    """Return an exam whose only finding was accepted, with a lesion and its pathology."""
    store = tmp_path_factory.mktemp("fhir") / "store"
    kept = keep_pictures(store, [console_picture(), console_picture(seed=2)])
    _decide(kept, FindingState.ACCEPTED)
    return kept


@pytest.fixture(scope="module")
def bundle(place: ExamPlace, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return _bundle(place, tmp_path_factory.mktemp("bundle") / "b.json")


def _decide(place: ExamPlace, state: FindingState) -> None:
    with open_store(place.store) as store:
        record = read_record(store, place.exam_id)
        assert record.labels is not None
        review = FindingsReview(proposed=proposals_of(list(record.frames), record.labels))
        key = review.findings[0].key
        change = review.decide(key, state)
        store.change_findings(
            place.exam_id, CHANGED, change.as_dict(), review.with_change(change).decided
        )
        lesion = Lesion(
            number=1, code="EP", is_biopsied=True, findings=(key,),
            pathology=LesionPathology(result="EP", text="no atypia"),
        )  # fmt: skip
        change_lesions(store, place.exam_id, lambda known: LesionsReview.add(known, lesion))


def _bundle(place: ExamPlace, target: Path, **fields: Any) -> dict[str, Any]:
    export_fhir(place, ExportRequest(target=target, **fields), ReportOptions())
    made: dict[str, Any] = json.loads(target.read_text("utf-8"))
    return made


def _of_kind(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    resources = [each["resource"] for each in bundle["entry"]]
    return [each for each in resources if each["resourceType"] == kind]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("hides", [False, True])
def test_bundle_fits_the_official_schema(
    place: ExamPlace, tmp_path: Path, language: str, *, hides: bool
) -> None:
    key_file = tmp_path / "key.json"
    made = _bundle(
        place, tmp_path / "b.json", language=language, is_deidentified=hides, key_file=key_file
    )
    validator = jsonschema.Draft6Validator({**SCHEMA, "$ref": "#/definitions/Bundle"})
    assert [each.message for each in validator.iter_errors(made)] == []
    for each in made["entry"]:
        kind = each["resource"]["resourceType"]
        validator = jsonschema.Draft6Validator({**SCHEMA, "$ref": f"#/definitions/{kind}"})
        assert [error.message for error in validator.iter_errors(each["resource"])] == []
    Bundle.model_validate(made)  # it also knows which fields are required


def test_schema_refuses_what_is_wrong(bundle: dict[str, Any]) -> None:
    made = copy.deepcopy(bundle)
    validator = jsonschema.Draft6Validator({**SCHEMA, "$ref": "#/definitions/Bundle"})
    made["entry"][0]["resource"]["birthDate"] = "3 February"
    assert list(validator.iter_errors(made))


def test_each_reference_leads_to_a_resource_of_the_bundle(place: ExamPlace, tmp_path: Path) -> None:
    made = _bundle(place, tmp_path / "b.json")
    urls = {each["fullUrl"] for each in made["entry"]}
    assert len(urls) == len(made["entry"]) == 1 + 1 + 1 + 2 + 1
    found = set()

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if "reference" in value:
                found.add(value["reference"])
            for each in value.values():
                walk(each)
        elif isinstance(value, list):
            for each in value:
                walk(each)

    walk(made)
    assert found <= urls
    again = _bundle(place, tmp_path / "again.json")
    assert [each["fullUrl"] for each in again["entry"]] == [e["fullUrl"] for e in made["entry"]]


def test_everything_is_preliminary_and_for_research(bundle: dict[str, Any]) -> None:
    (report,), (observation,) = (
        _of_kind(bundle, "DiagnosticReport"),
        _of_kind(bundle, "Observation"),
    )
    assert report["status"] == observation["status"] == "preliminary"
    for each in bundle["entry"]:
        tags = each["resource"]["meta"]["tag"]
        assert tags == [{"display": "Research use only. Not for diagnosis."}]


def test_report_has_its_pdf_with_its_hash(bundle: dict[str, Any]) -> None:
    (report,) = _of_kind(bundle, "DiagnosticReport")
    (form,) = report["presentedForm"]
    pdf = base64.b64decode(form["data"])
    assert pdf.startswith(b"%PDF-1.7")
    assert base64.b64decode(form["hash"]) == hashlib.sha1(pdf).digest()
    assert form["size"] == len(pdf)


def test_accepted_finding_has_the_pathology_of_its_lesion(bundle: dict[str, Any]) -> None:
    (observation,) = _of_kind(bundle, "Observation")
    parts = {each["code"]["text"]: each["valueString"] for each in observation["component"]}
    assert parts["Pathology"].endswith("no atypia")
    assert parts["The AI showed"].endswith("80 %")
    assert observation["valueCodeableConcept"]["coding"][0]["code"] == "EP"


def test_rejected_finding_is_no_observation(tmp_path: Path) -> None:
    place = keep_pictures(tmp_path / "store", [console_picture()])
    _decide(place, FindingState.REJECTED)
    made = _bundle(place, tmp_path / "b.json")
    assert _of_kind(made, "Observation") == []
    assert "result" not in _of_kind(made, "DiagnosticReport")[0]


def test_patient_has_both_groups_of_the_name(bundle: dict[str, Any]) -> None:
    (patient,) = _of_kind(bundle, "Patient")
    assert [each["family"] for each in patient["name"]] == ["Weiss", "王"]
    assert patient["name"][1]["text"] == "王小明"
    assert (patient["birthDate"], patient["identifier"][0]["value"]) == ("1970-02-03", "0047110")


def test_deidentified_bundle_has_no_identifier(place: ExamPlace, tmp_path: Path) -> None:
    _bundle(place, tmp_path / "b.json", is_deidentified=True, key_file=tmp_path / "key.json")
    text = (tmp_path / "b.json").read_text("utf-8")
    for secret in ("Weiss", "小明", "1970", "0047110", "ACC-2026", "Schreiber", place.exam_id):
        assert secret not in text, secret


def test_bundle_is_in_the_log_and_replaces_no_file(place: ExamPlace, tmp_path: Path) -> None:
    target = tmp_path / "b.json"
    _bundle(place, target)
    with place.read() as store:
        folder = store.exam_folder(place.exam_id)
    entries, _, _ = read_chain(folder.audit, place.exam_id, folder.medium)
    sha256 = hashlib.sha256(target.read_bytes()).hexdigest()
    assert entries[-1].content["sha256"] == [sha256]
    with pytest.raises(StorageError, match="already exists"):
        _bundle(place, target)
