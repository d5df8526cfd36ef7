"""How far a fetch is, and its end before its time: canceled, too late, without progress."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from hysteroview.core.errors import ArchiveError

_POLL_S = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much is fetched at most.

    Attributes
    ----------
    objects, size_bytes
        In all.
    time_s
        For all together.
    stall_s
        Without anything that comes.
    """

    objects: int = 2000
    size_bytes: int = 8 << 30
    time_s: float = 1800.0
    stall_s: float = 120.0

    @property
    def received_bytes(self) -> int:
        """How much may come: a tenth more, for what an archive sends beside the objects."""
        return int(self.size_bytes * 1.1) + (1 << 20)


BOUNDS = Bounds()


class FetchProgress:
    """How far a fetch is; written by its threads, looked at by its owner.

    Attributes
    ----------
    total
        Number of objects that are expected; 0 if it is not known.
    objects
        Number of those that are there.
    size_bytes
        What has come, also of objects that are not complete.
    """

    def __init__(self, total: int = 0) -> None:
        self.total, self.objects, self.size_bytes = total, 0, 0
        self._canceled = threading.Event()

    @property
    def is_canceled(self) -> bool:
        """Whether the fetch has to end."""
        return self._canceled.is_set()

    def cancel(self) -> None:
        """End the fetch; may be called from any thread, and twice."""
        self._canceled.set()


class Guard:
    """Ends a connection that is canceled, takes too long, or stands still.

    Attributes
    ----------
    failure
        Why it was ended; None if it was not.
    """

    def __init__(self, progress: FetchProgress, bounds: Bounds, abort: Callable[[], None]) -> None:
        self._progress, self._bounds, self._abort = progress, bounds, abort
        self._done = threading.Event()
        self.failure: ArchiveError | None = None
        self._thread = threading.Thread(target=self._watch, name="fetch guard", daemon=True)

    def start(self) -> None:
        """Watch from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no longer."""
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        end_s = time.monotonic() + self._bounds.time_s
        seen, moved_s = self._progress.size_bytes, time.monotonic()
        while not self._done.wait(_POLL_S):
            now_s = time.monotonic()
            if self._progress.size_bytes != seen:
                seen, moved_s = self._progress.size_bytes, now_s
            if self._progress.is_canceled:
                self.failure = canceled()
            elif now_s > end_s:
                self.failure = _broke_off("It takes longer than is waited for.")
            elif now_s > moved_s + self._bounds.stall_s:
                self.failure = _broke_off("Nothing comes any more.")
            if self.failure is not None:
                break
        while not self._done.is_set():
            self._abort()  # again and again: the first time may fall between two connections
            self._done.wait(_POLL_S)


@contextmanager
def guarded(progress: FetchProgress, bounds: Bounds, abort: Callable[[], None]) -> Iterator[Guard]:
    """Watch what is done inside, and end it by `abort`, which another thread calls.

    Raises
    ------
    ArchiveError
        It was ended, whatever came of that inside.
    """
    guard = Guard(progress, bounds, abort)
    guard.start()
    try:
        yield guard
    except ArchiveError:
        guard.stop()
        if guard.failure is None:
            raise
    finally:
        guard.stop()
    if guard.failure is not None:
        raise guard.failure


def canceled() -> ArchiveError:
    """Return the error of a fetch that the operator has ended."""
    return ArchiveError("Fetching was canceled.", remedy="Nothing of it was kept.")


def _broke_off(detail: str) -> ArchiveError:
    return ArchiveError(
        "The archive did not send the whole study in time.",
        remedy="Try again later.",
        detail=detail,
    )
