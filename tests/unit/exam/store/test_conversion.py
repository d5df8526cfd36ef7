"""A store is copied into an encrypted one: nothing opens half a copy, and the copy is compared."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from hysteroview.cli.main import hysteroview
from hysteroview.core.errors import StorageError
from hysteroview.exam.store.copies.conversion import begin_copy, compare_with_source, copy_exams
from hysteroview.exam.store.key_file import (
    FILE,
    MARK,
    ConversionIncompleteError,
    StoreLockedError,
)
from hysteroview.exam.store.keys import StoreKey, unlock
from hysteroview.exam.store.rebuild import rebuild
from hysteroview.exam.store.records import Pathology, Patient
from hysteroview.exam.store.store import open_store
from moments import snapshot

PASSPHRASE = "five words at random"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A store with two exams."""
    with open_store(tmp_path / "old") as store:
        for number in range(2):
            exam = store.begin_exam(Patient(name="A^B"), source="s", model="m", model_sha256="0")
            saved = snapshot(store.exam_folder(exam.exam_id).snapshots, number)
            store.add_media(exam.exam_id, saved.record)
            store.end_exam(exam.exam_id)
    return tmp_path / "old"


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return tmp_path / "new"


def half_copied(old: Path, new: Path) -> StoreKey:
    key = begin_copy(old, new, PASSPHRASE)
    next(copy_exams(old, new, key))
    assert (new / MARK).exists()
    return key


def faults(old: Path, new: Path) -> list[str]:
    with open_store(new, key=unlock(new, PASSPHRASE)) as store:
        return [f"{part.part} {part.fault}" for part in compare_with_source(old, store)
                if part.fault]  # fmt: skip


def test_half_a_copy_is_opened_by_nothing(old: Path, new: Path) -> None:
    key = half_copied(old, new)
    for given in (key, None):
        for attempt in (
            lambda given=given: open_store(new, key=given),
            lambda given=given: open_store(new, key=given, read_only=True),
            lambda given=given: list(rebuild(new, given)),
        ):
            with pytest.raises(ConversionIncompleteError, match="not complete") as raised:
                attempt()
            assert f"encrypt --from {old}" in raised.value.remedy


def test_half_a_copy_is_continued_and_then_whole(old: Path, new: Path) -> None:
    half_copied(old, new)
    with pytest.raises(StoreLockedError):
        begin_copy(old, new, "other words at random")
    list(copy_exams(old, new, begin_copy(old, new, PASSPHRASE)))
    assert not (new / MARK).exists()
    assert faults(old, new) == []


def test_a_copy_that_was_interrupted_before_its_key_is_continued(old: Path, new: Path) -> None:
    begin_copy(old, new, PASSPHRASE)
    for path in new.iterdir():
        if path.name != MARK:
            path.unlink()
    (new / f".{FILE}.0123abcd.part.json").write_text("half a key")
    list(copy_exams(old, new, begin_copy(old, new, PASSPHRASE)))
    assert faults(old, new) == []


def test_what_has_changed_since_the_interruption_is_copied_again(old: Path, new: Path) -> None:
    half_copied(old, new)
    with open_store(old) as store:
        first, second = (folder.exam_id for folder in store.folders())
        store.change_patient(first, Patient(name="C^D"))
        store.confirm(second)
        store.remove(second)
    list(copy_exams(old, new, begin_copy(old, new, PASSPHRASE)))
    with open_store(new, key=unlock(new, PASSPHRASE)) as store:
        assert [folder.exam_id for folder in store.folders()] == [first]
        assert store.exam(first).patient.name == "C^D"
    assert faults(old, new) == []


def test_half_a_copy_of_another_store_is_refused(old: Path, new: Path, tmp_path: Path) -> None:
    half_copied(old, new)
    open_store(tmp_path / "third").close()
    with pytest.raises(StorageError, match="not empty"):
        begin_copy(tmp_path / "third", new, PASSPHRASE)


def test_the_comparison_finds_what_the_copy_lacks_and_allows_what_was_added(
    old: Path, new: Path
) -> None:
    list(copy_exams(old, new, begin_copy(old, new, PASSPHRASE)))
    with open_store(new, key=unlock(new, PASSPHRASE)) as store:
        for folder in store.folders():
            result = Pathology(label="EP", text="", entered_wall_ns=1)
            store.add_pathology(folder.exam_id, result)
    assert faults(old, new) == []
    with open_store(old) as store:
        (exam_id, other) = (folder.exam_id for folder in store.folders())
        saved = snapshot(store.exam_folder(exam_id).snapshots, 7)
        store.add_media(exam_id, saved.record)
    (picture,) = (new / "exams" / other / "snapshots").glob("*_raw.png")
    picture.write_bytes(picture.read_bytes()[:-1])
    found = faults(old, new)
    assert sum("is missing in the encrypted copy" in fault for fault in found) == 3
    assert any("audit.jsonl differs" in fault for fault in found)
    assert f"snapshots/{picture.name} differs from the encrypted copy" in found


def test_the_commands_continue_and_compare(
    old: Path, new: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    monkeypatch.setenv("HYSTEROVIEW_PASSPHRASE_FILE", str(tmp_path / "passphrase"))
    half_copied(old, new)
    exam = ["exam", "--store", str(new)]
    refused = CliRunner().invoke(hysteroview, [*exam, "verify"])
    assert isinstance(refused.exception, ConversionIncompleteError)
    continued = CliRunner().invoke(hysteroview, [*exam, "encrypt", "--from", str(old)])
    assert "It is continued" in continued.output
    assert f"verify --source {old}" in continued.output
    verified = CliRunner().invoke(hysteroview, [*exam, "verify", "--source", str(old)])
    assert verified.exit_code == 0, verified.output
    assert f"2 exams, 10 files compared with {old}" in verified.output
    with open_store(old) as store:
        store.begin_exam(Patient(), source="s", model="m", model_sha256="0")
    verified = CliRunner().invoke(hysteroview, [*exam, "verify", "--source", str(old)])
    assert verified.exit_code == 1
    assert "is missing in the encrypted copy" in verified.output
