"""Thumbnails of recordings in the user's cache folder, so that they are made only once."""

from __future__ import annotations

import hashlib
import logging
import os
import struct
from collections.abc import Sequence
from pathlib import Path

import platformdirs

from hysteroview.capture.files.fingerprint import fingerprint
from hysteroview.capture.files.in_time import Stretch
from hysteroview.core.errors import StorageError
from hysteroview.core.files import atomic_file
from hysteroview.pipeline.review.thumbnail_grid import Thumbnail

log = logging.getLogger(__name__)

MOST_BYTES = 400 * 2**20  # of all recordings together
_MOST_FILE_BYTES = 256 * 2**20
_MAGIC = b"HVTHUMB1"
_HEAD, _ENTRY = struct.Struct("<8sI"), struct.Struct("<qI")
_SUFFIX = ".thumbnails"


def cache_folder() -> Path:
    """Folder of the thumbnails of recordings; only its owner may read it."""
    return platformdirs.user_cache_path("HysteroView", appauthor=False) / "thumbnails"


def cache_name(stretches: Sequence[Stretch]) -> str | None:
    """Return the name for the content of these files; None if it cannot be read as it is."""
    digest = hashlib.sha256()
    for each in stretches:
        found = None if each.file.path is None else fingerprint(each.file.path)
        if found is None:
            return None
        digest.update(found.encode())
    return f"{digest.hexdigest()}{_SUFFIX}"


def load(path: Path) -> tuple[Thumbnail, ...] | None:
    """Read the thumbnails of a recording; None if there are none that are whole."""
    try:
        if path.stat().st_size > _MOST_FILE_BYTES:
            return None
        content = path.read_bytes()
    except OSError:
        return None
    return _parse(content)


def save(path: Path, thumbnails: Sequence[Thumbnail], most_bytes: int = MOST_BYTES) -> None:
    """Keep the thumbnails of a recording; those that were used least recently make room.

    A cache that cannot be written is only logged.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.chmod(0o700)
        with atomic_file(path, private=True) as temporary, temporary.open("wb") as file:
            file.write(_HEAD.pack(_MAGIC, len(thumbnails)))
            for each in thumbnails:
                file.write(_ENTRY.pack(each.pts_ns, len(each.jpeg)))
            for each in thumbnails:
                file.write(each.jpeg)
        _make_room(path.parent, most_bytes)
    except (OSError, StorageError) as error:
        log.info("thumbnails are not kept: %s", type(error).__name__)


def touch(path: Path) -> None:
    """Note that the thumbnails of a recording were used."""
    try:
        os.utime(path)
    except OSError as error:
        log.debug("the time of a cache file cannot be set: %s", type(error).__name__)


def _parse(content: bytes) -> tuple[Thumbnail, ...] | None:
    if len(content) < _HEAD.size:
        return None
    magic, count = _HEAD.unpack_from(content)
    place = _HEAD.size + count * _ENTRY.size
    if magic != _MAGIC or place > len(content):
        return None
    found = []
    for pts_ns, length in _ENTRY.iter_unpack(content[_HEAD.size : place]):
        found.append(Thumbnail(pts_ns, content[place : place + length]))
        place += length
    return tuple(found) if place == len(content) else None


def _make_room(folder: Path, most_bytes: int) -> None:
    files = [(each, each.stat()) for each in folder.glob(f"*{_SUFFIX}")]
    files.sort(key=lambda each: each[1].st_mtime_ns)
    total = sum(state.st_size for _, state in files)
    for path, state in files[:-1]:
        if total <= most_bytes:
            return
        path.unlink(missing_ok=True)
        total -= state.st_size
