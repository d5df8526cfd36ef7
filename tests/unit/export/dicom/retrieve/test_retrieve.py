"""Earlier exams of a patient, found in Orthanc and dcmqrscp and fetched by C-GET and C-MOVE."""

from __future__ import annotations

import stat
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydicom.uid import VLEndoscopicImageStorage
from pynetdicom import AE, evt

from dicom_peers import Orthanc, dcmqrscp, free_port, needs, orthanc
from earlier_studies import write_studies
from foreign_dicom import write_still
from hysteroview.capture.opening import open_source
from hysteroview.core.errors import ArchiveError
from hysteroview.export.dicom.retrieve.earlier import earlier_studies, study_series
from hysteroview.export.dicom.retrieve.fetching import Fetched, fetch_by_get, fetch_by_move
from hysteroview.export.dicom.retrieve.moving import Destination
from hysteroview.export.dicom.retrieve.progress import Bounds, FetchProgress
from hysteroview.export.dicom.retrieve.receiving import Receiver, Wanted, to_files
from hysteroview.export.dicom.send.connection import Peer
from hysteroview.settings.archives import ArchiveSettings
from numbered import read_number
from patience import PATIENCE_S

WHOLE = Wanted("1.2.3")
Fetch = Callable[..., Fetched]


@pytest.fixture(scope="module")
def move_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, move_port: int) -> Iterator[Orthanc]:
    folder = tmp_path_factory.mktemp("archive")
    known = {"hysteroview": ("HV-MOVE", move_port), "deaf": ("HV-DEAF", free_port())}
    with orthanc(folder / "orthanc", modalities=known) as running:
        for each in write_studies(folder):
            running.post("/instances", each.read_bytes())
        yield running


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, move_port: int) -> Iterator[Peer]:
    """Dcmtk's archive; a program of its kind keeps and sends one syntax only, so no video."""
    folder = tmp_path_factory.mktemp("small")
    files = write_studies(folder, has_video=False)
    movers = {"hysteroview": ("HV-MOVE", move_port)}
    with dcmqrscp(folder / "qr", movers=movers) as running:
        command = [needs("storescu"), "-aec", running.title, "127.0.0.1", str(running.port)]
        subprocess.run([*command, *map(str, files)], check=True)
        settings = ArchiveSettings(host="127.0.0.1", port=running.port, called_title=running.title)
        yield Peer(archive=settings, own_title="HYSTEROVIEW")


def peer_of(archive: Orthanc) -> Peer:
    settings = ArchiveSettings(host="127.0.0.1", port=archive.port, called_title=archive.title)
    return Peer(archive=settings, own_title="HYSTEROVIEW")


@pytest.fixture(params=["orthanc", "dcmqrscp"])
def peer(request: pytest.FixtureRequest) -> Peer:
    if request.param == "orthanc":
        return peer_of(request.getfixturevalue("archive"))
    found: Peer = request.getfixturevalue("small")
    return found


@pytest.fixture(params=["get", "move"])
def fetch(request: pytest.FixtureRequest, move_port: int) -> Fetch:
    if request.param == "get":
        return fetch_by_get

    def by_move(peer: Peer, *more: object) -> Fetched:
        return fetch_by_move(peer, Destination("HV-MOVE", move_port), *more)  # type: ignore[arg-type]

    return by_move


def test_earlier_studies_of_the_patient_are_found_and_of_nobody_else(peer: Peer) -> None:
    found = earlier_studies(peer, "4711")
    says_kinds = peer.archive.called_title == "ORTHANC"
    others = [] if says_kinds else ["1.2.6"]  # dcmqrscp does not say that this is a CT
    assert [each.uid for each in found] == ["1.2.4", "1.2.3", *others]
    assert found[1].day == "2026-03-04"
    assert found[1].description == "宫腔镜"
    assert found[1].patient.name == "Wang^Fang=王^芳"
    assert found[1].birth_date == "1980-01-02"
    assert earlier_studies(peer, "unknown") == []


def test_a_study_says_what_its_series_hold(peer: Peer) -> None:
    first, second = study_series(peer, "1.2.3")
    assert (first.uid, first.number, first.modality) == ("1.2.3.1", 1, "ES")
    says_kinds = peer.archive.called_title == "ORTHANC"
    assert (first.stills, first.videos, first.instances) == (int(says_kinds), 0, 1)
    assert (second.uid, second.stills, second.videos) == ("1.2.3.2", 0, int(says_kinds))
    assert first.may_have_pictures
    assert second.may_have_pictures
    (other,) = study_series(peer, "1.2.6")
    assert not other.may_have_pictures
    assert study_series(peer, "1.2.99") == []


@pytest.mark.parametrize(
    ("wanted", "words"),
    [("", "has none"), (" ", "has none"), ("*", "other patients"), ("47?1", "other patients"),
     ("1\\2", "other patients")],
)  # fmt: skip
def test_an_id_that_matches_others_is_not_asked_for(
    wanted: str, words: str, archive: Orthanc
) -> None:
    with pytest.raises(ArchiveError, match=words):
        earlier_studies(peer_of(archive), wanted)


def test_a_study_is_fetched_for_its_user_only_and_opens(
    peer: Peer, fetch: Fetch, tmp_path: Path
) -> None:
    folder = tmp_path / "earlier"
    progress = FetchProgress(total=2)
    fetched = fetch(peer, WHOLE, folder, progress)
    assert (len(fetched.files), fetched.missing, progress.objects) == (2, 0, 2)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in fetched.files} == {0o600}
    for series, number in ((1, 5), (2, 0)):
        source = open_source(f"{folder}#series={series}")
        frame = source.read()
        assert frame is not None
        assert read_number(frame.pixels) == number
        source.close()


def test_one_series_is_fetched_alone(peer: Peer, fetch: Fetch, tmp_path: Path) -> None:
    fetched = fetch(peer, Wanted("1.2.3", ("1.2.3.2",)), tmp_path / "earlier")
    (file,) = fetched.files
    source = open_source(str(file))
    frame = source.read()
    assert frame is not None
    assert read_number(frame.pixels) == 0
    source.close()


@pytest.mark.parametrize(
    "bounds", [Bounds(objects=1), Bounds(size_bytes=100)], ids=["objects", "bytes"]
)
def test_a_study_larger_than_its_bounds_is_not_fetched(
    bounds: Bounds, fetch: Fetch, archive: Orthanc, tmp_path: Path
) -> None:
    folder = tmp_path / "earlier"
    with pytest.raises(ArchiveError, match="larger"):
        fetch(peer_of(archive), WHOLE, folder, FetchProgress(), bounds)
    assert not folder.exists()


def test_a_study_that_is_not_there_leaves_no_folder(
    fetch: Fetch, archive: Orthanc, tmp_path: Path
) -> None:
    with pytest.raises(ArchiveError):
        fetch(peer_of(archive), Wanted("1.2.99"), tmp_path / "earlier")
    assert not (tmp_path / "earlier").exists()


def test_nothing_of_a_patient_is_left_in_the_temporary_folder(
    archive: Orthanc, fetch: Fetch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pynetdicom leaves what it has received there."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    fetch(peer_of(archive), WHOLE, tmp_path / "earlier")
    with pytest.raises(ArchiveError):
        fetch(peer_of(archive), WHOLE, tmp_path / "other", FetchProgress(), Bounds(objects=1))
    assert list(place.iterdir()) == []


def test_a_canceled_fetch_keeps_nothing(archive: Orthanc, fetch: Fetch, tmp_path: Path) -> None:
    progress = FetchProgress()
    progress.cancel()
    with pytest.raises(ArchiveError, match="canceled"):
        fetch(peer_of(archive), WHOLE, tmp_path / "earlier", progress)
    assert not (tmp_path / "earlier").exists()


def test_a_destination_that_is_not_known_or_not_reached_is_named(
    archive: Orthanc, tmp_path: Path
) -> None:
    for title in ("NOBODY", "HV-DEAF"):
        there = Destination(title, free_port())
        with pytest.raises(ArchiveError, match="could not send to this computer") as failed:
            fetch_by_move(peer_of(archive), there, WHOLE, tmp_path / "earlier")
        assert f"{title} and port {there.port}" in failed.value.remedy


def test_a_port_that_is_taken_is_named(archive: Orthanc, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=f"Port {archive.port}"):
        fetch_by_move(
            peer_of(archive), Destination("HV-MOVE", archive.port), WHOLE, tmp_path / "earlier"
        )


def test_only_what_was_asked_for_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    receiver = Receiver(Wanted("1.2.3", ("1.2.3.1",)), folder, Bounds(), FetchProgress())
    same = {"StudyInstanceUID": "1.2.3", "SeriesInstanceUID": "1.2.3.1"}
    fit = write_still(tmp_path / "a.dcm", [5], **same)
    others = [
        write_still(tmp_path / "b.dcm", [5], **same | {"StudyInstanceUID": "1.2.4"}),
        write_still(tmp_path / "c.dcm", [5], **same | {"SeriesInstanceUID": "1.2.3.9"}),
        write_still(tmp_path / "d.dcm", [5], SOPClassUID="1.2.840.10008.5.1.4.1.1.2", **same),
        tmp_path / "e.dcm",
    ]
    others[3].write_bytes(b"no DICOM")
    assert receiver.keep(fit) == 0
    assert all(receiver.keep(each) == 0xA900 for each in others)
    assert not any(each.exists() for each in others)
    assert (len(receiver.finish()), receiver.others) == (1, 4)


def test_a_listener_takes_only_calls_to_its_title(
    archive: Orthanc, move_port: int, tmp_path: Path
) -> None:
    """Others call while a fetch lasts; here while the archive is asked for nothing."""
    from hysteroview.export.dicom.retrieve.moving import _listener

    receiver = Receiver(WHOLE, tmp_path, Bounds(), FetchProgress())
    here = Destination("HV-MOVE", move_port)
    with to_files(), _listener(peer_of(archive), here, receiver):
        caller = AE("STRANGER")
        caller.add_requested_context(VLEndoscopicImageStorage)
        wrong = caller.associate("127.0.0.1", move_port, ae_title="OTHER")
        assert wrong.is_rejected
        right = caller.associate("127.0.0.1", move_port, ae_title="HV-MOVE")
        stranger = write_still(tmp_path / "a.dcm", [5], StudyInstanceUID="1.2.99")
        status = right.send_c_store(str(stranger), originator_aet="OTHER", originator_id=7)
        assert status.Status == 0x0124
        assert right.send_c_store(str(stranger)).Status != 0
        right.release()
    assert (receiver.files, receiver.others) == ([], 1)


def test_an_archive_that_stands_still_ends_the_fetch(tmp_path: Path) -> None:
    ended = threading.Event()

    def stand_still(_: evt.Event) -> Iterator[object]:
        yield 1
        ended.wait(PATIENCE_S)
        yield 0xFE00, None

    entity = AE("ARCHIVE")
    entity.add_supported_context("1.2.840.10008.5.1.4.1.2.2.3")
    handlers: list[evt.EventHandlerType] = [(evt.EVT_C_GET, stand_still)]
    server = entity.start_server(("127.0.0.1", 0), block=False, evt_handlers=handlers)
    settings = ArchiveSettings(host="127.0.0.1", port=server.server_address[1])
    bounds = Bounds(stall_s=0.3)
    try:
        with pytest.raises(ArchiveError, match="in time"):
            fetch_by_get(
                Peer(archive=settings, own_title="HYSTEROVIEW"), WHOLE, tmp_path / "earlier",
                FetchProgress(), bounds,
            )  # fmt: skip
    finally:
        ended.set()
        server.shutdown()
    assert not (tmp_path / "earlier").exists()
