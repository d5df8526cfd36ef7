"""What the world does to a store while it is used, done for real."""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from hysteroview.core.errors import StorageError
from hysteroview.exam.retention import expired, is_deletable, purge
from hysteroview.exam.store.audit import AuditLog, append_line, genesis, read_chain
from hysteroview.exam.store.copies.copying import export_exam
from hysteroview.exam.store.database import FILE, MIGRATIONS, DamagedDatabaseError, open_database
from hysteroview.exam.store.index import Index, Search
from hysteroview.exam.store.integrity import verify, verify_store
from hysteroview.exam.store.lock import try_lock
from hysteroview.exam.store.logs.store_log import read_store_log
from hysteroview.exam.store.rebuild import rebuild
from hysteroview.exam.store.records import Pathology, Patient, TrackSecond
from hysteroview.exam.store.store import ExamStore, open_store
from moments import snapshot

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits and mounts of Linux")

ANNA = Patient(identifier="P-1", name="Weiß^Anna", birth_date="1970-02-03")
CANCER = Pathology(label="EC", text="carcinoma", entered_wall_ns=1)


def begin(store: ExamStore) -> str:
    return store.begin_exam(ANNA, source="s", model="m", model_sha256="0").exam_id


def faults(store: ExamStore, exam_id: str) -> list[str]:
    return [f"{part.part} {part.fault}" for part in verify(store, exam_id) if part.fault]


@contextmanager
def files_end_at(size_bytes: int) -> Iterator[None]:
    """Files may not grow beyond `size_bytes`: a write takes what fits, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def store_and_index(folder: Path) -> Iterator[tuple[ExamStore, sqlite3.Connection]]:
    """Open a store that is there, with a hand on its index."""
    connection, lock = open_database(folder / FILE), try_lock(folder)
    assert lock is not None
    store = ExamStore(folder, Index(connection), connection.close, lock=lock, clock_ns=time.time_ns)
    with store:
        yield store, connection


@contextmanager
def index_is_full(connection: sqlite3.Connection) -> Iterator[None]:
    """The index may not grow by a page, as if others had taken the last of the disk."""
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    yield
    connection.execute("PRAGMA max_page_count = 1000000")


@contextmanager
def read_only_mount(folder: Path) -> Iterator[None]:
    def mount(*options: str) -> int:
        command = ["mount", *options]
        return subprocess.run(command, capture_output=True, check=False).returncode

    if os.geteuid() != 0 or mount("--bind", str(folder), str(folder)):
        pytest.skip("only root may mount")
    try:
        assert mount("-o", "remount,ro,bind", str(folder)) == 0
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_log_that_may_not_grow_stays_whole_and_continues(tmp_path: Path) -> None:
    for size in range(5000, 9000, 131):  # the entry breaks off at other places
        path = tmp_path / f"{size}.jsonl"
        log = AuditLog(path, genesis("exam"))
        with files_end_at(12_000), suppress(StorageError):
            while True:
                log.append("state", {"text": "x" * size}, 1)
        entries, head, broken = read_chain(path, "exam")
        assert not broken
        assert head == log.head
        log.append("state", {}, 2)
        assert len(read_chain(path, "exam")[0]) == len(entries) + 1


def test_a_line_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "track.jsonl"
    append_line(path, b"first\n")
    with files_end_at(9), pytest.raises(StorageError):
        append_line(path, b"second\n")
    assert path.read_bytes() == b"first\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_the_index_refuses_is_not_in_the_folder_either(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        exam_id = begin(store)
        before = store.head(exam_id)
    with store_and_index(tmp_path) as (store, index):
        long = Pathology(label="EP", text="x" * 20_000, entered_wall_ns=1)
        with index_is_full(index), pytest.raises(StorageError) as raised:
            store.add_pathology(exam_id, long)
        assert "Free some space" in raised.value.remedy
        assert store.head(exam_id) == before
        assert store.exam_folder(exam_id).read_exam().pathology == ()
        assert read_chain(store.exam_folder(exam_id).audit, exam_id)[1] == before
        store.add_pathology(exam_id, CANCER)
        assert faults(store, exam_id) == []
    with open_store(tmp_path) as store:
        assert store.exam(exam_id).pathology == (CANCER,)


def test_a_full_disk_is_not_told_as_damage(tmp_path: Path) -> None:
    with files_end_at(8192), pytest.raises(StorageError) as raised:
        open_store(tmp_path / "store")
    assert not isinstance(raised.value, DamagedDatabaseError)
    with open_store(tmp_path / "store") as store:
        begin(store)


def test_a_folder_that_may_only_be_read_can_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with open_store(folder) as store:
        exam_id = begin(store)
        store.end_exam(exam_id)
    with read_only_mount(folder):
        with pytest.raises(StorageError) as raised:
            open_store(folder)
        assert (
            "permission to write" in raised.value.remedy or "write-protected" in raised.value.remedy
        )
        with open_store(folder, read_only=True) as store:
            assert store.exam(exam_id).patient == ANNA
            assert faults(store, exam_id) == []


def test_a_page_that_rots_while_the_store_is_open_is_reported(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        for _ in range(60):
            store.end_exam(begin(store))
    with store_and_index(tmp_path) as (store, index):
        path = tmp_path / FILE
        content = bytearray(path.read_bytes())
        content[4096:] = os.urandom(len(content) - 4096)
        path.write_bytes(content)
        index.execute("PRAGMA shrink_memory")
        index.execute("PRAGMA cache_size = 0")
        with pytest.raises(DamagedDatabaseError) as raised:
            store.search(Search(name="anna"))
        assert "exam rebuild" in raised.value.remedy
    with open_store(tmp_path) as store:
        assert len(store.search(Search())) == 60
        assert len(store.notices) == 1


def test_any_page_may_be_corrupt(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with open_store(folder) as store:
        ids = {begin(store) for _ in range(20)}
        for exam_id in ids:
            store.end_exam(exam_id)
    pages = len((folder / FILE).read_bytes()) // 4096
    assert pages > 8
    for page in range(pages):
        path = folder / FILE
        content = bytearray(path.read_bytes())
        content[page * 4096 : (page + 1) * 4096] = bytes([page + 1]) * 4096
        path.write_bytes(content)
        with open_store(folder) as store:
            assert {exam.exam_id for exam in store.search(Search())} == ids, page
            assert all(faults(store, exam_id) == [] for exam_id in ids)


def test_what_came_after_the_export_keeps_the_exam(tmp_path: Path) -> None:
    with open_store(tmp_path / "store") as store:
        exam_id = begin(store)
        store.end_exam(exam_id)
        for folder in ("first", "second"):
            (tmp_path / folder).mkdir()
        export_exam(store, exam_id, tmp_path / "first", 1)
        assert is_deletable(store, store.exam(exam_id))
        store.add_pathology(exam_id, CANCER)
        assert not is_deletable(store, store.exam(exam_id))
        assert expired(store, 2**62, keep_days=1) == []
        with pytest.raises(StorageError, match="in its present state"):
            purge(store, exam_id)
        export_exam(store, exam_id, tmp_path / "second", 2)
        store.confirm(exam_id)
        assert is_deletable(store, store.exam(exam_id))
        store.add_event(exam_id, "note", {})
        assert not is_deletable(store, store.exam(exam_id))


def test_of_a_purged_exam_nothing_is_left_in_any_file(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with open_store(folder) as store:
        stays, goes = begin(store), begin(store)
        store.change_patient(stays, Patient(name="Other"))
        for exam_id in (stays, goes):
            store.end_exam(exam_id)
        shutil.copy(folder / FILE, folder / f"{FILE}.v1")
        store.confirm(goes)
        purge(store, goes)
        for path in folder.rglob("*"):
            assert path.is_dir() or b"anna" not in path.read_bytes().lower(), path
        assert [exam.exam_id for exam in store.search(Search())] == [stays]


def test_a_purge_that_was_interrupted_is_ended_at_the_next_start(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        exam_id = begin(store)
        store.end_exam(exam_id)
        path = store.exam_folder(exam_id).path
    path.rename(path.with_name(f".gone-{exam_id}"))
    with open_store(tmp_path) as store:
        assert store.search(Search()) == []
        assert list((tmp_path / "exams").iterdir()) == []


def test_an_exam_whose_folder_was_removed_is_reported_and_can_be_deleted(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        exam_id = begin(store)
        store.end_exam(exam_id)
        store.confirm(exam_id)
        shutil.rmtree(store.exam_folder(exam_id).path)
        assert faults(store, exam_id) == ["folder is missing"]
        purge(store, exam_id)
        assert store.search(Search()) == []


def test_a_folder_that_others_could_enter_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    folder.mkdir(mode=0o755)
    open_store(folder).close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_an_index_of_an_older_program_waits_until_it_may_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / FILE
    open_database(path).close()
    more = (*MIGRATIONS, "CREATE TABLE later (a INTEGER) STRICT;")
    monkeypatch.setattr("hysteroview.exam.store.database.MIGRATIONS", more)
    with pytest.raises(StorageError, match="older"):
        open_database(path, read_only=True)


def test_a_migration_that_fails_leaves_the_old_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / FILE
    open_database(path).close()
    wrong = (*MIGRATIONS, "CREATE TABLE later (a INTEGER) STRICT; INSERT INTO nowhere VALUES (1);")
    monkeypatch.setattr("hysteroview.exam.store.database.MIGRATIONS", wrong)
    with pytest.raises(sqlite3.OperationalError):  # a defect of ours
        open_database(path)
    monkeypatch.undo()
    open_database(path).close()


def test_a_snapshot_that_is_kept_is_in_the_log_with_its_hashes(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        exam_id = begin(store)
        saved = snapshot(store.exam_folder(exam_id).snapshots, 1)
        store.add_media(exam_id, saved.record)
        entries, _, _ = read_chain(store.exam_folder(exam_id).audit, exam_id)
        record = json.loads(saved.record.read_text())
        logged = entries[-1].content["files"]
        assert logged[f"snapshots/{saved.raw.name}"] == record["files"]["raw"]["sha256"]


def test_a_changed_record_or_track_is_found_by_the_log(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        exam_id = begin(store)
        second = TrackSecond(second=0, wall_ns=1, probabilities=(0.9, 0.1), states={"ACTIVE": 9})
        store.add_track(exam_id, second)
        store.end_exam(exam_id)
        folder = store.exam_folder(exam_id)
        track, record = folder.path / "track.jsonl", folder.path / "exam.json"
        track.write_text(track.read_text().replace("0.9", "0.1"))
        record.write_text(record.read_text().replace("Anna", "Emma"))
    (tmp_path / FILE).unlink()  # and the index is made to say the same
    with open_store(tmp_path) as store:
        assert store.exam(exam_id).patient.name == "Weiß^Emma"
        told = faults(store, exam_id)
        assert [fault.split()[0] for fault in told] == ["exam.json", "track.jsonl"]
    shutil.copytree(folder.path, folder.path.with_name("0" * 16))
    with open_store(tmp_path, read_only=True) as store:
        told = [(part.exam_id, part.part) for part in verify_store(store, read_store_log(tmp_path))]
        assert told == [("0" * 16, "folder")]


def test_a_record_that_was_ahead_of_its_log_is_taken_in(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        exam_id = begin(store)
        store.end_exam(exam_id)
        folder = store.exam_folder(exam_id)
        ahead = replace(store.exam(exam_id), pathology=(CANCER,))
    (tmp_path / f"pending-{exam_id}").touch()
    folder.write_exam(ahead)  # and killed
    with open_store(tmp_path) as store:
        assert store.exam(exam_id).pathology == (CANCER,)
        assert faults(store, exam_id) == []


def told_of_store(store: ExamStore) -> list[str]:
    parts = verify_store(store, read_store_log(store.folder))
    return [f"{part.exam_id} {part.part} {part.fault}" for part in parts]


def test_an_exam_that_vanished_with_all_its_rows_is_reported(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        stays, vanishes = begin(store), begin(store)
        for exam_id in (stays, vanishes):
            store.end_exam(exam_id)
        shutil.rmtree(store.exam_folder(vanishes).path)
        with closing(open_database(tmp_path / FILE)) as index:
            index.execute("DELETE FROM exams WHERE id = ?", (vanishes,))
        assert told_of_store(store) == [
            f"{vanishes} exam was deleted by something other than `hysteroview exam purge`"
        ]
        store.confirm(stays)
        purge(store, stays)
        assert len(told_of_store(store)) == 1


def test_a_log_that_was_cut_together_with_its_head_in_the_index_is_reported(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        exam_id = begin(store)
        store.add_event(exam_id, "note", {})
        store.end_exam(exam_id)
        path = store.exam_folder(exam_id).audit
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:2]))
    (tmp_path / FILE).unlink()
    with open_store(tmp_path) as store:
        assert "audit.jsonl 1 entries at the end were removed" in faults(store, exam_id)


def test_a_cut_log_of_the_store_is_reported_by_the_exams_and_a_damaged_one_restarted(
    tmp_path: Path,
) -> None:
    with open_store(tmp_path) as store:
        first, last = begin(store), begin(store)
        for exam_id in (first, last):
            store.end_exam(exam_id)
    path = tmp_path / "audit.jsonl"
    whole = path.read_bytes()
    path.write_bytes(b"")
    with open_store(tmp_path, read_only=True) as store:
        assert faults(store, first) == []
        assert faults(store, last) == ["audit.jsonl of the store was cut off or rewritten"]
    path.write_bytes(whole.replace(b"begin", b"begun", 1))
    with open_store(tmp_path, read_only=True) as store:
        assert "line 1" in told_of_store(store)[0]
    with open_store(tmp_path) as store:
        assert "a new log was started" in store.notices[0]
        assert told_of_store(store) == faults(store, first) == faults(store, last) == []
        begin(store)
    assert (tmp_path / "audit.damaged-1.jsonl").exists()


def test_one_damaged_exam_does_not_keep_the_others_from_being_opened(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        ill, well = begin(store), begin(store)
        store.end_exam(well)
        log = store.exam_folder(ill).audit
    log.write_bytes(log.read_bytes().replace(b"begin", b"begun"))
    shutil.rmtree(tmp_path / "exams" / ill / "snapshots")
    (tmp_path / "exams" / "notes.txt").write_text("of somebody")
    with open_store(tmp_path) as store:
        assert [ill in notice for notice in store.notices] == [True, True]
        assert store.exam(well).ended_wall_ns is not None
        begin(store)


def test_a_damaged_record_is_made_again_and_its_pictures_stay(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        exam_id = begin(store)
        folder = store.exam_folder(exam_id)
        store.add_media(exam_id, snapshot(folder.snapshots, 1).record)
        store.end_exam(exam_id)
    (folder.path / "exam.json").write_bytes(b"\0" * 500)
    assert not [result for result in rebuild(tmp_path) if result.fault]
    with open_store(tmp_path) as store:
        exam = store.exam(exam_id)
        assert (exam.source, exam.model, exam.patient) == ("s", "m", Patient())
        assert exam.ended_wall_ns is not None
        assert len(store.media(exam_id)) == 3
        assert faults(store, exam_id) == [
            "exam.damaged-1.json belongs to no snapshot or clip of the exam"
        ]


def test_a_new_folder_has_no_exams_and_stays_empty(tmp_path: Path) -> None:
    with open_store(tmp_path, read_only=True) as store:
        assert store.search(Search()) == []
    assert list(tmp_path.iterdir()) == []


def test_a_missing_index_is_reported_with_what_to_do(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        exam_id = begin(store)
    for part in tmp_path.glob(f"{FILE}*"):
        part.unlink()
    with pytest.raises(DamagedDatabaseError, match="is missing") as raised:
        open_store(tmp_path, read_only=True)
    assert "hysteroview exam rebuild" in raised.value.remedy
    with open_store(tmp_path) as store:
        assert store.exam(exam_id).patient == ANNA


def test_a_change_is_made_although_its_mark_cannot_be_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlink = Path.unlink

    def stays(path: Path, missing_ok: bool = False) -> None:
        if path.name.startswith("pending-"):
            raise OSError(errno.EIO, "the network drive is gone")
        unlink(path, missing_ok=missing_ok)

    with open_store(tmp_path) as store:
        exam_id = begin(store)
        store.end_exam(exam_id)
        with monkeypatch.context() as patched:
            patched.setattr(Path, "unlink", stays)
            store.add_pathology(exam_id, CANCER)
        assert store.exam(exam_id).pathology == (CANCER,)
        assert faults(store, exam_id) == []
    with open_store(tmp_path) as store:
        assert store.exam(exam_id).pathology == (CANCER,)
