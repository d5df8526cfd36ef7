"""An export appears as a whole, or nothing of it is left."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from disks import small_disk
from hysteroview.core.errors import StorageError
from hysteroview.export.output.progress import ExportCanceledError, SharedProgress
from hysteroview.export.output.target import Draft, new_export


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def write(target: Path, names: tuple[str, ...] = ("a.csv",), content: bytes = b"x" * 999) -> None:
    with new_export(target, before_it_appears=lambda _: None) as draft:
        for name in names:
            draft.new_file(name).write_bytes(content)


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_it_appears_when_it_is_complete(tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    with new_export(target, before_it_appears=lambda _: None) as draft:
        draft.new_file("a.csv").write_text("x")
        assert not target.exists()
    if target.is_dir():
        assert [path.name for path in target.iterdir()] == ["a.csv"]
    else:
        assert zipfile.ZipFile(target).namelist() == ["a.csv"]
    assert names_in(tmp_path) == [name]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_it_is_readable_for_its_owner_only(tmp_path: Path) -> None:
    write(tmp_path / "out")
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "out" / "a.csv").stat().st_mode) == 0o600


def test_an_empty_folder_may_be_given(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    write(tmp_path / "out")
    assert (tmp_path / "out" / "a.csv").exists()


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_a_name_that_is_taken_is_refused(tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    if name == "out":
        target.mkdir()
        (target / "kept").write_text("x")
    else:
        target.write_text("x")
    with pytest.raises(StorageError, match="already exists, and nothing was written"):
        write(target)
    assert len(names_in(tmp_path)) == 1


def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="too long") as caught:
        write(tmp_path / ("长" * 90))
    assert caught.value.remedy == "Choose a shorter name."
    assert not names_in(tmp_path)


def test_the_same_name_twice_gets_a_number(tmp_path: Path) -> None:
    write(tmp_path / "out", ("a.png", "A.png", "a.png", "../../a.png", "息肉 1.png", "x" * 300))
    names = names_in(tmp_path / "out")
    assert names[:3] == ["A-2.png", "_.._a.png", "a-3.png"]
    assert {"a.png", "息肉_1.png"} < set(names)


@pytest.mark.parametrize("error", [ExportCanceledError(), KeyboardInterrupt(), ValueError("bug")])
def test_nothing_is_left_of_one_that_did_not_succeed(tmp_path: Path, error: BaseException) -> None:
    def run() -> None:
        with new_export(tmp_path / "out", before_it_appears=lambda _: None) as draft:
            draft.new_file("a.csv").write_text("x")
            raise error

    with pytest.raises(type(error)):
        run()
    assert not names_in(tmp_path)


def test_nothing_appears_if_it_cannot_be_logged(tmp_path: Path) -> None:
    def fail(_: Draft) -> None:
        raise StorageError("The log cannot be written.")

    def run() -> None:
        with new_export(tmp_path / "out", before_it_appears=fail) as draft:
            draft.new_file("a.csv").write_text("x")

    with pytest.raises(StorageError, match="log"):
        run()
    assert not names_in(tmp_path)


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_a_full_disk_is_reported_and_keeps_nothing(tmp_path: Path, name: str) -> None:
    with small_disk(tmp_path / "disk", 256) as disk:
        with pytest.raises(StorageError, match="no space left") as caught:
            write(disk / name, content=b"x" * 300_000)
        assert "space" in caught.value.remedy
        assert not names_in(disk)


def test_a_disk_that_can_only_be_read_is_reported(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 256) as disk:
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with pytest.raises(StorageError, match="read-only"):
            write(disk / "out")


def test_a_disk_that_was_pulled_is_reported(tmp_path: Path) -> None:
    def run(disk: Path) -> None:
        with new_export(disk / "out", before_it_appears=lambda _: None) as draft:
            draft.new_file("a.csv").write_text("x")
            subprocess.run(["umount", "--lazy", str(disk)], check=True)
            draft.new_file("b.csv").write_text("x")

    with small_disk(tmp_path / "disk", 256) as disk:
        with pytest.raises(StorageError, match="does not exist"):
            run(disk)
        assert not names_in(disk)
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(disk)], check=True)


def test_a_folder_that_does_not_exist_is_reported(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="does not exist"):
        write(tmp_path / "none" / "out")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no SIGKILL")
def test_what_a_killed_one_left_is_removed_by_the_next(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib, time\n"
        "from hysteroview.export.output.target import new_export\n"
        "with new_export(pathlib.Path(sys.argv[1]), before_it_appears=print) as draft:\n"
        "    draft.new_file('a.csv').write_text('x')\n"
        "    print('ready', flush=True)\n"
        "    time.sleep(600)\n"
    )
    target = tmp_path / "out"
    child = subprocess.Popen([sys.executable, "-c", code, str(target)], stdout=subprocess.PIPE)
    assert child.stdout is not None
    with child.stdout:
        assert child.stdout.readline() == b"ready\n"
        (left,) = names_in(tmp_path)
        write(tmp_path / "out2")  # another target: a running export keeps its draft
        assert left in names_in(tmp_path)
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert not target.exists()
    write(target)
    assert names_in(tmp_path) == ["out", "out2"]


def test_of_two_exports_to_the_same_name_the_first_to_end_stays(tmp_path: Path) -> None:
    def run() -> None:
        with new_export(tmp_path / "out", before_it_appears=lambda _: None) as draft:
            draft.new_file("a.csv").write_text("first")
            write(tmp_path / "out", content=b"second")
            assert draft.folder.exists()

    with pytest.raises(StorageError, match="not empty"):
        run()
    assert (tmp_path / "out" / "a.csv").read_text() == "second"
    assert names_in(tmp_path) == ["out"]


def test_a_canceled_progress_ends_the_export() -> None:
    progress = SharedProgress()
    progress(3, 12)
    assert progress.share == 0.25
    progress.cancel()
    with pytest.raises(ExportCanceledError):
        progress(4, 12)
