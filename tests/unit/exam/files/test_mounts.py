"""Whether a folder is on a network share, by the table of mounts."""

from __future__ import annotations

from pathlib import Path

import pytest

from hysteroview.core.errors import StorageError
from hysteroview.exam.files import mounts
from hysteroview.exam.store.store import open_store

TABLE = """\
22 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw
70 22 0:51 / /mnt/share rw,relatime shared:35 - cifs //server/exams rw,vers=3.1.1
71 22 0:52 / /mnt/with\\040blank rw,relatime - nfs4 server:/exams rw,vers=4.2
72 70 259:5 / /mnt/share/disk rw - ext4 /dev/sda1 rw
73 22 0:60 / /mnt/twice rw - nfs server:/a rw
74 73 259:6 / /mnt/twice rw - xfs /dev/sdb1 rw
broken line
"""


@pytest.mark.parametrize(("place", "kind"), [
    ("/home/anna/exams", "ext4"),
    ("/mnt/share", "cifs"),
    ("/mnt/share/exams", "cifs"),
    ("/mnt/shared/exams", "ext4"),
    ("/mnt/with blank/exams", "nfs4"),
    ("/mnt/share/disk/exams", "ext4"),
    ("/mnt/twice/exams", "xfs"),
])  # fmt: skip
def test_the_file_system_is_that_of_the_innermost_and_newest_mount(place: str, kind: str) -> None:
    assert mounts.file_system_of(place, TABLE) == kind


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_store_on_a_network_share_is_refused_with_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    share = tmp_path / "share"
    table = tmp_path / "mountinfo"
    table.write_text(f"{TABLE}90 22 0:70 / {share} rw - {kind} server:/x rw\n")
    monkeypatch.setattr(mounts, "MOUNTS", table)
    with pytest.raises(StorageError, match="on a network share") as raised:
        open_store(share / "exams")
    assert "disk of this computer" in raised.value.remedy
    assert not share.exists()


def test_this_folder_is_on_no_network_share(tmp_path: Path) -> None:
    assert mounts.network_file_system(tmp_path) == ""
