"""Archives of others on this machine, as receivers for `hysteroview bench pacs`."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Final

from hysteroview.core.errors import StorageError

TITLE: Final = "BENCH"
_START_S = 30.0
_SYSTEM_FOLDERS: Final = ("/usr/sbin", "/usr/bin", "/usr/local/bin")


def program(name: str) -> str:
    """Return where a program is.

    Raises
    ------
    StorageError
        It is not installed.
    """
    places = os.pathsep.join((os.environ.get("PATH", ""), *_SYSTEM_FOLDERS))
    found = shutil.which(name, path=places)
    if found is None:
        raise StorageError(
            f"{name} is not installed.", remedy="Install the packages dcmtk and orthanc."
        )
    return found


@contextmanager
def storescp(folder: Path, count: int) -> Iterator[int]:
    """Run dcmtk's `storescp`, which takes everything; yield its port.

    Parameters
    ----------
    folder
        A new one, for what is received; deleted afterwards.
    count
        Number of objects that have to be there at the end.
    """
    folder.mkdir()
    port = _free_port()
    command = [program("storescp"), "+xa", "-aet", TITLE, "-od", str(folder), str(port)]
    with _running(command, [port]):
        yield port
        assert len(list(folder.iterdir())) == count
    shutil.rmtree(folder)


@contextmanager
def orthanc(folder: Path, count: int) -> Iterator[int]:
    """Run Orthanc with an empty database; see `storescp`."""
    folder.mkdir()
    port, rest_port = _free_port(), _free_port()
    settings = folder / "orthanc.json"
    settings.write_text(
        json.dumps(
            {
                "Name": TITLE, "DicomAet": TITLE, "DicomPort": port, "HttpPort": rest_port,
                "StorageDirectory": str(folder / "kept"), "IndexDirectory": str(folder / "kept"),
                "RemoteAccessAllowed": False, "AuthenticationEnabled": False, "Plugins": [],
                "DicomAlwaysAllowStore": True,
            }
        ),
        encoding="utf-8",
    )  # fmt: skip
    with _running([program("Orthanc"), str(settings)], [port, rest_port]):
        yield port
        with urllib.request.urlopen(f"http://127.0.0.1:{rest_port}/statistics") as answer:
            assert json.load(answer)["CountInstances"] == count
    shutil.rmtree(folder)


ARCHIVES: Final[dict[str, Callable[[Path, int], AbstractContextManager[int]]]] = {
    "orthanc": orthanc,
    "storescp": storescp,
}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


@contextmanager
def _running(command: Sequence[str], ports: Sequence[int]) -> Iterator[None]:
    """Run a program from when it listens on all ports until the end of the block."""
    with subprocess.Popen(  # noqa: S603 - a program that was found
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            for port in ports:
                _wait_for(port)
            yield
        finally:
            process.kill()


def _wait_for(port: int) -> None:
    end = time.monotonic() + _START_S
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.01)
    raise TimeoutError("the archive does not start")
