"""The database of the outbox: readable for its owner only, and safe against crashes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hysteroview.core.errors import StorageError
from hysteroview.core.files import storage_error

FILE = "queue.sqlite"
_PRIVATE = 0o600
_BUSY_TIMEOUT_S = 10.0
_VERSION = 1
# there is nothing in it about the patient but UIDs and the id of the exam
_TABLES = """
CREATE TABLE items (
    item_id INTEGER PRIMARY KEY,
    archive TEXT NOT NULL,
    exam TEXT NOT NULL,
    kind TEXT NOT NULL,
    sop_class TEXT NOT NULL,
    syntax TEXT NOT NULL,
    instance TEXT NOT NULL,
    study TEXT NOT NULL,
    series TEXT NOT NULL,
    file TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due_wall_ns INTEGER NOT NULL,
    reason TEXT NOT NULL,
    remedy TEXT NOT NULL,
    trans TEXT NOT NULL,
    made_wall_ns INTEGER NOT NULL,
    changed_wall_ns INTEGER NOT NULL,
    UNIQUE (archive, kind, instance)
) STRICT;
CREATE INDEX items_by_state ON items (state, archive, due_wall_ns);
CREATE INDEX items_by_transaction ON items (trans);
CREATE TABLE jobs (
    job_id INTEGER PRIMARY KEY,
    archive TEXT NOT NULL,
    exam TEXT NOT NULL,
    selection TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due_wall_ns INTEGER NOT NULL,
    reason TEXT NOT NULL,
    remedy TEXT NOT NULL,
    made_wall_ns INTEGER NOT NULL
) STRICT;
"""


def open_queue(path: Path) -> sqlite3.Connection:
    """Open the database, creating it if necessary.

    Raises
    ------
    StorageError
        It cannot be opened, is damaged, or was made by a newer program.
    """
    try:
        path.touch(_PRIVATE)
    except OSError as error:
        raise storage_error(path, error) from error
    with translated():
        connection = sqlite3.connect(path, timeout=_BUSY_TIMEOUT_S, isolation_level=None)
        connection.row_factory = sqlite3.Row
        try:
            _prepare(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    with transaction(connection):
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > _VERSION:
            raise StorageError(
                "The outbox was made by a newer version of HysteroView.",
                remedy="Update HysteroView on this computer.",
            )
        if version < _VERSION:
            for statement in _TABLES.split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {_VERSION}")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Write all or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def translated() -> Iterator[None]:
    """Translate errors of the disk and the file; errors in our SQL are defects.

    Raises
    ------
    StorageError
        The disk is full or failed, the file is damaged, or another program holds it.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISUSE):
            raise
        raise StorageError(
            f"The outbox for archives cannot be used ({error}).",
            remedy="Check the disk of the exam folder. If the file is damaged, delete the folder "
            "“outbox” in it and send again: the exams themselves are not in it.",
        ) from error
