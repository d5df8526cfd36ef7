"""Marks of readers: kept beside the results, with who and when, and with undo."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from hysteroview.core.errors import StorageError
from hysteroview.pipeline.archive.results.marks import FILE, Mark, MarkKind, Marks, RowKey
from tests.archive_results import fill_archive

ROW, OTHER = RowKey("run", "a", "ai-1"), RowKey("run", "b", "")


def test_the_last_mark_counts_and_an_undo_brings_back_the_one_before(tmp_path: Path) -> None:
    marks = Marks(tmp_path, "ann")
    assert marks.read() == {}
    assert not (tmp_path / FILE).exists()  # reading writes nothing
    seen = marks.put([ROW], MarkKind.SEEN)
    marks.put([ROW], MarkKind.REJECTED, "a bubble")
    assert marks.read()[ROW].kind is MarkKind.REJECTED
    assert marks.undo() == seen
    assert marks.undo() == {ROW: Mark()}
    assert marks.undo() == {}
    assert marks.read() == {}
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


def test_an_undo_takes_back_only_what_the_same_reader_did(tmp_path: Path) -> None:
    Marks(tmp_path, "ann").put([ROW], MarkKind.SEEN, "")
    Marks(tmp_path, "bob").put([OTHER], MarkKind.CONFIRMED, "")
    undone = Marks(tmp_path, "ann").undo()
    assert set(undone) == {ROW}
    assert set(Marks(tmp_path, "ann").read()) == {OTHER}


def test_rows_that_were_marked_together_are_taken_back_together(tmp_path: Path) -> None:
    marks = Marks(tmp_path, "ann")
    marks.put([ROW], note="look again")
    rows = [ROW, *(RowKey("run", str(n), "") for n in range(300))]
    made = marks.put(rows, MarkKind.SEEN)
    assert made == marks.read()
    assert list(made) == rows
    assert (made[ROW].kind, made[ROW].note) == (MarkKind.SEEN, "look again")
    marks.put([OTHER], MarkKind.SEEN)
    assert list(marks.undo()) == [OTHER]
    undone = marks.undo()
    assert set(undone) == set(rows)
    assert undone[ROW].note == "look again"
    assert set(marks.read()) == {ROW}


def test_marks_of_an_earlier_version_in_one_second_are_taken_back_one_by_one(
    tmp_path: Path,
) -> None:
    marks = Marks(tmp_path, "ann")
    marks.put([ROW], MarkKind.SEEN)
    marks.put([OTHER], MarkKind.SEEN)
    with closing(sqlite3.connect(tmp_path / FILE)) as database, database:
        database.execute("UPDATE changes SET at = '2026-11-28T10:00:00+00:00'")
    assert list(marks.undo()) == [OTHER]
    assert list(marks.undo()) == [ROW]


def test_who_marked_and_who_undid_it_and_when_stays_in_the_file(tmp_path: Path) -> None:
    marks = Marks(tmp_path, "ann")
    marks.put([ROW], MarkKind.SEEN, "")
    marks.undo()
    with closing(sqlite3.connect(tmp_path / FILE)) as database:
        ((reader, at, undone_by, undone_at),) = database.execute(
            "SELECT reader, at, undone_by, undone_at FROM changes"
        ).fetchall()
    assert (reader, undone_by) == ("ann", "ann")
    assert at <= undone_at
    assert at.endswith("+00:00")


def test_marks_are_never_in_the_ledger(tmp_path: Path) -> None:
    fill_archive(tmp_path)
    before = (tmp_path / "ledger.sqlite").read_bytes()
    Marks(tmp_path).put([ROW], MarkKind.CONFIRMED, "")
    assert (tmp_path / "ledger.sqlite").read_bytes() == before


def test_two_readers_can_begin_at_the_same_time(tmp_path: Path) -> None:
    readers = [Marks(tmp_path, f"reader{n}") for n in range(4)]
    threads = [
        threading.Thread(target=each.put, args=([RowKey("run", str(n), "")], MarkKind.SEEN, ""))
        for n, each in enumerate(readers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(readers[0].read()) == 4


def test_marks_of_a_newer_program_and_damaged_ones_are_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE)) as database:
        database.execute("PRAGMA user_version = 99")
        database.commit()
    with pytest.raises(StorageError, match="newer version"):
        Marks(tmp_path).read()
    (tmp_path / FILE).write_bytes(b"not a database" * 100)
    with pytest.raises(StorageError, match="cannot be read or saved"):
        Marks(tmp_path).read()
