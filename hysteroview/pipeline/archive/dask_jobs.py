"""A task of an archive as a task of Dask, and what its worker reports of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from hysteroview.core.errors import HysteroViewError, InferenceError
from hysteroview.pipeline.archive.workers import (
    HungWorkerError,
    UnfitWorkerError,
    WorkersLostError,
    WorkerTask,
)
from hysteroview.pipeline.inference.link import BUILD_TIMEOUT_S

if TYPE_CHECKING:
    from distributed import Future

TOPIC: Final = "hysteroview"
_RESULT_S = 120  # to fetch a result that is there
_PREPARE_S = BUILD_TIMEOUT_S + 60.0  # an engine may be built for the GPU of the worker


def lost_connection(error: Exception) -> WorkersLostError:
    """Return the error for a scheduler that does not answer anymore."""
    return WorkersLostError(
        "The connection to the workers is lost.",
        remedy="Run the same command again when the scheduler is back: it goes on.",
        detail=str(error),
    )


def run_on_worker(task: WorkerTask) -> Any:
    """Do a task on a worker, which reports when it begins; see `Begun`."""
    from distributed import get_worker  # noqa: PLC0415 - an extra

    worker = get_worker()
    facts = {"key": worker.get_current_task(), "worker": worker.address}
    worker.log_event(TOPIC, facts | {"bound_s": _PREPARE_S})
    task.prepare()
    worker.log_event(TOPIC, facts | {"bound_s": task.bound_s})
    return task.run()


@dataclass(frozen=True, slots=True)
class Begun:
    """A task that a worker has begun.

    Attributes
    ----------
    worker
        Its address.
    bound_s
        How long it may take.
    since_s
        When that was said here, by the monotonic clock.
    """

    worker: str
    bound_s: float
    since_s: float


class BegunTasks:
    """What workers have reported of the tasks that they have begun, by their keys.

    One thread adds to it and another one reads it: each call is one operation on a dict.
    """

    def __init__(self) -> None:
        self._by_key: dict[str, Begun] = {}

    def add(self, event: tuple[Any, dict[str, Any]]) -> None:
        """Take an event of Dask."""
        said = event[1]
        self._by_key[said["key"]] = Begun(said["worker"], said["bound_s"], time.monotonic())

    def get(self, key: str) -> Begun | None:
        """Return the last report of a task; None if no worker has begun it."""
        return self._by_key.get(key)

    def forget(self, key: str) -> None:
        """Forget a task that has ended."""
        self._by_key.pop(key, None)


class DaskJob:
    """A task of Dask, with errors of this program only; see `Job`."""

    def __init__(self, future: Future[Any], begun: BegunTasks) -> None:
        self._future, self._begun = future, begun

    @property
    def worker(self) -> str | None:
        """Address of the worker that has begun it last."""
        begun = self._begun.get(str(self._future.key))
        return None if begun is None else begun.worker

    def add_done_callback(self, fn: Callable[[Any], None], /) -> None:
        """See `Job`."""
        self._future.add_done_callback(fn)  # type: ignore[no-untyped-call]

    def result(self) -> Any:
        """See `Job`."""
        from distributed import CancelledError, KilledWorker  # noqa: PLC0415 - an extra

        try:
            return self._future.result(timeout=_RESULT_S)
        except HysteroViewError:
            raise
        except KilledWorker as error:
            raise InferenceError(
                "Several workers ended while they analyzed this part.",
                remedy="Try it with `hysteroview analyze`, and look at the workers' messages.",
                detail=str(error),
            ) from error
        except ImportError as error:
            raise UnfitWorkerError(
                "A worker has another version of the program, or has not installed it.",
                remedy="Install the same version on all machines.",
                detail=str(error),
            ) from error
        except (CancelledError, OSError, TimeoutError) as error:
            raise lost_connection(error) from error

    def hangs(self) -> HungWorkerError | None:
        """See `Job`."""
        begun = self._begun.get(str(self._future.key))
        if begun is None or time.monotonic() - begun.since_s <= begun.bound_s:
            return None
        return HungWorkerError(begun.bound_s, begun.worker)

    def cancel(self) -> None:
        """See `Job`."""
        self._future.cancel()  # type: ignore[no-untyped-call]
