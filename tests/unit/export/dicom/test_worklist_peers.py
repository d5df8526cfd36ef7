"""The worklist servers of dcmtk and Orthanc, with entries in Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pydicom
import pytest
from click.testing import CliRunner
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

from dicom_peers import orthanc, wlmscpfs
from hysteroview.cli.main import hysteroview
from hysteroview.core.foreign.charset.reading import FallbackCharset
from hysteroview.export.dicom.query import WorklistQuery
from hysteroview.export.dicom.worklist import ScheduledExam
from hysteroview.settings.table import WorklistSettings
from patience import PATIENCE_S

DAY = date(2026, 3, 4)
GB = FallbackCharset.GB18030
pytestmark = pytest.mark.filterwarnings("ignore:Invalid value for VR:UserWarning")


def write_entry(file: Path, charset: str, name: str, number: str) -> None:
    """Write a file of a worklist, whose birth date is none."""
    step, whole = Dataset(), Dataset()
    whole.SpecificCharacterSet = charset
    whole.PatientName, whole.PatientID = name, number
    whole.PatientBirthDate = "00/00/0000"
    whole.AccessionNumber, whole.StudyInstanceUID = f"A{number}", f"1.2.3.{number}"
    whole.RequestedProcedureID, whole.RequestedProcedureDescription = f"P{number}", "宫腔镜检查"
    step.ScheduledPerformingPhysicianName, step.ScheduledProcedureStepDescription = "", "Step"
    step.Modality, step.ScheduledStationAETitle = "ES", "HV"
    step.ScheduledProcedureStepStartDate = "20260304"
    step.ScheduledProcedureStepStartTime, step.ScheduledProcedureStepID = "0930", f"S{number}"
    whole.ScheduledProcedureStepSequence = [step]
    whole.file_meta = FileMetaDataset()
    whole.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    whole.file_meta.MediaStorageSOPClassUID = "1.2.276.0.7230010.3.1.0.1"
    whole.file_meta.MediaStorageSOPInstanceUID = f"1.2.3.4.{number}"
    pydicom.dcmwrite(file, whole, enforce_file_format=True)


def write_entries(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "lockfile").touch()
    write_entry(folder / "a.wl", "ISO_IR 192", "Wang^Fang=王^芳", "1")
    write_entry(folder / "b.wl", "GB18030", "=王^昞", "2")


def query(port: int, title: str, fallback: FallbackCharset) -> dict[str, ScheduledExam]:
    settings = WorklistSettings(
        host="127.0.0.1", port=port, called_title=title, fallback_charset=fallback
    )
    found = WorklistQuery(settings, DAY, timeout_s=PATIENCE_S).run()
    return {each.patient_id: each for each in found}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Dcmtk's server as it comes: it leaves the character set out of its answers."""
    folder = tmp_path_factory.mktemp("worklist")
    write_entries(folder / "WORKLIST")
    with wlmscpfs(folder) as peer:
        yield peer.port


def test_names_without_a_character_set_are_read_by_the_fallback(plain: int) -> None:
    found = query(plain, "WORKLIST", GB)
    assert found["1"] == ScheduledExam(
        patient_id="1", patient_name="Wang^Fang=王^芳", accession_number="A1",
        description="宫腔镜检查", time="09:30", study_uid="1.2.3.1", procedure_id="P1",
        step_id="S1",
    )  # fmt: skip
    assert found["2"].patient_name == "=王^昞"
    assert found["2"].description == "宫腔镜检查"
    doubtful = query(plain, "WORKLIST", FallbackCharset.NONE)
    assert doubtful["1"] == found["1"]  # UTF-8 is certain
    assert (doubtful["2"].patient_name, doubtful["2"].guess) == ("", "=王^昞")
    assert doubtful["2"].is_doubtful


def test_names_with_their_character_set_need_no_fallback(tmp_path: Path) -> None:
    write_entries(tmp_path / "WORKLIST")
    with wlmscpfs(tmp_path, "-csk") as peer:
        found = query(peer.port, "WORKLIST", FallbackCharset.NONE)
    assert {each.patient_name for each in found.values()} == {"Wang^Fang=王^芳", "=王^昞"}
    assert not any(each.is_doubtful for each in found.values())


def test_orthanc_drops_names_in_characters_and_the_entry_says_so(tmp_path: Path) -> None:
    write_entries(tmp_path / "worklists")
    latin = {"DefaultEncoding": "Latin1"}  # as it comes
    folder = tmp_path / "worklists"
    with orthanc(tmp_path / "latin", worklists=folder, changes=latin) as peer:
        found = query(peer.port, peer.title, GB)
    assert (found["1"].patient_name, found["2"].patient_name) == ("Wang^Fang", "")
    assert all(each.is_name_cut and each.is_doubtful for each in found.values())
    with orthanc(tmp_path / "utf8", worklists=folder) as peer:
        found = query(peer.port, peer.title, GB)
    assert found["2"].patient_name == "=王^昞"
    assert not found["1"].is_doubtful


def test_the_command_marks_doubtful_names(
    plain: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(f'[worklist]\nhost = "127.0.0.1"\nport = {plain}\ncalled_title = "WORKLIST"\n')
    monkeypatch.setattr("hysteroview.settings.file.settings_path", lambda: file)
    command = ["worklist", "--date", "2026-03-04"]
    made = CliRunner().invoke(hysteroview, command)
    assert made.exit_code == 0, made.output
    assert "王昞 (doubtful)" in made.output
    assert "fallback_charset" in made.output
    made = CliRunner().invoke(hysteroview, [*command, "--charset", "gb18030"])
    assert "王昞" in made.output
    assert "doubtful" not in made.output
