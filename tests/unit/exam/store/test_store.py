"""A store saves, finds, verifies, rebuilds and deletes exams."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from hysteroview.core.errors import StorageError
from hysteroview.exam.retention import expired, purge
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.copies.copying import export_exam
from hysteroview.exam.store.database import FILE, MIGRATIONS, DamagedDatabaseError, open_database
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.rebuild import rebuild
from hysteroview.exam.store.records import Episode, Pathology, Patient, TrackSecond
from hysteroview.exam.store.store import ExamStore, open_store
from moments import snapshot

DAY_NS = 24 * 3600 * 10**9
ANNA = Patient(identifier="P-1", name="Weiß^Anna", birth_date="1970-02-03")


class Clock:
    """UTC that goes a second further with each look, and can be set."""

    def __init__(self) -> None:
        self.now_ns = 1_800_000_000 * 10**9

    def __call__(self) -> int:
        self.now_ns += 10**9
        return self.now_ns


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[ExamStore]:
    with open_store(tmp_path / "store", clock_ns=clock) as opened:
        yield opened


def begin(store: ExamStore, patient: Patient = ANNA) -> str:
    return store.begin_exam(
        patient, source="camera", model="colors", model_sha256="ab" * 32
    ).exam_id


def with_snapshot(store: ExamStore, number: int = 1) -> str:
    exam_id = begin(store)
    store.add_media(exam_id, snapshot(store.exam_folder(exam_id).snapshots, number).record)
    return exam_id


def faults(store: ExamStore, exam_id: str) -> list[str]:
    return [f"{part.part} {part.fault}" for part in verify(store, exam_id) if part.fault]


def test_an_exam_is_kept_whole(store: ExamStore) -> None:
    exam_id = with_snapshot(store)
    store.add_track(
        exam_id,
        TrackSecond(second=0, wall_ns=5, probabilities=(0.25, 0.75), states={"ACTIVE": 30}),
    )
    store.add_event(exam_id, "state", {"from": "STARTING", "to": "ACTIVE"})
    episode = Episode(label="EP", start_pts_ns=0, end_pts_ns=10**9, peak=0.9, frames=30)
    store.end_exam(exam_id, [episode])
    store.add_pathology(exam_id, Pathology(label="EP", text="benign polyp", entered_wall_ns=9))
    exam = store.exam(exam_id)
    assert exam.patient == ANNA
    assert exam.episodes == (episode,)
    assert exam.pathology[0].text == "benign polyp"
    assert [item.kind for item in store.media(exam_id)] == ["snapshot"] * 3
    assert store.track(exam_id)[0].probabilities == (0.25, 0.75)
    entries, head, _ = read_chain(store.exam_folder(exam_id).audit, exam_id)
    assert [entry.kind for entry in entries] == ["begin", "snapshot", "state", "end", "pathology"]
    assert head == store.head(exam_id)
    assert faults(store, exam_id) == []


def test_search_finds_by_date_name_identifier_and_finding(store: ExamStore, clock: Clock) -> None:
    first = begin(store)
    store.end_exam(first, [Episode(label="EC", start_pts_ns=0, end_pts_ns=1, peak=1, frames=1)])
    clock.now_ns += 10 * DAY_NS
    second = begin(store, Patient(identifier="p-2", name="O'Neil^100%_Bea"))

    def found(**wanted: object) -> list[str]:
        return [exam.exam_id for exam in store.search(Search(**wanted))]  # type: ignore[arg-type]

    assert found() == [second, first]
    assert found(name="WEISS") == [first]
    assert found(name="ANNA") == [first]
    assert found(name="100%_") == [second]
    assert found(name="%") == [second]
    assert found(identifier="P-2") == [second]
    assert found(finding="EC") == [first]
    assert found(since_wall_ns=clock.now_ns - 5 * DAY_NS) == [second]
    assert found(until_wall_ns=clock.now_ns - 5 * DAY_NS) == [first]


def test_nothing_of_the_patient_is_in_names_or_the_log_and_others_cannot_read(
    store: ExamStore,
) -> None:
    exam_id = with_snapshot(store)
    store.change_patient(exam_id, Patient(identifier="P-9", name="Schwarz^Bea"))
    for path in [store.folder, *store.folder.rglob("*")]:
        assert "Wei" not in path.name
        assert path.stat().st_mode & 0o077 == 0, path
    log = store.exam_folder(exam_id).audit.read_text()
    assert '"changed":["identifier","name","birth_date"]' in log
    assert "Schwarz" not in log


def test_a_second_program_may_only_read(store: ExamStore) -> None:
    exam_id = begin(store)
    with open_store(store.folder) as other:
        assert other.is_read_only
        assert other.exam(exam_id).patient == ANNA
        with pytest.raises(StorageError, match="read-only"):
            other.begin_exam(ANNA, source="", model="", model_sha256="")


def test_a_newer_store_is_refused_in_plain_words(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    open_store(folder).close()
    with sqlite3.connect(folder / FILE) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(StorageError, match="newer version of HysteroView"):
        open_store(folder)


def test_a_copy_is_kept_before_a_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / FILE
    open_database(path).close()
    more = (*MIGRATIONS, "CREATE TABLE later (a INTEGER) STRICT;")
    monkeypatch.setattr("hysteroview.exam.store.database.MIGRATIONS", more)
    connection = open_database(path)
    assert connection.execute("PRAGMA user_version").fetchone()[0] == len(more)
    connection.close()
    copy = sqlite3.connect(path.with_name(f"{FILE}.v{len(MIGRATIONS)}"))
    assert copy.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS)
    copy.close()


def test_what_was_changed_removed_or_added_is_found_and_where(store: ExamStore) -> None:
    exam_id = with_snapshot(store)
    folder = store.exam_folder(exam_id)
    raw = next(folder.snapshots.glob("*_raw.png"))
    content = raw.read_bytes()
    raw.write_bytes(content[:-1] + b"x")
    (folder.clips / "foreign.mp4").write_bytes(b"?")
    next(folder.snapshots.glob("*_overlay.png")).unlink()
    told = faults(store, exam_id)
    assert any("_raw.png was changed" in fault for fault in told)
    assert any("_overlay.png is missing" in fault for fault in told)
    assert any("foreign.mp4 belongs to no" in fault for fault in told)
    with pytest.raises(StorageError, match="not intact"):
        export_exam(store, exam_id, store.folder.parent, 1)


def test_a_log_that_was_cut_off_is_found_by_the_head_in_the_index(store: ExamStore) -> None:
    exam_id = with_snapshot(store)
    log = store.exam_folder(exam_id).audit
    log.write_bytes(log.read_bytes().splitlines(keepends=True)[0])
    assert faults(store, exam_id) == ["audit.jsonl 1 entries at the end were removed"]


def test_all_is_rebuilt_from_the_folders_after_a_corrupt_page(tmp_path: Path, clock: Clock) -> None:
    folder = tmp_path / "store"
    with open_store(folder, clock_ns=clock) as store:
        exams = [with_snapshot(store, number) for number in range(1, 30)]
        for exam_id in exams:
            store.end_exam(exam_id)
        before = [(store.exam(e), store.media(e), store.head(e)) for e in exams]
    index = folder / FILE
    content = bytearray(index.read_bytes())
    content[4096 : len(content) // 2] = os.urandom(len(content) // 2 - 4096)
    index.write_bytes(content)
    with pytest.raises(DamagedDatabaseError):
        open_store(folder, read_only=True)
    with open_store(folder) as store:
        assert "was rebuilt" in store.notices[0]
        assert [(store.exam(e), store.media(e), store.head(e)) for e in exams] == before
    assert list(folder.glob(f"{FILE}.set-aside-*"))
    assert not [result for result in rebuild(folder) if result.fault]
    with open_store(folder) as store:
        assert store.notices == ()
        assert [(store.exam(e), store.media(e), store.head(e)) for e in exams] == before


def test_an_exam_that_was_interrupted_is_taken_in_and_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with open_store(folder) as store:
        exam_id = begin(store)
        # written, and the program killed before the index knew
        snapshot(store.exam_folder(exam_id).snapshots, 1)
    with open_store(folder) as store:
        assert store.recovered == (exam_id,)
        assert len(store.media(exam_id)) == 3
        assert store.exam(exam_id).ended_wall_ns is not None
        assert faults(store, exam_id) == []
    with open_store(folder) as store:
        assert store.recovered == ()


def test_only_what_was_exported_or_confirmed_may_go(store: ExamStore, clock: Clock) -> None:
    kept, exported, confirmed, running = (with_snapshot(store, n) for n in (1, 2, 3, 4))
    for exam_id in (kept, exported, confirmed):
        store.end_exam(exam_id)
    target = store.folder.parent / "copies"
    target.mkdir()
    copy = export_exam(store, exported, target, clock()).folder
    store.confirm(confirmed)
    assert json.loads((copy / "export.json").read_text())["audit"]["count"] == 3
    with pytest.raises(StorageError, match="already exists"):
        export_exam(store, exported, target, clock())
    later_ns = clock.now_ns + 100 * DAY_NS
    doomed = expired(store, later_ns, keep_days=90)
    assert [exam.exam_id for exam in doomed] == [exported, confirmed]
    for exam in doomed:
        purge(store, exam.exam_id)
    with pytest.raises(StorageError, match="neither exported nor confirmed"):
        purge(store, kept)
    assert {exam.exam_id for exam in store.search(Search())} == {kept, running}
    assert not (store.folder / "exams" / exported).exists()


def test_a_clock_that_is_set_back_changes_nothing_of_the_order(
    store: ExamStore, clock: Clock
) -> None:
    exam_id = begin(store)
    clock.now_ns -= 400 * DAY_NS
    store.add_event(exam_id, "state", {"to": "ACTIVE"})
    store.end_exam(exam_id)
    entries, _, _ = read_chain(store.exam_folder(exam_id).audit, exam_id)
    assert [entry.number for entry in entries] == [1, 2, 3]
    assert faults(store, exam_id) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StorageError):
        open_store(tmp_path / "store")


def test_an_exam_that_is_not_there_and_names_that_leave_the_store(store: ExamStore) -> None:
    for name in ("0" * 16, "../../etc", ""):
        with pytest.raises(StorageError, match="no exam"):
            store.exam_folder(name)
