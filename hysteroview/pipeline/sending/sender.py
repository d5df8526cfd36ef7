"""The thread that sends while the window is open."""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.outbox.items import NEVER_NS, ItemState, JobState
from hysteroview.exam.outbox.outbox import FOLDER, Outbox
from hysteroview.exam.store.lock import FolderLock
from hysteroview.export.dicom.send.connection import LIMITS, Limits
from hysteroview.pipeline.sending.delays import DELAYS, Delays
from hysteroview.pipeline.sending.rounds import Rounds
from hysteroview.pipeline.sending.selection import Selection
from hysteroview.pipeline.worker import Worker
from hysteroview.settings.sections import Settings

if TYPE_CHECKING:  # importing the encryption takes 50 ms, which other stores do not need
    from hysteroview.exam.store.keys import StoreKey

_LOOK_S: Final = 5.0  # reports of storage commitment and other programs change the outbox too
_AFTER_FAILURE_S: Final = 30.0
_LEAST_S: Final = 0.2
_WAITING: Final = (ItemState.WAITING, ItemState.SENDING, ItemState.UNCERTAIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderStatus:
    """What is in the outbox.

    Attributes
    ----------
    waiting
        Objects, and exams whose objects have yet to be made.
    reason
        Why something waits or failed, newest first; empty if nothing is wrong.
    failure
        Why nothing can be sent at all, such as an outbox that cannot be read.
    """

    waiting: int = 0
    failed: int = 0
    reason: str = ""
    failure: HysteroViewError | None = None
    is_paused: bool = False


@dataclass(frozen=True, slots=True)
class _Order:
    archive: str
    exam: str
    selection: Selection


class Sender:
    """Sends what is due in a thread of its own, until `close`.

    During a live exam, `pause` lets only reports on exams through.

    Parameters
    ----------
    store
        Folder of the exams.
    settings, key
        Return what is in force; called by the thread.
    """

    def __init__(
        self,
        store: Path,
        settings: Callable[[], Settings],
        key: Callable[[], StoreKey | None],
        *,
        delays: Delays = DELAYS,
        limits: Limits = LIMITS,
    ) -> None:
        self.store = store
        self._wake, self._closed, self._paused = (threading.Event() for _ in range(3))
        self._rounds = Rounds(
            store, settings, key=key, delays=delays, limits=limits, ended=self._wake
        )
        self._settings = settings
        self._orders: deque[_Order] = deque()
        self._status = SenderStatus()
        self._worker = Worker("sending", self._work)

    @property
    def status(self) -> SenderStatus:
        """The newest status; any thread may read it."""
        return self._status

    @property
    def defect(self) -> Exception | None:
        """What ended the thread; None if it runs."""
        return self._worker.failure

    @property
    def running(self) -> frozenset[str]:
        """Names of the archives that are worked on now; any thread may read it."""
        return self._rounds.running

    def start(self) -> None:
        """Start the thread."""
        self._worker.start()

    def order(self, archive: str, exam: str, selection: Selection) -> None:
        """Let an exam be sent."""
        self._orders.append(_Order(archive, exam, selection))
        self._wake.set()

    def wake(self) -> None:
        """Look at once what is due."""
        self._wake.set()

    def pause(self, *, on: bool) -> None:
        """Send no objects while a live exam runs; the object that is on its way is completed."""
        if on:
            self._paused.set()
        else:
            self._paused.clear()
        self._wake.set()

    def close(self, timeout_s: float) -> bool:
        """End the thread; False if it is still sending after this time.

        What it was sending then counts as uncertain, and the archive is asked for it at the next
        start.
        """
        self._closed.set()
        self._wake.set()
        return self._worker.join(timeout_s)

    def _work(self) -> None:
        try:
            while not self._closed.is_set():
                pause_s = _LOOK_S
                try:
                    self._send_until_closed()
                except HysteroViewError as error:
                    self._status = SenderStatus(failure=error)
                    pause_s = _AFTER_FAILURE_S
                if not self._closed.is_set():
                    self._wait(pause_s)
        finally:
            self._rounds.close()

    def _send_until_closed(self) -> None:
        """Work on the outbox, once there is something to do."""
        if not self.store.is_dir() or not (self._orders or (self.store / FOLDER).is_dir()):
            return
        lock: FolderLock | None = None
        with Outbox(self.store) as outbox:
            try:
                while not self._closed.is_set():
                    self._take_orders(outbox)
                    if lock is None and (lock := outbox.lock()) is not None:
                        self._rounds.begin(outbox)
                    self._note(outbox)
                    if lock is not None:
                        self._run(outbox)
                    self._note(outbox)
                    self._wait(self._pause_s(outbox))
                self._take_orders(outbox)
            finally:
                if lock is not None:
                    try:
                        self._rounds.stop()
                    finally:
                        lock.release()

    def _take_orders(self, outbox: Outbox) -> None:
        while self._orders:
            order = self._orders[0]
            outbox.jobs.add(order.archive, order.exam, order.selection.text())
            self._orders.popleft()

    def _run(self, outbox: Outbox) -> None:
        """Start what is due; what takes longer goes on meanwhile."""
        if self._paused.is_set():
            self._rounds.run(outbox, self._closed.is_set, objects=False, waits=False)
        else:
            self._rounds.run(outbox, self._must_stop, waits=False)

    def _must_stop(self) -> bool:
        return self._closed.is_set() or self._paused.is_set()

    def _wait(self, seconds: float) -> None:
        self._wake.wait(seconds)
        self._wake.clear()

    def _pause_s(self, outbox: Outbox) -> float:
        due = outbox.next_due_wall_ns(self._rounds.running)
        if due is None or due >= NEVER_NS or self._paused.is_set():
            return _LOOK_S
        return min(max((due - time.time_ns()) / NS_PER_S, _LEAST_S), _LOOK_S)

    def _note(self, outbox: Outbox) -> None:
        counts: Counter[ItemState] = Counter()
        for (_, state), count in outbox.counts().items():
            counts[state] += count
        jobs = outbox.jobs.listed()
        waiting = [each for each in jobs if each.state is JobState.WAITING]
        told = [each.reason for each in jobs if each.reason]
        told += [each.reason for each in outbox.items(states=_TOLD) if each.reason]
        self._status = SenderStatus(
            waiting=sum(counts[state] for state in _WAITING) + len(waiting),
            failed=counts[ItemState.FAILED] + len(jobs) - len(waiting),
            reason=told[-1] if told else "",
            failure=self._rounds.listener_failure,
            is_paused=self._paused.is_set(),
        )


_TOLD: Final = (ItemState.WAITING, ItemState.UNCERTAIN, ItemState.FAILED)
