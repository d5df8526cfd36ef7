"""A file is complete or does not exist."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import pytest

from hysteroview.core.errors import StorageError
from hysteroview.core.files import atomic_file, storage_error

_NOBODY = 65534


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
def test_failures_of_the_disk_are_reported_with_a_remedy(
    number: int, word: str, tmp_path: Path
) -> None:
    with pytest.raises(StorageError, match=word) as raised, atomic_file(tmp_path / "result.csv"):
        raise OSError(number, "from the system")
    assert raised.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_reported_immediately(tmp_path: Path) -> None:
    with (
        pytest.raises(StorageError, match="does not exist") as raised,
        atomic_file(tmp_path / "nowhere" / "result.csv"),
    ):
        pytest.fail("the body must not run")
    assert "Create the folder" in raised.value.remedy


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


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
@pytest.mark.parametrize("private", [False, True])
def test_a_private_file_is_so_from_the_start(*, private: bool, tmp_path: Path) -> None:
    path = tmp_path / "result.csv"
    before = os.umask(0o022)
    try:
        with atomic_file(path, private=private) as temporary:
            assert temporary.stat().st_mode & 0o777 == (0o600 if private else 0o644)
            temporary.write_text("whole")
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == (0o600 if private else 0o644)


def test_a_loop_of_links_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(path)
    with atomic_file(path) as temporary:
        temporary.write_text("whole")
    assert path.read_text() == "whole"


def test_a_temporary_file_that_vanished_is_reported(tmp_path: Path) -> None:
    with pytest.raises(StorageError), atomic_file(tmp_path / "result.csv") as temporary:
        temporary.unlink()
    assert list(tmp_path.iterdir()) == []


def test_an_error_without_a_number_is_reported() -> None:
    error = storage_error(Path("result.csv"), OSError("the disk is on fire"))
    assert "the disk is on fire" in error.message
    assert error.remedy


_WRITE_TOO_MUCH = """
import sys
from pathlib import Path
from hysteroview.core.errors import StorageError
from hysteroview.core.files import atomic_file
path = Path(sys.argv[1])
if sys.argv[2] == "limit":
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    with atomic_file(path) as temporary:
        temporary.write_bytes(bytes(2_000_000))
except StorageError as error:
    print(error)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")
def test_a_file_beyond_the_limit_of_the_disk_is_reported(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _WRITE_TOO_MUCH, tmp_path / "result.mp4", "limit"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "file too large. Choose a disk" in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MB, where one can be made."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("only root can make a small disk")
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let root make a small disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_reported_and_existing_files_stay(small_disk: Path) -> None:
    path = small_disk / "result.mp4"
    path.write_text("old")
    with pytest.raises(StorageError, match="no space left") as raised:  # noqa: SIM117
        with atomic_file(path) as temporary:
            temporary.write_bytes(bytes(2_000_000))
    assert "Free some space" in raised.value.remedy
    assert path.read_text() == "old"
    assert list(small_disk.iterdir()) == [path]


@pytest.fixture
def foreign_folder() -> Iterator[Path]:
    """A folder without write permission, as the user nobody, because root can write everywhere."""
    if os.name == "nt":
        pytest.skip("Windows knows no such rights")
    folder = Path(mkdtemp())
    folder.chmod(0o555)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(_NOBODY)
    yield folder
    if is_root:
        os.seteuid(0)
    folder.chmod(0o755)
    rmtree(folder)


def test_a_folder_that_may_not_be_written_is_reported_immediately(foreign_folder: Path) -> None:
    with (
        pytest.raises(StorageError, match="permission denied") as raised,
        atomic_file(foreign_folder / "result.csv"),
    ):
        pytest.fail("the body must not run")
    assert "that you have permission to write to" in raised.value.remedy
    assert list(foreign_folder.iterdir()) == []
