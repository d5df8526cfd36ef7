"""The lock of a store: one writer, whichever program, thread or version; none after its end."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from hysteroview.exam.store.lock import try_lock

HOLDER = """
import sys
from pathlib import Path
from hysteroview.exam.store.lock import try_lock
lock = try_lock(Path(sys.argv[1]))
assert lock is not None
print("locked", flush=True)
sys.stdin.read()
"""
# as versions before this one locked, without a library
EARLIER = """
import fcntl, os, sys
descriptor = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT, 0o600)
try:
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
except OSError:
    sys.exit(1)
"""


def test_the_lock_is_exclusive_in_one_process_too(tmp_path: Path) -> None:
    lock = try_lock(tmp_path)
    assert lock is not None
    assert try_lock(tmp_path) is None
    lock.release()
    lock.release()
    again = try_lock(tmp_path)
    assert again is not None
    again.release()


def test_the_lock_dies_with_its_process(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as holder:  # fmt: skip
        assert holder.stdout is not None
        assert holder.stdout.readline() == "locked\n"
        assert try_lock(tmp_path) is None
        holder.kill()
        holder.wait()
    lock = try_lock(tmp_path)
    assert lock is not None
    lock.release()


def test_another_thread_may_release_it(tmp_path: Path) -> None:
    lock = try_lock(tmp_path)
    assert lock is not None
    thread = threading.Thread(target=lock.release)
    thread.start()
    thread.join()
    again = try_lock(tmp_path)
    assert again is not None
    again.release()


@pytest.mark.skipif(os.name == "nt", reason="flock is not of Windows")
def test_an_earlier_version_and_this_one_exclude_each_other(tmp_path: Path) -> None:
    lock = try_lock(tmp_path)
    assert lock is not None
    path = tmp_path / "lock"
    assert path.stat().st_mode & 0o777 == 0o600
    earlier = [sys.executable, "-c", EARLIER, str(path)]
    assert subprocess.run(earlier, check=False).returncode == 1
    inode = path.stat().st_ino
    lock.release()
    # the file stays: who opened it before would lock what nobody else sees
    assert path.stat().st_ino == inode
    assert subprocess.run(earlier, check=False).returncode == 0


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_no_rival(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(PermissionError):
        try_lock(tmp_path)
    tmp_path.chmod(0o700)
