"""The one place where a clip's bytes reach the disk."""

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
        """How far the file reaches."""

    def write(self, content: bytes) -> int: ...
    def seek(self, offset: int, whence: int = 0) -> int: ...
    def tell(self) -> int: ...
    def sync(self, *, now: bool = False) -> None: ...
    def end(self) -> None: ...


class DiskFile:
    """A new file, readable for its owner only, without a buffer of its own.

    What `write` took survives the program's death; what `sync` saw survives a power cut.
    After `end` it swallows what a muxer still wants to write.
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
        """Write all of it.

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
        """Make what was written last through a power cut: at most once a second, or now."""
        if self._is_open and (now or self._sync_throttle.is_due(time.monotonic_ns())):
            os.fsync(self._descriptor)

    def end(self) -> None:
        """Close the file; safe to call twice."""
        if self._is_open:
            self._is_open = False
            os.close(self._descriptor)
