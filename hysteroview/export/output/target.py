"""The place of an export: a new folder or a ZIP file, which appears when it is complete."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from hysteroview.core.errors import StorageError
from hysteroview.core.files import atomic_file, storage_error, sync_folder
from hysteroview.export.output.progress import Progress

_PRIVATE, _PRIVATE_FOLDER = 0o600, 0o700
_MOST_NAME_BYTES: Final = 255 - 16  # of a name; the draft's has an ending of its own
_STEM: Final = 40
_LOCK: Final = ".lock"
_ZIP_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the earliest that ZIP knows: no time of the export
_UNSAFE: Final = re.compile(r"[^\w.()+-]+")


class Draft:
    """The files of an export that is being made.

    Attributes
    ----------
    folder
        Where its files are written; all of them end up in the export.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._taken: set[str] = set()

    def new_file(self, name: str) -> Path:
        """Return a free path for a file; the same name twice gets a number.

        Letters that some systems do not allow in names are replaced.
        """
        path = Path(_UNSAFE.sub("_", name).lstrip(".") or "file")
        stem, suffix, number = path.stem[: _MOST_NAME_BYTES // 4], path.suffix, 1
        free = f"{stem}{suffix}"
        while free.casefold() in self._taken:
            number += 1
            free = f"{stem}-{number}{suffix}"
        self._taken.add(free.casefold())
        made = self.folder / free
        made.touch(_PRIVATE, exist_ok=False)
        return made

    def hashes(self) -> dict[str, str]:
        """Return the SHA-256 of each file, by name."""
        return {self.name_of(path): file_hash(path) for path in self.files()}

    def name_of(self, path: Path) -> str:
        """Return the name of a file in the export, with the folders in it, with slashes."""
        return path.relative_to(self.folder).as_posix()

    def files(self) -> list[Path]:
        """Return the files so far, in the order of their names."""
        return sorted(
            path for path in self.folder.rglob("*") if path.is_file() and path.name != _LOCK
        )


@contextmanager
def new_export(target: Path, *, before_it_appears: Callable[[Draft], None]) -> Iterator[Draft]:
    """Yield a draft, which becomes the folder or the ZIP file `target` if the body succeeds.

    A target that ends with .zip becomes a file, anything else a folder. If the body fails, is
    canceled or killed, `target` does not exist; what a killed one left is removed by the next.

    Parameters
    ----------
    target
        Must not exist; an empty folder may.
    before_it_appears
        Is called when all files are on the disk: for the entry in the log. If it fails, nothing
        appears.

    Raises
    ------
    StorageError
        The target exists, or cannot be written. An `OSError` of the body is treated as an error in
        writing.
    """
    _check_target(target)
    _remove_leftovers(target)
    draft = target.with_name(f".{target.stem[:_STEM]}.{secrets.token_hex(4)}.part")
    lock = FileLock(draft / _LOCK, mode=_PRIVATE)
    try:
        draft.mkdir(_PRIVATE_FOLDER)
        with _held(lock):
            made = Draft(draft)
            yield made
            for path in made.files():
                _to_disk(path)
            before_it_appears(made)
            if is_zip(target):
                _zip(made, target)
        (draft / _LOCK).unlink(missing_ok=True)
        if not is_zip(target):
            with suppress(FileNotFoundError):
                target.rmdir()  # an empty folder; rename does not replace it on every system
            draft.rename(target)
        sync_folder(target.parent)
    except OSError as error:
        raise storage_error(target, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def is_zip(target: Path) -> bool:
    """Whether an export to this path is a ZIP file."""
    return target.suffix.lower() == ".zip"


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_new_file(path: Path) -> None:
    """Refuse a file that exists already, or whose name is too long.

    Raises
    ------
    StorageError
        It exists, or its folder does not.
    """
    _check_name(path)
    try:
        if path.exists():
            raise _taken(path)
        if not path.parent.is_dir():
            raise storage_error(path, OSError(errno.ENOENT, os.strerror(errno.ENOENT)))
    except OSError as error:
        raise storage_error(path, error) from error


def step_through(items: Mapping[str, Path], progress: Progress) -> Iterator[tuple[str, Path]]:
    """Yield items one by one and report how many are done."""
    for number, item in enumerate(items.items()):
        progress(number, len(items))
        yield item
    progress(len(items), len(items))


def _check_target(target: Path) -> None:
    _check_name(target)
    try:
        if target.is_dir() and not is_zip(target):
            if any(target.iterdir()):
                raise _taken(target)
        elif target.exists() or target.is_symlink():
            raise _taken(target)
        if not target.parent.is_dir():
            raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
    except OSError as error:
        raise storage_error(target, error) from error


def _check_name(path: Path) -> None:
    if len(os.fsencode(path.name)) > _MOST_NAME_BYTES:
        raise storage_error(path, OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG)))


def _taken(path: Path) -> StorageError:
    return StorageError(
        f"{path.name} already exists, and nothing was written.",
        remedy="Choose another name, or delete it first.",
    )


@contextmanager
def _held(lock: FileLock) -> Iterator[None]:
    """Hold the lock of a draft, by which another export sees that it is being written."""
    try:
        lock.acquire(blocking=False)
    except (NotImplementedError, Timeout):  # a disk without locks: its leftovers stay
        yield
        return
    try:
        yield
    finally:
        lock.release()


def _remove_leftovers(target: Path) -> None:
    """Remove drafts of exports to this target that were killed."""
    pattern = re.compile(rf"\.{re.escape(target.stem[:_STEM])}\.[0-9a-f]{{8}}\.part")
    with suppress(OSError):
        for path in target.parent.iterdir():
            if pattern.fullmatch(path.name) and path.is_dir() and _is_dead(path):
                shutil.rmtree(path, ignore_errors=True)


def _is_dead(draft: Path) -> bool:
    if not (draft / _LOCK).exists():
        return False
    lock = FileLock(draft / _LOCK)
    try:
        lock.acquire(blocking=False)
    except (NotImplementedError, OSError, Timeout):
        return False
    lock.release()
    return True


def _to_disk(path: Path) -> None:
    if os.name != "nt":
        path.chmod(_PRIVATE)
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _zip(draft: Draft, target: Path) -> None:
    with (
        atomic_file(target, private=True) as temporary,
        zipfile.ZipFile(temporary, "w") as archive,
    ):
        for path in draft.files():
            entry = zipfile.ZipInfo(draft.name_of(path), _ZIP_EPOCH)
            entry.external_attr = _PRIVATE << 16
            is_text = path.suffix in (".csv", ".json")
            entry.compress_type = zipfile.ZIP_DEFLATED if is_text else zipfile.ZIP_STORED
            with path.open("rb") as source, archive.open(entry, "w") as packed:
                shutil.copyfileobj(source, packed, 1 << 20)
