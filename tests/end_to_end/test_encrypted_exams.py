"""Encrypted exams from the command line: creation, listing, checks, export, passphrase."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import hysteroview as package
from hysteroview.cli import passphrase
from hysteroview.cli.main import hysteroview
from hysteroview.exam.store.key_file import StoreLockedError
from hysteroview.exam.store.keys import unlock
from hysteroview.exam.store.records import Patient
from hysteroview.exam.store.store import open_store
from moments import snapshot
from trials import trials

TESTS = Path(__file__).resolve().parents[1]
WORDS = "five words at random here"


@pytest.fixture(autouse=True)
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file from which the passphrase is read."""
    file = tmp_path / "passphrase.txt"
    file.write_text(f"{WORDS}\n")
    monkeypatch.setenv(passphrase.VARIABLE, str(file))
    return file


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Path, str]:
    folder = tmp_path / "store"
    made = invoke(folder, "encrypt")
    assert made.exit_code == 0, made.output
    assert "Without the passphrase" in made.output
    with open_store(folder, key=unlock(folder, WORDS)) as store:
        exam_id = store.begin_exam(
            Patient(name="Weiss^Anna"), source="camera", model="colors", model_sha256="0"
        ).exam_id
        place = store.exam_folder(exam_id).snapshots
        store.add_media(exam_id, snapshot(place, 1, medium=store.medium).record)
        store.end_exam(exam_id)
    return folder, exam_id


def invoke(store: Path, *arguments: str, answers: str = "") -> Result:
    command = ["exam", "--store", str(store), *arguments]
    return CliRunner().invoke(hysteroview, command, input=answers)


def test_every_command_works_on_encrypted_exams(kept: tuple[Path, str], tmp_path: Path) -> None:
    folder, exam_id = kept
    assert "Weiss^Anna" in invoke(folder, "list", "--name", "weiss").output
    assert "_raw.png" in invoke(folder, "show", exam_id).output
    assert "0 faults" in invoke(folder, "verify").output
    assert "1 exams indexed, 0 failed" in invoke(folder, "rebuild").output
    exported = invoke(folder, "export", exam_id, str(tmp_path))
    assert "The copy is not encrypted" in exported.output
    assert "Weiss^Anna" in (tmp_path / exam_id / "exam.json").read_text()
    assert "confirmed" in invoke(folder, "confirm", exam_id).output
    assert "deleted       1" in invoke(folder, "purge", "--keep-days", "0", "--yes").output


def test_single_files_are_unsealed(kept: tuple[Path, str], tmp_path: Path) -> None:
    folder, _ = kept
    elsewhere = snapshot(tmp_path / "second", 2, medium=unlock(folder, WORDS).medium).raw
    assert elsewhere.read_bytes()[:4] != b"\x89PNG"
    done = invoke(folder, "unseal", str(elsewhere), str(tmp_path))
    assert done.exit_code == 0, done.output
    assert (tmp_path / elsewhere.name).read_bytes()[:4] == b"\x89PNG"
    assert "already exists" in str(
        invoke(folder, "unseal", str(elsewhere), str(tmp_path)).exception
    )


def test_a_wrong_passphrase_is_reported(kept: tuple[Path, str], given: Path) -> None:
    given.write_text("other words than those")
    refused = invoke(kept[0], "list")
    assert isinstance(refused.exception, StoreLockedError)
    assert str(refused.exception) == "This is not the passphrase of these exams. Enter it again."
    given.unlink()
    assert "cannot be read" in str(invoke(kept[0], "list").exception)


def test_without_a_terminal_there_is_no_question(
    kept: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(passphrase.VARIABLE)
    refused = invoke(kept[0], "list")
    assert "without a terminal" in str(refused.exception)
    assert refused.output == ""


def test_at_a_terminal_it_is_asked_for_three_times(
    kept: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(passphrase.VARIABLE)
    monkeypatch.setattr(passphrase, "_is_at_terminal", lambda: True)
    listed = invoke(kept[0], "list", answers=f"wrong\nwrong\n{WORDS}\n")
    assert "Weiss^Anna" in listed.output
    assert WORDS not in listed.output
    assert isinstance(invoke(kept[0], "list", answers="a\nb\nc\n").exception, StoreLockedError)


def test_the_passphrase_is_changed(kept: tuple[Path, str], given: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.txt"
    new.write_text("quite another passphrase")
    changed = invoke(kept[0], "passphrase", "--new-file", str(new))
    assert changed.exit_code == 0, changed.output
    assert isinstance(invoke(kept[0], "list").exception, StoreLockedError)
    given.write_text("quite another passphrase")
    assert "Weiss^Anna" in invoke(kept[0], "list").output


def test_plain_exams_are_copied(tmp_path: Path) -> None:
    with open_store(tmp_path / "old") as store:
        store.begin_exam(Patient(name="Weiss^Anna"), source="", model="", model_sha256="")
    copied = invoke(tmp_path / "new", "encrypt", "--from", str(tmp_path / "old"))
    assert copied.exit_code == 0, copied.output
    assert "1 exams" in copied.output
    assert "unencrypted" in copied.output
    assert "0 faults" in invoke(tmp_path / "new", "verify").output
    refused = invoke(tmp_path / "old", "passphrase")
    assert "are not encrypted" in str(refused.exception)


@pytest.mark.skipif(sys.platform != "linux", reason="forks and kills")
def test_a_conversion_killed_at_any_moment_is_never_opened_half_and_can_be_continued(
    tmp_path: Path,
) -> None:
    paths = [str(Path(package.__file__).parents[1]), str(TESTS)]
    kills = trials(10, 100)
    done = subprocess.run(
        [sys.executable, str(TESTS / "end_to_end" / "kill_conversion.py"), str(tmp_path),
         str(kills), "7"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert len(done.stdout.splitlines()) == kills
