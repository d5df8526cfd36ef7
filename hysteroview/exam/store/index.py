"""The rows of the index: the searchable part of the exam folders."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from hysteroview.core.foreign.json_text import parse_json
from hysteroview.core.review.findings import FindingState
from hysteroview.exam.files.names import is_own_path
from hysteroview.exam.store.audit import Head
from hysteroview.exam.store.database import REBUILD, DamagedDatabaseError, translated_errors
from hysteroview.exam.store.records import Exam, MediaFile, TrackSecond

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Search criteria; empty fields match everything.

    Attributes
    ----------
    since_wall_ns, until_wall_ns
        Half-open interval of the start of the exam.
    name, identifier
        Part of the patient's name, and the whole identifier; case-insensitive.
    finding
        Label of an episode, of an accepted finding, of a lesion or of a pathology result.
    """

    since_wall_ns: int | None = None
    until_wall_ns: int | None = None
    name: str = ""
    identifier: str = ""
    finding: str = ""


class Index:
    """SQL on an open index; to be used by one thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run the body in a transaction.

        Raises
        ------
        StorageError
            The disk is full or failed, or a page of the index is corrupt.
        """
        with translated_errors():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                # after some errors SQLite has already rolled back
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def put_exam(self, exam: Exam, head: Head) -> None:
        """Insert or replace an exam with its findings."""
        patient = exam.patient
        self._connection.execute(
            """
            INSERT INTO exams VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET
                patient_identifier = excluded.patient_identifier,
                patient_name = excluded.patient_name,
                patient_birth_date = excluded.patient_birth_date,
                started_wall_ns = excluded.started_wall_ns,
                ended_wall_ns = excluded.ended_wall_ns,
                record = excluded.record,
                audit_count = excluded.audit_count,
                audit_sha256 = excluded.audit_sha256
            """,
            (
                exam.exam_id,
                patient.identifier.casefold(), patient.name.casefold(), patient.birth_date,
                exam.started_wall_ns, exam.ended_wall_ns,
                json.dumps(exam.as_dict(), ensure_ascii=False), head.count, head.sha256,
            ),
        )  # fmt: skip
        self._connection.execute("DELETE FROM findings WHERE exam = ?", (exam.exam_id,))
        findings = [(item.label, "episode") for item in exam.episodes]
        findings += [(item.label, "pathology") for item in exam.pathology]
        findings += [
            (item.code, "accepted") for item in exam.findings if item.state is FindingState.ACCEPTED
        ]
        findings += [(item.code, "lesion") for item in exam.lesions if item.code]
        findings += [
            (item.pathology.result, "pathology") for item in exam.lesions if item.pathology
        ]
        self._connection.executemany(
            "INSERT OR IGNORE INTO findings VALUES (?, ?, ?)",
            [(exam.exam_id, label, origin) for label, origin in findings],
        )

    def put_head(self, exam_id: str, head: Head) -> None:
        """Store the head of the exam's audit log."""
        self._connection.execute(
            "UPDATE exams SET audit_count = ?, audit_sha256 = ? WHERE id = ?",
            (head.count, head.sha256, exam_id),
        )

    def put_media(self, exam_id: str, files: Iterable[MediaFile]) -> None:
        """Insert or replace files of an exam."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO media VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (exam_id, f.name, f.kind, f.item, f.sha256, f.size_bytes, f.taken_wall_ns)
                for f in files
            ],
        )

    def put_track(self, exam_id: str, seconds: Iterable[TrackSecond]) -> None:
        """Insert or replace seconds of the AI track, without their frames."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO track VALUES (?, ?, ?)",
            (
                (exam_id, second.second, json.dumps(replace(second, frames=()).as_dict()))
                for second in seconds
            ),
        )

    def remove(self, exam_id: str) -> None:
        """Remove an exam with all its rows."""
        self._connection.execute("DELETE FROM exams WHERE id = ?", (exam_id,))

    def clear_log(self) -> None:
        """Truncate SQLite's write-ahead log, which still contains removed rows."""
        with translated_errors():
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def exam(self, exam_id: str) -> Exam | None:
        """Return one exam; None if there is none with that id."""
        rows = self._rows("SELECT record FROM exams WHERE id = ?", exam_id)
        return _parse(Exam.from_dict, rows[0]["record"]) if rows else None

    def head(self, exam_id: str) -> Head | None:
        """Return the head of the exam's audit log at the last transaction."""
        rows = self._rows("SELECT audit_count, audit_sha256 FROM exams WHERE id = ?", exam_id)
        return Head(*rows[0]) if rows else None

    def media(self, exam_id: str) -> list[MediaFile]:
        """Return the files of an exam, by name."""
        rows = self._rows(
            "SELECT name, kind, item, sha256, size_bytes, taken_wall_ns FROM media "
            "WHERE exam = ? ORDER BY name",
            exam_id,
        )
        # the program never writes a name that leads out of the exam's folder
        return [MediaFile(**dict(row)) for row in rows if is_own_path(row["name"])]

    def track(self, exam_id: str) -> list[TrackSecond]:
        """Return the AI track of an exam, by second."""
        rows = self._rows("SELECT record FROM track WHERE exam = ? ORDER BY second", exam_id)
        return [_parse(TrackSecond.from_dict, row["record"]) for row in rows]

    def search(self, search: Search) -> list[Exam]:
        """Return the exams that match, the newest first."""
        with translated_errors():
            rows = self._connection.execute(
                r"""
                SELECT record FROM exams WHERE
                    (:since IS NULL OR started_wall_ns >= :since)
                    AND (:until IS NULL OR started_wall_ns < :until)
                    AND (:name = '' OR patient_name LIKE '%' || :name || '%' ESCAPE '\')
                    AND (:identifier = '' OR patient_identifier = :identifier)
                    AND (:finding = '' OR id IN (SELECT exam FROM findings WHERE label = :finding))
                ORDER BY started_wall_ns DESC, id
                """,
                {
                    "since": search.since_wall_ns,
                    "until": search.until_wall_ns,
                    "name": _escape(search.name.casefold()),
                    "identifier": search.identifier.casefold(),
                    "finding": search.finding,
                },
            ).fetchall()
        return [_parse(Exam.from_dict, row["record"]) for row in rows]

    def _rows(self, query: str, exam_id: str) -> list[sqlite3.Row]:
        with translated_errors():
            return self._connection.execute(query, (exam_id,)).fetchall()


def _parse(form: Callable[[dict[str, Any]], T], record: str) -> T:
    try:
        return form(parse_json(record))
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedDatabaseError(
            "The index of the exams is damaged: a row is not in its form.", remedy=REBUILD
        ) from error


def _escape(text: str) -> str:
    """Escape the wildcards of LIKE."""
    for special in "\\%_":
        text = text.replace(special, f"\\{special}")
    return text
