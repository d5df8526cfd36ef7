"""Fetching from archives of this process: encryption, bounds, broken connections, cancellation."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.uid import VLEndoscopicImageStorage
from pynetdicom import AE, build_context, evt

from certificates import Certificate, make_certificate
from dicom_peers import free_port
from foreign_dicom import write_still
from hysteroview.core.errors import ArchiveError
from hysteroview.export.dicom.retrieve.fetching import Fetched, fetch_by_get, fetch_by_move
from hysteroview.export.dicom.retrieve.getting import NO_ANSWER, check_end
from hysteroview.export.dicom.retrieve.moving import Destination, _listener
from hysteroview.export.dicom.retrieve.progress import Bounds, FetchProgress, guarded
from hysteroview.export.dicom.retrieve.receiving import Receiver, Wanted, to_files
from hysteroview.export.dicom.retrieve.web.connection import WebConnection
from hysteroview.export.dicom.send.connection import Peer
from hysteroview.settings.archives import ArchiveSettings, FetchRule
from patience import PATIENCE_S

WHOLE = Wanted("1.2.3")
TITLE = "ARCHIVE"
_GET, _MOVE = "1.2.840.10008.5.1.4.1.2.2.3", "1.2.840.10008.5.1.4.1.2.2.2"


def tls_of(own: Certificate, side: int, trusted: Certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(side)
    context.load_cert_chain(own.path, own.key)
    context.load_verify_locations(trusted.path)
    return context


@contextmanager
def archive(
    picture: Path, port: int = 0, tls: ssl.SSLContext | None = None,
    calling: tuple[ssl.SSLContext, str] | None = None,
) -> Iterator[ArchiveSettings]:  # fmt: skip
    """Send one picture for each request; `tls` and `calling`: how its two sides encrypt."""
    held = dcmread(picture)
    syntax = held.file_meta.TransferSyntaxUID

    def get(_: evt.Event) -> Iterator[object]:
        yield 1
        yield 0xFF00, held

    def move(_: evt.Event) -> Iterator[object]:
        contexts = [build_context(VLEndoscopicImageStorage, syntax)]
        yield "127.0.0.1", port, {"contexts": contexts, "tls_args": calling}
        yield from get(_)

    entity = AE(TITLE)
    entity.add_supported_context(VLEndoscopicImageStorage, syntax, scu_role=True, scp_role=True)
    for each in (_GET, _MOVE):
        entity.add_supported_context(each)
    server = entity.start_server(
        ("127.0.0.1", 0), block=False, ssl_context=tls,
        evt_handlers=[(evt.EVT_C_GET, get), (evt.EVT_C_MOVE, move)],
    )  # fmt: skip
    assert server is not None
    try:
        yield ArchiveSettings("127.0.0.1", server.server_address[1], TITLE)
    finally:
        server.shutdown()


def picture_in(folder: Path) -> Path:
    return write_still(folder / "a.dcm", [5], StudyInstanceUID="1.2.3", SeriesInstanceUID="1.2.3.1")


def moved(settings: ArchiveSettings, port: int, folder: Path) -> Fetched:
    """Let it send; pynetdicom's archive says that it has asked itself, so it has our title."""
    peer = Peer(archive=settings, own_title=TITLE)
    return fetch_by_move(peer, Destination("US", port), WHOLE, folder)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # its refused socket
@pytest.mark.parametrize("is_encrypted", [True, False])
def test_an_archive_with_encryption_sends_nothing_in_the_clear(
    is_encrypted: bool, tmp_path: Path
) -> None:
    us, other = make_certificate(tmp_path, "us"), make_certificate(tmp_path, "archive")
    port = free_port()
    calling = (tls_of(other, ssl.PROTOCOL_TLS_CLIENT, us), "127.0.0.1") if is_encrypted else None
    tls = tls_of(other, ssl.PROTOCOL_TLS_SERVER, us)
    with archive(picture_in(tmp_path), port, tls, calling) as it:
        settings = ArchiveSettings(
            it.host, it.port, TITLE, encrypts=True, certificate=us.path, private_key=us.key,
            authority=other.path,
        )  # fmt: skip
        if is_encrypted:
            assert len(moved(settings, port, tmp_path / "earlier").files) == 1
        else:
            with pytest.raises(ArchiveError, match="could not send") as failed:
                moved(settings, port, tmp_path / "earlier")
            assert "It has to encrypt" in failed.value.remedy


def test_without_a_certificate_nothing_is_asked_for_in_the_clear(tmp_path: Path) -> None:
    settings = ArchiveSettings("127.0.0.1", free_port(), TITLE, encrypts=True)
    with pytest.raises(ArchiveError, match="without encryption") as failed:
        moved(settings, free_port(), tmp_path / "earlier")
    assert "certificate and private key" in failed.value.remedy


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of the callers
def test_strangers_neither_end_a_fetch_nor_fill_the_memory(tmp_path: Path) -> None:
    receiver = Receiver(WHOLE, tmp_path, Bounds(size_bytes=1000), FetchProgress())
    port = free_port()
    large = write_still(
        tmp_path / "large.dcm", [5], StudyInstanceUID="1.2.3", EncapsulatedDocument=bytes(3 << 20)
    )
    peer = Peer(archive=ArchiveSettings("127.0.0.1", 1, TITLE), own_title="US")
    with to_files(), _listener(peer, Destination("US", port), receiver):
        with socket.create_connection(("127.0.0.1", port), PATIENCE_S) as rude:
            rude.sendall(struct.pack(">BBL", 1, 0, 0xFFFFFFF0) + b"\0" * 1000)
            begun = time.monotonic()
            while rude.recv(4096):
                pass
            assert time.monotonic() - begun < 5, "it hung up by itself"
        for title, failure in (("STRANGER", ""), (TITLE, "The study is larger")):
            caller = AE(title)
            caller.add_requested_context(
                VLEndoscopicImageStorage, dcmread(large).file_meta.TransferSyntaxUID
            )
            sent = caller.associate("127.0.0.1", port, ae_title="US")
            assert sent.is_established
            assert "Status" not in sent.send_c_store(str(large)), "the connection was ended"
            sent.abort()
            assert receiver.failure.startswith(failure)
            assert bool(receiver.failure) == bool(failure)
    assert list(tmp_path.glob("*.part")) == []


def test_what_comes_lies_in_the_folder_of_the_fetch_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a crash it would stay in the temporary folder, which may be in memory."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    port, seen = free_port(), []
    keep = Receiver.keep_event

    def look(it: Receiver, event: evt.Event) -> int:
        seen.append((event.dataset_path.parent, event.dataset_path.suffix))
        return keep(it, event)

    monkeypatch.setattr(Receiver, "keep_event", look)
    with archive(picture_in(tmp_path), port) as it:
        peer = Peer(archive=it, own_title="US")
        fetch_by_get(peer, WHOLE, tmp_path / "got")
        moved(it, port, tmp_path / "moved")
    assert seen == [(tmp_path / "got", ".part"), (tmp_path / "moved", ".part")]
    assert [each.name for each in (tmp_path / "got").iterdir()] == ["00001.dcm"]


@pytest.mark.parametrize(
    ("code", "is_end"),
    [(0xB000, True), (0xA702, True), (0xC000, False), (0xFE00, False), (NO_ANSWER, False)],
)
def test_a_broken_connection_is_no_complete_fetch(code: int, is_end: bool, tmp_path: Path) -> None:
    receiver = Receiver(WHOLE, tmp_path, Bounds(), FetchProgress())
    receiver.files, receiver.others = [tmp_path / "1.dcm"], 1
    if is_end:
        check_end(code, receiver)
    else:
        with pytest.raises(ArchiveError, match="broke off"):
            check_end(code, receiver)


def test_an_answer_that_ends_its_connection_is_canceled_at_once() -> None:
    """http.client has given the socket away then."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        settings = ArchiveSettings(host="archive", fetches=FetchRule.WEB, web_address=address)
        connection = WebConnection(settings, PATIENCE_S)

        def stall() -> None:
            accepted, _ = server.accept()
            with accepted:
                accepted.recv(4096)
                accepted.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n"
                                 b"Content-Length: 1000\r\n\r\n[")  # fmt: skip
                accepted.recv(1)

        thread = threading.Thread(target=stall)
        thread.start()
        progress = FetchProgress()
        begun = time.monotonic()

        def fetch() -> None:
            with (
                guarded(progress, Bounds(), connection.abort),
                connection.answer("/studies", "x") as answer,
            ):
                assert answer is not None
                for _ in answer.pieces():
                    progress.cancel()

        with pytest.raises(ArchiveError, match="canceled"):
            fetch()
        assert time.monotonic() - begun < PATIENCE_S / 2
        connection.close()
        thread.join(PATIENCE_S)


def test_a_cancellation_while_it_connects_is_not_lost() -> None:
    """The first abort finds no connection yet."""
    progress, aborted = FetchProgress(), threading.Semaphore(0)
    progress.cancel()
    with (
        pytest.raises(ArchiveError, match="canceled"),
        guarded(progress, Bounds(), aborted.release),
    ):
        assert all(aborted.acquire(timeout=PATIENCE_S / 5) for _ in range(2))
