"""Opening the index of a store, and what is checked before."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

from hysteroview.core.errors import StorageError
from hysteroview.exam.files.mounts import network_file_system
from hysteroview.exam.store.database import (
    FILE,
    REBUILD,
    DamagedDatabaseError,
    open_database,
    open_empty,
    set_aside,
)
from hysteroview.exam.store.folder import EXAM_FILE

log = logging.getLogger(__name__)


def open_index(
    folder: Path, secret: str, *, read_only: bool
) -> tuple[sqlite3.Connection, tuple[str, ...]]:
    """Open the index of a store; a damaged one is renamed, and a new one is made.

    A new folder, in which there are no exams yet, has an empty index, which is not saved if the
    store is read-only.

    Parameters
    ----------
    secret
        Key of an encrypted index; empty if it is not encrypted.

    Returns
    -------
    The index, and messages for the operator.

    Raises
    ------
    DamagedDatabaseError
        It is damaged or missing, and the store is read-only.
    StorageError
        It cannot be used.
    """
    path = folder / FILE
    if read_only and not path.exists():
        if not has_exams(folder):
            return open_empty(), ()
        raise DamagedDatabaseError("The index of the exams is missing.", remedy=REBUILD)
    try:
        return open_database(path, read_only=read_only, secret=secret), ()
    except DamagedDatabaseError as error:
        if read_only:
            raise
        log.error("%s", error.message)
    kept = set_aside(path)
    notice = (
        "The index of the exams was damaged. It was rebuilt from their folders; the damaged index "
        f"is kept as {kept.name}."
    )
    return open_database(path, secret=secret), (notice,)


def has_exams(folder: Path) -> bool:
    """Whether there is an exam in the folder of a store, in its index or not."""
    return next((folder / "exams").glob(f"*/{EXAM_FILE}"), None) is not None


def refuse_network_share(folder: Path) -> None:
    """Refuse a folder on a network share, where the index would be damaged sooner or later.

    SQLite's write-ahead log needs memory that all programs share, which is not possible over a
    network (https://www.sqlite.org/wal.html).

    Raises
    ------
    StorageError
        The folder is on a network share.
    """
    if network_file_system(folder):
        raise StorageError(
            f"Exams cannot be saved in {folder}: it is on a network share.",
            remedy="Choose a folder on a disk of this computer. Finished exams can be exported to "
            "the share.",
        )
