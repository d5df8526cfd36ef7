"""Archives and worklist servers of others, started for tests: Orthanc, and those of dcmtk.

Each listens on free ports of this machine, keeps its files in a folder of its own, and ends with
its `with` block. A test is skipped where the program is not installed
(packaging/debian-test-packages.txt).
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from patience import PATIENCE_S, wait_until

_PLUGINS = Path("/usr/share/orthanc/plugins")
_TRIES = 5  # a free port may be taken by another test before the program listens on it


@dataclass(frozen=True, slots=True)
class Peer:
    """A program that speaks DICOM.

    Attributes
    ----------
    port
        Of DICOM, on 127.0.0.1.
    folder
        Where it keeps what it receives.
    log
        What it prints.
    """

    title: str
    port: int
    folder: Path
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def files(self) -> list[Path]:
        """What storescp or dcmqrscp has received."""
        return sorted(
            each
            for each in self.folder.rglob("*")
            if each.is_file() and each.suffix not in (".log", ".cfg") and each.name != "index.dat"
        )

    def kill(self) -> None:
        """End it at once, as a power failure does."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE_S)


@dataclass(frozen=True, slots=True)
class Orthanc(Peer):
    """The archive Orthanc, with its REST interface."""

    rest_port: int

    @property
    def url(self) -> str:
        """Of the REST interface, without a slash at the end."""
        return f"http://127.0.0.1:{self.rest_port}"

    def get(self, path: str, **headers: str) -> bytes:
        """Return the answer to GET, such as of "/system"; raises HTTPError if it is refused."""
        request = urllib.request.Request(f"{self.url}{path}", headers=headers)
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            content: bytes = answer.read()
            return content

    def json(self, path: str) -> Any:
        """Return the answer to GET as values of JSON."""
        return json.loads(self.get(path))

    def post(self, path: str, content: bytes | str) -> Any:
        """Return the answer to POST as values of JSON."""
        body = content.encode() if isinstance(content, str) else content
        request = urllib.request.Request(f"{self.url}{path}", data=body, method="POST")
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            return json.loads(answer.read() or b"null")

    def delete(self, path: str) -> None:
        """Delete what is at a path."""
        request = urllib.request.Request(f"{self.url}{path}", method="DELETE")
        with urllib.request.urlopen(request, timeout=PATIENCE_S):
            pass

    def instance(self, sop_instance_uid: str) -> str | None:
        """Return its own identifier of an instance; None if it has no such instance."""
        found = self.post("/tools/lookup", sop_instance_uid)
        return next((str(each["ID"]) for each in found if each["Type"] == "Instance"), None)

    def file(self, sop_instance_uid: str) -> bytes:
        """Return an instance as a DICOM file."""
        return self.get(f"/instances/{self.instance(sop_instance_uid)}/file")


def needs(program: str) -> str:
    """Return where a program is; the test is skipped if it is not installed."""
    found = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin")
    if found is None:
        pytest.skip(f"{program} is not installed")
    return found


@contextmanager
def orthanc(
    folder: Path, *, title: str = "ORTHANC", has_dicomweb: bool = False,
    worklists: Path | None = None, modalities: Mapping[str, tuple[str, int]] | None = None,
    changes: Mapping[str, Any] | None = None,
) -> Iterator[Orthanc]:  # fmt: skip
    """Start Orthanc.

    Parameters
    ----------
    folder
        New folder for its files.
    has_dicomweb
        With DICOMweb at "/dicom-web".
    worklists
        Folder with worklist files (.wl), for an archive that is a worklist server too.
    modalities
        Title and port of those that it knows, by name: who may move from it, and to whom it
        reports a storage commitment.
    changes
        Further entries of its configuration.
    """
    program = needs("Orthanc")
    folder.mkdir(parents=True, exist_ok=True)
    plugins = [_PLUGINS / "libOrthancDicomWeb.so"] if has_dicomweb else []
    plugins += [_PLUGINS / "libModalityWorklists.so"] if worklists else []
    for each in plugins:
        if not each.exists():
            pytest.skip(f"{each.name} is not installed")
    configuration = {
        "Name": title, "StorageDirectory": str(folder / "storage"),
        "IndexDirectory": str(folder / "storage"), "DicomAet": title,
        "RemoteAccessAllowed": False, "AuthenticationEnabled": False, "SslEnabled": False,
        "DicomModalitiesInDatabase": False, "DicomCheckCalledAet": False,
        "DicomAlwaysAllowStore": True, "DicomAlwaysAllowFind": True, "DicomAlwaysAllowGet": True,
        "DicomAlwaysAllowMove": True, "DicomAlwaysAllowFindWorklist": True,
        "DefaultEncoding": "Utf8", "StableAge": 1, "HttpThreadsCount": 4,
        "Plugins": [str(each) for each in plugins],
        "DicomWeb": {"Enable": has_dicomweb, "Root": "/dicom-web/"},
        "Worklists": {"Enable": worklists is not None, "Database": str(worklists or "")},
        "DicomModalities": {
            name: [other, "127.0.0.1", port] for name, (other, port) in (modalities or {}).items()
        },
    }  # fmt: skip
    rest_port = 0

    def command(port: int) -> list[str]:
        nonlocal rest_port
        rest_port = free_port()
        ports = {"DicomPort": port, "HttpPort": rest_port}
        file = folder / "orthanc.json"
        file.write_text(json.dumps(configuration | ports | dict(changes or {})), "utf-8")
        return [program, str(file)]

    def is_ready(_: int) -> bool:
        return _is_listening(rest_port)

    with _running(command, is_ready, folder, title) as it:
        yield Orthanc(it.title, it.port, it.folder, it.process, it.log, rest_port)


@contextmanager
def storescp(folder: Path, *options: str, title: str = "STORESCP") -> Iterator[Peer]:
    """Start dcmtk's storescp; `+xa` as an option lets it take all transfer syntaxes."""
    program = needs("storescp")

    def command(port: int) -> list[str]:
        return [program, "-aet", title, "-od", str(folder), *options, str(port)]

    with _running(command, _is_listening, folder, title) as it:
        yield it


@contextmanager
def dcmqrscp(
    folder: Path, *options: str, title: str = "QRSCP",
    movers: Mapping[str, tuple[str, int]] | None = None,
) -> Iterator[Peer]:  # fmt: skip
    """Start dcmtk's small archive, which stores, is searched, and sends.

    Parameters
    ----------
    movers
        Title and port of those to whom it may send, by name.
    """
    program = needs("dcmqrscp")
    database = folder / title
    database.mkdir(parents=True, exist_ok=True)
    hosts = "\n".join(
        f"{name} = ({other}, 127.0.0.1, {port})" for name, (other, port) in (movers or {}).items()
    )

    def command(port: int) -> list[str]:
        file = folder / "dcmqrscp.cfg"
        file.write_text(
            f"NetworkTCPPort = {port}\nMaxPDUSize = 65536\nMaxAssociations = 16\n"
            f"HostTable BEGIN\n{hosts}\nHostTable END\nVendorTable BEGIN\nVendorTable END\n"
            f"AETable BEGIN\n{title} {database} RW (500, 4096mb) ANY\nAETable END\n",
            "utf-8",
        )
        return [program, "-c", str(file), *options, str(port)]

    with _running(command, _is_listening, folder, title) as it:
        yield it


@contextmanager
def wlmscpfs(folder: Path, *options: str, title: str = "WORKLIST") -> Iterator[Peer]:
    """Start dcmtk's worklist server; its entries are files (.wl) in `folder`/`title`.

    With `-csk` as an option it keeps the character set of its files.
    """
    program = needs("wlmscpfs")
    entries = folder / title
    entries.mkdir(parents=True, exist_ok=True)
    (entries / "lockfile").touch()

    def command(port: int) -> list[str]:
        return [program, "-dfp", str(folder), *options, str(port)]

    with _running(command, _is_listening, folder, title) as it:
        yield it


def free_port() -> int:
    """Return a port of 127.0.0.1 that nothing listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def _running(
    command: Callable[[int], list[str]], is_ready: Callable[[int], bool], folder: Path, title: str
) -> Iterator[Peer]:
    """Run a program until it is no longer needed; yields when it takes connections."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "output.log"
    for _ in range(_TRIES):
        port = free_port()
        with log.open("wb") as output:
            process = subprocess.Popen(
                command(port), stdout=output, stderr=subprocess.STDOUT, cwd=folder,
                start_new_session=True,
            )  # fmt: skip
        peer = Peer(title, port, folder, process, log)
        try:
            wait_until(
                lambda port=port, process=process: (  # type: ignore[misc]
                    process.poll() is not None or is_ready(port)
                ),
                f"{title} does not listen",
                every_s=0.02,
            )
            if process.poll() is None:
                yield peer
                return
        finally:
            peer.kill()
    raise AssertionError(f"{title} does not start:\n{log.read_text(errors='replace')[-2000:]}")


def _is_listening(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
