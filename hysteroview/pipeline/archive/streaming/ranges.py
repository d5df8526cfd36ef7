"""Serves ranges of recordings over HTTP to the workers of an archive, and to nobody else."""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import re
import secrets
import socket
import ssl
import sys
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from hysteroview.core.errors import StorageError
from hysteroview.pipeline.archive.streaming.content import (
    DIGEST,
    MOST_BYTES,
    TOKEN,
    StreamedFile,
)

log = logging.getLogger(__name__)

_IDLE_S = 60.0
_ANONYMOUS_S = 30.0  # within which a connection has to show the token
_ANSWER_S = 120.0  # until the next request with the token
_MOST_CONNECTIONS = 400  # each is a thread, a socket and an open file
_RANGE: Final = re.compile(r"bytes=(\d{1,18})-(\d{1,18})")


class RangeServer:
    """A server in threads of its own, from start to `close`.

    Only files that were offered can be read, by who knows the token of this run; with TLS only by
    who also has a certificate.

    Parameters
    ----------
    host
        Address of this machine under which workers reach it.
    port
        0 for any that is free.
    context
        TLS as a server; None without.

    Raises
    ------
    StorageError
        The port is in use.
    """

    def __init__(self, host: str, port: int = 0, context: ssl.SSLContext | None = None) -> None:
        self._host, self._token, self._is_encrypted = host, secrets.token_hex(32), bool(context)
        self._files: dict[str, StreamedFile] = {}
        self._paths: dict[str, Path] = {}
        try:
            self._server = _Server((host, port), _Handler)
        except OSError as error:
            raise StorageError(
                f"Recordings cannot be streamed from {host}, port {port}.",
                remedy="Choose another port with --stream-port.",
                detail=str(error),
            ) from error
        self._server.owner, self._server.context = self, context
        self._thread = threading.Thread(target=self._server.serve_forever, name="ranges")
        self._thread.start()

    def offer(self, path: Path) -> StreamedFile:
        """Let workers read a file, as it is now.

        Raises
        ------
        OSError
            It is not there.
        """
        status = path.stat()
        number = hashlib.sha256(os.fsencode(path)).hexdigest()
        self._paths[number] = path
        self._files[number] = found = StreamedFile(
            host=self._host, port=self._server.server_address[1], name=path.name, number=number,
            size_bytes=status.st_size, modified_ns=status.st_mtime_ns,
            token=self._token, is_encrypted=self._is_encrypted,
        )  # fmt: skip
        return found

    def knows(self, token: str) -> bool:
        """Whether someone may read."""
        return hmac.compare_digest(token.encode(), self._token.encode())

    def read(self, number: str, first: int, last: int) -> bytes | None:
        """Return the bytes of a file; None if it is another one than was offered.

        Raises
        ------
        OSError
            The disk failed.
        """
        offered = self._files.get(number)
        if offered is None:
            return None
        with self._paths[number].open("rb", buffering=0) as file:
            status = os.fstat(file.fileno())
            if (status.st_size, status.st_mtime_ns) != (offered.size_bytes, offered.modified_ns):
                return None
            file.seek(first)
            content = bytearray()
            while len(content) < last - first + 1:
                more = file.read(last - first + 1 - len(content))
                if not more:
                    break
                content += more
        return bytes(content)

    def close(self) -> None:
        """End; safe to call twice."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # idle connections of workers end with their sockets
    owner: RangeServer
    context: ssl.SSLContext | None = None
    allow_reuse_address = os.name == "posix"  # on Windows it would share a port that is in use

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self._room = threading.BoundedSemaphore(_MOST_CONNECTIONS)
        self._ends_s: dict[socket.socket, float] = {}
        self._changed = threading.Lock()  # guards _ends_s
        super().__init__(address, handler)

    def verify_request(self, *_: object) -> bool:
        """Refuse a connection if there are too many."""
        return self._room.acquire(blocking=False)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Begin its thread."""
        try:
            super().process_request(request, client_address)
        except BaseException:
            self._room.release()  # there is no thread that would do it
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve one connection."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()

    def keep(self, connection: socket.socket, length_s: float) -> None:
        """Set how long a connection may last from now on."""
        with self._changed:
            self._ends_s[connection] = time.monotonic() + length_s

    def forget(self, connection: socket.socket) -> None:
        """Watch a connection no longer."""
        with self._changed:
            self._ends_s.pop(connection, None)

    def service_actions(self) -> None:
        """End the connections whose time is over; called twice a second."""
        now_s = time.monotonic()
        with self._changed:
            for connection, end_s in self._ends_s.items():
                if now_s > end_s:
                    with suppress(OSError):  # it has ended already
                        socket.socket.shutdown(connection, socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep who is refused, or breaks off, out of the terminal of the operator."""
        log.info("%s, connected from %s: %s", request, client_address, sys.exception())


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # one connection for many ranges
    timeout = _IDLE_S
    server: _Server

    def setup(self) -> None:
        """Greet with TLS in the thread of this connection, so that no one holds up the others."""
        if self.server.context is not None:
            self.request.settimeout(_IDLE_S)
            self.request = self.server.context.wrap_socket(
                self.request, server_side=True, do_handshake_on_connect=False
            )
        self.server.keep(self.request, _ANONYMOUS_S)
        try:
            if isinstance(self.request, ssl.SSLSocket):
                self.request.do_handshake()
            super().setup()
        except BaseException:
            self.server.forget(self.request)
            self.request.close()
            raise

    def finish(self) -> None:
        """Close the connection with TLS too, which the server does not know."""
        self.server.forget(self.request)
        super().finish()
        self.request.close()

    def do_GET(self) -> None:
        """Answer a range of a file."""
        asked = _RANGE.fullmatch(self.headers.get("Range", ""))
        if not self.server.owner.knows(self.headers.get(TOKEN, "")):
            self.close_connection = True
            self._answer(403)
            return
        self.server.keep(self.request, _ANSWER_S)
        if asked is None or not 0 <= int(asked[2]) - int(asked[1]) < MOST_BYTES:
            self._answer(416)
        else:
            try:
                content = self.server.owner.read(self.path[1:], int(asked[1]), int(asked[2]))
            except OSError:
                self._answer(503)
                return
            self._answer(409) if content is None else self._answer(206, content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Write nothing."""

    def _answer(self, status: int, content: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header(DIGEST, hashlib.sha256(content).hexdigest())
        self.end_headers()
        self.wfile.write(content)
