"""The queue of what waits for archives: what is kept, once, and what is deleted when."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from hysteroview.core.errors import StorageError
from hysteroview.exam.outbox.items import (
    NEVER_NS,
    Added,
    Change,
    Item,
    ItemState,
    JobState,
    NewItem,
)
from hysteroview.exam.outbox.outbox import Outbox, has_outbox

DAY_NS = 86_400_000_000_000


class Clock:
    def __init__(self) -> None:
        self.now_ns = 10 * DAY_NS

    def __call__(self) -> int:
        return self.now_ns


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def outbox(tmp_path: Path, clock: Clock) -> Iterator[Outbox]:
    with Outbox(tmp_path, clock) as opened:
        yield opened


def new_item(outbox: Outbox, uid: str, exam: str = "") -> NewItem:
    """Return an item with a file in a folder of its own."""
    path = outbox.new_folder(exam) / "1.dcm"
    path.write_bytes(uid.encode())
    return NewItem(
        sop_class="1.2", syntax="1.3", instance=uid, study="1.4", series="1.5",
        file=path.relative_to(outbox.folder).as_posix(), size_bytes=len(uid),
    )  # fmt: skip


def add(outbox: Outbox, *uids: str, archive: str = "one", exam: str = "") -> list[Item]:
    outbox.add(archive, exam, [new_item(outbox, uid, exam) for uid in uids])
    return [each for each in outbox.items(archive) if each.instance in uids]


def put(outbox: Outbox, item: Item, state: ItemState, **more: object) -> Item:
    outbox.change([Change(item_id=item.item_id, state=state, **more)])  # type: ignore[arg-type]
    (found,) = [each for each in outbox.items() if each.item_id == item.item_id]
    return found


def test_each_object_is_kept_once_for_each_archive(outbox: Outbox) -> None:
    (first,) = add(outbox, "1.1")
    again = new_item(outbox, "1.1")
    assert outbox.add("one", "", [again]) == Added(0, 1)
    assert not (outbox.folder / again.file).exists(), "the second file is not needed"
    assert outbox.path_of(first).read_bytes() == b"1.1"
    assert len(add(outbox, "1.1", archive="two")) == 1
    assert [each.archive for each in outbox.items()] == ["one", "two"]


@pytest.mark.parametrize("state", [ItemState.FAILED, ItemState.LEFT_OUT])
def test_what_failed_or_was_left_out_is_tried_again_with_its_new_file(
    outbox: Outbox, state: ItemState
) -> None:
    (item,) = add(outbox, "1.1")
    put(outbox, item, state, reason="no", remedy="ask", more_attempts=3)
    again = new_item(outbox, "1.1")
    assert outbox.add("one", "", [again]) == Added(1, 0)
    (found,) = outbox.items()
    assert (found.state, found.attempts, found.reason, found.file) == (
        ItemState.WAITING, 0, "", again.file,
    )  # fmt: skip


def test_items_are_added_all_or_none(outbox: Outbox) -> None:
    broken = NewItem(
        sop_class="1.2", syntax="1.3", instance="1.2", study="1", series="1", file="f",
        size_bytes="many",  # type: ignore[arg-type]
    )  # fmt: skip
    with pytest.raises(sqlite3.IntegrityError):
        outbox.add("one", "", [new_item(outbox, "1.1"), broken])
    assert outbox.items() == []


def test_what_is_due_comes_in_the_order_of_its_time(outbox: Outbox, clock: Clock) -> None:
    late, early, never = add(outbox, "1.1", "1.2", "1.3")
    put(outbox, late, ItemState.WAITING, due_wall_ns=clock.now_ns)
    put(outbox, early, ItemState.UNCERTAIN, due_wall_ns=clock.now_ns - 5)
    put(outbox, never, ItemState.WAITING, due_wall_ns=clock.now_ns + 1)
    states = (ItemState.WAITING, ItemState.UNCERTAIN)
    assert [each.instance for each in outbox.due("one", states, 10)] == ["1.2", "1.1"]
    assert [each.instance for each in outbox.due("one", states, 1)] == ["1.2"]
    assert outbox.due("one", (ItemState.WAITING,), 10)[0].instance == "1.1"
    assert outbox.due("two", states, 10) == []


def test_the_next_time_is_that_of_archives_that_are_not_worked_on(
    outbox: Outbox, clock: Clock
) -> None:
    (one,), (two,) = add(outbox, "1.1"), add(outbox, "1.2", archive="two")
    put(outbox, one, ItemState.WAITING, due_wall_ns=clock.now_ns)
    put(outbox, two, ItemState.SENT, due_wall_ns=clock.now_ns + 7)
    assert outbox.next_due_wall_ns() == clock.now_ns
    assert outbox.next_due_wall_ns({"one"}) == clock.now_ns + 7
    assert outbox.next_due_wall_ns({"one", "two"}) is None
    outbox.jobs.add("one", "e", "{}")
    assert outbox.next_due_wall_ns({"one", "two"}) == 0, "its objects are yet to be made"


def test_a_file_is_deleted_when_it_is_confirmed_and_nobody_else_needs_it(outbox: Outbox) -> None:
    shared = new_item(outbox, "1.1")
    outbox.add("one", "", [shared])
    outbox.add("two", "", [shared])
    one, two = outbox.items()
    put(outbox, one, ItemState.SENT)
    assert outbox.path_of(one).exists(), "it may still have to be sent again"
    put(outbox, one, ItemState.CONFIRMED)
    assert outbox.path_of(two).exists()
    put(outbox, two, ItemState.CONFIRMED)
    assert not outbox.path_of(two).parent.exists()


def test_an_object_that_is_being_sent_is_not_removed(outbox: Outbox) -> None:
    (item,) = add(outbox, "1.1")
    put(outbox, item, ItemState.SENDING)
    with pytest.raises(StorageError, match="being sent"):
        outbox.remove(item.item_id)
    put(outbox, item, ItemState.WAITING)
    assert outbox.remove(item.item_id)
    assert not outbox.remove(item.item_id)
    assert not outbox.path_of(item).exists()


def test_only_failed_items_are_tried_again_on_request(outbox: Outbox) -> None:
    failed, waiting, sent = add(outbox, "1.1", "1.2", "1.3")
    put(outbox, failed, ItemState.FAILED, reason="no", more_attempts=9)
    put(outbox, waiting, ItemState.WAITING, due_wall_ns=NEVER_NS)
    put(outbox, sent, ItemState.SENT, due_wall_ns=NEVER_NS)
    assert outbox.retry_all() == 1
    states = {each.instance: (each.state, each.due_wall_ns) for each in outbox.items()}
    assert states == {
        "1.1": (ItemState.WAITING, 0), "1.2": (ItemState.WAITING, 0),
        "1.3": (ItemState.SENT, NEVER_NS),
    }  # fmt: skip


def test_an_exam_is_on_its_way_until_all_of_it_is_confirmed(outbox: Outbox) -> None:
    one, other = add(outbox, "1.1", "1.2", exam="e1")
    (elsewhere,) = add(outbox, "1.3", exam="e2")
    put(outbox, one, ItemState.CONFIRMED)
    put(outbox, other, ItemState.SENT, due_wall_ns=5)
    assert outbox.states_of("e1") >= {ItemState.CONFIRMED, ItemState.SENT, ItemState.UNCERTAIN}
    job = outbox.jobs.add("one", "e1", "{}")
    assert ItemState.WAITING in outbox.states_of("e1")
    outbox.jobs.settle(job, JobState.FAILED, failure=("no", ""))
    assert ItemState.FAILED in outbox.states_of("e1")
    outbox.forget("e1")
    assert outbox.states_of("e1") == set()
    assert not outbox.path_of(other).exists()
    assert outbox.path_of(elsewhere).exists()


def test_it_survives_and_one_at_a_time_sends(tmp_path: Path, clock: Clock) -> None:
    assert not has_outbox(tmp_path)
    with Outbox(tmp_path, clock) as outbox:
        (item,) = add(outbox, "1.1")
        put(outbox, item, ItemState.SENDING, transaction="1.9")
        lock = outbox.lock()
        assert lock is not None
        with Outbox(tmp_path, clock) as other:
            assert other.lock() is None
            assert other.of_transaction("1.9")[0].state is ItemState.SENDING
            assert other.of_transaction("") == []
        lock.release()
    assert has_outbox(tmp_path)


def test_only_its_user_can_read_it(outbox: Outbox) -> None:
    add(outbox, "1.1", exam="e")
    for path in (outbox.folder, *outbox.folder.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        if path.is_dir() or path.name == "queue.sqlite":
            assert mode & 0o077 == 0, path


def test_files_that_nobody_needs_are_deleted_after_a_day(outbox: Outbox, clock: Clock) -> None:
    (item,) = add(outbox, "1.1")
    orphan = outbox.new_folder("e")
    (orphan / "1.dcm").touch()
    clock.now_ns = orphan.stat().st_mtime_ns + DAY_NS // 2
    outbox.tidy()
    assert orphan.exists(), "its items may not have been added yet"
    clock.now_ns += DAY_NS
    outbox.tidy()
    assert not orphan.exists()
    assert outbox.path_of(item).exists()


def test_jobs_are_worked_off_in_order_and_failures_are_kept(outbox: Outbox, clock: Clock) -> None:
    first, second = outbox.jobs.add("one", "e1", "{}"), outbox.jobs.add("one", "e2", "{}")
    assert [each.job_id for each in outbox.jobs.listed()] == [first, second]
    outbox.jobs.settle(first, JobState.WAITING, failure=("no", "wait"), due_wall_ns=clock.now_ns)
    outbox.jobs.settle(second, JobState.DONE)
    (job,) = outbox.jobs.listed()
    assert (job.attempts, job.reason, job.remedy, job.due_wall_ns) == (
        1, "no", "wait", clock.now_ns,
    )  # fmt: skip
    outbox.jobs.settle(first, JobState.FAILED, failure=("no", ""))
    assert outbox.jobs.retry() == 1
    assert outbox.jobs.listed((JobState.WAITING,))[0].attempts == 0
    assert outbox.jobs.remove(first)
    assert not outbox.jobs.remove(first)


def test_a_damaged_queue_and_one_of_a_newer_program_are_named(tmp_path: Path) -> None:
    Outbox(tmp_path).close()
    file = tmp_path / "outbox" / "queue.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StorageError, match="newer version"):
        Outbox(tmp_path)
    for each in file.parent.glob("queue.sqlite*"):
        each.unlink()
    file.write_bytes(b"this is no database" * 500)
    with pytest.raises(StorageError) as caught:
        Outbox(tmp_path)
    assert "the exams themselves are not in it" in caught.value.remedy
