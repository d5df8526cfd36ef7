"""The ledger of an archive: which recordings there are, and which parts of them are done."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from hysteroview.core.errors import StorageError
from hysteroview.core.foreign.json_text import parse_json
from hysteroview.pipeline.archive.ledger.entries import Counts, Entry, RecordingState
from hysteroview.pipeline.archive.ledger.file import FILE, LedgerFile, ledger_errors, open_database
from hysteroview.pipeline.archive.ledger.listed_files import list_files
from hysteroview.pipeline.archive.ledger.listing import Listed


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
        self._file = LedgerFile(folder)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def list_files(
        self, files: Iterable[Listed], content_of: Callable[[Path], str | None]
    ) -> tuple[int, int]:
        """Note which files there are now; see `list_files`."""
        return list_files(self._file, self.run, files, content_of)

    def entries(self, state: RecordingState | None = None) -> Iterator[Entry]:
        """Yield the recordings whose files are there now, in the order of their paths.

        The ledger may be changed meanwhile: what was true at the beginning is yielded.

        Parameters
        ----------
        state
            Only those in this state; None for all.
        """
        with ledger_errors(), closing(open_database(self._file.path.parent)) as database:
            rows = database.execute(
                "SELECT recordings.content, min(files.path) AS first, state, reason, summary "
                "FROM recordings JOIN files ON files.content = recordings.content "
                "WHERE run = ? AND (? IS NULL OR state = ?) "
                "GROUP BY recordings.content ORDER BY first",
                (self.run, state, state),
            )
            for content, path, is_in, reason, summary in rows:
                yield Entry(content, path, RecordingState(is_in), reason, parse_json(summary))

    def entry(self, content: str) -> Entry | None:
        """Return the recording with this content; None if it is not known, or has no file now."""
        with ledger_errors():
            row = self._file.execute(
                "SELECT min(path), state, reason, summary FROM recordings "
                "JOIN files ON files.content = recordings.content "
                "WHERE run = ? AND recordings.content = ? GROUP BY recordings.content",
                (self.run, content),
            ).fetchone()
        if row is None:
            return None
        path, state, reason, summary = row
        return Entry(content, path, RecordingState(state), reason, parse_json(summary))

    def failed(self) -> frozenset[str]:
        """Return the contents of those that wait after a failed attempt."""
        with ledger_errors():
            rows = self._file.execute(
                "SELECT DISTINCT content FROM units WHERE run = ? AND attempts > 0", (self.run,)
            ).fetchall()
        return frozenset(content for (content,) in rows)

    def is_quick(self) -> bool:
        """Whether this run is a quick pass, as far as its finished recordings say."""
        with ledger_errors():
            found = self._file.execute(
                "SELECT 1 FROM recordings WHERE run = ? AND "
                "json_type(summary, '$.quick') NOT IN ('null', 'false') LIMIT 1",
                (self.run,),
            ).fetchone()
        return found is not None

    def counts(self) -> Counts:
        """Count recordings and units."""
        with ledger_errors():
            found = dict(
                self._file.execute(
                    "SELECT state, count(*) FROM recordings WHERE run = ? AND content IN "
                    "(SELECT content FROM files) GROUP BY state",
                    (self.run,),
                ).fetchall()
            )
            units, done = self._file.execute(
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
        with self._file.transaction():
            (others,) = self._file.execute(
                "SELECT count(*) FROM units WHERE content = ? AND run = ? AND count <> ?",
                (*key, units),
            ).fetchone()
            if others:
                self._file.execute("DELETE FROM units WHERE content = ? AND run = ?", key)
            self._file.execute_many(
                "INSERT OR IGNORE INTO units VALUES (?, ?, ?, ?, 0, 0)",
                [(*key, number, units) for number in range(units)],
            )
            rows = self._file.execute(
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
        with self._file.transaction():
            row = self._file.execute(
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
        with self._file.transaction():
            return self._file.execute(
                "UPDATE recordings SET state = ?, reason = '' WHERE run = ? AND state = ?",
                (RecordingState.WAITING, self.run, RecordingState.SET_ASIDE),
            ).rowcount

    def _end(
        self, content: str, state: RecordingState, reason: str, summary: Mapping[str, Any]
    ) -> None:
        with self._file.transaction():
            self._file.execute(
                "UPDATE recordings SET state = ?, reason = ?, summary = ? "
                "WHERE content = ? AND run = ?",
                (state, reason, json.dumps(summary), content, self.run),
            )
            self._file.execute(
                "DELETE FROM units WHERE content = ? AND run = ?", (content, self.run)
            )


def is_results(folder: Path) -> bool:
    """Whether a folder has the results of an archive."""
    return (folder / FILE).is_file()


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
    with ledger_errors(), closing(open_database(folder)) as database:
        runs = [run for (run,) in database.execute("SELECT DISTINCT run FROM recordings")]
    for run in sorted(runs):
        with closing(Ledger(folder, run)) as ledger:
            yield ledger
