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

_MOUNT_ROOTS = ("/media", "/run/media", "/mnt", "/Volumes")  # where systems mount disks


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


def require_folder(folder: Path) -> None:
    """Refuse a folder that does not exist.

    Raises
    ------
    StorageError
        It does not exist.
    """
    if not folder.is_dir():
        raise StorageError(
            f"The folder of the exams, {folder}, does not exist.",
            remedy="Connect its disk, or choose another folder.",
        )


def refuse_missing_disk(folder: Path) -> None:
    """Refuse to make a new folder where a disk would be mounted that is not connected.

    Raises
    ------
    StorageError
        The folder is missing, and no disk is mounted above it.
    """
    if folder.exists():
        return
    above = [each for each in folder.absolute().parents if each.exists()]
    for root in map(Path, _MOUNT_ROOTS):
        is_below = folder.absolute().is_relative_to(root) and root.exists()
        if is_below and not any(each.is_mount() for each in above if each.is_relative_to(root)):
            raise StorageError(
                f"The folder of the exams, {folder}, does not exist, and no disk is connected "
                "there.",
                remedy="Connect its disk, or create the folder first.",
            )


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
