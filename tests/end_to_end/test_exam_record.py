"""Exams on real disks: killed programs, a full disk, and the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import hysteroview as package
from disks import small_disk
from hysteroview.cli.main import hysteroview
from hysteroview.core.errors import StorageError
from hysteroview.exam.store.database import FILE
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.records import Episode, Patient
from hysteroview.exam.store.store import ExamStore, open_store
from moments import snapshot
from trials import trials

TESTS = Path(__file__).resolve().parents[1]


@pytest.mark.skipif(sys.platform != "linux", reason="forks and kills")
@pytest.mark.parametrize(
    ("how", "kills_wanted"), [("plain", trials(40, 200)), ("encrypted", trials(15, 50))]
)
def test_killed_at_any_moment_nothing_acknowledged_is_lost(
    tmp_path: Path, how: str, kills_wanted: int
) -> None:
    paths = [str(Path(package.__file__).parents[1]), str(TESTS)]
    done = subprocess.run(
        [sys.executable, str(TESTS / "end_to_end" / "kill_store.py"), str(tmp_path / "store"),
         str(kills_wanted), "7", how],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    kills = [int(line.split()[1]) for line in done.stdout.splitlines()]
    assert len(kills) > kills_wanted / 2
    assert sum(kills) > kills_wanted / 2  # it was killed while at work


@pytest.fixture(name="small_disk")
def _small_disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "small", 400) as folder:
        yield folder


def fill(store: ExamStore, exam_id: str, kept: list[str]) -> None:
    for number in range(1, 200):
        saved = snapshot(store.exam_folder(exam_id).snapshots, number, side_px=64)
        store.add_media(exam_id, saved.record)
        kept.append(f"snapshots/{saved.raw.name}")


def test_a_full_disk_loses_nothing_that_was_kept(small_disk: Path) -> None:
    folder = small_disk / "store"
    kept: list[str] = []
    with open_store(folder) as store:
        exam_id = store.begin_exam(
            Patient(), source="camera", model="colors", model_sha256="0"
        ).exam_id
        with pytest.raises(StorageError) as raised:
            fill(store, exam_id, kept)
    assert raised.value.remedy
    assert kept
    with open_store(folder, read_only=True) as store:
        names = {item.name for item in store.media(exam_id)}
        assert set(kept) <= names
        changed = [
            p for p in verify(store, exam_id) if "changed" in p.fault or "missing" in p.fault
        ]
        assert not changed


def invoke(store: Path, *arguments: str) -> Result:
    return CliRunner().invoke(hysteroview, ["exam", "--store", str(store), *arguments])


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Path, str]:
    with open_store(tmp_path / "store") as store:
        exam_id = store.begin_exam(
            Patient(identifier="P-1", name="Weiß^Anna"),
            source="camera", model="colors", model_sha256="ab" * 32,
        ).exam_id  # fmt: skip
        saved = snapshot(store.exam_folder(exam_id).snapshots, 1)
        store.add_media(exam_id, saved.record)
        store.end_exam(
            exam_id, [Episode(label="EP", start_pts_ns=0, end_pts_ns=10**9, peak=0.9, frames=9)]
        )
    return tmp_path / "store", exam_id


def test_list_and_show_show_what_there_is(kept: tuple[Path, str]) -> None:
    store, exam_id = kept
    assert exam_id in invoke(store, "list", "--name", "weiss", "--finding", "ep").output
    assert "No matching exams" in invoke(store, "list", "--id", "P-2").output
    assert "No matching exams" in invoke(store, "list", "--to", "2020-01-01").output
    shown = invoke(store, "show", exam_id).output
    for words in (
        "Weiß^Anna",
        "EP at 0:00.0, shown for 1.0 s, peak 90 %",
        "_raw.png",
        "Research use only",
    ):
        assert words in shown


def test_show_shows_what_the_operator_removed(kept: tuple[Path, str]) -> None:
    folder, exam_id = kept
    assert "removed" not in invoke(folder, "show", exam_id).output
    with open_store(folder) as store:
        item = store.media(exam_id)[0].item
        store.add_event(exam_id, "withdraw", {"item": item})
        assert not [part for part in verify(store, exam_id) if part.fault]
    assert invoke(folder, "show", exam_id).output.count("removed by the operator") == 3


def test_verify_shows_what_is_wrong_and_where(kept: tuple[Path, str]) -> None:
    store, exam_id = kept
    well = invoke(store, "verify")
    assert well.exit_code == 0, well.output
    log = store / "exams" / exam_id / "audit.jsonl"
    log.write_bytes(log.read_bytes().replace(b'"colors"', b'"others"'))
    ill = invoke(store, "verify", exam_id)
    assert ill.exit_code == 1
    assert "audit.jsonl, line 1 entry 1 was changed" in ill.output


def test_export_then_purge_then_nothing_is_left(kept: tuple[Path, str], tmp_path: Path) -> None:
    store, exam_id = kept
    assert "No exam can be deleted" in invoke(store, "purge", "--keep-days", "0").output
    exported = invoke(store, "export", exam_id, str(tmp_path))
    assert exported.exit_code == 0, exported.output
    assert (tmp_path / exam_id / "export.json").is_file()
    asked = CliRunner().invoke(
        hysteroview, ["exam", "--store", str(store), "purge", "--keep-days", "0"], input="n\n"
    )
    assert asked.exit_code != 0
    assert "deleted       1" in invoke(store, "purge", "--keep-days", "0", "--yes").output
    assert "No matching exams" in invoke(store, "list").output


def test_rebuild_takes_all_in_again(kept: tuple[Path, str]) -> None:
    store, exam_id = kept
    (store / FILE).write_bytes(b"not a database at all" * 400)
    assert invoke(store, "list").exit_code != 0
    assert "1 exams indexed, 0 failed" in invoke(store, "rebuild").output
    assert exam_id in invoke(store, "list").output
    with open_store(store) as opened:
        assert opened.search(Search())[0].patient.name == "Weiß^Anna"


def test_a_store_that_is_not_there_is_reported(tmp_path: Path) -> None:
    result = invoke(tmp_path / "nothing", "list")
    assert isinstance(result.exception, StorageError)
    assert not (tmp_path / "nothing").exists()
