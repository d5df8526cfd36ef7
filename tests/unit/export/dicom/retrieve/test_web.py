"""Earlier exams over DICOMweb: from Orthanc, and from servers that misbehave."""

from __future__ import annotations

import json
import ssl
import stat
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from certificates import make_certificate
from dicom_peers import orthanc
from earlier_studies import write_studies
from hysteroview.capture.opening import open_source
from hysteroview.core.errors import ArchiveError
from hysteroview.export.dicom.retrieve.progress import Bounds, FetchProgress
from hysteroview.export.dicom.retrieve.receiving import Wanted
from hysteroview.export.dicom.retrieve.web.fetching import fetch_by_web
from hysteroview.export.dicom.retrieve.web.multipart import MultipartError, boundary_of, parts
from hysteroview.export.dicom.retrieve.web.queries import web_series, web_studies
from hysteroview.settings.archives import ArchiveSettings, FetchRule
from numbered import read_number
from patience import PATIENCE_S

WHOLE = Wanted("1.2.3")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ArchiveSettings]:
    folder = tmp_path_factory.mktemp("archive")
    with orthanc(folder / "orthanc", has_dicomweb=True) as running:
        for each in write_studies(folder):
            running.post("/instances", each.read_bytes())
        yield settings_of(f"{running.url}/dicom-web/")


def settings_of(address: str, **changes: object) -> ArchiveSettings:
    made = ArchiveSettings(host="archive", fetches=FetchRule.WEB, web_address=address)
    return replace(made, **changes)  # type: ignore[arg-type]


def test_earlier_studies_and_their_series_are_found(archive: ArchiveSettings) -> None:
    found = web_studies(archive, "4711")
    assert [each.uid for each in found] == ["1.2.4", "1.2.3"]
    assert (found[1].day, found[1].description) == ("2026-03-04", "宫腔镜")
    assert (found[1].patient.name, found[1].birth_date) == ("Wang^Fang=王^芳", "1980-01-02")
    assert (found[1].modalities, found[1].instances) == (("ES",), 2)
    first, second = web_series(archive, "1.2.3")
    assert (first.uid, first.number, first.stills, first.videos) == ("1.2.3.1", 1, 1, 0)
    assert (second.uid, second.stills, second.videos) == ("1.2.3.2", 0, 1)
    (other,) = web_series(archive, "1.2.6")
    assert not other.may_have_pictures
    assert web_studies(archive, "unknown") == []
    with pytest.raises(ArchiveError, match="other patients"):
        web_studies(archive, "47*")


def test_a_study_with_a_video_is_fetched_for_its_user_only_and_opens(
    archive: ArchiveSettings, tmp_path: Path
) -> None:
    """Orthanc fails for a whole study with a video unless it may send it as it is."""
    folder, progress = tmp_path / "earlier", FetchProgress()
    fetched = fetch_by_web(archive, WHOLE, folder, progress)
    assert (len(fetched.files), fetched.missing, progress.total) == (2, 0, 2)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {0o600}
    for series, number in ((1, 5), (2, 0)):
        source = open_source(f"{folder}#series={series}")
        frame = source.read()
        assert frame is not None
        assert read_number(frame.pixels) == number
        source.close()
    alone = fetch_by_web(archive, Wanted("1.2.3", ("1.2.3.2",)), tmp_path / "alone")
    assert len(alone.files) == 1


@pytest.mark.parametrize(
    "bounds", [Bounds(objects=1), Bounds(size_bytes=100)], ids=["objects", "bytes"]
)
def test_a_study_larger_than_its_bounds_is_not_fetched(
    bounds: Bounds, archive: ArchiveSettings, tmp_path: Path
) -> None:
    with pytest.raises(ArchiveError, match="larger"):
        fetch_by_web(archive, WHOLE, tmp_path / "earlier", FetchProgress(), bounds)
    assert not (tmp_path / "earlier").exists()


def test_a_canceled_fetch_keeps_nothing(archive: ArchiveSettings, tmp_path: Path) -> None:
    progress = FetchProgress()
    progress.cancel()
    with pytest.raises(ArchiveError, match="canceled"):
        fetch_by_web(archive, WHOLE, tmp_path / "earlier", progress)
    assert not (tmp_path / "earlier").exists()


@dataclass
class WebServer:
    """Answers as a test wants, and keeps what it was asked."""

    port: int = 0
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b"[]"
    announced: int | None = None
    waits: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)


@contextmanager
def web_server(tls: ssl.SSLContext | None = None, **behavior: object) -> Iterator[WebServer]:
    it = WebServer(**behavior)  # type: ignore[arg-type]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            it.asked.append((self.path, self.headers.get("Authorization", "")))
            if it.waits:
                it.ended.wait(PATIENCE_S)
            self.send_response(it.status)
            for name, value in it.headers.items():
                self.send_header(name, value)
            size = len(it.content) if it.announced is None else it.announced
            self.send_header("Content-Length", str(size))
            self.end_headers()
            self.wfile.write(it.content)
            self.close_connection = it.announced is not None

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    it.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield it
    finally:
        it.ended.set()
        server.shutdown()
        server.server_close()
        thread.join(PATIENCE_S)


@pytest.mark.parametrize(
    ("behavior", "words"),
    [
        ({"status": 401}, "does not accept the credentials"),
        ({"status": 403}, "does not permit"),
        ({"status": 404}, "nothing at this address"),
        ({"status": 500}, "could not carry out"),
        ({"status": 503}, "too much to do"),
        ({"status": 302, "headers": {"Location": "http://127.0.0.2/"}}, "not followed"),
        ({"content": b"<html>"}, "does not answer as DICOMweb"),
        ({"content": b'{"a": 1}'}, "does not answer as DICOMweb"),
        ({"content": b"[" * 100_000}, "does not answer as DICOMweb"),
        ({"announced": 1000}, "broke off"),
    ],
)
def test_what_a_server_answers_is_said(behavior: Mapping[str, object], words: str) -> None:
    with web_server(**behavior) as it, pytest.raises(ArchiveError, match=words) as failed:
        web_studies(settings_of(f"http://127.0.0.1:{it.port}"), "4711")
    assert failed.value.remedy
    assert len(it.asked) == 1


def test_values_of_other_kinds_do_no_harm() -> None:
    study = {
        "0020000D": {"vr": "UI", "Value": ["1.2.3"]}, "00100020": {"vr": "LO", "Value": ["4711"]},
        "00100010": {"vr": "PN", "Value": [{"Ideographic": "王^芳", "Alphabetic": 3}]},
        "00201208": {"vr": "IS", "Value": ["many"]}, "00080020": {"Value": {"a": 1}},
        "00100030": {"Value": ["00000000"]}, "00081030": 7, "00080061": {"Value": ["ES", None]},
    }  # fmt: skip
    with web_server(content=json.dumps([study, {}]).encode()) as it:
        (found,) = web_studies(settings_of(f"http://127.0.0.1:{it.port}"), "4711")
    assert (found.patient.name, found.instances, found.day) == ("=王^芳", 0, "")
    assert (found.birth_date, found.modalities) == ("", ("ES",))


def test_a_server_that_does_not_answer_keeps_nobody(tmp_path: Path) -> None:
    with web_server(waits=True) as it, pytest.raises(ArchiveError, match="in time"):
        fetch_by_web(
            settings_of(f"http://127.0.0.1:{it.port}"), WHOLE, tmp_path / "a", FetchProgress(),
            Bounds(stall_s=0.3),
        )  # fmt: skip
    assert not (tmp_path / "a").exists()


def test_credentials_come_from_a_file_of_its_user_only(tmp_path: Path) -> None:
    file = tmp_path / "credentials"
    file.write_text("Basic alice:sécret\n", "utf-8")
    file.chmod(0o600)
    with web_server() as it:
        settings = settings_of(f"http://127.0.0.1:{it.port}", web_credentials=file)
        web_studies(settings, "4711")
        file.write_text("bearer abc.def\n")
        web_studies(settings, "4711")
        assert [each for _, each in it.asked] == ["Basic YWxpY2U6c8OpY3JldA==", "Bearer abc.def"]
        for text in ("", "alice", "Bearer a b", "Digest x"):
            file.write_text(text)
            with pytest.raises(ArchiveError, match="contains none"):
                web_studies(settings, "4711")
        file.chmod(0o640)
        with pytest.raises(ArchiveError, match="Others can read"):
            web_studies(settings, "4711")
        assert len(it.asked) == 2
    far = settings_of("http://pacs.example.org/dicom-web", web_credentials=file)
    with pytest.raises(ArchiveError, match="without encryption"):
        web_studies(far, "4711")


@pytest.mark.parametrize(
    ("address", "words"),
    [("", "have no address"), ("ftp://a/b", "cannot be used"), ("http://a:b/", "cannot be used"),
     ("http://a/b?c", "cannot be used"), ("http://a b/", "cannot be used"),
     ("https://alice:secret@a/", "name or a password")],
)  # fmt: skip
def test_an_address_that_cannot_be_used_is_refused(address: str, words: str) -> None:
    with pytest.raises(ArchiveError, match=words) as failed:
        web_studies(settings_of(address), "4711")
    assert "secret" not in str(failed.value)


def test_certificates_are_checked(tmp_path: Path) -> None:
    own, other = make_certificate(tmp_path, "archive"), make_certificate(tmp_path, "other")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own.path, own.key)
    with web_server(context) as it:
        address = f"https://127.0.0.1:{it.port}"
        assert web_studies(settings_of(address, authority=own.path), "4711") == []
        for authority in (other.path, None):
            with pytest.raises(ArchiveError, match="certificate of the archive is not valid"):
                web_studies(settings_of(address, authority=authority), "4711")


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_parts_are_the_same_however_they_come(size: int) -> None:
    wanted = [b"one\r\n--b", b"", b"\r\n--\r\n--bb\r\r\n", b"x" * 50]
    whole = b"preamble\r\n"
    for each in wanted:
        whole += b"--bound\r\nContent-Type: application/dicom\r\n\r\n" + each + b"\r\n"
    whole += b"--bound--\r\nepilogue"
    pieces = [whole[k : k + size] for k in range(0, len(whole), size)]
    assert [b"".join(each) for each in parts(pieces, b"bound")] == wanted
    for end in range(1, len(whole) - len(b"--\r\nepilogue")):
        cut = [whole[:end][k : k + size] for k in range(0, end, size)]
        with pytest.raises(MultipartError):
            list(map(list, parts(cut, b"bound")))


@pytest.mark.parametrize(
    ("text", "boundary"),
    [('multipart/related; type="application/dicom"; boundary="a b"', b"a b"),
     ("Multipart/Related;boundary=x-1; type=y", b"x-1"), ("application/dicom", None)],
)  # fmt: skip
def test_the_boundary_is_read(text: str, boundary: bytes | None) -> None:
    assert boundary_of(text) == boundary
    with pytest.raises(MultipartError):
        boundary_of("multipart/related; type=x")


def test_an_answer_that_is_no_object_is_refused(tmp_path: Path) -> None:
    def answers(content: bytes, kind: str) -> Callable[[], None]:
        def fetch() -> None:
            with web_server(content=content, headers={"Content-Type": kind}) as it:
                fetch_by_web(settings_of(f"http://127.0.0.1:{it.port}"), WHOLE, tmp_path / "a")

        return fetch

    for content, kind in ((b"[]", "application/dicom+json"), (b"[{}]", "text/html")):
        with pytest.raises(ArchiveError, match="no picture or video"):
            answers(content, kind)()
    assert not (tmp_path / "a").exists()
