"""The table of an archive in memory: filtered and sorted by SQLite, read by the row."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Any, Final

from hysteroview.pipeline.archive.ledger.ledger import read_ledgers
from hysteroview.pipeline.archive.results.filter import (
    Filter,
    Order,
    findings_where,
    order_by,
    recordings_where,
)
from hysteroview.pipeline.archive.results.marks import (
    UNMARKED,
    Mark,
    MarkKind,
    Marks,
    RowKey,
)
from hysteroview.pipeline.archive.results.rows import (
    FindingRow,
    Outcome,
    RecordingRow,
    Row,
    RowKind,
    finding_rows,
    recording_row,
)

_AT_ONCE: Final = 500  # rows in one question
_KEY = "id INTEGER PRIMARY KEY, run TEXT, content TEXT, item TEXT, file TEXT, name TEXT"
_REST = "is_quick INTEGER, mark TEXT, note TEXT, reader TEXT, at TEXT, words TEXT"
_SCRIPT: Final = f"""
PRAGMA journal_mode = OFF;
CREATE TABLE findings ({_KEY}, kind TEXT, start_s REAL, end_s REAL, best_s REAL,
    length_s REAL, code TEXT, peak REAL, two_class TEXT, cause TEXT, quality REAL, {_REST});
CREATE TABLE recordings ({_KEY}, outcome TEXT, reason TEXT, duration_s REAL, findings INTEGER,
    codes TEXT, not_assessed_share REAL, causes TEXT, best_s REAL,
    left_out INTEGER, {_REST});
"""
_INDICES: Final = """
CREATE INDEX IF NOT EXISTS findings_by_content ON findings (content);
CREATE INDEX IF NOT EXISTS recordings_by_content ON recordings (content);
"""


class Listed(Enum):
    """What the rows of a list are."""

    FINDINGS = "findings"
    RECORDINGS = "recordings"


class ResultsTable:
    """All findings and recordings of a folder of results; to be used by one thread at a time."""

    def __init__(self) -> None:
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.executescript(_SCRIPT)

    @classmethod
    def read(cls, folder: Path) -> ResultsTable:
        """Read a folder of results, with the marks beside it.

        Raises
        ------
        StorageError
            There are no results in it, or they cannot be read.
        """
        made = cls()
        marks = Marks(folder).read()
        for ledger in read_ledgers(folder):
            failed = ledger.failed()
            made.add(
                (
                    (recording_row(each, ledger.run, has_failed=each.content in failed),
                     *finding_rows(each, ledger.run))
                    for each in ledger.entries()
                ),
                marks,
            )  # fmt: skip
        return made

    def close(self) -> None:
        """Free the memory."""
        self._database.close()

    def add(self, recordings: Iterable[Sequence[Row]], marks: dict[RowKey, Mark]) -> None:
        """Add recordings, each with its findings, in the order in which they are listed."""
        for rows in recordings:
            for row in rows:
                mark = marks.get(row.key, UNMARKED)
                if isinstance(row, RecordingRow):
                    self._insert("recordings", _recording_values(row), row, mark)
                else:
                    self._insert("findings", _finding_values(row), row, mark)
        self._database.executescript(_INDICES)

    def find(
        self,
        listed: Listed,
        wanted: Filter,
        order: Order = Order.FILE,
        *,
        is_descending: bool = False,
    ) -> Sequence[int]:
        """Return the numbers of the rows that are wanted, in their order."""
        of_recordings = listed is Listed.RECORDINGS
        where, values = (recordings_where if of_recordings else findings_where)(wanted)
        by = order_by(order, is_descending=is_descending, of_recordings=of_recordings)
        found = self._database.execute(
            f"SELECT id FROM {listed.value} WHERE {where} ORDER BY {by}",  # noqa: S608 - our texts
            values,
        )
        return array("q", (number for (number,) in found))

    def rows(self, listed: Listed, numbers: Sequence[int]) -> Iterator[Row]:
        """Yield rows by their numbers, in the order of these."""
        for start in range(0, len(numbers), _AT_ONCE):
            part = numbers[start : start + _AT_ONCE]
            asked = ", ".join("?" * len(part))
            self._database.row_factory = sqlite3.Row
            rows = {
                row["id"]: row
                for row in self._database.execute(
                    f"SELECT * FROM {listed.value} WHERE id IN ({asked})",  # noqa: S608 - our texts
                    list(part),
                )
            }
            self._database.row_factory = None
            read = _recording if listed is Listed.RECORDINGS else _finding
            for number in part:
                yield read(rows[number])

    def number_of(self, listed: Listed, key: RowKey) -> int | None:
        """Return the number of the row with a key; None if there is none."""
        row = self._database.execute(
            f"SELECT id FROM {listed.value} "  # noqa: S608 - our texts
            "WHERE content = ? AND run = ? AND item = ?",
            (key.content, key.run, key.item),
        ).fetchone()
        return None if row is None else int(row[0])

    def count(self, listed: Listed) -> int:
        """Return how many rows there are."""
        (count,) = self._database.execute(
            f"SELECT count(*) FROM {listed.value}"  # noqa: S608 - our texts
        ).fetchone()
        return int(count)

    def codes(self) -> tuple[str, ...]:
        """Return the classes of all findings, in alphabetical order."""
        return self._names("code")

    def causes(self) -> tuple[str, ...]:
        """Return the causes of all times without a result, in alphabetical order."""
        return self._names("cause")

    def _names(self, column: str) -> tuple[str, ...]:
        rows = self._database.execute(
            f"SELECT DISTINCT {column} FROM findings "  # noqa: S608 - one of two columns
            f"WHERE {column} <> '' ORDER BY {column}"
        )
        return tuple(name for (name,) in rows)

    @property
    def has_quick(self) -> bool:
        """Whether some recording was looked at quickly."""
        found = self._database.execute("SELECT 1 FROM recordings WHERE is_quick LIMIT 1")
        return found.fetchone() is not None

    def show_marks(self, marks: Mapping[RowKey, Mark]) -> None:
        """Show marks that were kept, in the rows with these keys."""
        for table in Listed:
            self._database.executemany(
                f"UPDATE {table.value} SET mark = ?, note = ?, reader = ?, "  # noqa: S608 - ours
                "at = ? WHERE run = ? AND content = ? AND item = ?",
                (
                    (mark.kind.value, mark.note, mark.reader, mark.at, *key)
                    for key, mark in marks.items()
                ),
            )

    def _insert(self, table: str, values: tuple[Any, ...], row: Row, mark: Mark) -> None:
        name = Path(row.file).name
        every = (
            *row.key, row.file, name, *values, int(row.is_quick), mark.kind.value, mark.note,
            mark.reader, mark.at, _words(row),
        )  # fmt: skip
        asked = ", ".join("?" * len(every))
        self._database.execute(f"INSERT INTO {table} VALUES (NULL, {asked})", every)  # noqa: S608 - ours


def _words(row: Row) -> str:
    """Return what a search by text looks at, but for the note."""
    if isinstance(row, FindingRow):
        parts = (row.file, row.code, row.cause, row.two_class)
    else:
        parts = (row.file, row.codes, row.causes, row.reason)
    return " ".join(parts).casefold()


def _finding_values(row: FindingRow) -> tuple[Any, ...]:
    return (
        row.kind.value, row.start_s, row.end_s, row.best_s, row.end_s - row.start_s, row.code,
        row.peak, row.two_class, row.cause, row.quality,
    )  # fmt: skip


def _recording_values(row: RecordingRow) -> tuple[Any, ...]:
    return (
        row.outcome.value, row.reason, row.duration_s, row.findings, row.codes,
        row.not_assessed_share, row.causes, row.best_s, row.left_out,
    )  # fmt: skip


def _finding(row: sqlite3.Row) -> FindingRow:
    return FindingRow(
        key=RowKey(row["run"], row["content"], row["item"]),
        kind=RowKind(row["kind"]),
        is_quick=bool(row["is_quick"]),
        mark=_mark(row),
        **{
            name: row[name]
            for name in (
                "file", "start_s", "end_s", "best_s", "code", "peak", "two_class", "cause",
                "quality",
            )
        },
    )  # fmt: skip


def _recording(row: sqlite3.Row) -> RecordingRow:
    return RecordingRow(
        key=RowKey(row["run"], row["content"], row["item"]),
        outcome=Outcome(row["outcome"]),
        is_quick=bool(row["is_quick"]),
        mark=_mark(row),
        **{
            name: row[name]
            for name in (
                "file", "reason", "duration_s", "findings", "codes", "not_assessed_share",
                "causes", "best_s", "left_out",
            )
        },
    )  # fmt: skip


def _mark(row: sqlite3.Row) -> Mark:
    return Mark(MarkKind(row["mark"]), row["note"], row["reader"], row["at"])
