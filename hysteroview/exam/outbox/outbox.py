"""The outbox of a store: what is sent to archives, with the files until they are confirmed."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from hysteroview.core.errors import StorageError
from hysteroview.exam.outbox.items import (
    NEVER_NS,
    Added,
    Change,
    Item,
    ItemKind,
    ItemState,
    JobState,
    NewItem,
)
from hysteroview.exam.outbox.jobs import Jobs
from hysteroview.exam.outbox.tables import FILE, open_queue, transaction, translated
from hysteroview.exam.store.folder import make_private_folder
from hysteroview.exam.store.lock import FolderLock, try_lock

FOLDER = "outbox"
_DAY_NS = 86_400_000_000_000
_FILES = "files"  # folder of files that belong to no exam
_COLUMNS = (
    "item_id, archive, exam, kind, sop_class, syntax, instance, study, series, file, size_bytes, "
    "state, attempts, due_wall_ns, reason, remedy, trans, made_wall_ns, changed_wall_ns"
)


def has_outbox(store: Path) -> bool:
    """Whether anything was ever sent from a store."""
    return (store / FOLDER / FILE).is_file()


class Outbox:
    """The queue; each thread and program opens its own.

    Parameters
    ----------
    store
        Folder of the exams.

    Attributes
    ----------
    jobs
        Exams whose objects have yet to be made.

    Raises
    ------
    StorageError
        It cannot be opened.
    """

    def __init__(self, store: Path, clock_ns: Callable[[], int] = time.time_ns) -> None:
        self.folder = store / FOLDER
        make_private_folder(self.folder)
        self._connection = open_queue(self.folder / FILE)
        self._clock_ns = clock_ns
        self.jobs = Jobs(self._connection, clock_ns)

    def __enter__(self) -> Outbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database. May be called twice."""
        self._connection.close()

    def lock(self) -> FolderLock | None:
        """Become the one that sends; None if another program or thread is."""
        try:
            return try_lock(self.folder)
        except OSError as error:
            raise StorageError("The outbox for archives cannot be written.") from error

    def new_folder(self, exam: str = "") -> Path:
        """Make a folder for the files of items that will be added."""
        place = self.folder / (exam or _FILES)
        make_private_folder(place)
        number = 1
        while (place / f"{number}").exists():
            number += 1
        make_private_folder(place / f"{number}")
        return place / f"{number}"

    def add(self, archive: str, exam: str, items: Iterable[NewItem]) -> Added:
        """Add items, all or none; those that are known for that archive are not sent twice.

        One that failed, or was left out, is tried again with its new file. Files of those that are
        not added are deleted.
        """
        now, new, known = self._clock_ns(), 0, []
        with translated(), transaction(self._connection):
            for each in items:
                changed = self._connection.execute(
                    "INSERT INTO items (archive, exam, kind, sop_class, syntax, instance, study, "
                    "series, file, size_bytes, state, attempts, due_wall_ns, reason, remedy, "
                    "trans, made_wall_ns, changed_wall_ns) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, '', '', '', ?, ?) "
                    "ON CONFLICT (archive, kind, instance) DO UPDATE SET sop_class = excluded."
                    "sop_class, syntax = excluded.syntax, file = excluded.file, size_bytes = "
                    "excluded.size_bytes, state = excluded.state, attempts = 0, due_wall_ns = 0, "
                    "reason = '', remedy = '', trans = '', made_wall_ns = excluded.made_wall_ns "
                    "WHERE items.state IN (?, ?)",
                    (
                        archive, exam, each.kind, each.sop_class, each.syntax, each.instance,
                        each.study, each.series, each.file, each.size_bytes, ItemState.WAITING,
                        now, now, ItemState.FAILED, ItemState.LEFT_OUT,
                    ),
                ).rowcount  # fmt: skip
                if changed:
                    new += 1
                else:
                    known.append(each.file)
        for file in known:
            self._delete(file)
        return Added(new, len(known))

    def items(
        self, archive: str | None = None, states: Sequence[ItemState] = tuple(ItemState)
    ) -> list[Item]:
        """Return items in the order in which they were added."""
        places = ", ".join("?" * len(states))
        where = f"state IN ({places})" + ("" if archive is None else " AND archive = ?")
        values = [*states, *([] if archive is None else [archive])]
        return self._items(f"WHERE {where} ORDER BY item_id", values)

    def due(self, archive: str, states: Sequence[ItemState], most: int) -> list[Item]:
        """Return items that can be tried now, the oldest attempt first."""
        places = ", ".join("?" * len(states))
        return self._items(
            f"WHERE archive = ? AND state IN ({places}) AND due_wall_ns <= ? "
            "ORDER BY due_wall_ns, item_id LIMIT ?",
            [archive, *states, self._clock_ns(), most],
        )

    def of_transaction(self, uid: str) -> list[Item]:
        """Return the items of a request for storage commitment."""
        return self._items("WHERE trans = ? ORDER BY item_id", [uid]) if uid else []

    def next_due_wall_ns(self, busy: Collection[str] = ()) -> int | None:
        """When the next item or job is to be tried; None if nothing waits.

        Parameters
        ----------
        busy
            Archives that are worked on, whose items do not count.
        """
        with translated():
            rows = self._connection.execute(
                "SELECT archive, min(due_wall_ns) FROM items WHERE state IN (?, ?, ?) "
                "GROUP BY archive",
                (ItemState.WAITING, ItemState.UNCERTAIN, ItemState.SENT),
            ).fetchall()
        due = [due_ns for archive, due_ns in rows if archive not in busy]
        due += [each.due_wall_ns for each in self.jobs.listed((JobState.WAITING,))]
        return min(due, default=None)

    def counts(self) -> dict[tuple[str, ItemState], int]:
        """Return how many items there are for each archive in each state."""
        with translated():
            rows = self._connection.execute(
                "SELECT archive, state, count(*) FROM items GROUP BY archive, state"
            ).fetchall()
        return {(archive, ItemState(state)): count for archive, state, count in rows}

    def change(self, changes: Iterable[Change]) -> None:
        """Change states, all or none; files of confirmed items are deleted afterwards."""
        done, now = [], self._clock_ns()
        with translated(), transaction(self._connection):
            for each in changes:
                self._connection.execute(
                    "UPDATE items SET state = ?, reason = ?, remedy = ?, attempts = attempts + ?, "
                    "due_wall_ns = coalesce(?, due_wall_ns), trans = coalesce(?, trans), "
                    "changed_wall_ns = ? WHERE item_id = ?",
                    (
                        each.state, each.reason, each.remedy, each.more_attempts,
                        each.due_wall_ns, each.transaction, now, each.item_id,
                    ),
                )  # fmt: skip
                if each.state is ItemState.CONFIRMED:
                    done.append(each.item_id)
        self._delete_files(done)

    def retry(self, item_ids: Sequence[int]) -> int:
        """Let failed items be tried again now; return how many."""
        count, now = 0, self._clock_ns()
        with translated(), transaction(self._connection):
            for each in item_ids:
                count += self._connection.execute(
                    "UPDATE items SET state = ?, attempts = 0, due_wall_ns = 0, made_wall_ns = ?, "
                    "reason = '', remedy = '' WHERE state = ? AND item_id = ?",
                    (ItemState.WAITING, now, ItemState.FAILED, each),
                ).rowcount
        return count

    def retry_all(self) -> int:
        """Let all failed and postponed items and jobs be tried again now; return how many."""
        with translated(), transaction(self._connection):
            self._connection.execute(
                "UPDATE items SET due_wall_ns = 0 WHERE state IN (?, ?)",
                (ItemState.WAITING, ItemState.UNCERTAIN),
            )
        failed = [each.item_id for each in self.items(states=[ItemState.FAILED])]
        return self.jobs.retry() + self.retry(failed)

    def remove(self, item_id: int) -> bool:
        """Remove an item that is not confirmed, with its file; False if there is none.

        Raises
        ------
        StorageError
            It is being sent.
        """
        found = self._items("WHERE item_id = ?", [item_id])
        if not found:
            return False
        if found[0].state is ItemState.SENDING:
            raise StorageError(
                "This object is being sent.", remedy="Wait until that has ended, and try again."
            )
        self._delete_files([item_id])
        with translated(), transaction(self._connection):
            self._connection.execute("DELETE FROM items WHERE item_id = ?", (item_id,))
        return True

    def states_of(self, exam: str) -> set[ItemState]:
        """Return the states of all items and jobs of an exam.

        Objects that were sent and are still to be checked count as `UNCERTAIN`.
        """
        items = self._items("WHERE exam = ?", [exam])
        states = {each.state for each in items}
        if any(each.state is ItemState.SENT and each.due_wall_ns < NEVER_NS for each in items):
            states.add(ItemState.UNCERTAIN)
        for job in self.jobs.listed():
            if job.exam == exam:
                is_waiting = job.state is JobState.WAITING
                states.add(ItemState.WAITING if is_waiting else ItemState.FAILED)
        return states

    def forget(self, exam: str) -> None:
        """Delete all items and jobs of an exam, with their files."""
        items = self._items("WHERE exam = ?", [exam])
        with translated(), transaction(self._connection):
            self._connection.execute("DELETE FROM items WHERE exam = ?", (exam,))
        for each in items:
            if each.file and not self._items("WHERE file = ?", [each.file]):
                self._delete(each.file)
        for job in self.jobs.listed(tuple(JobState)):
            if job.exam == exam:
                self.jobs.remove(job.job_id)

    def path_of(self, item: Item) -> Path:
        """Return the file of an item."""
        return self.folder / item.file

    def _items(self, clause: str, values: Sequence[object]) -> list[Item]:
        with translated():
            rows = self._connection.execute(
                f"SELECT {_COLUMNS} FROM items {clause}",  # noqa: S608 - written above
                values,
            ).fetchall()
        return [_item(dict(row)) for row in rows]

    def _delete_files(self, item_ids: Sequence[int]) -> None:
        """Delete files that no other item needs, and folders that are empty then."""
        for item_id in item_ids:
            for item in self._items("WHERE item_id = ?", [item_id]):
                others = self._items(
                    "WHERE file = ? AND item_id != ? AND state != ?",
                    [item.file, item_id, ItemState.CONFIRMED],
                )
                if others or not item.file:
                    continue
                self._delete(item.file)

    def _delete(self, file: str) -> None:
        """Delete a file, and its folders if they are empty then."""
        path = self.folder / file
        with suppress(OSError):  # it is tried again by `tidy`
            path.unlink(missing_ok=True)
            path.parent.rmdir()
            path.parent.parent.rmdir()

    def tidy(self) -> None:
        """Delete files that no item needs; only for the one that holds the lock.

        Folders of the last day stay: their items may not have been added yet.
        """
        needed = {
            self.path_of(item).parent
            for item in self.items(states=[s for s in ItemState if s is not ItemState.CONFIRMED])
        }
        for folder in self.folder.glob("*/*"):
            is_old = self._clock_ns() - folder.stat().st_mtime_ns > _DAY_NS
            if folder.is_dir() and folder not in needed and is_old:
                shutil.rmtree(folder, ignore_errors=True)


def _item(row: dict[str, Any]) -> Item:
    row["transaction"] = row.pop("trans")
    return Item(**{**row, "kind": ItemKind(row["kind"]), "state": ItemState(row["state"])})
