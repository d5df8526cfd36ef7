"""Gives tasks to workers, as many as they can use, and watches that each of them ends."""

from __future__ import annotations

import logging
import queue
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar

from hysteroview.core.errors import HysteroViewError
from hysteroview.pipeline.archive.workers import Job, UnfitWorkerError, Workers, WorkersLostError

log = logging.getLogger(__name__)

POLL_S: Final = 0.5
_COUNT_EVERY_S = 5.0
_NO_WORKER_S = 600.0
_MOST_LOST = 10  # for one task, while the scheduler is there


class Startable(Protocol):
    """Something that can be given out."""

    def submit(self) -> Job:
        """Give it to a worker."""


T = TypeVar("T", bound=Startable)


@dataclass(frozen=True, slots=True)
class Ended(Generic[T]):
    """A task that has ended.

    Attributes
    ----------
    result
        Returns what the task returned, or raises what it raised.
    """

    task: T
    job: Job
    result: Callable[[], Any]


class Dispatch(Generic[T]):
    """The tasks that are ready and those that are under way; to be used by one thread.

    Tasks of a worker that is lost are given out again. A worker that hangs is restarted, and one
    that lacks what it needs is left out.

    Parameters
    ----------
    note
        Called with a sentence when something happens that a person should know.
    clock
        Returns the time in s.
    """

    def __init__(
        self,
        workers: Workers,
        note: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._workers, self._note, self._clock = workers, note, clock
        self._ready: deque[T] = deque()
        self._ended: queue.SimpleQueue[tuple[T, Job]] = queue.SimpleQueue()
        self._under_way: dict[int, tuple[T, Job]] = {}
        self._apart: set[int] = set()  # ids of the jobs for which no worker is needed
        self._lost: dict[int, int] = {}  # how often each task was, by its id
        self._count, self._counted_s = 0, -_COUNT_EVERY_S
        self._with_workers_s = clock()
        self._watched_s = clock()

    def __len__(self) -> int:
        return len(self._under_way)

    @property
    def workers(self) -> int:
        """How many there were lately."""
        return self._count

    def put(self, task: T) -> None:
        """Give out a task when there is room."""
        self._ready.append(task)

    def start(self, task: T, *, is_apart: bool = False) -> None:
        """Give out a task at once.

        Parameters
        ----------
        is_apart
            No worker computes it: it takes no room from those that they can compute.
        """
        job = task.submit()
        if is_apart:
            self._apart.add(id(job))
        self._under_way[id(job)] = task, job
        job.add_done_callback(lambda _: self._ended.put((task, job)))

    def fill(self, more: Callable[[], T | None]) -> bool:
        """Give out tasks while there is room; False if there are none.

        Parameters
        ----------
        more
            Returns another task; None if there is none.

        Raises
        ------
        WorkersLostError
            There has been no worker for a long time.
        """
        self._count_workers()
        while len(self._under_way) - len(self._apart) < 2 * max(self._count, 1) + 2:
            task = self._ready.popleft() if self._ready else more()
            if task is None:
                return False
            self.start(task)
        return True

    def next(self) -> Ended[T] | None:
        """Wait for the next task that ends, at most half a second; None if none has.

        Raises
        ------
        WorkersLostError
            The connection is lost for good.
        """
        return self._hung() or self._next()

    def leave_out(self, ended: Ended[T], error: UnfitWorkerError) -> None:
        """Use the worker that had a task no longer, and give the task to another one.

        Raises
        ------
        UnfitWorkerError
            There is none, or it is not known which one it was.
        """
        if not self._workers.leave_out(ended.job):
            raise error
        self._note(f"{error} This worker is left out.")
        self._counted_s = -_COUNT_EVERY_S
        self._count_workers()
        if not self._count:
            raise error
        self._ready.appendleft(ended.task)

    def end(self) -> None:
        """Forget all tasks."""
        self._ready.clear()
        for _, job in self._under_way.values():
            job.cancel()

    def _hung(self) -> Ended[T] | None:
        """Return a task whose worker hangs and is restarted."""
        if self._clock() - self._watched_s < POLL_S:
            return None
        self._watched_s = self._clock()
        for task, job in self._under_way.values():
            if (error := job.hangs()) is not None:
                del self._under_way[id(job)]
                self._note(str(error))
                job.cancel()
                self._workers.restart(job)
                return Ended(task, job, _raising(error))
        return None

    def _next(self) -> Ended[T] | None:
        try:
            task, job = self._ended.get(timeout=POLL_S)
        except queue.Empty:
            return None
        if self._under_way.pop(id(job), None) is None:
            return None  # it hung, and was given out again
        self._apart.discard(id(job))
        try:
            result = job.result()
        except WorkersLostError as error:
            self._again(task, error)
            return None
        except HysteroViewError as error:
            return Ended(task, job, _raising(error))
        self._lost.pop(id(task), None)
        return Ended(task, job, lambda: result)

    def _again(self, task: T, error: WorkersLostError) -> None:
        """Give a task out again once the scheduler is there."""
        if not self._lost:
            self._note("The connection to the workers is lost; the scheduler is waited for.")
        self._workers.reconnect()
        self._lost[id(task)] = self._lost.get(id(task), 0) + 1
        if self._lost[id(task)] > _MOST_LOST:
            raise error
        self._ready.appendleft(task)

    def _count_workers(self) -> None:
        now_s = self._clock()
        if now_s - self._counted_s < _COUNT_EVERY_S:
            return
        self._count, self._counted_s = self._workers.count(), now_s
        if self._count:
            self._with_workers_s = now_s
        elif now_s - self._with_workers_s > _NO_WORKER_S:
            raise WorkersLostError(
                f"No worker has been there for {_NO_WORKER_S / 60:.0f} minutes.",
                remedy="Start workers with `dask worker`; then run the same command again.",
            )


def _raising(error: HysteroViewError) -> Callable[[], Any]:
    def result() -> Any:
        raise error

    return result
