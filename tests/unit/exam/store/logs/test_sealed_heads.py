"""Encrypted stores from which somebody without the passphrase cuts the end of what is there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from hysteroview.cli.main import hysteroview
from hysteroview.cli.passphrase import VARIABLE
from hysteroview.core.errors import StorageError
from hysteroview.exam.retention import purge
from hysteroview.exam.store import keys
from hysteroview.exam.store.database import FILE
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.integrity import read_record, verify, verify_store
from hysteroview.exam.store.key_file import COPY, StoreLockedError, read_key_file, write_key_file
from hysteroview.exam.store.key_file import FILE as KEY_FILE
from hysteroview.exam.store.keys import StoreKey, change_passphrase, make_key, unlock
from hysteroview.exam.store.logs.heads import FILE as HEADS
from hysteroview.exam.store.logs.heads import read_heads
from hysteroview.exam.store.rebuild import rebuild
from hysteroview.exam.store.records import Pathology, Patient
from hysteroview.exam.store.store import ExamStore, open_store

PASSPHRASE = "five words at random"


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_MEMORY_KIB", 64)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def key(folder: Path) -> StoreKey:
    return make_key(folder, PASSPHRASE)


def begin(store: ExamStore) -> str:
    return store.begin_exam(Patient(name="A^B"), source="s", model="m", model_sha256="0").exam_id


def exams(folder: Path, key: StoreKey, count: int) -> list[str]:
    """Save ended exams, each with a finding that was entered later."""
    with open_store(folder, key=key) as store:
        ids = [begin(store) for _ in range(count)]
        for exam_id in ids:
            store.add_event(exam_id, "state", {"to": "ACTIVE"})
            store.end_exam(exam_id)
            store.add_pathology(exam_id, Pathology(label="EP", text="x", entered_wall_ns=1))
    return ids


def faults(folder: Path, key: StoreKey) -> list[str]:
    """What `exam verify` finds, as somebody who only reads."""
    with open_store(folder, key=key, read_only=True) as store:
        record = read_record(store)
        parts = [*verify_store(store, record)]
        for exam in store.search(Search()):
            parts += verify(store, exam.exam_id, record)
    return [f"{part.part} {part.fault}" for part in parts if part.fault]


def cut(path: Path, lines: int) -> None:
    """Leave the first lines of a log."""
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:lines]))


def remove_index(folder: Path) -> None:
    for path in folder.glob(f"{FILE}*"):
        path.unlink()


def reopen(folder: Path, key: StoreKey) -> tuple[str, ...]:
    with open_store(folder, key=key) as store:
        return store.notices


def test_the_newest_exam_cannot_be_removed_unnoticed(folder: Path, key: StoreKey) -> None:
    _, newest = exams(folder, key, 2)
    shutil.rmtree(folder / "exams" / newest)
    remove_index(folder)
    cut(folder / "audit.jsonl", 3)  # as if it had never begun
    assert any("end of the log of the store is missing" in each for each in reopen(folder, key))
    found = faults(folder, key)
    assert any("lost entries at its end" in each and "of 2 exams" in each for each in found)
    reopen(folder, key)
    list(rebuild(folder, key))
    assert faults(folder, key) == found  # it stays reported, once


def test_all_exams_cannot_be_removed_unnoticed(folder: Path, key: StoreKey) -> None:
    exams(folder, key, 1)
    shutil.rmtree(folder / "exams")
    remove_index(folder)
    (folder / "audit.jsonl").unlink()
    assert any("3 entries at the end were removed" in each for each in faults(folder, key))
    assert len(reopen(folder, key)) == 1
    assert any("of 1 exams" in each for each in faults(folder, key))


def test_a_cut_end_of_an_exams_log_is_found_without_the_index(folder: Path, key: StoreKey) -> None:
    (exam_id,) = exams(folder, key, 1)
    cut(folder / "exams" / exam_id / "audit.jsonl", 3)  # without the finding entered last
    remove_index(folder)
    reopen(folder, key)
    assert "audit.jsonl 1 entries at the end were removed" in faults(folder, key)


def test_a_cut_end_of_a_running_exams_log_is_found_for_ever(folder: Path, key: StoreKey) -> None:
    store = open_store(folder, key=key)
    exam_id = begin(store)
    for number in range(3):
        store.add_event(exam_id, "mark", {"number": number})
    store.close()  # as if it were killed: the exam is not ended
    cut(folder / "exams" / exam_id / "audit.jsonl", 2)
    remove_index(folder)
    assert any(f"log of exam {exam_id} are missing" in each for each in reopen(folder, key))
    for _ in range(2):
        assert any("its end was removed and written anew" in each for each in faults(folder, key))
        assert reopen(folder, key) == ()


def test_an_older_state_of_one_exam_cannot_be_put_in_its_place(folder: Path, key: StoreKey) -> None:
    (exam_id,) = exams(folder, key, 1)
    place, kept = folder / "exams" / exam_id, folder.parent / "kept"
    shutil.copytree(place, kept)
    with open_store(folder, key=key) as store:
        store.add_pathology(exam_id, Pathology(label="EC", text="y", entered_wall_ns=2))
    shutil.rmtree(place)
    shutil.copytree(kept, place)
    remove_index(folder)
    reopen(folder, key)
    assert "audit.jsonl 1 entries at the end were removed" in faults(folder, key)


@pytest.mark.parametrize(
    "harm",
    [
        Path.unlink,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: shutil.copy(next(path.parent.glob("exams/*/exam.json")), path),
    ],
    ids=["missing", "empty", "cut", "another sealed file"],
)
def test_the_heads_cannot_be_removed_or_replaced_unnoticed(
    folder: Path, key: StoreKey, harm: Callable[[Path], object]
) -> None:
    exams(folder, key, 1)
    harm(folder / HEADS)
    assert any("has no sealed head" in each for each in faults(folder, key))
    assert any("sealed heads" in each for each in reopen(folder, key))
    assert any("had no sealed head" in each for each in faults(folder, key))
    assert reopen(folder, key) == ()


def test_a_damaged_log_of_the_store_stays_reported(folder: Path, key: StoreKey) -> None:
    exams(folder, key, 1)
    path = folder / "audit.jsonl"
    path.write_bytes(b"?" + path.read_bytes()[1:])
    assert len(reopen(folder, key)) == 2
    assert any("lost entries at its end" in each for each in faults(folder, key))


def test_logs_may_reach_beyond_their_heads(folder: Path, key: StoreKey) -> None:
    """As after a kill between an entry and the heads, at every place."""
    states = [(folder / HEADS).read_bytes()]
    with open_store(folder, key=key) as store:
        states.append((folder / HEADS).read_bytes())
        exam_id = begin(store)
        states.append((folder / HEADS).read_bytes())
        store.add_event(exam_id, "state", {"to": "ACTIVE"})
        states.append((folder / HEADS).read_bytes())
        store.end_exam(exam_id)
        states.append((folder / HEADS).read_bytes())
        store.confirm(exam_id)
    newest = read_heads(folder, key.medium)
    for state in states:
        (folder / HEADS).write_bytes(state)
        assert faults(folder, key) == []
        assert reopen(folder, key) == ()
        assert read_heads(folder, key.medium)[0] is not None
        assert faults(folder, key) == []
    with open_store(folder, key=key) as store:
        purge(store, exam_id)
    (folder / HEADS).write_bytes(states[3])  # knows the exam that is purged now
    assert faults(folder, key) == []
    assert reopen(folder, key) == ()
    assert newest[0] is not None
    assert newest[0].ahead == {}  # all of it is in the log of the store


def test_a_full_disk_keeps_the_exam_and_raises_no_alarm(folder: Path, key: StoreKey) -> None:
    with open_store(folder, key=key) as store:
        exam_id = begin(store)
        before = (folder / HEADS).read_bytes()
        (folder / HEADS).unlink()
        (folder / HEADS).mkdir()  # it cannot be replaced
        store.add_event(exam_id, "state", {"to": "ACTIVE"})
        (folder / HEADS).rmdir()
        (folder / HEADS).write_bytes(before)
    assert faults(folder, key) == []
    assert reopen(folder, key) == ()


def test_an_older_store_gets_heads_at_its_next_start(folder: Path, key: StoreKey) -> None:
    (exam_id,) = exams(folder, key, 1)
    write_key_file(folder, key.lock(PASSPHRASE, has_heads=False))  # as earlier versions wrote it
    (folder / HEADS).unlink()
    old = unlock(folder, PASSPHRASE)
    assert faults(folder, old) == []
    assert not old.has_heads
    assert json.loads((folder / KEY_FILE).read_bytes())["schema_version"] == 1
    runner = CliRunner(env={VARIABLE: str(folder.parent / "words")})
    (folder.parent / "words").write_text(f"{PASSPHRASE}\n")
    verified = runner.invoke(hysteroview, ["exam", "--store", str(folder), "verify"])
    assert verified.exit_code == 0
    assert "no sealed head of the logs yet" in verified.output
    assert reopen(folder, old) == ()
    assert unlock(folder, PASSPHRASE).has_heads
    assert (folder / KEY_FILE).read_bytes() == (folder / COPY).read_bytes()
    verified = runner.invoke(hysteroview, ["exam", "--store", str(folder), "verify"])
    assert "no sealed head" not in verified.output
    cut(folder / "exams" / exam_id / "audit.jsonl", 3)
    assert faults(folder, unlock(folder, PASSPHRASE)) != []


def test_the_key_file_cannot_be_made_to_expect_no_heads(folder: Path, key: StoreKey) -> None:
    key_file = read_key_file(folder)
    assert key_file.has_heads
    write_key_file(folder, keys.replace(key_file, has_heads=False))
    with pytest.raises(StoreLockedError):
        unlock(folder, PASSPHRASE)


def test_a_changed_passphrase_still_expects_heads(folder: Path, key: StoreKey) -> None:
    exams(folder, key, 1)
    change_passphrase(folder, PASSPHRASE, "another good passphrase")
    assert unlock(folder, "another good passphrase").has_heads
    assert reopen(folder, unlock(folder, "another good passphrase")) == ()


def test_a_key_that_was_not_written_completely_can_be_made_again(folder: Path) -> None:
    make_key(folder, PASSPHRASE)
    for name in (KEY_FILE, COPY):
        (folder / name).unlink()  # killed between the heads and the key
    again = make_key(folder, PASSPHRASE)
    assert reopen(folder, again) == ()
    with pytest.raises(StorageError, match="not empty"):
        make_key(folder, PASSPHRASE)


def test_a_plain_store_has_no_heads(folder: Path) -> None:
    with open_store(folder) as store:
        store.end_exam(begin(store))
    assert not (folder / HEADS).exists()


def test_leftovers_of_killed_writes_are_removed(folder: Path, key: StoreKey) -> None:
    leftover = folder / ".heads.0a1b2c3d.part.json"
    leftover.write_bytes(b"half")
    reopen(folder, key)
    assert not leftover.exists()
