"""The user's files: read within bounds, and changed by one program at a time.

A file that cannot be used never stops the program: it is set aside, and a notice says so.
"""

from __future__ import annotations

import errno
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from hysteroview.core.errors import SettingsError, StorageError
from hysteroview.core.files import atomic_file, leftover_pattern, storage_error
from hysteroview.core.foreign.reading import UnfitFileError, read_bounded

MOST_BYTES = 1_000_000
LOCK_FILE = ".lock"
_PRIVATE = 0o600
_PATIENCE_S = 10.0
_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)
_MOST_SET_ASIDE = 9

_held = threading.local()  # folders whose lock this thread has


class UnreadableError(SettingsError):
    """The file exists but cannot be read; it is not damaged."""


class DamagedError(SettingsError):
    """The file is something else than the text file it should be."""


def read_user_file(path: Path, most_bytes: int = MOST_BYTES) -> str | None:
    """Return the text of a file; None if there is none.

    Raises
    ------
    UnreadableError
        It cannot be read.
    DamagedError
        It is not a regular file, too large, or not text.
    """
    try:
        return read_bounded(path, most_bytes).decode("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        if isinstance(error, UnicodeDecodeError):
            raise DamagedError("this is not a text file") from error
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UnreadableError(f"{path.name} cannot be read ({reason}).") from error
    except UnfitFileError as error:
        raise DamagedError(str(error)) from error


@contextmanager
def changing(path: Path) -> Iterator[None]:
    """Let one program at a time read, change and write the files in the folder of `path`.

    The folder is made if it does not exist. What a killed program has left of its writing is
    removed. May be nested.

    Raises
    ------
    StorageError
        The folder cannot be written, or another program has the lock for 10 s.
    """
    folder = path.parent
    held: set[Path] = _held.__dict__.setdefault("folders", set())
    if folder in held:
        yield
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = _lock(folder)
    except OSError as error:
        raise storage_error(path, error) from error
    held.add(folder)
    try:
        for leftover in leftovers(path):
            with suppress(OSError):
                leftover.unlink()
        yield
    finally:
        held.discard(folder)
        if lock is not None:
            lock.release()


def _lock(folder: Path) -> FileLock | None:
    """Wait for the lock; None on a file system without locks."""
    lock = FileLock(
        folder / LOCK_FILE,
        mode=_PRIVATE,
        thread_local=False,
        fallback_to_soft=False,  # unlike a lock, a marker file would remain after a crash
        preserve_lock_file=True,  # a removed file could still be locked by another program
    )
    try:
        lock.acquire(timeout=_PATIENCE_S)
    except Timeout as error:
        raise StorageError(
            "Another program is changing the settings.", remedy="Close it, and try again."
        ) from error
    except OSError as error:
        if error.errno in _NO_LOCKS:
            return None
        raise
    return lock


def leftovers(path: Path) -> list[Path]:
    """Return what killed programs have left of their writing of `path`; it may hold passwords."""
    pattern = re.compile(leftover_pattern(path))
    with suppress(OSError):
        return [each for each in path.parent.iterdir() if pattern.fullmatch(each.name)]
    return []


def clear_leftovers(path: Path) -> None:
    """Remove what killed programs have left of their writing of `path`; errors are ignored."""
    if leftovers(path):
        with suppress(StorageError), changing(path):
            pass  # removed as soon as no program is writing


def write_user_file(path: Path, text: str, *, private: bool = False) -> None:
    """Replace a file, atomically.

    Raises
    ------
    StorageError
        It cannot be written.
    """
    with changing(path), atomic_file(path, private=private) as temporary:
        temporary.write_text(text, encoding="utf-8")


def set_aside(path: Path) -> Path | None:
    """Rename a damaged file, which keeps its content; None if that is not possible."""
    names = [f"{path.name}.damaged"]
    names += [f"{path.name}.damaged-{number}" for number in range(2, _MOST_SET_ASIDE + 1)]
    places = [path.with_name(name) for name in names]
    kept = next((place for place in places if not place.exists()), places[-1])
    try:
        path.replace(kept)
    except OSError:
        return None
    return kept
