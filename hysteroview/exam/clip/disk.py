"""Free disk space: remaining minutes of recording, and the reserve for closing files."""

from __future__ import annotations

import secrets
import shutil
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from hysteroview.core.files import storage_error
from hysteroview.core.types import NS_PER_S

# A recording ends at this free space, so that its index, the record and the log still fit.
RESERVE_BYTES = 64_000_000
USUAL_BYTES_PER_S = 1_250_000.0  # 10 Mbit/s: used until the rate of the recording is known
_LOW_MIN, _CRITICAL_MIN = 10.0, 5.0
_RATE_WINDOW_NS = 60 * NS_PER_S
_LEAST_WINDOW_NS = 5 * NS_PER_S
BALLAST, _BALLAST_BYTES = ".ballast-", 1_000_000


class DiskLevel(StrEnum):
    """Warning level by the time until the disk is full."""

    OK = "ok"
    LOW = "low"
    CRITICAL = "critical"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class DiskReport:
    """Disk space for a recording.

    Attributes
    ----------
    minutes_left
        Estimated minutes of recording at the present rate.
    """

    free_bytes: int
    minutes_left: float
    level: DiskLevel


def assess_disk(free_bytes: int, bytes_per_s: float = USUAL_BYTES_PER_S) -> DiskReport:
    """Return how long a disk with `free_bytes` has space for a recording."""
    usable = max(free_bytes - RESERVE_BYTES, 0)
    minutes = usable / max(bytes_per_s, 1.0) / 60
    if not usable:
        level = DiskLevel.FULL
    elif minutes <= _CRITICAL_MIN:
        level = DiskLevel.CRITICAL
    else:
        level = DiskLevel.LOW if minutes <= _LOW_MIN else DiskLevel.OK
    return DiskReport(free_bytes, minutes, level)


def free_bytes(folder: Path) -> int:
    """Return the free space on the disk of `folder`, which need not exist yet.

    Raises
    ------
    StorageError
        The disk does not respond.
    """
    there = folder.absolute()
    while not there.exists() and there != there.parent:
        there = there.parent
    try:
        return shutil.disk_usage(there).free
    except OSError as error:
        raise storage_error(folder, error) from error


class WriteRate:
    """Bytes per second over the last minute of a recording. Time is passed in."""

    def __init__(self) -> None:
        self._points: deque[tuple[int, int]] = deque()

    def add(self, now_ns: int, size_bytes: int) -> None:
        """Add the number of bytes written until `now_ns`."""
        self._points.append((now_ns, size_bytes))
        while self._points[-1][0] - self._points[0][0] > _RATE_WINDOW_NS:
            self._points.popleft()

    @property
    def bytes_per_s(self) -> float:
        """Return the measured rate, or the usual rate during the first seconds."""
        if not self._points:
            return USUAL_BYTES_PER_S
        (first_ns, first_bytes), (last_ns, last_bytes) = self._points[0], self._points[-1]
        if last_ns - first_ns < _LEAST_WINDOW_NS:
            return USUAL_BYTES_PER_S
        return (last_bytes - first_bytes) * NS_PER_S / (last_ns - first_ns)


class Ballast:
    """A file that reserves disk space, released when a clip must be closed on a full disk."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / f"{BALLAST}{secrets.token_hex(4)}"
        with suppress(OSError):  # a disk as full as that is reported with the first fragment
            self._path.touch(0o600)
            self._path.write_bytes(bytes(_BALLAST_BYTES))

    def release(self) -> None:
        """Release the space; may be called twice."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


def remove_ballast(folder: Path) -> None:
    """Remove reserve files below `folder` that an interrupted program left."""
    for path in folder.rglob(f"{BALLAST}*"):
        with suppress(OSError):
            path.unlink()
