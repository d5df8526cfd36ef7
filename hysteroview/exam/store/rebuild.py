"""The index made anew from the exam folders alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hysteroview.core.errors import StorageError
from hysteroview.exam.store.database import FILE, set_aside
from hysteroview.exam.store.key_file import check_key
from hysteroview.exam.store.lock import try_lock
from hysteroview.exam.store.store import open_store

if TYPE_CHECKING:
    from hysteroview.exam.store.keys import StoreKey


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """One folder that was taken in; with a fault if it could not be."""

    exam_id: str
    fault: str = ""


def rebuild(folder: Path, key: StoreKey | None = None) -> Iterator[Rebuilt]:
    """Make the index of a store anew; the old one is kept beside it.

    Parameters
    ----------
    key
        Of an encrypted store.

    Raises
    ------
    StoreLockedError
        The store is encrypted, and the key is not given or another's.
    StorageError
        Another program is using the store, or the folder is none.
    """
    if not (folder / "exams").is_dir():
        raise StorageError(
            f"{folder} contains no exams.", remedy="Choose another folder with --store."
        )
    check_key(folder, None if key is None else key.key_id)
    _set_aside(folder)
    with open_store(folder, key=key) as store:  # takes in what has not ended; the rest follows
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
