"""The database: an index of the exam folders for fast searches."""

from __future__ import annotations

import logging
import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from hysteroview.core.errors import StorageError
from hysteroview.core.files import storage_error

log = logging.getLogger(__name__)

FILE = "exams.sqlite"
_PRIVATE = 0o600
_BUSY_TIMEOUT_S = 5.0
_SEALED_ENGINE = "sqlcipher3.dbapi2"  # SQLCipher: the interface of `sqlite3` with encrypted pages
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_MOST_VALUE_BYTES = 64 << 20
_COUNT_FOREIGN = (
    "SELECT count(*) FROM sqlite_master WHERE type NOT IN ('table', 'index') "
    "OR sql LIKE 'CREATE VIRTUAL%'"
)
REBUILD = (
    "Run `hysteroview exam rebuild`, or start the program again: the index is rebuilt from the "
    "folders of the exams."
)
_REMEDIES = {
    sqlite3.SQLITE_FULL: "Free some space, or choose another disk.",
    sqlite3.SQLITE_IOERR: "Check the disk, and whether there is room on it.",
    sqlite3.SQLITE_READONLY: "Choose a folder that you have permission to write to.",
    sqlite3.SQLITE_CANTOPEN: "Check that you have permission to read and write the folder.",
    sqlite3.SQLITE_BUSY: "Close the other program that is using the exams.",
}

# The patient's identifier and name are case-folded for searches; `record` has them as entered.
# One script for each version; new ones are added at the end. `user_version` counts those applied.
MIGRATIONS = (
    """
    CREATE TABLE exams (
        id TEXT PRIMARY KEY,
        patient_identifier TEXT NOT NULL,
        patient_name TEXT NOT NULL,
        patient_birth_date TEXT NOT NULL,
        started_wall_ns INTEGER NOT NULL,
        ended_wall_ns INTEGER,
        record TEXT NOT NULL,
        audit_count INTEGER NOT NULL,
        audit_sha256 TEXT NOT NULL
    ) STRICT;
    CREATE INDEX exams_by_start ON exams (started_wall_ns);
    CREATE TABLE media (
        exam TEXT NOT NULL REFERENCES exams (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        item TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        taken_wall_ns INTEGER NOT NULL,
        PRIMARY KEY (exam, name)
    ) STRICT;
    CREATE TABLE findings (
        exam TEXT NOT NULL REFERENCES exams (id) ON DELETE CASCADE,
        label TEXT NOT NULL,
        origin TEXT NOT NULL,
        PRIMARY KEY (exam, label, origin)
    ) STRICT;
    CREATE TABLE track (
        exam TEXT NOT NULL REFERENCES exams (id) ON DELETE CASCADE,
        second INTEGER NOT NULL,
        record TEXT NOT NULL,
        PRIMARY KEY (exam, second)
    ) STRICT;
    """,
)


class DamagedDatabaseError(StorageError):
    """The index is not a database, or a page is corrupt; it can be rebuilt from the folders."""


@contextmanager
def translated_errors() -> Iterator[None]:
    """Translate SQLite's errors; errors in our own SQL are defects and are not translated.

    Raises
    ------
    DamagedDatabaseError
        A page is corrupt.
    StorageError
        The disk is full or failed, the file cannot be opened, or another program is using it.
    """
    try:
        yield
    except _errors() as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in _DAMAGE:
            raise _damaged(str(error)) from error
        if code not in _REMEDIES:
            raise
        raise StorageError(
            f"The index of the exams cannot be used ({error}).", remedy=_REMEDIES[code]
        ) from error


def open_database(path: Path, *, read_only: bool = False, secret: str = "") -> sqlite3.Connection:
    """Open the index, creating or migrating it if necessary.

    Before each migration a copy is saved beside it, as ``exams.sqlite.v<n>``.

    Parameters
    ----------
    secret
        Key of an encrypted index, 64 hexadecimal digits; empty if it is not encrypted.

    Raises
    ------
    DamagedDatabaseError
        A page is corrupt.
    StorageError
        It cannot be opened, or was created by a newer program.
    """
    with translated_errors():
        try:
            if not read_only:
                path.touch(_PRIVATE)
        except OSError as error:
            raise storage_error(path, error) from error
        connection = _connect(path, secret, read_only=read_only)
        try:
            _prepare(connection, path, secret, read_only=read_only)
        except BaseException:
            connection.close()
            raise
    return connection


def open_empty() -> sqlite3.Connection:
    """Open an index without exams, in memory."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.row_factory = sqlite3.Row
    for script in MIGRATIONS:
        connection.executescript(script)
    return connection


def set_aside(path: Path) -> Path:
    """Rename a damaged index and return its new path; nothing is deleted.

    Raises
    ------
    StorageError
        The disk is full or failed.
    """
    stamp, number = time.strftime("%Y%m%dT%H%M%S"), 1
    kept = path.with_name(f"{path.name}.set-aside-{stamp}")
    while kept.exists():
        number += 1
        kept = path.with_name(f"{path.name}.set-aside-{stamp}-{number}")
    try:
        # a write-ahead log must never be beside another database
        for suffix in ("-wal", "-shm", ""):
            part = path.with_name(f"{path.name}{suffix}")
            if part.exists():
                part.replace(kept.with_name(f"{kept.name}{suffix}"))
    except OSError as error:
        raise storage_error(path, error) from error
    return kept


def remove_copies(path: Path) -> None:
    """Remove the copies of the index, which may contain exams that were deleted since."""
    for pattern in (f"{path.name}.v*", f"{path.name}.set-aside-*"):
        for copy in path.parent.glob(pattern):
            copy.unlink(missing_ok=True)


def _damaged(reason: str) -> DamagedDatabaseError:
    return DamagedDatabaseError(f"The index of the exams is damaged: {reason}.", remedy=REBUILD)


def _connect(path: Path, secret: str, *, read_only: bool) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
    if read_only and not _has_log(path) and not os.access(path.parent, os.W_OK):
        address += "&immutable=1"  # otherwise SQLite tries to create its log, without permission
    engine = import_module(_SEALED_ENGINE) if secret else sqlite3
    connection: sqlite3.Connection = engine.connect(
        address, uri=True, timeout=_BUSY_TIMEOUT_S, isolation_level=None
    )
    connection.row_factory = engine.Row
    if not secret:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_VALUE_BYTES)
    _unlock(connection, secret)
    return connection


def _unlock(connection: sqlite3.Connection, secret: str) -> None:
    if secret:
        connection.execute("PRAGMA cipher_log_level = NONE")  # errors are reported as exceptions
        # hexadecimal; a parameter is not possible here
        connection.execute(f"PRAGMA key = \"x'{secret}'\"")


def _errors() -> tuple[type[Exception], ...]:
    """Return the error classes of SQLite, and of SQLCipher if an encrypted index was opened."""
    sealed = sys.modules.get(_SEALED_ENGINE)
    return (sqlite3.DatabaseError,) if sealed is None else (sqlite3.DatabaseError, sealed.Error)


def _has_log(path: Path) -> bool:
    wal = path.with_name(f"{path.name}-wal")
    return wal.exists() and wal.stat().st_size > 0


def _prepare(connection: sqlite3.Connection, path: Path, secret: str, *, read_only: bool) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    if not read_only:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")  # nothing of a purged exam remains
    # the program makes none; in an index that others have made they could give endless rows
    (foreign,) = connection.execute(_COUNT_FOREIGN).fetchone()
    if foreign:
        raise _damaged("it contains views or triggers")
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise _damaged(str(verdict).strip().splitlines()[-1])
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version < 0:
        raise _damaged("its version is not one of this program")
    if version > len(MIGRATIONS):
        raise StorageError(
            "These exams were saved by a newer version of HysteroView, and this version cannot "
            "read them.",
            remedy="Update HysteroView on this computer, or choose another folder with --store.",
        )
    if version < len(MIGRATIONS):
        if read_only:
            raise StorageError(
                "These exams were saved by an older version of HysteroView, and their index is "
                "not up to date.",
                remedy="Open them once with permission to write to their folder.",
            )
        _migrate(connection, path, secret, version)


def _migrate(connection: sqlite3.Connection, path: Path, secret: str, version: int) -> None:
    """Migrate the index from `version` to the newest, each step in one transaction."""
    for number in range(version, len(MIGRATIONS)):
        if number > 0:
            _keep_copy(connection, path.with_name(f"{path.name}.v{number}"), secret)
        log.info("the index of the exams is migrated to version %d", number + 1)
        # `executescript` commits first, so the script contains its own transaction
        connection.executescript(
            f"BEGIN IMMEDIATE; {MIGRATIONS[number]} PRAGMA user_version = {number + 1}; COMMIT;"
        )


def _keep_copy(connection: sqlite3.Connection, path: Path, secret: str) -> None:
    path.unlink(missing_ok=True)
    path.touch(_PRIVATE)
    copy = _connect(path, secret, read_only=False)
    try:
        connection.backup(copy)
    finally:
        copy.close()
