"""The database: an index of the exam folders, in which exams are found quickly."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

from hysteroview.core.errors import StorageError

log = logging.getLogger(__name__)

FILE = "exams.sqlite"
_PRIVATE = 0o600
_BUSY_TIMEOUT_S = 5.0

# The patient's identifier and name are case-folded, to be searched; `record` has them as entered.
# One script a version; they only ever grow at the end. `user_version` counts those applied.
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
    """The file is no database, or a page of it is corrupt: it can be rebuilt from the folders."""


def open_database(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open the index, brought up to date; made if it is not there.

    Before each migration a copy is kept beside it, as ``exams.sqlite.v<n>``.

    Raises
    ------
    DamagedDatabaseError
        A page is corrupt.
    StorageError
        It cannot be opened, or a newer program made it.
    """
    try:
        if not read_only:
            path.touch(_PRIVATE)
        connection = _connect(path, read_only=read_only)
    except (sqlite3.OperationalError, OSError) as error:
        raise StorageError(
            f"The index of the exams cannot be opened: {error}.",
            remedy=f"Check that {path.parent} can be written.",
        ) from error
    try:
        _prepare(connection, path, read_only=read_only)
    except sqlite3.DatabaseError as error:
        connection.close()
        raise DamagedDatabaseError(
            f"The index of the exams is damaged: {error}.",
            remedy="Run `hysteroview exam rebuild`; the exams themselves are in their folders.",
        ) from error
    except StorageError:
        connection.close()
        raise
    return connection


def _connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    mode = "ro" if read_only else "rwc"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=_BUSY_TIMEOUT_S,
        isolation_level=None,
    )
    connection.row_factory = sqlite3.Row
    return connection


def _prepare(connection: sqlite3.Connection, path: Path, *, read_only: bool) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    if not read_only:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError(str(verdict))
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(MIGRATIONS):
        raise StorageError(
            "These exams were kept by a newer HysteroView, and this one would not understand them.",
            remedy="Update HysteroView on this computer, or choose another folder with --store.",
        )
    if version < len(MIGRATIONS) and not read_only:
        _migrate(connection, path, version)


def _migrate(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Bring the index from `version` to the newest, each step whole or not at all."""
    for number in range(version, len(MIGRATIONS)):
        if number > 0:
            _keep_copy(connection, path.with_name(f"{path.name}.v{number}"))
        log.info("the index of the exams is brought to version %d", number + 1)
        # `executescript` would commit before it begins: the script brings its own transaction
        connection.executescript(
            f"BEGIN IMMEDIATE; {MIGRATIONS[number]} PRAGMA user_version = {number + 1}; COMMIT;"
        )


def _keep_copy(connection: sqlite3.Connection, path: Path) -> None:
    path.unlink(missing_ok=True)
    path.touch(_PRIVATE)
    copy = sqlite3.connect(path)
    try:
        connection.backup(copy)
    finally:
        copy.close()
