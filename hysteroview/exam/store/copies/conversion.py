"""Copying the exams of an unencrypted store into an encrypted one, and comparing the two."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from hysteroview.core.errors import StorageError
from hysteroview.core.files import TEMPORARY, storage_error, sync_folder
from hysteroview.exam.files.media_file import DiskFile
from hysteroview.exam.files.medium import LINES_SUFFIX, PLAIN, BrokenSealError, Medium, hash_file
from hysteroview.exam.store.audit import append_line
from hysteroview.exam.store.database import FILE
from hysteroview.exam.store.folder import (
    AUDIT_FILE,
    DRAFT,
    EXAM_FILE,
    is_plain_file,
    make_private_folder,
)
from hysteroview.exam.store.integrity import Checked
from hysteroview.exam.store.key_file import is_encrypted, marked_source, remove_mark
from hysteroview.exam.store.keys import StoreKey, make_key, unlock
from hysteroview.exam.store.store import ExamStore, open_store

_CHUNK_BYTES = 1 << 20


def begin_copy(old: Path, new: Path, passphrase: str) -> StoreKey:
    """Create an encrypted store for the exams of another store, or continue an interrupted copy.

    The new store is marked as incomplete before anything else is written to it.

    Raises
    ------
    StoreLockedError
        An interrupted copy has another passphrase.
    StorageError
        The new folder is neither empty nor an interrupted copy of the old store, or the passphrase
        is too short, or the disk failed.
    """
    source = old.resolve()
    if marked_source(new) == source and is_encrypted(new):
        return unlock(new, passphrase)
    return make_key(new, passphrase, source)


def copy_exams(old: Path, new: Path, key: StoreKey) -> Iterator[str]:
    """Copy all exams with their logs; yield the id of each after it was copied.

    Each copy is read back and compared; what an interrupted call has copied is compared, too. The
    mark of the new store is removed last. The old store is unchanged, except that interrupted
    exams are completed first.

    Parameters
    ----------
    old
        An unencrypted store that no other program writes to.
    new
        A store of `begin_copy`.

    Raises
    ------
    StorageError
        The old store cannot be read, or the new one cannot be written.
    """
    with open_store(old, must_exist=True) as store:
        if store.is_read_only:
            raise StorageError(
                "Another HysteroView is using these exams.", remedy="Close the other program."
            )
        try:
            yield from _copy_all(store, new, key.medium)
        except OSError as error:
            raise storage_error(new, error) from error
    open_store(new, key=key, is_converting=True).close()  # creates the index
    remove_mark(new)


def compare_with_source(old: Path, store: ExamStore) -> Iterator[Checked]:
    """Compare an encrypted store with the one from which it was copied; yield each file.

    What was added to an exam since it was copied is no difference, nor is an exam that was begun
    since.

    Raises
    ------
    StorageError
        The old store cannot be read.
    """
    exams = old / "exams"
    if not exams.is_dir():
        raise StorageError(
            f"{old} contains no exams.", remedy="Choose the folder of the old exams."
        )
    new = {folder.exam_id: folder.path for folder in store.folders()}
    try:
        for source in sorted(exams.iterdir()):
            if not (source / EXAM_FILE).exists() or source.name.startswith("."):
                continue
            if source.name not in new:
                yield Checked(source.name, "exam", "is missing in the encrypted copy")
                continue
            yield from _compare(source, new[source.name], store.medium)
    except OSError as error:
        raise StorageError(
            f"The exams in {old} cannot be read: {error.strerror}.", remedy="Check the disk."
        ) from error


def _compare(source: Path, copy: Path, medium: Medium) -> Iterator[Checked]:
    has_grown = False
    names = _names_in(source)
    # the log first: if it has grown, the record of the exam may have changed
    for name in sorted(names, key=lambda name: (name != AUDIT_FILE, name)):
        path = copy / name
        if not path.is_file():
            yield Checked(source.name, name, "is missing in the encrypted copy")
            continue
        try:
            if path.suffix == LINES_SUFFIX:
                is_same, is_longer = _begins_with(path, medium, source / name)
                has_grown |= name == AUDIT_FILE and is_same and is_longer
            else:
                is_same = hash_file(source / name) == hash_file(path, medium)
                is_same |= name == EXAM_FILE and has_grown
        except BrokenSealError:
            is_same = False
        yield Checked(source.name, name, "" if is_same else "differs from the encrypted copy")


def _begins_with(path: Path, medium: Medium, start: Path) -> tuple[bool, bool]:
    """Whether the content of a file begins with that of a plain one, and whether it is longer."""
    with medium.open(path) as file, PLAIN.open(start) as other:
        while wanted := other.read(_CHUNK_BYTES):
            if file.read(len(wanted)) != wanted:
                return False, False
        return True, bool(file.read(1))


def _copy_all(store: ExamStore, new: Path, medium: Medium) -> Iterator[str]:
    make_private_folder(new / "exams")
    for path in new.glob(f"{FILE}*"):  # the index is made from the copies at the end
        path.unlink()
    wanted = {folder.exam_id: folder.path for folder in store.folders()}
    for path in (new / "exams").iterdir():
        if path.name not in wanted:  # half a copy, or an exam that was purged since
            shutil.rmtree(path)
    for exam_id, source in wanted.items():
        copy = new / "exams" / exam_id
        if not _is_copied(source, copy, medium):
            shutil.rmtree(copy, ignore_errors=True)
            draft = copy.with_name(f"{DRAFT}{exam_id}")
            _copy_folder(source, draft, medium)
            draft.rename(copy)
            sync_folder(copy.parent)
        yield exam_id
    for path in sorted(store.folder.glob(f"*{LINES_SUFFIX}")):
        (new / path.name).unlink(missing_ok=True)
        _copy(path, new / path.name, medium)
    sync_folder(new)


def _names_in(folder: Path) -> list[str]:
    """Return the files of an exam, without links and without what was being written."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if is_plain_file(folder, path) and not TEMPORARY.fullmatch(path.name)
    )


def _is_copied(source: Path, copy: Path, medium: Medium) -> bool:
    if not copy.is_dir() or _names_in(source) != _names_in(copy):
        return False
    try:
        return all(
            hash_file(source / name) == hash_file(copy / name, medium) for name in _names_in(source)
        )
    except BrokenSealError:
        return False


def _copy_folder(source: Path, draft: Path, medium: Medium) -> None:
    make_private_folder(draft)
    for path in sorted(source.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            make_private_folder(draft / path.relative_to(source))
    for name in _names_in(source):
        _copy(source / name, draft / name, medium)


def _copy(source: Path, target: Path, medium: Medium) -> None:
    """Copy a file and read the copy back, because the original may be deleted afterwards."""
    if source.suffix == LINES_SUFFIX:
        target.touch(0o600)
        with PLAIN.open(source) as log:
            while lines := log.readlines(_CHUNK_BYTES):
                append_line(target, b"".join(map(medium.line, lines)))
    else:
        file = DiskFile(target)
        try:
            video = medium.video(file)
            with PLAIN.open(source) as content:
                while chunk := content.read(_CHUNK_BYTES):
                    video.write(chunk)
        finally:
            file.end()
        medium.end(target)
    if hash_file(target, medium) != hash_file(source):
        raise OSError(errno.EIO, os.strerror(errno.EIO))
