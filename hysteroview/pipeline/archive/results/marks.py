"""The marks of readers: what a person noted beside the results of an archive.

They are kept in a file of their own; the analysis never reads or writes it. Nothing is overwritten:
each change is a row with who made it and when, and one that was undone stays there as undone.
"""

from __future__ import annotations

import getpass
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple

from hysteroview.core.errors import StorageError

FILE: Final = "marks.sqlite"
MOST_NOTE: Final = 2000  # characters
_PRIVATE = 0o600
_BUSY_S = 10.0
_VERSION = 1
# no write-ahead log, which does not work on a share
_SCRIPT = """
CREATE TABLE changes (
    number INTEGER PRIMARY KEY,
    run TEXT NOT NULL,
    content TEXT NOT NULL,
    item TEXT NOT NULL,
    mark TEXT NOT NULL,
    note TEXT NOT NULL,
    reader TEXT NOT NULL,
    at TEXT NOT NULL,
    undone_by TEXT NOT NULL DEFAULT '',
    undone_at TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX changes_by_item ON changes (run, content, item);
"""
_LATEST = """
SELECT run, content, item, mark, note, reader, at FROM changes
WHERE number IN (SELECT max(number) FROM changes WHERE undone_at = '' GROUP BY run, content, item)
"""


class MarkKind(StrEnum):
    """What a reader says of a row; it is no diagnosis, and changes no result."""

    NONE = ""
    SEEN = "seen"
    TO_DISCUSS = "to discuss"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class RowKey(NamedTuple):
    """What identifies a row, also after files were moved or renamed.

    Attributes
    ----------
    run
        Key of model and settings.
    content
        Number of the recording's content.
    item
        Of a finding or a time without a result; empty for the recording as a whole.
    """

    run: str
    content: str
    item: str


@dataclass(frozen=True, slots=True)
class Mark:
    """The latest mark of a row.

    Attributes
    ----------
    reader
        Who made it: the name of the account on the computer.
    at
        When, in UTC, as ISO 8601.
    """

    kind: MarkKind = MarkKind.NONE
    note: str = ""
    reader: str = ""
    at: str = ""


UNMARKED: Final = Mark()


def reader_name() -> str:
    """Return the name of the account in use; "unknown" if it has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without an entry
        return "unknown"


class Marks:
    """Reads and writes the marks beside the results in one folder; from any thread.

    Parameters
    ----------
    folder
        Folder of the results.
    reader
        Who marks.
    """

    def __init__(self, folder: Path, reader: str = "") -> None:
        self._path = folder / FILE
        self.reader = reader or reader_name()

    def read(self) -> dict[RowKey, Mark]:
        """Return the latest mark of each row that has one.

        Raises
        ------
        StorageError
            The file cannot be read.
        """
        if not self._path.is_file():
            return {}
        with self._opened() as database:
            rows = database.execute(_LATEST).fetchall()
        return {RowKey(*row[:3]): _mark(row[3:]) for row in rows}

    def put(self, key: RowKey, kind: MarkKind, note: str) -> Mark:
        """Mark a row; returns the mark, which is on the disk then.

        Raises
        ------
        StorageError
            It cannot be written.
        """
        made = Mark(kind, note[:MOST_NOTE], self.reader, _now())
        with self._opened() as database, database:
            database.execute(
                "INSERT INTO changes (run, content, item, mark, note, reader, at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (*key, made.kind.value, made.note, made.reader, made.at),
            )
        return made

    def undo(self) -> tuple[RowKey, Mark] | None:
        """Take back the last mark of this reader.

        Returns
        -------
        The row, and the mark that counts for it now; None if there is nothing to undo.

        Raises
        ------
        StorageError
            It cannot be written.
        """
        if not self._path.is_file():
            return None
        with self._opened() as database, database:
            row = database.execute(
                "UPDATE changes SET undone_by = ?, undone_at = ? WHERE number = (SELECT "
                "max(number) FROM changes WHERE reader = ? AND undone_at = '') "
                "RETURNING run, content, item",
                (self.reader, _now(), self.reader),
            ).fetchone()
            if row is None:
                return None
            before = database.execute(
                "SELECT mark, note, reader, at FROM changes WHERE run = ? AND content = ? "
                "AND item = ? AND undone_at = '' ORDER BY number DESC LIMIT 1",
                row,
            ).fetchone()
        return RowKey(*row), UNMARKED if before is None else _mark(before)

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.touch(_PRIVATE)
            with closing(sqlite3.connect(self._path, timeout=_BUSY_S)) as database:
                (version,) = database.execute("PRAGMA user_version").fetchone()
                if version > _VERSION:
                    raise StorageError(
                        "The marks of this archive were written by a newer version of the program.",
                        remedy="Use that version.",
                    )
                database.execute("PRAGMA synchronous=FULL")
                if version < _VERSION:
                    _make(database)
                yield database
        except sqlite3.ProgrammingError:
            raise  # a defect
        except (OSError, sqlite3.DatabaseError) as error:
            raise StorageError(
                "The marks of this archive cannot be read or saved.",
                remedy="Check that you may write to the folder of the results, and its free space.",
                detail=str(error),
            ) from error


def _make(database: sqlite3.Connection) -> None:
    """Make the table, unless another reader has made it meanwhile."""
    database.execute("BEGIN IMMEDIATE")
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version < _VERSION:
        for statement in _SCRIPT.split(";"):
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {_VERSION}")
    database.commit()


def _mark(row: tuple[str, str, str, str]) -> Mark:
    kind, note, reader, at = row
    known = MarkKind(kind) if kind in set(MarkKind) else MarkKind.SEEN  # of a later version
    return Mark(known, note, reader, at)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
