"""Fetched studies are for their user only, are bounded, and do not outlive the program."""

from __future__ import annotations

import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hysteroview.core.errors import ArchiveError, StorageError
from hysteroview.export.dicom.retrieve import kept
from hysteroview.export.dicom.retrieve.kept import KeptStudies, remove_leftovers
from hysteroview.export.dicom.retrieve.receiving import Wanted


def making(content: bytes = b"a", missing: int = 0) -> Callable[[Path], int]:
    def fetch(folder: Path) -> int:
        folder.mkdir()
        (folder / "1.dcm").write_bytes(content)
        return missing

    return fetch


def refuse(_: Path) -> int:
    raise ArchiveError("It was fetched again.")


def test_a_study_is_fetched_once_and_removed_at_the_end(tmp_path: Path) -> None:
    root = tmp_path / "earlier"
    studies = KeptStudies(root)
    found = studies.find("Main", Wanted("1.2"), making())
    assert studies.find("Main", Wanted("1.2"), refuse) == found
    with pytest.raises(ArchiveError):
        studies.find("Other", Wanted("1.2"), refuse)
    assert {stat.S_IMODE(each.stat().st_mode) for each in (root, studies.folder)} == {0o700}
    studies.close()
    studies.close()
    assert list(root.iterdir()) == []


def test_an_incomplete_study_stays_incomplete_until_it_is_fetched_again(tmp_path: Path) -> None:
    studies, wanted = KeptStudies(tmp_path), Wanted("1.2")
    first = studies.find("Main", wanted, making(missing=2))
    assert studies.find("Main", wanted, refuse).missing == 2
    with pytest.raises(ArchiveError):
        studies.find("Main", wanted, refuse, again=True)
    assert studies.find("Main", wanted, refuse) == first, "what is there is kept"
    second = studies.find("Main", wanted, making(), again=True)
    assert studies.find("Main", wanted, refuse) == second
    assert (second.missing, first.folder.exists(), second.folder.exists()) == (0, False, True)
    studies.close()


def test_another_thread_may_close_it(tmp_path: Path) -> None:
    """The window does, while its lock belonged to the thread that fetches."""
    with ThreadPoolExecutor(1) as pool:
        studies = pool.submit(KeptStudies, tmp_path).result()
        studies.close()
        assert not pool.submit(lambda: studies._lock.is_locked).result()


def test_what_was_used_longest_ago_makes_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    studies = KeptStudies(tmp_path)
    folders = [
        studies.find("Main", Wanted(f"1.{k}"), making()).folder for k in range(kept.MOST_STUDIES)
    ]
    studies.find("Main", Wanted("1.0"), refuse)
    studies.find("Main", Wanted("1.99"), making())
    assert [each.exists() for each in folders] == [True, False, *[True] * 6]
    monkeypatch.setattr(kept, "MOST_BYTES", 8)
    studies.find("Main", Wanted("1.100"), making())
    assert sum(each.is_dir() for each in studies.folder.iterdir()) == 5
    studies.close()


def test_only_what_programs_left_that_do_not_run_is_removed(tmp_path: Path) -> None:
    running = KeptStudies(tmp_path)
    (tmp_path / "left").mkdir()
    (tmp_path / "left" / "1.dcm").write_bytes(b"a")
    (tmp_path / "left.lock").touch()
    outside = tmp_path.parent / "outside"
    outside.mkdir()
    (tmp_path / "link").symlink_to(outside)
    remove_leftovers(tmp_path)
    assert running.folder.exists()
    assert outside.exists()
    assert not (tmp_path / "left").exists()
    assert not (tmp_path / "left.lock").exists()
    running.close()


def test_a_place_that_cannot_be_used_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="no place for earlier exams"):
        KeptStudies(tmp_path / "file" / "earlier")
