"""Where fetched studies lie while the program runs: for their user only, and not for long."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import platformdirs
from filelock import FileLock, Timeout

from hysteroview.core.errors import StorageError
from hysteroview.export.dicom.retrieve.receiving import Wanted

MOST_STUDIES = 8
MOST_BYTES = 16 << 30
_PRIVATE = 0o600
_LOCK = ".lock"
_Key = tuple[str, Wanted]


def earlier_folder() -> Path:
    """Folder of all programs' fetched studies."""
    return platformdirs.user_cache_path("HysteroView", appauthor=False) / "earlier"


@dataclass(frozen=True, slots=True)
class KeptStudy:
    """What was fetched.

    Attributes
    ----------
    missing
        Number of pictures and videos that did not come.
    """

    folder: Path
    missing: int


class KeptStudies:
    """The studies that this program has fetched; to be used by one thread at a time.

    They are removed when it ends, or when the next one begins after a crash. Of more than
    `MOST_STUDIES`, or `MOST_BYTES` in all, those that were used longest ago are removed.

    Raises
    ------
    StorageError
        The folder cannot be made.
    """

    def __init__(self, root: Path) -> None:
        self._kept: OrderedDict[_Key, KeptStudy] = OrderedDict()
        try:
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
            root.chmod(0o700)
            remove_leftovers(root)
            self.folder = Path(tempfile.mkdtemp(dir=root))  # for its user only
            self._lock = _lock_of(self.folder)
            self._lock.acquire()
        except (OSError, Timeout) as error:
            raise StorageError(
                "There is no place for earlier exams on this computer.",
                remedy="Check that the folder for temporary files of this program can be written.",
                detail=str(error),
            ) from error
        self._number = 0

    def find(
        self, archive: str, wanted: Wanted, fetch: Callable[[Path], int], *, again: bool = False
    ) -> KeptStudy:
        """Return what is wanted; what is not there yet is fetched into a new folder.

        Parameters
        ----------
        archive
            Name of the archive.
        fetch
            Fetches into a folder that it makes, and returns how much did not come, or raises.
        again
            Fetch it in any case; what is there is replaced if that succeeds.
        """
        key = (archive, wanted)
        if key in self._kept:
            self._kept.move_to_end(key)
            if not again:
                return self._kept[key]
        self._make_room()
        self._number += 1
        folder = self.folder / str(self._number)
        made = KeptStudy(folder, fetch(folder))
        before = self._kept.get(key)
        self._kept[key] = made
        if before is not None:
            shutil.rmtree(before.folder, ignore_errors=True)
        return made

    def close(self) -> None:
        """Remove everything. May be called twice."""
        self._kept.clear()
        shutil.rmtree(self.folder, ignore_errors=True)
        self._lock.release()
        with suppress(OSError):
            Path(self._lock.lock_file).unlink(missing_ok=True)

    def _make_room(self) -> None:
        while self._kept and (
            len(self._kept) >= MOST_STUDIES or _size_of(self.folder) > MOST_BYTES // 2
        ):
            _, oldest = self._kept.popitem(last=False)
            shutil.rmtree(oldest.folder, ignore_errors=True)


def _lock_of(folder: Path) -> FileLock:
    """Return the lock of a program's folder, which any of its threads may release."""
    return FileLock(folder.with_suffix(_LOCK), timeout=0, mode=_PRIVATE, thread_local=False)


def remove_leftovers(root: Path) -> None:
    """Remove what programs have left that no longer run."""
    for folder in [each for each in root.iterdir() if each.is_dir() and not each.is_symlink()]:
        lock = _lock_of(folder)
        try:
            with lock:
                shutil.rmtree(folder, ignore_errors=True)
        except (Timeout, OSError):
            continue  # its program runs
        if not folder.exists():
            with suppress(OSError):
                Path(lock.lock_file).unlink(missing_ok=True)


def _size_of(folder: Path) -> int:
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += (Path(place) / name).stat().st_size
    return total
