"""Orders to send an exam, whose objects have yet to be made."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from hysteroview.exam.outbox.items import Job, JobState
from hysteroview.exam.outbox.tables import transaction, translated


class Jobs:
    """The orders in the database of the outbox; its methods raise `StorageError`."""

    def __init__(self, connection: sqlite3.Connection, clock_ns: Callable[[], int]) -> None:
        self._connection, self._clock_ns = connection, clock_ns

    def add(self, archive: str, exam: str, selection: str) -> int:
        """Note that an exam is to be sent, and return the id of that job."""
        with translated(), transaction(self._connection):
            cursor = self._connection.execute(
                "INSERT INTO jobs (archive, exam, selection, state, attempts, due_wall_ns, reason, "
                "remedy, made_wall_ns) VALUES (?, ?, ?, ?, 0, 0, '', '', ?)",
                (archive, exam, selection, JobState.WAITING, self._clock_ns()),
            )
        return int(cursor.lastrowid or 0)

    def listed(self, states: Sequence[JobState] = (JobState.WAITING, JobState.FAILED)) -> list[Job]:
        """Return the jobs in these states, the oldest first."""
        places = ", ".join("?" * len(states))
        with translated():
            rows = self._connection.execute(
                f"SELECT * FROM jobs WHERE state IN ({places}) ORDER BY job_id",  # noqa: S608
                list(states),
            ).fetchall()
        return [Job(**{**dict(row), "state": JobState(row["state"])}) for row in rows]

    def settle(
        self,
        job_id: int,
        state: JobState,
        *,
        failure: tuple[str, str] = ("", ""),
        due_wall_ns: int = 0,
    ) -> None:
        """Note what became of a job.

        Parameters
        ----------
        failure
            Reason and remedy.
        """
        with translated(), transaction(self._connection):
            self._connection.execute(
                "UPDATE jobs SET state = ?, reason = ?, remedy = ?, due_wall_ns = ?, "
                "attempts = attempts + 1 WHERE job_id = ?",
                (state, *failure, due_wall_ns, job_id),
            )

    def retry(self) -> int:
        """Let all failed and postponed jobs be tried again now; return how many."""
        with translated(), transaction(self._connection):
            cursor = self._connection.execute(
                "UPDATE jobs SET state = ?, attempts = 0, due_wall_ns = 0 WHERE state IN (?, ?)",
                (JobState.WAITING, JobState.WAITING, JobState.FAILED),
            )
        return cursor.rowcount

    def remove(self, job_id: int) -> bool:
        """Remove a job; False if there is none."""
        with translated(), transaction(self._connection):
            cursor = self._connection.execute("DELETE FROM jobs WHERE job_id = ?", (job_id,))
        return cursor.rowcount > 0
