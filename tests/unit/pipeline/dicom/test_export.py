"""`hysteroview export dicom`: what is written, and what an archive gives back."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pydicom
import pytest
from click.testing import CliRunner, Result
from pydicom.fileset import FileSet
from pynetdicom import AE, _config

from dicom_exams import keep_whole_exam
from dicom_files import read, real_complaints, rgb_of
from dicom_peers import Orthanc, dcmqrscp, orthanc, storescp
from hysteroview.cli.exam.commands import exam
from hysteroview.cli.export.commands import export
from hysteroview.core.deidentify.deidentifier import Deidentifier
from hysteroview.core.deidentify.identity import Identity
from hysteroview.core.errors import StorageError
from hysteroview.core.states import AssessmentState
from hysteroview.export.dicom.objects.writing import DicomObject, ObjectKind
from hysteroview.pipeline.dicom.export import export_objects
from hysteroview.pipeline.dicom.objects import make_objects
from hysteroview.pipeline.dicom.options import ObjectOptions
from hysteroview.pipeline.exports.leaving import ExportRequest, check_clean
from hysteroview.pipeline.exports.place import ExamPlace
from hysteroview.settings.file import save_settings, settings_path
from hysteroview.settings.sections import Settings
from hysteroview.settings.table import ExportSettings
from patience import wait_until
from planted import ENCODINGS, parts, plant
from trials import trials


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> ExamPlace:
    return keep_whole_exam(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def made(place: ExamPlace, tmp_path_factory: pytest.TempPathFactory) -> tuple[DicomObject, ...]:
    return make_objects(place, tmp_path_factory.mktemp("objects"), ObjectOptions()).objects


@pytest.fixture(scope="module")
def archive(
    made: tuple[DicomObject, ...], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Orthanc]:
    """Orthanc with all objects of the exam."""
    with orthanc(tmp_path_factory.mktemp("orthanc"), has_dicomweb=True) as started:
        send(made, started.port)
        yield started


def send(objects: tuple[DicomObject, ...], port: int) -> None:
    """Send files as they are, each in a context of its own kind."""
    entity = AE(ae_title="TEST")
    for each in {(one.sop_class_uid, one.transfer_syntax_uid) for one in objects}:
        entity.add_requested_context(*each)
    association = entity.associate("127.0.0.1", port)
    assert association.is_established
    chunked, _config.STORE_SEND_CHUNKED_DATASET = _config.STORE_SEND_CHUNKED_DATASET, True
    try:
        for one in objects:
            assert association.send_c_store(one.path).Status == 0, one.kind
    finally:
        _config.STORE_SEND_CHUNKED_DATASET = chunked
        association.release()
        association.kill()


def content_of(file: Path | bytes) -> pydicom.Dataset:
    import io

    return pydicom.dcmread(io.BytesIO(file) if isinstance(file, bytes) else file)


def run(place: ExamPlace, output: Path, *more: str) -> Result:
    given = ["dicom", place.exam_id, f"--store={place.store}", f"--output={output}", *more]
    return CliRunner().invoke(export, given)


def test_the_command_exports_all_that_exists(place: ExamPlace, tmp_path: Path) -> None:
    said = run(place, tmp_path / "out")
    assert said.exit_code == 0, said.output
    assert "5 objects" in said.output
    names = {each.name for each in (tmp_path / "out").iterdir()}
    assert names == {
        "still_0001.dcm", "video_01.dcm", "overlay_0001.dcm", "result.dcm", "report.dcm",
        "export.json",
    }  # fmt: skip
    manifest = json.loads((tmp_path / "out" / "export.json").read_text())
    assert {each["kind"] for each in manifest["objects"]} == {each.value for each in ObjectKind}
    shown = CliRunner().invoke(exam, [f"--store={place.store}", "show", place.exam_id]).output
    assert "DICOM objects" in shown


def test_what_is_chosen_is_exported(place: ExamPlace, tmp_path: Path) -> None:
    run(place, tmp_path / "out.zip", "--stills", "--report", "--lossless")
    import zipfile

    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert set(archive.namelist()) == {"still_0001.dcm", "report.dcm", "export.json"}
        still = content_of(archive.read("still_0001.dcm"))
    assert still.PhotometricInterpretation == "RGB"


def test_the_settings_say_what_is_the_default(place: ExamPlace, tmp_path: Path) -> None:
    chosen = ExportSettings(lossless=True, dicomdir=True)
    save_settings(Settings(export=chosen), settings_path())
    assert run(place, tmp_path / "a", "--stills").exit_code == 0
    (still,) = (tmp_path / "a").rglob("IM*")
    assert content_of(still.read_bytes()).PhotometricInterpretation == "RGB"
    assert (tmp_path / "a" / "DICOMDIR").exists()
    run(place, tmp_path / "b", "--stills", "--jpeg", "--no-dicomdir")
    still = tmp_path / "b" / "still_0001.dcm"
    assert content_of(still.read_bytes()).PhotometricInterpretation == "YBR_FULL_422"


def test_the_report_in_the_object_is_the_products_own(made: tuple[DicomObject, ...]) -> None:
    content = read(next(each for each in made if each.kind is ObjectKind.REPORT).path)
    pdf = content.EncapsulatedDocument[: content.EncapsulatedDocumentLength]
    assert pdf.startswith(b"%PDF")
    assert pdf.rstrip().endswith(b"%%EOF")
    assert content.Modality == "DOC"


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_a_dicomdir_leads_to_all_objects(place: ExamPlace, tmp_path: Path, name: str) -> None:
    said = run(place, tmp_path / name, "--dicomdir")
    assert said.exit_code == 0, said.output
    folder = tmp_path / name
    if name.endswith(".zip"):
        import zipfile

        folder = tmp_path / "unpacked"
        with zipfile.ZipFile(tmp_path / name) as archive:
            archive.extractall(folder)
    files = FileSet(folder / "DICOMDIR")
    assert len(files) == 5
    for each in files:
        assert Path(each.path).is_file()
        assert all(part.isupper() or part.isdigit() for part in Path(each.path).name)
    names = [each.PatientName for each in files]
    files._stage["t"].cleanup()  # a folder that pydicom leaves behind
    assert {str(each) for each in names} == {"Weiss^Annegret=王^小明"}


def test_orthanc_returns_all_objects_unchanged(
    archive: Orthanc, made: tuple[DicomObject, ...]
) -> None:
    for each in made:
        back = content_of(archive.file(each.sop_instance_uid))
        sent = read(each.path)
        assert back.file_meta.TransferSyntaxUID == each.transfer_syntax_uid
        assert back == sent, each.kind


def test_orthanc_shows_pictures_and_names(archive: Orthanc, made: tuple[DicomObject, ...]) -> None:
    import cv2

    still = next(each for each in made if each.kind is ObjectKind.STILL)
    number = archive.instance(still.sop_instance_uid)
    shown = archive.get(f"/instances/{number}/preview")
    preview = cv2.imdecode(np.frombuffer(shown, np.uint8), cv2.IMREAD_COLOR)
    assert preview.shape == rgb_of(still.path).shape
    assert np.abs(preview[..., ::-1].astype(int) - rgb_of(still.path)).mean() < 2
    patient = archive.json(f"/instances/{number}/patient")["MainDicomTags"]
    assert patient["PatientName"] == "Weiss^Annegret=王^小明"
    studies = json.loads(archive.get("/dicom-web/studies", Accept="application/dicom+json"))
    (study,) = studies
    assert study["00100010"]["Value"][0]["Ideographic"] == "王^小明"


def test_orthanc_shows_overlay_report_and_result(
    archive: Orthanc, made: tuple[DicomObject, ...]
) -> None:
    """By REST and DICOMweb, as its own explorer and web viewers ask for them."""
    import cv2

    of_kind = {each.kind: each for each in made}
    overlay = of_kind[ObjectKind.OVERLAY]
    content = read(overlay.path)
    place = (
        f"/dicom-web/studies/{content.StudyInstanceUID}/series/{content.SeriesInstanceUID}"
        f"/instances/{overlay.sop_instance_uid}/rendered"
    )
    rendered = archive.get(place, Accept="image/png")
    shown = cv2.imdecode(np.frombuffer(rendered, np.uint8), cv2.IMREAD_COLOR)
    assert np.array_equal(shown[..., ::-1], rgb_of(overlay.path))
    report = archive.instance(of_kind[ObjectKind.REPORT].sop_instance_uid)
    assert archive.get(f"/instances/{report}/pdf").startswith(b"%PDF")
    result = archive.instance(of_kind[ObjectKind.RESULT].sop_instance_uid)
    tags = json.dumps(archive.json(f"/instances/{result}/simplified-tags"), ensure_ascii=False)
    assert "Certainty of Finding" in tags
    assert "Research use only" in tags


def test_dcmtk_stores_all_objects(made: tuple[DicomObject, ...], tmp_path: Path) -> None:
    with storescp(tmp_path / "a", "+xa") as one, dcmqrscp(tmp_path / "b") as two:
        for peer in (one, two):
            entity = AE(ae_title="TEST")
            for each in {(x.sop_class_uid, x.transfer_syntax_uid) for x in made}:
                entity.add_requested_context(*each)
            association = entity.associate("127.0.0.1", peer.port, ae_title=peer.title)
            for each in made:
                context = {x.abstract_syntax for x in association.accepted_contexts}
                if each.sop_class_uid in context:
                    assert association.send_c_store(each.path).Status == 0
            association.release()
            association.kill()
        wait_until(lambda: len(one.files) == len(made), "storescp has not stored all")
        stored = {str(read(each).SOPInstanceUID) for each in one.files}
    assert stored == {each.sop_instance_uid for each in made}


@pytest.mark.parametrize("seed", range(trials(3, 40)))
def test_no_planted_identifier_leaves(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    planted = plant(chance)
    note = "; ".join(chance.sample(planted.texts, 4))
    place = keep_whole_exam(
        tmp_path / "store", patient=planted.patient, note=f"bleeding ({note})", recorded=6,
        outside="\n".join(chance.sample(planted.texts, 2)),
        states=(AssessmentState.ACTIVE, AssessmentState.ERROR),
    )  # fmt: skip
    request = ExportRequest(
        target=tmp_path / "out", is_deidentified=True, key_file=tmp_path / "key.json",
        language=chance.choice(("en", "zh")),
    )  # fmt: skip
    made = export_objects(place, ObjectOptions(), request, has_directory=chance.random() < 0.5)
    assert {each.kind for each in made.objects} == set(ObjectKind)
    secrets = {*planted.texts, place.exam_id, "Schreiber", "ACC-2026", "20231114"}
    for path in (tmp_path / "out").rglob("*"):
        if not path.is_file():
            continue
        found = {path.name: path.read_bytes()}
        if path.suffix != ".json" and path.name != "DICOMDIR":
            content = read(path)
            assert real_complaints(path) == []
            assert content.PatientIdentityRemoved == "YES"
            if "EncapsulatedDocument" in content:
                found |= parts("report.pdf", content.EncapsulatedDocument, tmp_path)
        for name, everything in found.items():
            for text in secrets:
                for encoding in ENCODINGS:
                    code = text.encode(encoding)
                    if len(code) >= 6:
                        assert code not in everything, (name, text, encoding)


def test_deidentified_objects_share_no_uid_with_the_others(
    place: ExamPlace, made: tuple[DicomObject, ...], tmp_path: Path
) -> None:
    def uids(name: str) -> set[str]:
        request = ExportRequest(
            target=tmp_path / name, is_deidentified=True, key_file=tmp_path / "key.json"
        )
        return {
            uid
            for each in export_objects(place, ObjectOptions(), request).objects
            for uid in (
                each.sop_instance_uid,
                each.series_instance_uid,
                each.study_instance_uid,
            )
        }

    one, two = uids("one"), uids("two")
    assert one == two
    known = {each.sop_instance_uid for each in made} | {each.study_instance_uid for each in made}
    assert not one & known


@pytest.mark.parametrize("place", [1 << 20, (256 << 10) + (8 << 20) - 3])
def test_an_identifier_in_the_middle_of_a_file_is_found(place: int, tmp_path: Path) -> None:
    """Also where two parts meet that are searched one after the other."""
    who = Deidentifier(
        code="HV-A", exam_code="HV-A-B", shift_days=-7, identity=Identity(identifier="0047110815")
    )
    path = tmp_path / "report.dcm"
    path.write_bytes(bytes(128) + b"DICM" + bytes(place - 132) + b"0047110815" + bytes(9 << 20))
    with pytest.raises(StorageError, match="identifier"):
        check_clean([path], who)
