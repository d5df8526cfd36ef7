"""The ledger of an archive: which recordings there are, and which parts of them are done."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from hysteroview.core.errors import StorageError
from hysteroview.core.foreign.json_text import parse_json
from hysteroview.pipeline.archive.listing import Listed

FILE: Final = "ledger.sqlite"
_LOCK = "archive.lock"
_PRIVATE = 0o600
_BUSY_S = 30.0
_VERSION = 1
_AT_ONCE = 10_000  # rows in one transaction
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

# what is found now; in a file, so that a million of them need no memory
_LISTED = """
CREATE TEMP TABLE listed (
    path TEXT PRIMARY KEY,
    size_bytes INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL
) STRICT, WITHOUT ROWID
"""
_NEW = """
SELECT path, size_bytes, modified_ns FROM temp.listed WHERE NOT EXISTS (
    SELECT 1 FROM files WHERE files.path = listed.path
    AND files.size_bytes = listed.size_bytes AND files.modified_ns = listed.modified_ns
)
"""
_FORGET = """
DELETE FROM files WHERE NOT EXISTS (
    SELECT 1 FROM temp.listed WHERE listed.path = files.path
    AND listed.size_bytes = files.size_bytes AND listed.modified_ns = files.modified_ns
)
"""


class RecordingState(StrEnum):
    """How far a recording is."""

    WAITING = "waiting"
    DONE = "done"
    SET_ASIDE = "set aside"


@dataclass(frozen=True, slots=True)
class Entry:
    """A recording in the ledger.

    Attributes
    ----------
    content
        Number of its content, whatever its name and folder.
    location
        Path of one of the files with this content.
    reason
        Why it was set aside; empty if it was not.
    summary
        What is known of its result; empty before.
    """

    content: str
    location: str
    state: RecordingState
    reason: str
    summary: Mapping[str, Any]

    @property
    def path(self) -> Path:
        """One of the files with this content."""
        return Path(self.location)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many recordings are in each state, and how many units are done of those that began."""

    waiting: int
    done: int
    set_aside: int
    units: int
    units_done: int

    @property
    def total(self) -> int:
        """All recordings."""
        return self.waiting + self.done + self.set_aside


class Ledger:
    """Reads and writes the ledger; to be used by one thread.

    Each change is one transaction that is on the disk when the call returns, so that at most what
    was being computed is lost when the program or the machine fails.

    Parameters
    ----------
    folder
        Folder of the results.
    run
        Key of model and settings: results of another run are kept beside these.

    Attributes
    ----------
    run
        See above.
    """

    def __init__(self, folder: Path, run: str) -> None:
        self.run = run
        self._path = folder / FILE
        with _errors():
            self._path.touch(_PRIVATE)
            self._database = sqlite3.connect(self._path, timeout=_BUSY_S, isolation_level=None)
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

    def list_files(
        self, files: Iterable[Listed], content_of: Callable[[Path], str | None]
    ) -> tuple[int, int]:
        """Note which files there are now; only new and changed ones are read.

        Parameters
        ----------
        content_of
            Returns the number of a file's content; None if it cannot be read.

        Returns
        -------
        Number of files, and of those that could not be read.
        """
        unreadable = 0
        with _errors():
            self._database.execute("DROP TABLE IF EXISTS temp.listed")
            self._database.execute(_LISTED)
            for block in _blocks(files):
                with self._transaction():
                    self._database.executemany(
                        "INSERT OR REPLACE INTO temp.listed VALUES (?, ?, ?)",
                        [(each.path, each.size_bytes, each.modified_ns) for each in block],
                    )
            new = self._database.execute(_NEW).fetchall()
            for start in range(0, len(new), _AT_ONCE):
                with self._transaction():
                    for path, size_bytes, modified_ns in new[start : start + _AT_ONCE]:
                        content = content_of(Path(path))
                        unreadable += content is None
                        if content is not None:
                            self._database.execute(
                                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)",
                                (path, size_bytes, modified_ns, content),
                            )
            with self._transaction():
                (count,) = self._database.execute("SELECT count(*) FROM temp.listed").fetchone()
                self._database.execute(_FORGET)
                self._database.execute(
                    "INSERT OR IGNORE INTO recordings "
                    "SELECT DISTINCT content, ?, ?, '', '{}' FROM files",
                    (self.run, RecordingState.WAITING),
                )
        return int(count), unreadable

    def entries(self, state: RecordingState | None = None) -> Iterator[Entry]:
        """Yield the recordings whose files are there now, in the order of their paths.

        The ledger may be changed meanwhile: what was true at the beginning is yielded.

        Parameters
        ----------
        state
            Only those in this state; None for all.
        """
        with _errors(), closing(sqlite3.connect(self._path, timeout=_BUSY_S)) as database:
            rows = database.execute(
                "SELECT recordings.content, min(files.path) AS first, state, reason, summary "
                "FROM recordings JOIN files ON files.content = recordings.content "
                "WHERE run = ? AND (? IS NULL OR state = ?) "
                "GROUP BY recordings.content ORDER BY first",
                (self.run, state, state),
            )
            for content, path, is_in, reason, summary in rows:
                yield Entry(content, path, RecordingState(is_in), reason, parse_json(summary))

    def counts(self) -> Counts:
        """Count recordings and units."""
        with _errors():
            found = dict(
                self._database.execute(
                    "SELECT state, count(*) FROM recordings WHERE run = ? AND content IN "
                    "(SELECT content FROM files) GROUP BY state",
                    (self.run,),
                ).fetchall()
            )
            units, done = self._database.execute(
                "SELECT count(*), coalesce(sum(is_done), 0) FROM units WHERE run = ?", (self.run,)
            ).fetchone()
        return Counts(
            waiting=int(found.get(RecordingState.WAITING, 0)),
            done=int(found.get(RecordingState.DONE, 0)),
            set_aside=int(found.get(RecordingState.SET_ASIDE, 0)),
            units=int(units),
            units_done=int(done),
        )

    def begin(self, content: str, units: int) -> frozenset[int]:
        """Note in how many units a recording is analyzed; return those that are done.

        A recording that was divided otherwise before begins anew.
        """
        key = (content, self.run)
        with _errors(), self._transaction():
            (others,) = self._database.execute(
                "SELECT count(*) FROM units WHERE content = ? AND run = ? AND count <> ?",
                (*key, units),
            ).fetchone()
            if others:
                self._database.execute("DELETE FROM units WHERE content = ? AND run = ?", key)
            self._database.executemany(
                "INSERT OR IGNORE INTO units VALUES (?, ?, ?, ?, 0, 0)",
                [(*key, number, units) for number in range(units)],
            )
            rows = self._database.execute(
                "SELECT number FROM units WHERE content = ? AND run = ? AND is_done", key
            ).fetchall()
        return frozenset(number for (number,) in rows)

    def unit_failed(self, content: str, number: int) -> int:
        """Count a failed attempt; return how many there were."""
        return self._change_unit(content, number, "attempts = attempts + 1")

    def unit_done(self, content: str, number: int) -> None:
        """Note that a unit's result is in its file."""
        self._change_unit(content, number, "is_done = 1")

    def unit_lost(self, content: str, number: int) -> None:
        """Note that a unit must be computed again: its file is missing or damaged."""
        self._change_unit(content, number, "is_done = 0")

    def _change_unit(self, content: str, number: int, change: str) -> int:
        with _errors(), self._transaction():
            row = self._database.execute(
                f"UPDATE units SET {change} "  # noqa: S608 - one of three texts of this class
                "WHERE content = ? AND run = ? AND number = ? RETURNING attempts",
                (content, self.run, number),
            ).fetchone()
        return int(row[0])

    def finish(self, content: str, summary: Mapping[str, Any]) -> None:
        """Note that the track of a recording is complete; its units are forgotten."""
        self._end(content, RecordingState.DONE, "", summary)

    def set_aside(self, content: str, reason: str) -> None:
        """Note that a recording cannot be analyzed, and why."""
        self._end(content, RecordingState.SET_ASIDE, reason, {})

    def try_again(self) -> int:
        """Let all recordings that were set aside wait again; return how many."""
        with _errors(), self._transaction():
            return self._database.execute(
                "UPDATE recordings SET state = ?, reason = '' WHERE run = ? AND state = ?",
                (RecordingState.WAITING, self.run, RecordingState.SET_ASIDE),
            ).rowcount

    def _end(
        self, content: str, state: RecordingState, reason: str, summary: Mapping[str, Any]
    ) -> None:
        with _errors(), self._transaction():
            self._database.execute(
                "UPDATE recordings SET state = ?, reason = ?, summary = ? "
                "WHERE content = ? AND run = ?",
                (state, reason, json.dumps(summary), content, self.run),
            )
            self._database.execute(
                "DELETE FROM units WHERE content = ? AND run = ?", (content, self.run)
            )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")


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


def read_ledgers(folder: Path) -> Iterator[Ledger]:
    """Yield the ledger of each run in a folder of results.

    Raises
    ------
    StorageError
        There is none, or it cannot be read.
    """
    path = folder / FILE
    if not path.is_file():
        raise StorageError(
            f"{folder} is not a folder of results of an archive.",
            remedy="Name the folder that was given with --out.",
        )
    with _errors(), closing(sqlite3.connect(path, timeout=_BUSY_S)) as database:
        runs = [run for (run,) in database.execute("SELECT DISTINCT run FROM recordings")]
    for run in sorted(runs):
        with closing(Ledger(folder, run)) as ledger:
            yield ledger


def _blocks(files: Iterable[Listed]) -> Iterator[list[Listed]]:
    block: list[Listed] = []
    for each in files:
        block.append(each)
        if len(block) == _AT_ONCE:
            yield block
            block = []
    yield block


@contextmanager
def _errors() -> Iterator[None]:
    """Translate errors of the world; those in our own SQL are defects."""
    try:
        yield
    except (OSError, sqlite3.OperationalError, sqlite3.DatabaseError) as error:
        if isinstance(error, sqlite3.ProgrammingError | sqlite3.IntegrityError):
            raise
        raise StorageError(
            "The ledger of the archive cannot be used.", remedy=_REMEDY, detail=str(error)
        ) from error
