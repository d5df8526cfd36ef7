"""Requests to a DICOMweb service, with bounds on time and size.

The answer is read piece by piece: libraries for DICOMweb return whole objects, and a video does
not fit into memory. Nothing is followed to another address.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlencode

from hysteroview.core.errors import ArchiveError
from hysteroview.export.dicom.retrieve.web.address import WebAddress, web_address
from hysteroview.export.dicom.send.tls import tls_failure, verified_context
from hysteroview.settings.archives import ArchiveSettings

JSON = "application/dicom+json"
_LARGEST_JSON = 16 << 20  # bytes
_CHUNK = 64 * 1024
_CONNECT_S = 10.0
_OK, _NO_CONTENT, _PARTIAL = 200, 204, 206
_CHECK = "Check the address of DICOMweb of this archive in the settings."


class WebConnection:
    """One connection to an archive, for one thread.

    Parameters
    ----------
    timeout_s
        Without any progress.

    Raises
    ------
    ArchiveError
        Address, certificates or credentials cannot be used.
    """

    def __init__(self, archive: ArchiveSettings, timeout_s: float) -> None:
        self.address: WebAddress = web_address(archive)
        self._timeout_s = timeout_s
        host, port = self.address.host, self.address.port
        if self.address.is_encrypted:
            self._http: http.client.HTTPConnection = http.client.HTTPSConnection(
                host, port, timeout=_CONNECT_S, context=verified_context(archive)
            )
        else:
            self._http = http.client.HTTPConnection(host, port, timeout=_CONNECT_S)
        self._held: socket.socket | None = (
            None  # http.client forgets it while it reads the last answer
        )
        self._is_ended = False

    def close(self) -> None:
        """Close it."""
        self._http.close()

    def abort(self) -> None:
        """End what is under way; may be called from any thread, and again."""
        self._is_ended = True
        for held in (self._held, self._http.sock):  # the second one while it is being connected
            if held is not None:
                with suppress(OSError):
                    held.shutdown(socket.SHUT_RDWR)

    def json(self, path: str, query: Sequence[tuple[str, str]] = ()) -> list[Mapping[str, Any]]:
        """Return the objects of an answer in JSON; none if there is nothing.

        Raises
        ------
        ArchiveError
            The archive cannot be reached, refuses, or answers something else.
        """
        content = bytearray()
        with self.answer(path, JSON, query) as answer:
            if answer is None:
                return []
            for piece in answer.pieces():
                content += piece
                if len(content) > _LARGEST_JSON:
                    raise ArchiveError(
                        "The archive answers more than a list of exams can have.",
                        remedy="Check the patient's ID.",
                    )
        try:
            found = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise _strange(str(error)[:100]) from error
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise _strange("no list")
        return found

    @contextmanager
    def answer(
        self, path: str, accept: str, query: Sequence[tuple[str, str]] = ()
    ) -> Iterator[Answer | None]:
        """Ask, and read the answer inside; None if the archive has nothing.

        Raises
        ------
        ArchiveError
            See `json`.
        """
        made = self._ask(path, accept, query)
        is_read = False
        try:
            if made.status == _NO_CONTENT:
                yield None
            elif made.status in (_OK, _PARTIAL):
                yield Answer(made, lambda: self._is_ended)
            else:
                raise _refusal(made)
            is_read = made.isclosed()
        finally:
            made.close()
            if not is_read:
                self._http.close()  # the rest of the answer is not wanted

    def _ask(
        self, path: str, accept: str, query: Sequence[tuple[str, str]]
    ) -> http.client.HTTPResponse:
        asked = f"{self.address.path}{path}" + (f"?{urlencode(query)}" if query else "")
        headers = {"Accept": accept, "User-Agent": "HysteroView"}
        if self.address.authorization:
            headers["Authorization"] = self.address.authorization
        while True:
            is_new = self._http.sock is None
            try:
                if self._is_ended:
                    raise _ended()
                if is_new:
                    self._http.connect()
                    self._held = self._http.sock
                    self._http.sock.settimeout(self._timeout_s)
                    if self._is_ended:  # while it was connected
                        raise _ended()
                self._http.request("GET", asked, headers=headers)
                return self._http.getresponse()
            except (OSError, http.client.HTTPException) as error:
                self._http.close()
                if is_new or not isinstance(error, ConnectionError):
                    raise failure_of(error) from error
                # the archive has closed a connection that was not used for a while


class Answer:
    """An answer that is read piece by piece."""

    def __init__(self, made: http.client.HTTPResponse, is_ended: Callable[[], bool]) -> None:
        self._made, self._is_ended = made, is_ended
        self._left = made.length  # None if it is not announced

    @property
    def content_type(self) -> str:
        """Kind of its content, with its parameters."""
        return self._made.headers.get("Content-Type", "")

    def pieces(self) -> Iterator[bytes]:
        """Yield its content.

        Raises
        ------
        ArchiveError
            It breaks off, or stands still.
        """
        while not self._is_ended():
            try:
                piece = self._made.read1(_CHUNK)
            except (OSError, http.client.HTTPException, ValueError) as error:
                raise failure_of(error) from error
            if self._left is not None:
                self._left -= len(piece)
            if piece:
                yield piece
            if not piece or self._left == 0:
                if self._left:
                    raise ArchiveError(
                        "The archive broke off in the middle of an answer.",
                        remedy="Try again later.",
                    )
                self._made.close()
                return
        raise _ended()


def _refusal(made: http.client.HTTPResponse) -> ArchiveError:
    """Return what a status stands for (RFC 9110, 15)."""
    status = made.status
    detail = f"status {status}"
    if status in (401, 407):
        return ArchiveError(
            "The archive does not accept the credentials of this computer.",
            remedy="Check the file with the credentials for DICOMweb in the settings.",
            detail=detail,
        )
    if status == 403:
        return ArchiveError(
            "The archive does not permit this computer to see its exams.",
            remedy="Ask who runs the archive.",
            detail=detail,
        )
    if status in (404, 410):
        return ArchiveError(
            "The archive has nothing at this address.", remedy=_CHECK, detail=detail
        )
    if 300 <= status < 400:
        return ArchiveError(
            "The archive sends this computer to another address, which is not followed.",
            remedy="Enter the address of DICOMweb itself in the settings.",
            detail=detail,
        )
    if status in (413, 429, 503):
        return ArchiveError(
            "The archive has too much to do at the moment.",
            remedy="Try again later.",
            detail=detail,
        )
    return ArchiveError(
        "The archive could not carry out the request.",
        remedy="Try again later, or ask who runs the archive.",
        detail=detail,
    )


def _strange(detail: str) -> ArchiveError:
    return ArchiveError(
        "The archive does not answer as DICOMweb does.", remedy=_CHECK, detail=detail
    )


def failure_of(error: Exception) -> ArchiveError:
    """Return why a request failed."""
    if isinstance(error, ssl.SSLError):
        return tls_failure(error)
    if isinstance(error, TimeoutError):
        return ArchiveError(
            "The archive does not answer in time.",
            remedy="Check that it runs, and that no firewall is in between.",
        )
    if isinstance(error, socket.gaierror):
        return ArchiveError("The archive's address is not known.", remedy=_CHECK)
    if isinstance(error, OSError):
        return ArchiveError("The archive cannot be reached.", remedy=_CHECK, detail=str(error))
    return _strange(type(error).__name__)


def _ended() -> ArchiveError:
    return ArchiveError("The connection to the archive was ended.", remedy="Try again.")
