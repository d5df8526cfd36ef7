"""Earlier exams of a patient, found in Orthanc and fetched from it."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.test_seeking import CLOSED
from dicom_peers import Orthanc, orthanc
from foreign_dicom import H264, write_still, write_video
from hysteroview.capture.opening import open_source
from hysteroview.core.errors import ArchiveError
from hysteroview.export.dicom.retrieve.earlier import earlier_studies
from hysteroview.export.dicom.retrieve.fetching import Bounds, fetch_study
from hysteroview.export.dicom.send.connection import Peer
from hysteroview.settings.archives import ArchiveSettings
from numbered import Recipe, read_number, write_numbered


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Orthanc]:
    folder = tmp_path_factory.mktemp("archive")
    plain = folder / "a.mp4"
    write_numbered(plain, Recipe(frames=10, options=CLOSED))
    same = {"StudyInstanceUID": "1.2.3", "StudyDescription": "宫腔镜"}
    files = [
        write_still(folder / "a.dcm", [5], SeriesNumber=1, **same),
        write_video(folder / "b.dcm", plain.read_bytes(), H264, SeriesNumber=2, **same),
        write_still(folder / "c.dcm", [6], StudyInstanceUID="1.2.4", StudyDate="20270101"),
        write_still(folder / "d.dcm", [7], StudyInstanceUID="1.2.5", PatientID="47111"),
        write_still(folder / "e.dcm", [8], StudyInstanceUID="1.2.6", Modality="CT"),
    ]
    with orthanc(folder / "orthanc") as running:
        for each in files:
            running.post("/instances", each.read_bytes())
        yield running


def peer_of(archive: Orthanc) -> Peer:
    settings = ArchiveSettings(host="127.0.0.1", port=archive.port, called_title=archive.title)
    return Peer(archive=settings, own_title="HYSTEROVIEW")


def test_earlier_studies_of_the_patient_are_found_and_of_nobody_else(archive: Orthanc) -> None:
    found = earlier_studies(peer_of(archive), "4711")
    assert [each.uid for each in found] == ["1.2.4", "1.2.3"]
    assert found[1].day == "2026-03-04"
    assert found[1].description == "宫腔镜"
    assert found[1].patient.name == "Wang^Fang=王^芳"
    assert found[1].instances == 2
    assert earlier_studies(peer_of(archive), "unknown") == []


@pytest.mark.parametrize("wanted", ["", " ", "*", "47?1", "1\\2"])
def test_an_id_that_matches_others_is_not_asked_for(wanted: str, archive: Orthanc) -> None:
    with pytest.raises(ArchiveError, match="has none"):
        earlier_studies(peer_of(archive), wanted)


def test_a_study_is_fetched_for_its_user_only_and_opens(archive: Orthanc, tmp_path: Path) -> None:
    folder = tmp_path / "earlier"
    files = fetch_study(peer_of(archive), "1.2.3", folder)
    assert len(files) == 2
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o600}
    for series, number in ((1, 5), (2, 0)):
        source = open_source(f"{folder}#series={series}")
        frame = source.read()
        assert frame is not None
        assert read_number(frame.pixels) == number
        source.close()


@pytest.mark.parametrize(
    "bounds", [Bounds(objects=1), Bounds(size_bytes=100)], ids=["objects", "bytes"]
)
def test_a_study_larger_than_its_bounds_is_not_fetched(
    bounds: Bounds, archive: Orthanc, tmp_path: Path
) -> None:
    folder = tmp_path / "earlier"
    with pytest.raises(ArchiveError, match="larger"):
        fetch_study(peer_of(archive), "1.2.3", folder, bounds)
    assert not folder.exists()


def test_a_study_that_is_not_there_leaves_no_folder(archive: Orthanc, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError):
        fetch_study(peer_of(archive), "1.2.99", tmp_path / "earlier")
    assert not (tmp_path / "earlier").exists()


def test_nothing_of_a_patient_is_left_in_the_temporary_folder(
    archive: Orthanc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pynetdicom leaves what it has received there."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    fetch_study(peer_of(archive), "1.2.3", tmp_path / "earlier")
    with pytest.raises(ArchiveError):
        fetch_study(peer_of(archive), "1.2.3", tmp_path / "other", Bounds(objects=1))
    assert list(place.iterdir()) == []
