"""Rebuilding the index from the exam folders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hysteroview.core.errors import StorageError
from hysteroview.exam.store.database import FILE, set_aside
from hysteroview.exam.store.key_file import check_complete, check_key
from hysteroview.exam.store.lock import try_lock
from hysteroview.exam.store.store import open_store

if TYPE_CHECKING:
    from hysteroview.exam.store.keys import StoreKey


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """Result for one folder, with a fault if it could not be added to the index."""

    exam_id: str
    fault: str = ""


def rebuild(folder: Path, key: StoreKey | None = None) -> Iterator[Rebuilt]:
    """Rebuild the index of a store; the old one is kept beside it.

    Parameters
    ----------
    key
        Key of an encrypted store.

    Raises
    ------
    ConversionIncompleteError
        The store is an incomplete copy of another store.
    StoreLockedError
        The store is encrypted, and the key is missing or wrong.
    StorageError
        Another program is using the store, or the folder is not a store.
    """
    check_complete(folder)
    if not (folder / "exams").is_dir():
        raise StorageError(
            f"{folder} contains no exams.", remedy="Choose another folder with --store."
        )
    check_key(folder, None if key is None else key.key_id)
    _set_aside(folder)
    with open_store(folder, key=key) as store:  # adds interrupted exams; the others follow
        for each in store.folders():
            try:
                store.take_in(each)
            except StorageError as error:
                yield Rebuilt(each.exam_id, error.message)
            else:
                yield Rebuilt(each.exam_id)


def _set_aside(folder: Path) -> None:
    lock = try_lock(folder)
    if lock is None:
        raise StorageError(
            "Another HysteroView is using these exams.", remedy="Close the other program."
        )
    try:
        set_aside(folder / FILE)
    finally:
        lock.release()
