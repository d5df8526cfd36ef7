"""The marks of readers: what a person noted beside the results of an archive.

They are kept in a file of their own; the analysis never reads or writes it. Nothing is overwritten:
each change is a row with who made it and when, and one that was undone stays there as undone.
"""

from __future__ import annotations

import getpass
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple

from hysteroview.core.errors import StorageError

FILE: Final = "marks.sqlite"
MOST_NOTE: Final = 2000  # characters
_PRIVATE = 0o600
_BUSY_S = 10.0
_COARSE = timedelta(seconds=1)  # more than a step of any clock
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
_PRESENT = """
SELECT mark, note, reader, at FROM changes
WHERE run = ? AND content = ? AND item = ? AND undone_at = '' ORDER BY number DESC LIMIT 1
"""
# rows that were marked together have the same time; earlier versions wrote whole seconds
_UNDO = """
WITH last AS (
    SELECT number, at FROM changes WHERE reader = ? AND undone_at = '' ORDER BY number DESC LIMIT 1
)
UPDATE changes SET undone_by = ?, undone_at = ?
WHERE reader = ? AND undone_at = '' AND (number = (SELECT number FROM last)
    OR (at = (SELECT at FROM last) AND at LIKE '%.%'))
RETURNING run, content, item
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

    def put(
        self, keys: Sequence[RowKey], kind: MarkKind | None = None, note: str | None = None
    ) -> dict[RowKey, Mark]:
        """Mark rows, all of them or none; one `undo` takes them back together.

        Parameters
        ----------
        kind, note
            None for what is there.

        Returns
        -------
        The marks, which are on the disk then.

        Raises
        ------
        StorageError
            It cannot be written.
        """
        made = dict[RowKey, Mark]()
        with self._opened() as database, database:
            database.execute("BEGIN IMMEDIATE")
            at = self._next_time(database)
            for key in keys:
                present = _present(database, key)
                made[key] = Mark(
                    present.kind if kind is None else kind,
                    (present.note if note is None else note)[:MOST_NOTE],
                    self.reader,
                    at,
                )
            database.executemany(
                "INSERT INTO changes (run, content, item, mark, note, reader, at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                ((*key, each.kind.value, each.note, each.reader, at) for key, each in made.items()),
            )
        return made

    def undo(self) -> dict[RowKey, Mark]:
        """Take back what this reader marked last, which can be several rows.

        Returns
        -------
        The rows, with the marks that count for them now; empty if there is nothing to undo.

        Raises
        ------
        StorageError
            It cannot be written.
        """
        if not self._path.is_file():
            return {}
        with self._opened() as database, database:
            values = (self.reader, self.reader, _text(datetime.now(UTC)), self.reader)
            keys = [RowKey(*row) for row in database.execute(_UNDO, values).fetchall()]
            return {key: _present(database, key) for key in keys}

    def _next_time(self, database: sqlite3.Connection) -> str:
        """Return the time of the next marks, which is not that of any before."""
        row = database.execute(
            "SELECT at FROM changes WHERE reader = ? ORDER BY number DESC LIMIT 1", (self.reader,)
        ).fetchone()
        now = datetime.now(UTC)
        if row is not None and _text(now) <= row[0] < _text(now + _COARSE):
            now = datetime.fromisoformat(row[0]) + timedelta(microseconds=1)
        return _text(now)

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


def _present(database: sqlite3.Connection, key: RowKey) -> Mark:
    row = database.execute(_PRESENT, key).fetchone()
    return UNMARKED if row is None else _mark(row)


def _mark(row: tuple[str, str, str, str]) -> Mark:
    kind, note, reader, at = row
    known = MarkKind(kind) if kind in set(MarkKind) else MarkKind.SEEN  # of a later version
    return Mark(known, note, reader, at)


def _text(time: datetime) -> str:
    return time.isoformat(timespec="microseconds")
