"""Work on several archives at once, so that a slow one does not keep the others waiting."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hysteroview.exam.outbox.outbox import Outbox
from hysteroview.pipeline.worker import Worker

_ENDLESS_S = threading.TIMEOUT_MAX

Work = Callable[[Outbox], None]


@dataclass(frozen=True, slots=True)
class _Delivery:
    worker: Worker
    is_over: threading.Event


class Deliveries:
    """One thread for each archive that something is due for, with an outbox of its own.

    The methods are for one thread, the owner's.

    Parameters
    ----------
    store
        Folder of the exams.
    clock_ns
        UTC.
    ended
        Set whenever the work on an archive has ended.
    """

    def __init__(self, store: Path, clock_ns: Callable[[], int], ended: threading.Event) -> None:
        self._store, self._clock_ns, self._ended = store, clock_ns, ended
        self._deliveries: dict[str, _Delivery] = {}
        self._stopping = threading.Event()

    @property
    def running(self) -> frozenset[str]:
        """Names of the archives that are worked on; any thread may ask."""
        deliveries = list(self._deliveries.items())
        return frozenset(name for name, each in deliveries if not each.is_over.is_set())

    @property
    def is_stopping(self) -> bool:
        """Whether all work has to end; any thread may ask."""
        return self._stopping.is_set()

    def start(self, name: str, work: Work) -> None:
        """Work on an archive; without effect while that is being done.

        Raises
        ------
        Exception
            Of earlier work that has failed.
        """
        self.check()
        if name not in self._deliveries:
            is_over = threading.Event()
            worker = Worker(f"sending to {name}", lambda: self._run(work, is_over))
            self._deliveries[name] = _Delivery(worker, is_over)
            worker.start()

    def wait(self) -> None:
        """Wait for the end of all work.

        Raises
        ------
        Exception
            Of the first work that has failed.
        """
        for each in self._deliveries.values():
            each.is_over.wait()
        self.check()

    def stop(self) -> None:
        """End all work after the object that is on its way.

        Raises
        ------
        Exception
            Of the first work that has failed.
        """
        self._stopping.set()
        try:
            self.wait()
        finally:
            self._stopping.clear()

    def check(self) -> None:
        """Raise what work that is over has failed with, once for each."""
        for name in self._deliveries.keys() - self.running:
            worker = self._deliveries.pop(name).worker
            worker.join(_ENDLESS_S)  # it has nothing left to do
            if worker.failure is not None:
                raise worker.failure

    def _run(self, work: Work, is_over: threading.Event) -> None:
        try:
            with Outbox(self._store, self._clock_ns) as outbox:
                work(outbox)
        finally:
            is_over.set()
            self._ended.set()
