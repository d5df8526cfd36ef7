"""Output file of a muxer; all bytes of a clip are written here."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path
from typing import Protocol

from hysteroview.core.rates import Throttle

_PRIVATE = 0o600


class MediaFile(Protocol):
    """A file that a muxer writes to."""

    @property
    def size_bytes(self) -> int:
        """Size of the file in bytes."""

    def write(self, content: bytes) -> int: ...
    def seek(self, offset: int, whence: int = 0) -> int: ...
    def tell(self) -> int: ...
    def sync(self, *, now: bool = False) -> None: ...
    def end(self) -> None: ...


class DiskFile:
    """A new file, readable for its owner only, without a buffer.

    Bytes passed to `write` survive a crash of the program; after `sync` they survive a power
    failure. After `end` further writes of a muxer are ignored.
    """

    def __init__(self, path: Path) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        self._descriptor = os.open(path, flags, _PRIVATE)
        self._size_bytes = 0
        self._is_open = True
        self._sync_throttle = Throttle(1.0)

    @property
    def size_bytes(self) -> int:
        return self._size_bytes

    def write(self, content: bytes) -> int:
        """Write all bytes.

        Raises
        ------
        OSError
            The disk is full or failed; a part may have been written.
        """
        if not self._is_open:
            return len(content)
        rest = memoryview(content)
        while rest:
            written = os.write(self._descriptor, rest)
            if not written:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            rest = rest[written:]
        self._size_bytes = max(self._size_bytes, self.tell())
        return len(content)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return os.lseek(self._descriptor, offset, whence) if self._is_open else offset

    def tell(self) -> int:
        return os.lseek(self._descriptor, 0, os.SEEK_CUR) if self._is_open else self._size_bytes

    def sync(self, *, now: bool = False) -> None:
        """Flush written bytes to the disk: at most once per second, or now."""
        if self._is_open and (now or self._sync_throttle.is_due(time.monotonic_ns())):
            os.fsync(self._descriptor)

    def end(self) -> None:
        """Close the file; may be called twice."""
        if self._is_open:
            self._is_open = False
            os.close(self._descriptor)
