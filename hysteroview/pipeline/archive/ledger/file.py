"""The file of an archive's ledger: its tables, and changes that are made as a whole or not."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from hysteroview.core.errors import StorageError

FILE: Final = "ledger.sqlite"
BUSY_S: Final = 30.0
_LOCK = "archive.lock"
_PRIVATE = 0o600
_VERSION = 1
_REMEDY = "Free some space, or check the disk; then run the same command again: it goes on."

_SCRIPT = """
CREATE TABLE files (
    path TEXT PRIMARY KEY,
    size_bytes INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    content TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX files_by_content ON files (content);
CREATE TABLE recordings (
    content TEXT NOT NULL,
    run TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    summary TEXT NOT NULL,
    PRIMARY KEY (content, run)
) STRICT, WITHOUT ROWID;
CREATE TABLE units (
    content TEXT NOT NULL,
    run TEXT NOT NULL,
    number INTEGER NOT NULL,
    count INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    is_done INTEGER NOT NULL,
    PRIMARY KEY (content, run, number)
) STRICT, WITHOUT ROWID;
"""


class LedgerFile:
    """An open ledger; to be used by one thread.

    Parameters
    ----------
    folder
        Folder of the results.

    Raises
    ------
    StorageError
        It cannot be used, or a newer program wrote it.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        with ledger_errors():
            if can_write(folder):
                self.path.touch(_PRIVATE)
            self._database = open_database(folder)
            if can_write(folder):
                self._database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
            (version,) = self._database.execute("PRAGMA user_version").fetchone()
            if version > _VERSION:
                raise StorageError(
                    "The ledger of this archive was written by a newer version of the program.",
                    remedy="Use that version, or another folder for the results.",
                )
            if version < _VERSION:
                self._database.executescript(
                    f"BEGIN; {_SCRIPT} PRAGMA user_version = {_VERSION}; COMMIT;"
                )

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def execute(self, statement: str, parameters: tuple[Any, ...] = ()) -> sqlite3.Cursor:
        """Run a statement."""
        return self._database.execute(statement, parameters)

    def execute_many(self, statement: str, rows: list[tuple[Any, ...]]) -> None:
        """Run a statement for each row."""
        self._database.executemany(statement, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all changes, which are on the disk at the end, or none.

        Raises
        ------
        StorageError
            The disk is full or failed.
        """
        with ledger_errors():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise


def can_write(folder: Path) -> bool:
    """Whether this user can change a folder; not on a share that is for reading only."""
    return os.access(folder, os.W_OK)


def open_database(folder: Path) -> sqlite3.Connection:
    """Open the ledger in a folder, for reading only where it cannot be written.

    Raises
    ------
    StorageError
        It can only be read, and its last changes are in its write-ahead log.
    """
    path = folder / FILE
    if can_write(folder):
        return sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
    log = path.with_name(f"{FILE}-wal")
    if log.is_file() and log.stat().st_size:
        raise StorageError(
            "These results are being written, or were not closed properly.",
            remedy="Wait for the program that writes them, or copy the folder to where you may "
            "write and open the copy.",
        )
    # without shared memory and locks, which would be files beside it
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(address, uri=True, isolation_level=None)


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Keep other programs from analyzing into the same folder of results.

    Raises
    ------
    StorageError
        Another one does.
    """
    try:
        with FileLock(folder / _LOCK, timeout=0, mode=_PRIVATE):
            yield
    except Timeout as error:
        raise StorageError(
            "Another program is analyzing into this folder of results.",
            remedy="Wait for it, or choose another folder with --out.",
        ) from error


@contextmanager
def ledger_errors() -> Iterator[None]:
    """Translate errors of the world; those in our own SQL are defects."""
    try:
        yield
    except (OSError, sqlite3.OperationalError, sqlite3.DatabaseError) as error:
        if isinstance(error, sqlite3.ProgrammingError | sqlite3.IntegrityError):
            raise
        raise StorageError(
            "The ledger of the archive cannot be used.", remedy=_REMEDY, detail=str(error)
        ) from error
