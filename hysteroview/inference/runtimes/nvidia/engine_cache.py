"""Built engines, kept between starts and proved undamaged before a runtime reads them.

A runtime that deserializes an engine trusts every byte of it, so nothing is handed to it that is
not, bit for bit, what this program wrote for this very model, device and runtime.
"""

from __future__ import annotations

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

KEPT = 8  # files of a kind: models × precisions × batches on one machine, not their history
_MAGIC = b"HysteroView kept"
_HEADER = struct.Struct("<16sI32s32sQ")  # magic, format, digests of key and payload, length
_FORMAT = 1

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CacheKey:
    """All on which a built thing depends; where one fact differs, it is built anew.

    Attributes
    ----------
    kind
        Begins the name of the file, a word in lower case.
    facts
        By name. Only their hash is kept.
    """

    kind: str
    facts: Mapping[str, str]

    @property
    def digest(self) -> bytes:
        """SHA-256 over the kind and the facts, whatever their order."""
        text = json.dumps([self.kind, sorted(self.facts.items())])
        return hashlib.sha256(text.encode()).digest()

    @property
    def file_name(self) -> str:
        return f"{self.kind}-{self.digest.hex()[:32]}.bin"


class EngineCache:
    """A private folder of sealed files, one for each key.

    Parameters
    ----------
    folder
        Made when first needed, for its owner only.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def fetch(self, key: CacheKey) -> bytes | None:
        """Return what was stored under `key`; None if nothing was, or nothing that is sound.

        A file that is damaged, foreign or of another format is removed.
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
        """Keep `payload` under `key`, and only the newest files of its kind.

        Raises
        ------
        StorageError
            The folder is somebody else's, or it cannot be written.
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
        """Remove what was stored under `key`, if it can be removed."""
        with suppress(OSError):
            (self._folder / key.file_name).unlink()

    def _prune(self, kind: str) -> None:
        with suppress(OSError):  # a file that is gone already, or is in use
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
    tell: Callable[[str], None],
) -> T:
    """Load what is kept under `key`, or build it, load it and keep it.

    A kept engine that does not load is discarded and built anew, once: what does not load when
    it was just built is a failure of the runtime and is told.

    Parameters
    ----------
    build
        Takes minutes; gives the bytes.
    load
        Makes bytes usable, or raises `BackendUnavailable`.
    tell
        Takes sentences for the operator.

    Raises
    ------
    BackendUnavailable
        From `build`, or from `load` of what was just built.
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
        tell(f"The engine cannot be cached and will be built at every start: {error}")
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
    """Refuse a folder into which others can put files; Windows profiles are private as they are.

    Raises
    ------
    StorageError
        The folder is not ours alone.
    OSError
        There is none, or it cannot be looked at.
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
        folder.chmod(0o700)  # ours, but open: what lies in it was open too, and is not used
        for path in folder.glob("*.bin"):
            path.unlink()


def _read(path: Path) -> bytes:
    """Read a file, not what a symbolic link points at."""
    descriptor = os.open(
        path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    )
    with os.fdopen(descriptor, "rb") as file:
        return file.read()
