"""Copying the exams of an unencrypted store into an encrypted one."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

from hysteroview.core.errors import StorageError
from hysteroview.core.files import storage_error
from hysteroview.exam.files.media_file import DiskFile
from hysteroview.exam.files.medium import LINES_SUFFIX, Medium, hash_file
from hysteroview.exam.store.audit import append_line
from hysteroview.exam.store.folder import DRAFT, make_private_folder
from hysteroview.exam.store.keys import StoreKey
from hysteroview.exam.store.store import ExamStore, open_store

_CHUNK_BYTES = 1 << 20


def copy_exams(old: Path, new: Path, key: StoreKey) -> Iterator[str]:
    """Copy all exams with their logs; yield the id of each after it was copied.

    Each copy is read back and compared. The old store is unchanged, except that interrupted exams
    are completed first.

    Parameters
    ----------
    old
        An unencrypted store that no other program writes to.
    new
        An empty store for which `keys.make_key` has created a key.

    Raises
    ------
    StorageError
        The old store cannot be read, or the new one cannot be written.
    """
    with open_store(old) as store:
        if store.is_read_only:
            raise StorageError(
                "Another HysteroView is using these exams.", remedy="Close the other program."
            )
        try:
            yield from _copy_all(store, new, key.medium)
        except OSError as error:
            raise storage_error(new, error) from error
    open_store(new, key=key).close()  # creates the index


def _copy_all(store: ExamStore, new: Path, medium: Medium) -> Iterator[str]:
    make_private_folder(new / "exams")
    for folder in store.folders():
        draft = new / "exams" / f"{DRAFT}{folder.exam_id}"
        make_private_folder(draft)
        for path in sorted(folder.path.rglob("*")):
            target = draft / path.relative_to(folder.path)
            if path.is_dir():
                make_private_folder(target)
            elif not path.name.startswith("."):  # an incomplete file
                _copy(path, target, medium)
        draft.rename(new / "exams" / folder.exam_id)
        yield folder.exam_id
    for path in sorted(store.folder.glob(f"*{LINES_SUFFIX}")):
        _copy(path, new / path.name, medium)


def _copy(source: Path, target: Path, medium: Medium) -> None:
    """Copy a file and read the copy back, because the original may be deleted afterwards."""
    if source.suffix == LINES_SUFFIX:
        lines = source.read_bytes().splitlines(keepends=True)
        target.touch(0o600)
        append_line(target, b"".join(map(medium.line, lines)))
    else:
        file = DiskFile(target)
        try:
            video = medium.video(file)
            with source.open("rb") as read:
                while chunk := read.read(_CHUNK_BYTES):
                    video.write(chunk)
        finally:
            file.end()
        medium.end(target)
    if hash_file(target, medium) != hash_file(source):
        raise OSError(errno.EIO, os.strerror(errno.EIO))
