"""The content of a recording that lies on another machine, read in blocks as it is needed."""

from __future__ import annotations

import hashlib
import http.client
import io
import os
import ssl
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hysteroview.capture.files.container import VideoFile
from hysteroview.core.errors import HysteroViewError
from hysteroview.pipeline.archive.workers import UnfitWorkerError

TOKEN: Final = "X-Token"  # noqa: S105 - the name of a header
DIGEST: Final = "X-SHA256"
MOST_BYTES: Final = 1 << 20  # of one range
_MOST_BLOCKS = 16  # that are kept: a container may be read at two or three places in turn
_PAUSES_S = (0.0, 1.0, 2.0, 4.0, 8.0)  # before each other attempt; the server ends idle connections
_TIMEOUT_S = 60.0
_CONNECT_S = 10.0  # all attempts end before a worker counts as hung


class StreamError(HysteroViewError):
    """A recording cannot be streamed, whichever worker asks for it."""

    def __init__(self, why: str) -> None:
        super().__init__(
            "The recording could not be streamed to a worker.",
            remedy="Check the network, and that the recording does not change meanwhile.",
            detail=why,
        )


class NoStreamError(UnfitWorkerError):
    """A worker does not get the bytes of recordings: it is no fault of the recording."""

    def __init__(self, host: str, port: int, why: str) -> None:
        super().__init__(
            f"A worker cannot read recordings from {host}, port {port}.",
            remedy="Check the network and the firewall of this machine (--stream-port); then run "
            "the same command again.",
            detail=why,
        )


class _RefusedError(OSError):
    """The other machine answers that it cannot give the file."""


@dataclass(frozen=True, slots=True)
class StreamedFile:
    """A file of another machine; see `RangeServer`.

    Attributes
    ----------
    number
        Stands for its path.
    size_bytes, modified_ns
        As it was when it was offered: another one is refused.
    token
        Has to be shown.
    """

    host: str
    port: int
    name: str
    number: str
    size_bytes: int
    modified_ns: int
    token: str
    is_encrypted: bool


class StreamReading:
    """One reading of a streamed file.

    Parameters
    ----------
    context
        TLS as a client; needed if the file is encrypted on its way.

    Attributes
    ----------
    failure
        Why bytes did not arrive; empty as long as all did.
    """

    def __init__(self, file: StreamedFile, context: ssl.SSLContext | None) -> None:
        self.file, self._context = file, context
        self.failure = ""
        self._is_refused = False
        self._is_closed = threading.Event()
        self._connection: http.client.HTTPConnection | None = None

    def video_file(self, threads: int) -> VideoFile:
        """Return it as a file that can be opened again and again."""
        return VideoFile(
            self.file.name, lambda: _Content(self.file.size_bytes, self.block), None, threads
        )

    def error(self) -> HysteroViewError | None:
        """Return why bytes did not arrive, as an error of the recording or of this worker."""
        if not self.failure:
            return None
        if self._is_refused:
            return StreamError(self.failure)
        return NoStreamError(self.file.host, self.file.port, self.failure)

    def block(self, number: int) -> bytes:
        """Return a block of `MOST_BYTES`, the last one shorter.

        A network that is away is waited for; after that, nothing is tried again.

        Raises
        ------
        OSError
            It does not arrive.
        """
        pauses_s = iter(_PAUSES_S)
        while not self.failure:
            try:
                return self._fetch(number * MOST_BYTES)
            except (OSError, http.client.HTTPException) as error:
                self._disconnect()
                self._is_refused = isinstance(error, _RefusedError)
                pause_s = None if self._is_refused else next(pauses_s, None)
                if pause_s is None or self._is_closed.wait(pause_s):
                    self.failure = str(error) or type(error).__name__
        raise OSError(self.failure)

    def close(self) -> None:
        """Close the connection, and end a wait for the next attempt; safe to call twice."""
        self._is_closed.set()
        self._disconnect()

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _fetch(self, first: int) -> bytes:
        last = min(first + MOST_BYTES, self.file.size_bytes) - 1
        if self._connection is None:
            self._connection = self._connect()
        self._connection.request(
            "GET", f"/{self.file.number}",
            headers={TOKEN: self.file.token, "Range": f"bytes={first}-{last}"},
        )  # fmt: skip
        answer = self._connection.getresponse()
        content = answer.read(MOST_BYTES + 1)  # whatever the answer says
        if answer.status in {http.client.CONFLICT, http.client.SERVICE_UNAVAILABLE}:
            raise _RefusedError(
                f"the file was changed, is gone or cannot be read (status {answer.status})"
            )
        if answer.status != http.client.PARTIAL_CONTENT:
            raise OSError(f"the other machine refuses it (status {answer.status})")
        digest = hashlib.sha256(content).hexdigest()
        if len(content) != last - first + 1 or digest != answer.headers[DIGEST]:
            raise OSError("bytes were lost on their way")
        return content

    def _connect(self) -> http.client.HTTPConnection:
        host, port = self.file.host, self.file.port
        if not self.file.is_encrypted:
            connection = http.client.HTTPConnection(host, port, timeout=_CONNECT_S)
        elif self._context is None:
            raise OSError("this worker has no certificate")
        else:
            connection = http.client.HTTPSConnection(
                host, port, timeout=_CONNECT_S, context=self._context
            )
        connection.connect()
        connection.sock.settimeout(_TIMEOUT_S)
        return connection


class _Content(io.BufferedIOBase):
    """A file of blocks, of which the last ones are kept."""

    def __init__(self, size_bytes: int, block: Callable[[int], bytes]) -> None:
        self._size_bytes, self._block = size_bytes, block
        self._blocks: OrderedDict[int, bytes] = OrderedDict()
        self._place = 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the present place."""
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place and return it."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size_bytes}[whence]
        if start + offset < 0:
            raise OSError("a place before the start")
        self._place = start + offset
        return self._place

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next bytes; none at the end."""
        left = max(self._size_bytes - self._place, 0)
        wanted = left if size is None or size < 0 else min(size, left)
        parts = []
        while wanted:
            number, start = divmod(self._place, MOST_BYTES)
            part = self._kept(number)[start : start + wanted]
            parts.append(part)
            wanted -= len(part)
            self._place += len(part)
        return b"".join(parts)

    def _kept(self, number: int) -> bytes:
        if number not in self._blocks:
            self._blocks[number] = self._block(number)
            if len(self._blocks) > _MOST_BLOCKS:
                self._blocks.popitem(last=False)
        self._blocks.move_to_end(number)
        return self._blocks[number]
