"""Files that appear under their final name only when they are complete."""

from __future__ import annotations

import errno
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hysteroview.core.errors import StorageError

TEMPORARY = re.compile(r"\..*\.[0-9a-f]{8}\.part(\..*)?")  # names of unfinished files
_LONGEST_STEM = 40  # characters; a name may have 255 bytes, and a letter takes up to 4
_FOR_ALL, _PRIVATE = 0o666, 0o600  # the umask restricts the first
# network and FUSE disks that cannot sync a folder, and folders that are writable but not readable
_UNSYNCABLE = (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF, errno.EACCES, errno.EPERM)

_REMEDIES = {
    errno.ENOSPC: "Free some space, or choose another disk.",
    errno.EDQUOT: "Delete some of your files to get below your disk quota, or choose another disk.",
    errno.EFBIG: "Choose a disk that supports larger files.",
    errno.EACCES: "Choose a folder that you have permission to write to.",
    errno.EPERM: "Choose a folder that you have permission to write to.",
    errno.EROFS: "Choose a folder on a disk that is not write-protected.",
    errno.ENOENT: "Create the folder first, or choose another.",
    errno.ENOTDIR: "Choose another folder.",
    errno.ENAMETOOLONG: "Choose a shorter name.",
    errno.EIO: "Check the disk, or choose another.",
}


@contextmanager
def atomic_file(path: Path, *, private: bool = False) -> Iterator[Path]:
    """Yield a temporary path beside `path`, which replaces `path` if the body succeeds.

    The temporary file exists from the start, so that a folder without write permission is reported
    before hours of work. It is hidden and keeps the extension, by which muxers choose their format.
    If the body is interrupted (by an error or Ctrl-C), `path` stays as it was.

    Parameters
    ----------
    path
        Replaced if it exists; if it is a symbolic link, its target is replaced.
    private
        Readable for its owner only, from the first byte on.

    Raises
    ------
    StorageError
        The file cannot be created, written or renamed. An `OSError` in the body is treated as an
        error in writing this file.
    """
    target = Path(os.path.realpath(path))  # Path.resolve raises RuntimeError on a loop of links
    try:
        if target.exists() and not target.is_file():
            kind = "a folder" if target.is_dir() else "not a file"
            raise StorageError(
                f"{path.name} cannot be written: it is {kind}.", remedy="Choose another name."
            )
        temporary = _make_temporary(target, _PRIVATE if private else _FOR_ALL)
    except OSError as error:
        raise storage_error(path, error) from error
    try:
        yield temporary
        _to_disk(temporary)
        temporary.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise storage_error(path, error) from error
    finally:
        with suppress(OSError):  # already renamed, or the disk failed and that error is raised
            temporary.unlink()


def storage_error(path: Path, error: OSError) -> StorageError:
    """Return an error that says why `path` cannot be written and what to do."""
    number = error.errno or 0
    if number == errno.ENOENT:
        message = f"{path.name} cannot be written: the folder {path.parent} does not exist."
    else:
        reason = (os.strerror(number) if number else str(error)).lower()
        message = f"{path.name} cannot be written: {reason}."
    return StorageError(message, remedy=_REMEDIES.get(number, "Choose another folder."))


def _make_temporary(target: Path, mode: int) -> Path:
    token = secrets.token_hex(4)
    name = f".{target.stem[:_LONGEST_STEM]}.{token}.part{target.suffix}"
    temporary = target.with_name(name)
    temporary.touch(mode, exist_ok=False)
    return temporary


def leftover_pattern(path: Path) -> str:
    """Return a regular expression for the names that `atomic_file` gives to unfinished files."""
    stem, suffix = re.escape(path.stem[:_LONGEST_STEM]), re.escape(path.suffix)
    return rf"\.{stem}\.[0-9a-f]{{8}}\.part{suffix}"


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in _UNSYNCABLE:
            raise
