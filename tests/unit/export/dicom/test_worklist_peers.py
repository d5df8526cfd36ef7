"""The worklist servers of dcmtk and Orthanc, with entries in Chinese and Japanese."""

from __future__ import annotations

import shutil
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
from hysteroview.exam.store.store import open_store
from hysteroview.export.dicom.query import WorklistQuery
from hysteroview.export.dicom.worklist import ScheduledExam
from hysteroview.gui.patient.scheduled import entry_of_scheduled
from hysteroview.settings.table import WorklistSettings
from patience import PATIENCE_S

DAY = date(2026, 3, 4)
GB = FallbackCharset.GB18030
pytestmark = pytest.mark.filterwarnings("ignore:Invalid value for VR:UserWarning")


# Specific Character Set, and the bytes of the name and of the identifier, by accession number
WRONG = {"none": None, "100": "ISO_IR 100", "6": "ISO_IR 6", "192": "ISO_IR 192"}
OLD = {"58": "ISO 2022 IR 58", "58-2": r"\ISO 2022 IR 58"}
PROCEDURE = "宫腔镜检查"
WANG, WANG_ONLY = "Wang^Bing=王^昞", "=王^昞"
ENTRIES: dict[str, tuple[str | None, bytes, bytes]] = {
    f"{place}-{encoding}{'-only' if name == WANG_ONLY else ''}": (
        charset, name.encode(encoding), b"7",
    )
    for place, charset in {**WRONG, **OLD, "gb": "GB18030"}.items()
    for encoding in ("gbk", "utf-8")
    for name in (WANG, WANG_ONLY)
} | {
    "japanese": (
        r"\ISO 2022 IR 87",
        b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B",
        b"7",
    ),
    "big5": (None, "=陳^大文".encode("big5"), b"7"),
    "one-group": ("ISO_IR 192", "Wang^Fang=王芳".encode(), b"7"),
    "two-ids": ("ISO_IR 192", "Li^Na=李^娜".encode(), b"4711\\4712"),
    "same-ids": ("ISO_IR 192", "Li^Na=李^娜".encode(), b"4711\\4711"),
}  # fmt: skip


def write_entry(
    file: Path, number: str, charset: str | None, name: bytes, identifier: bytes
) -> None:
    """Write a file of a worklist with these bytes, whose birth date is none."""
    values = {
        "#": name,
        "@": identifier,
        "%": PROCEDURE.encode("gbk" if "gbk" in number else "utf-8"),
    }
    padded = {sign: each + b" " * (len(each) % 2) for sign, each in values.items()}
    texts = {sign: sign * len(each) for sign, each in padded.items()}
    step, whole = Dataset(), Dataset()
    if charset is not None:
        whole.SpecificCharacterSet = charset.split("\\")
    whole.PatientName, whole.PatientID = texts["#"], texts["@"]
    whole.PatientBirthDate = "00/00/0000"
    whole.AccessionNumber, whole.StudyInstanceUID = number, "1.2.3.1"
    whole.RequestedProcedureID, whole.RequestedProcedureDescription = "P1", texts["%"]
    step.ScheduledPerformingPhysicianName, step.ScheduledProcedureStepDescription = "", "Step"
    step.Modality, step.ScheduledStationAETitle = "ES", "HV"
    step.ScheduledProcedureStepStartDate = "20260304"
    step.ScheduledProcedureStepStartTime, step.ScheduledProcedureStepID = "0930", "S1"
    whole.ScheduledProcedureStepSequence = [step]
    whole.file_meta = FileMetaDataset()
    whole.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    whole.file_meta.MediaStorageSOPClassUID = "1.2.276.0.7230010.3.1.0.1"
    whole.file_meta.MediaStorageSOPInstanceUID = "1.2.3.4"
    pydicom.dcmwrite(file, whole, enforce_file_format=True)
    content = file.read_bytes()
    for sign, each in padded.items():
        content = content.replace(texts[sign].encode(), each)
    file.write_bytes(content)


@pytest.fixture(scope="module")
def entries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the entries of all tests, which no server changes."""
    folder = tmp_path_factory.mktemp("worklist") / "WORKLIST"
    folder.mkdir()
    for number, entry in ENTRIES.items():
        write_entry(folder / f"{number}.wl", number, *entry)
    return folder


def query(port: int, title: str, fallback: FallbackCharset) -> dict[str, ScheduledExam]:
    settings = WorklistSettings(
        host="127.0.0.1", port=port, called_title=title, fallback_charset=fallback
    )
    found = WorklistQuery(settings, DAY, timeout_s=PATIENCE_S).run()
    return {each.accession_number: each for each in found}


@pytest.fixture(scope="module")
def plain(entries: Path) -> Iterator[int]:
    """Dcmtk's server as it comes: it leaves the character set out of its answers."""
    with wlmscpfs(entries.parent) as peer:
        yield peer.port


@pytest.fixture(scope="module")
def keeping(tmp_path_factory: pytest.TempPathFactory, entries: Path) -> Iterator[int]:
    """Dcmtk's server with -csk: it answers with the character set and the bytes of its files."""
    folder = tmp_path_factory.mktemp("keeping")
    shutil.copytree(entries, folder / "WORKLIST")
    with wlmscpfs(folder, "-csk") as peer:
        yield peer.port


@pytest.fixture(scope="module")
def unicode(tmp_path_factory: pytest.TempPathFactory, entries: Path) -> Iterator[int]:
    """Orthanc that answers in UTF-8."""
    with orthanc(tmp_path_factory.mktemp("utf8"), worklists=entries) as peer:
        yield peer.port


def asked_orthanc(
    folder: Path, entries: Path, encoding: str, fallback: FallbackCharset = GB
) -> dict[str, ScheduledExam]:
    changes = {"DefaultEncoding": encoding}
    with orthanc(folder, worklists=entries, changes=changes) as peer:
        return query(peer.port, peer.title, fallback)


def wang(entry: str) -> str:
    return WANG_ONLY if entry.endswith("-only") else WANG


def are(*places: str, encoding: str = "") -> list[str]:
    """Return the entries of 王昞 of these places."""
    return [each for each in ENTRIES if each.partition("-")[0] in places and encoding in each]


def test_names_in_a_wrong_or_no_character_set_are_read_by_the_fallback(keeping: int) -> None:
    """As hospital systems send them: GBK and UTF-8 under none, ISO_IR 100, 6 and 192."""
    found = query(keeping, "WORKLIST", GB)
    assert len(found) == len(ENTRIES)
    for entry in are(*WRONG, *OLD, "gb"):
        assert (found[entry].patient_name, found[entry].guess) == (wang(entry), ""), entry
        assert (found[entry].is_doubtful, found[entry].description) == (False, PROCEDURE)
    assert found["192-utf-8"] == ScheduledExam(
        patient_id="7", patient_name=WANG, accession_number="192-utf-8",
        description=PROCEDURE, time="09:30", study_uid="1.2.3.1", procedure_id="P1", step_id="S1",
    )  # fmt: skip


def test_without_a_fallback_gbk_is_doubtful_and_what_is_stored_is_ascii(
    keeping: int, tmp_path: Path
) -> None:
    """Such names were stored as rubbish: Íõ^· for 王^昞."""
    found = query(keeping, "WORKLIST", FallbackCharset.NONE)
    for entry in are(*OLD, "gb") + are(*WRONG, encoding="utf-8"):
        assert (found[entry].patient_name, found[entry].is_doubtful) == (wang(entry), False), entry
    with open_store(tmp_path) as store:
        for entry in are(*WRONG, encoding="gbk"):
            assert (found[entry].guess, found[entry].is_doubtful) == (wang(entry), True), entry
            made = entry_of_scheduled(found[entry])
            assert "王昞" in made.doubt
            exam = store.begin_exam(made.patient, source="camera", model="m", model_sha256="0" * 64)
            kept = "" if entry.endswith("-only") else "Wang^Bing"
            assert store.exam(exam.exam_id).patient.name == kept
            store.end_exam(exam.exam_id)


def test_a_server_that_drops_the_character_set_is_read_by_its_own_fallback(
    plain: int, unicode: int
) -> None:
    found = query(plain, "WORKLIST", GB)
    for entry in are(*WRONG, *OLD, "gb"):
        assert (found[entry].patient_name, found[entry].is_doubtful) == (wang(entry), False), entry
    assert query(plain, "WORKLIST", FallbackCharset.BIG5)["big5"].patient_name == "=陳^大文"
    other = query(unicode, "ORTHANC", FallbackCharset.NONE)  # another server needs none
    assert other["gb-gbk"].patient_name == WANG
    unsure = query(plain, "WORKLIST", FallbackCharset.NONE)
    assert unsure["none-utf-8"].patient_name == WANG  # UTF-8 is certain
    assert (unsure["gb-gbk-only"].patient_name, unsure["gb-gbk-only"].guess) == ("", WANG_ONLY)


@pytest.mark.parametrize("server", ["plain", "keeping", "unicode"])
def test_japanese_names_and_several_ids_are_read_on_each_server(
    server: str, request: pytest.FixtureRequest
) -> None:
    title = "ORTHANC" if server == "unicode" else "WORKLIST"
    found = query(request.getfixturevalue(server), title, FallbackCharset.NONE)
    assert found["japanese"].patient_name == "Yamada^Tarou=山田^太郎"
    assert not found["japanese"].is_doubtful
    assert (found["two-ids"].patient_id, found["two-ids"].is_id_doubtful) == ("4711", True)
    assert "patient ID" in entry_of_scheduled(found["two-ids"]).doubt
    assert (found["same-ids"].patient_id, found["same-ids"].is_doubtful) == ("4711", False)
    assert all(each.birth_date == "" for each in found.values())


def test_what_orthanc_in_utf_8_changes_is_read_or_doubtful(unicode: int) -> None:
    found = query(unicode, "ORTHANC", GB)
    for entry in are("none", "100", "192") + are("gb", encoding="gbk"):
        assert (found[entry].patient_name, found[entry].is_doubtful) == (wang(entry), False), entry
    for entry in are("6") + are(*OLD, encoding="utf-8"):  # the characters are lost
        assert found[entry].patient_name in ("", "Wang^Bing")
        assert found[entry].is_name_cut, entry
    for entry in are(*OLD, encoding="gbk"):  # 昞 is not in GB2312: a stroke is left of it
        assert found[entry].patient_name in ("", "Wang^Bing")
        assert found[entry].guess.endswith("=王?")
    for entry in are("gb", encoding="utf-8"):  # it took UTF-8 for GB18030: 鐜媈鏄
        assert found[entry].patient_name in ("", "Wang^Bing")
        assert found[entry].guess.endswith("=王^?")


def test_orthanc_as_it_comes_drops_names_in_characters_and_the_entry_says_so(
    entries: Path, tmp_path: Path
) -> None:
    found = asked_orthanc(tmp_path, entries, "Latin1")
    for entry in are("none", "100"):  # it passes these on
        assert (found[entry].patient_name, found[entry].is_doubtful) == (wang(entry), False), entry
    for entry in [*are("6", "192", "gb", *OLD), "japanese", "one-group"]:
        assert found[entry].patient_name.isascii()
        assert found[entry].is_name_cut, entry


def test_orthanc_in_gb18030_makes_that_of_latin_1_and_it_is_read(
    entries: Path, tmp_path: Path
) -> None:
    found = asked_orthanc(tmp_path, entries, "Chinese")
    for entry in are("none", "100", "gb") + are("192", encoding="utf-8"):
        assert (found[entry].patient_name, found[entry].is_doubtful) == (wang(entry), False), entry
    for entry in are("6", *OLD) + are("192", encoding="gbk"):
        assert found[entry].patient_name in ("", "Wang^Bing")
        assert found[entry].is_doubtful, entry


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
    lines = [each for each in made.output.splitlines() if "gbk" in each]
    assert len(lines) == len(are(*WRONG, *OLD, "gb", encoding="gbk"))
    assert all("王昞" in each and "doubtful" not in each for each in lines)
