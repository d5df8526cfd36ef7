"""What does the work of an archive, as seen by who gives it out: workers and their jobs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from hysteroview.core.errors import HysteroViewError, InferenceError


class WorkersLostError(HysteroViewError):
    """There are no workers, or the connection to them is lost."""


class UnfitWorkerError(HysteroViewError):
    """A worker lacks what it needs; another one may have it."""


class HungWorkerError(InferenceError):
    """A worker did not end a task in time."""

    def __init__(self, bound_s: float, worker: str) -> None:
        super().__init__(
            f"A worker needed more than {bound_s:.0f} s for a part and was restarted.",
            remedy="Try the recording with `hysteroview analyze`, or use shorter parts.",
            detail=worker,
        )


class WorkerTask(Protocol):
    """Something that a worker computes; it is sent to it as it is."""

    @property
    def bound_s(self) -> float:
        """How long it may take, s; a worker that needs more hangs."""

    @property
    def is_small(self) -> bool:
        """Whether any worker can do it, without the resource that the others need."""

    def prepare(self) -> None:
        """Start what the worker keeps for all tasks."""

    def run(self) -> Any:
        """Return the result."""


class Job(Protocol):
    """A task that was given out."""

    def add_done_callback(self, fn: Callable[[Any], None], /) -> object:
        """Call a function once it has ended, in any way."""

    def result(self) -> Any:
        """Return what the task returns, or raise what it raises; it has ended."""

    def cancel(self) -> object:
        """Do not compute it, if it has not begun."""

    def hangs(self) -> HungWorkerError | None:
        """Return an error if a worker has begun it and does not end it in time."""


class Workers(Protocol):
    """Processes of this machine, or those of a scheduler."""

    def submit(self, task: WorkerTask) -> Job:
        """Give a task to any worker."""

    def count(self) -> int:
        """Return how many there are now."""

    def restart(self, job: Job) -> None:
        """End the worker that computes a job, and start it again where that is possible."""

    def leave_out(self, job: Job) -> bool:
        """Use the worker that had a job no longer; False if it is not known which one it was."""

    def reconnect(self) -> None:
        """Wait for the scheduler after the connection was lost; return at once if it is there.

        Raises
        ------
        WorkersLostError
            It has not come back.
        """
