"""Lock of a store: only one program writes at a time; the lock ends with its process."""

from __future__ import annotations

import errno
from pathlib import Path

from filelock import FileLock, Timeout

_PRIVATE = 0o600
_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)


class FolderLock:
    """The lock of a folder, held until `release`, garbage collection, or the end of the process."""

    def __init__(self, lock: FileLock) -> None:
        self._lock = lock

    def release(self) -> None:
        """Release the lock, from any thread; may be called twice."""
        self._lock.release()


def try_lock(folder: Path) -> FolderLock | None:
    """Acquire the lock of a folder; None if another process has it, or locks are unsupported.

    Raises
    ------
    OSError
        The folder cannot be written to.
    """
    lock = FileLock(
        folder / "lock",
        mode=_PRIVATE,
        thread_local=False,  # a store may be closed by another thread than the one that opened it
        # unlike a lock, a marker file would remain after a crash
        fallback_to_soft=False,
        # a program that opened the file before it is removed would lock a deleted file
        preserve_lock_file=True,
    )
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return None
    except OSError as error:
        if error.errno in _NO_LOCKS:
            return None
        raise
    return FolderLock(lock)
