"""Mounts: whether a folder is on a disk of this computer or on a network share."""

from __future__ import annotations

import ctypes
import os
import re
import sys
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
_NETWORK = frozenset(
    {
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "lustre", "glusterfs",
        "gpfs", "fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.rclone", "fuse.davfs",
        "fuse.gvfsd-fuse", "davfs",
    }
)  # fmt: skip
_REMOTE_DRIVE = 4  # DRIVE_REMOTE of Windows
_OCTAL = re.compile(r"\\([0-7]{3})")


def network_file_system(folder: Path) -> str:
    """Return the kind of network share that a folder is on; empty if it is on a local disk.

    A folder that does not exist yet is judged by the folder in which it would be created. Where
    mounts cannot be read, as on macOS, the answer is empty.
    """
    place = os.path.realpath(folder)
    if sys.platform == "win32":
        return _windows_share(place)
    try:
        mounts = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""
    kind = file_system_of(place, mounts)
    return kind if kind in _NETWORK else ""


def file_system_of(place: str, mounts: str) -> str:
    """Return the type of the file system of an absolute path; empty if it is not known.

    Parameters
    ----------
    mounts
        Content of ``/proc/self/mountinfo`` (proc(5)): a line for each mount, the newest last.
    """
    best, found = -1, ""
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        fields, kinds = before.split(" "), after.split(" ")
        if len(fields) < 5 or not kinds[0]:
            continue
        point = _OCTAL.sub(lambda code: chr(int(code[1], 8)), fields[4])
        is_inside = place == point or place.startswith(point.rstrip("/") + "/")
        if is_inside and len(point) >= best:
            best, found = len(point), kinds[0]
    return found


def _windows_share(place: str) -> str:
    if place.startswith("\\\\"):
        return "SMB"
    if sys.platform == "win32":
        drive = os.path.splitdrive(place)[0] + "\\"
        if ctypes.windll.kernel32.GetDriveTypeW(drive) == _REMOTE_DRIVE:
            return "SMB"
    return ""
