"""Cache of built engines, whose integrity is checked before a runtime reads them.

A runtime that deserializes an engine trusts every byte of it, so it only gets files that are
bit-identical to what this program wrote for the same model, device and runtime.
"""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import os
import stat
import struct
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from hysteroview.core.errors import BackendUnavailable, StorageError
from hysteroview.core.files import atomic_file, storage_error

log = logging.getLogger(__name__)

KEPT = 8  # files of each kind: models × precisions × batch sizes on one machine, without old ones
_MAGIC = b"HysteroView kept"
_HEADER = struct.Struct("<16sI32s32sQ")  # magic, format, digests of key and payload, length
_FORMAT = 1
_MOST_BYTES = 4 << 30  # of an engine

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CacheKey:
    """Key of a cached file: everything it depends on; if one fact differs, it is rebuilt.

    Attributes
    ----------
    kind
        First part of the file name, a word in lower case.
    facts
        Facts by name. Only their hash is stored.
    """

    kind: str
    facts: Mapping[str, str]

    @property
    def digest(self) -> bytes:
        """SHA-256 over the kind and the facts, independent of their order."""
        text = json.dumps([self.kind, sorted(self.facts.items())])
        return hashlib.sha256(text.encode()).digest()

    @property
    def file_name(self) -> str:
        return f"{self.kind}-{self.digest.hex()[:32]}.bin"


class EngineCache:
    """A private folder of files with checksums, one for each key.

    Parameters
    ----------
    folder
        Created when first needed, accessible to its owner only.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def fetch(self, key: CacheKey) -> bytes | None:
        """Return the content stored under `key`; None if there is none, or it is damaged.

        A file that is damaged or of another origin or format is removed.
        """
        path = self._folder / key.file_name
        try:
            _check_owner(self._folder)
            content = _read(path)
        except FileNotFoundError:
            return None
        except (OSError, StorageError) as error:
            log.warning("%s is not read: %s", path.name, error)
            return None
        payload = _unseal(content, key)
        if payload is None:
            log.warning("%s is damaged and is discarded", path.name)
            self.discard(key)
            return None
        with suppress(OSError):
            os.utime(path)  # the least recently used are removed first
        return payload

    def store(self, key: CacheKey, payload: bytes) -> None:
        """Store `payload` under `key`, and remove all but the newest files of its kind.

        Raises
        ------
        StorageError
            The folder belongs to another user, or cannot be written.
        """
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _check_owner(self._folder)
        except OSError as error:
            raise storage_error(self._folder, error) from error
        with atomic_file(self._folder / key.file_name, private=True) as temporary:
            temporary.write_bytes(_seal(payload, key))
        self._prune(key.kind)

    def discard(self, key: CacheKey) -> None:
        """Remove the content stored under `key`, if possible."""
        with suppress(OSError):
            (self._folder / key.file_name).unlink()

    def _prune(self, kind: str) -> None:
        with suppress(OSError):  # already removed, or in use
            files = sorted(
                self._folder.glob(f"{kind}-*.bin"), key=lambda path: path.stat().st_mtime
            )
            for path in files[:-KEPT]:
                path.unlink()


def load_or_build(
    cache: EngineCache,
    key: CacheKey,
    build: Callable[[], bytes],
    load: Callable[[bytes], T],
    report: Callable[[str], None],
) -> T:
    """Load the engine cached under `key`, or build, load and cache it.

    A cached engine that does not load is discarded and rebuilt once; if a newly built engine does
    not load, the error of the runtime is raised.

    Parameters
    ----------
    build
        Function that builds the engine, in minutes, and returns its bytes.
    load
        Function that loads the bytes, or raises `BackendUnavailable`.
    report
        Function that receives messages for the operator.

    Raises
    ------
    BackendUnavailable
        Raised by `build`, or by `load` of a newly built engine.
    """
    if (kept := cache.fetch(key)) is not None:
        try:
            return load(kept)
        except BackendUnavailable as error:
            log.warning("the cached engine does not load and is rebuilt: %s", error)
            cache.discard(key)
    built = build()
    loaded = load(built)
    try:
        cache.store(key, built)
    except StorageError as error:
        log.warning("the engine is not cached: %s", error)
        report(f"The engine cannot be cached and will be built at every start: {error}")
    return loaded


def _seal(payload: bytes, key: CacheKey) -> bytes:
    digest = hashlib.sha256(payload).digest()
    return _HEADER.pack(_MAGIC, _FORMAT, key.digest, digest, len(payload)) + payload


def _unseal(content: bytes, key: CacheKey) -> bytes | None:
    if len(content) < _HEADER.size:
        return None
    payload = content[_HEADER.size :]
    digest = hashlib.sha256(payload).digest()
    expected = (_MAGIC, _FORMAT, key.digest, digest, len(payload))
    return payload if _HEADER.unpack_from(content) == expected else None


def _check_owner(folder: Path) -> None:
    """Reject a folder to which others can write; Windows profiles are always private.

    Raises
    ------
    StorageError
        The folder does not belong to this user alone.
    OSError
        It does not exist, or cannot be examined.
    """
    if os.name == "nt":
        return
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
        raise StorageError(
            f"{folder} does not belong to this user, or is not a folder.",
            remedy="Delete it; the program creates it again.",
        )
    if status.st_mode & 0o077:
        # ours, but accessible to others, and so were its files: they are not used
        folder.chmod(0o700)
        for path in folder.glob("*.bin"):
            path.unlink()


def _read(path: Path) -> bytes:
    """Read a file without following symbolic links."""
    descriptor = os.open(
        path,
        os.O_RDONLY
        | getattr(os, "O_NOFOLLOW", 0)
        | getattr(os, "O_NONBLOCK", 0)
        | getattr(os, "O_BINARY", 0),
    )
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _MOST_BYTES:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
        return file.read(_MOST_BYTES)
