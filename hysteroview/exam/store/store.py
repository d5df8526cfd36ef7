"""Opening the store of a site."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from hysteroview.core.files import storage_error
from hysteroview.exam.files.medium import PLAIN
from hysteroview.exam.store.exam_store import ExamStore
from hysteroview.exam.store.folder import make_private_folder
from hysteroview.exam.store.index import Index
from hysteroview.exam.store.key_file import check_complete, check_key, repair_copies
from hysteroview.exam.store.lock import try_lock
from hysteroview.exam.store.logs.heads import FILE as HEADS
from hysteroview.exam.store.opening import (
    open_index,
    refuse_missing_disk,
    refuse_network_share,
    require_folder,
)

if TYPE_CHECKING:  # importing the encryption takes 50 ms, which other stores do not need
    from hysteroview.exam.store.keys import StoreKey

__all__ = ["ExamStore", "open_store"]


def open_store(
    folder: Path,
    *,
    read_only: bool = False,
    must_exist: bool = False,
    is_converting: bool = False,
    key: StoreKey | None = None,
    clock_ns: Callable[[], int] = time.time_ns,
) -> ExamStore:
    """Open or create the store of a site; interrupted exams are completed.

    If another program is writing to it, it is opened read-only. A damaged index is renamed and
    rebuilt from the folders, which is reported in `notices`.

    Parameters
    ----------
    must_exist
        Whether a store that does not exist is an error; otherwise it is made.
    is_converting
        Whether this is the end of the conversion that has marked the store as incomplete.
    key
        Key of an encrypted store, from `keys.unlock`.

    Raises
    ------
    ConversionIncompleteError
        The store is an incomplete copy of another store.
    StoreLockedError
        The store is encrypted, and the key is missing or wrong.
    DamagedDatabaseError
        The index is damaged or missing, and the store is read-only.
    StorageError
        The folder cannot be used or is on a network share, or the store was created by a newer
        program.
    """
    if not is_converting:
        check_complete(folder)
    check_key(folder, None if key is None else key.key_id)
    if read_only or must_exist:
        require_folder(folder)
    if not read_only:
        refuse_network_share(folder)
        refuse_missing_disk(folder)
        for place in (folder, folder / "exams"):
            make_private_folder(place)
    try:
        lock = None if read_only else try_lock(folder)
    except OSError as error:
        raise storage_error(folder, error) from error
    try:
        secret, medium = ("", PLAIN) if key is None else (key.index_secret, key.medium)
        connection, notices = open_index(folder, secret, read_only=lock is None)
        store = ExamStore(
            folder, Index(connection), connection.close,
            lock=lock, clock_ns=clock_ns, medium=medium,
        )  # fmt: skip
        store.notices = notices
        store.has_heads = key is not None and key.has_heads
        try:
            if lock is None and (missing := store.missing_in_index()):
                notice = (
                    f"Exams that are missing in the index: {missing}. Run `hysteroview exam "
                    "rebuild`, which may have been interrupted."
                )
                store.notices += (notice,)
            if lock is not None:
                if key is not None:
                    repair_copies(folder)
                store.recover()
                if key is not None and not key.has_heads and (folder / HEADS).exists():
                    key.confirm_heads(folder)
                    store.has_heads = key.has_heads
        except BaseException:
            connection.close()
            raise
    except BaseException:
        if lock is not None:
            lock.release()
        raise
    return store
