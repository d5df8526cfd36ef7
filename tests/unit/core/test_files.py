"""A file is there whole or not at all."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from hysteroview.core.errors import StorageError
from hysteroview.core.files import atomic_file


def test_it_appears_only_when_complete(tmp_path: Path) -> None:
    path = tmp_path / "result.mp4"
    with atomic_file(path) as temporary:
        temporary.write_text("half")
        assert not path.exists()
        assert temporary.parent == tmp_path
        assert temporary.suffix == ".mp4"
        assert temporary.name.startswith(".")
        temporary.write_text("whole")
    assert path.read_text() == "whole"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt, StorageError])
def test_whatever_ends_it_early_leaves_the_old_one(
    failure: type[BaseException], tmp_path: Path
) -> None:
    path = tmp_path / "result.csv"
    path.write_text("old")
    with pytest.raises(failure), atomic_file(path) as temporary:  # noqa: PT012
        temporary.write_text("half")
        raise failure("now")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("number", "word"), [(errno.ENOSPC, "no space"), (errno.EROFS, "read-only"), (errno.EIO, "i")]
)
def test_failures_of_the_disk_are_told_with_a_remedy(
    number: int, word: str, tmp_path: Path
) -> None:
    with pytest.raises(StorageError, match=word) as raised, atomic_file(tmp_path / "result.csv"):
        raise OSError(number, "from the system")
    assert raised.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_told_at_once(tmp_path: Path) -> None:
    with (
        pytest.raises(StorageError, match="there is no folder") as raised,
        atomic_file(tmp_path / "nowhere" / "result.csv"),
    ):
        pytest.fail("the body must not run")
    assert "Make the folder" in raised.value.remedy


def test_a_folder_or_device_is_never_replaced(tmp_path: Path) -> None:
    for path in (tmp_path, Path("/dev/null")):
        with pytest.raises(StorageError, match="cannot be written"), atomic_file(path):
            pytest.fail("the body must not run")
    assert Path("/dev/null").is_char_device()


def test_a_link_keeps_pointing(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "real" / "result.csv")
    with atomic_file(link) as temporary:
        temporary.write_text("whole")
    assert link.is_symlink()
    assert (tmp_path / "real" / "result.csv").read_text() == "whole"


def test_long_names_are_possible(tmp_path: Path) -> None:
    path = tmp_path / ("ü" * 120 + ".csv")
    with atomic_file(path) as temporary:
        temporary.write_text("whole")
    assert path.read_text() == "whole"
