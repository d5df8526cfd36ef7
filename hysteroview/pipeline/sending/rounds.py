"""One round over all archives; the command line runs rounds itself, the window in a thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from hysteroview.core.errors import ArchiveError, HysteroViewError
from hysteroview.exam.outbox.items import Change, ItemState
from hysteroview.exam.outbox.outbox import Outbox
from hysteroview.export.dicom.send.commitment import CommitmentReport
from hysteroview.export.dicom.send.connection import LIMITS, Limits, Peer
from hysteroview.pipeline.sending.checking import check, take_report
from hysteroview.pipeline.sending.delays import DELAYS, Delays
from hysteroview.pipeline.sending.deliveries import Deliveries
from hysteroview.pipeline.sending.delivery import Task, deliver
from hysteroview.pipeline.sending.exam_steps import add_missing_ends
from hysteroview.pipeline.sending.jobs import JobRunner
from hysteroview.pipeline.sending.listeners import Listeners
from hysteroview.pipeline.sending.steps import report_steps
from hysteroview.settings.sections import Settings

if TYPE_CHECKING:
    from hysteroview.exam.store.keys import StoreKey

_NO_ARCHIVE = ArchiveError(
    "There is no archive with this name in the settings any more.",
    remedy="Enter it again, or remove what waits for it.",
)


class Rounds:
    """Sends what is due, for the one program that holds the lock of the outbox.

    Parameters
    ----------
    store
        Folder of the exams.
    settings
        Returns the settings in force.
    key
        Returns the key of encrypted exams; None if it is not known.
    ended
        Set when the work on an archive has ended, for a caller that does not wait for it.
    """

    def __init__(
        self,
        store: Path,
        settings: Callable[[], Settings],
        *,
        key: Callable[[], StoreKey | None] = lambda: None,
        delays: Delays = DELAYS,
        limits: Limits = LIMITS,
        clock_ns: Callable[[], int] = time.time_ns,
        ended: threading.Event | None = None,
    ) -> None:
        self._deliveries = Deliveries(store, clock_ns, ended or threading.Event())
        self._store, self._settings, self._key = store, settings, key
        self._delays, self._limits, self._clock_ns = delays, limits, clock_ns
        self._listeners = Listeners(self._take_report)

    def begin(self, outbox: Outbox) -> None:
        """Take over after a program that ended in the middle of something."""
        outbox.change(
            Change(item_id=each.item_id, state=ItemState.UNCERTAIN)
            for each in outbox.items(states=[ItemState.SENDING])
        )
        add_missing_ends(outbox)
        outbox.tidy()

    @property
    def listener_failure(self) -> HysteroViewError | None:
        """Why reports of storage commitment cannot be received; None if they can, or need not."""
        return self._listeners.failure

    @property
    def running(self) -> frozenset[str]:
        """Names of the archives that are worked on now."""
        return self._deliveries.running

    def run(
        self, outbox: Outbox, must_stop: Callable[[], bool], *, objects: bool = True,
        waits: bool = True,
    ) -> None:  # fmt: skip
        """Send and check what is due at all archives, at several of them at once.

        Parameters
        ----------
        must_stop
            Asked between two objects, by several threads.
        objects
            False sends only reports on exams, which do not disturb a live exam.
        waits
            Whether to wait until that is done; otherwise archives that are still worked on are left
            to the next round.

        Raises
        ------
        StorageError
            The outbox cannot be read or written, also by work of an earlier round.
        """
        self._deliveries.check()
        settings = self._settings()
        self._listeners.follow(settings)
        jobs = JobRunner(
            store=self._store,
            key=self._key(),
            settings=settings,
            delays=self._delays,
            limits=self._limits,
            clock_ns=self._clock_ns,
        )
        jobs.run(outbox, must_stop, objects=objects)
        names = dict.fromkeys(each.archive for each in outbox.items(states=_ACTIVE))
        for name in names:
            if not must_stop():
                self._start(name, settings, must_stop, objects=objects)
        if waits:
            self._deliveries.wait()

    def stop(self) -> None:
        """End the work on all archives after the objects that are on their way."""
        self._deliveries.stop()

    def close(self) -> None:
        """End the work on archives, and stop listening. May be called twice."""
        try:
            self._deliveries.stop()
        finally:
            self._listeners.close()

    def _start(
        self, name: str, settings: Settings, must_stop: Callable[[], bool], *, objects: bool
    ) -> None:
        def has_to_stop() -> bool:
            return must_stop() or self._deliveries.is_stopping

        def work(outbox: Outbox) -> None:
            task = self._task(name, settings, outbox, has_to_stop)
            if task is None:
                _give_up(outbox, name)
                return
            report_steps(task)
            if objects:
                deliver(task)
                check(task)

        self._deliveries.start(name, work)

    def _task(
        self, name: str, settings: Settings, outbox: Outbox, must_stop: Callable[[], bool]
    ) -> Task | None:
        archive = settings.archives.find(name)
        if archive is None:
            return None
        peer = Peer(archive=archive, own_title=settings.worklist.own_title, limits=self._limits)
        return Task(
            name=name, peer=peer, outbox=outbox, clock_ns=self._clock_ns, delays=self._delays,
            must_stop=must_stop,
        )  # fmt: skip

    def _take_report(self, report: CommitmentReport) -> None:
        """Note a report; called by a thread of the listener."""
        settings = self._settings()
        with Outbox(self._store, self._clock_ns) as outbox:
            items = outbox.of_transaction(report.transaction)
            task = self._task(items[0].archive, settings, outbox, lambda: False) if items else None
            if task is not None:
                take_report(task, report)


def _give_up(outbox: Outbox, name: str) -> None:
    """Note that there is no archive with this name any more."""
    waiting = outbox.due(name, _ACTIVE, 1_000_000)
    outbox.change(
        Change(
            item_id=each.item_id, state=ItemState.FAILED, reason=_NO_ARCHIVE.message,
            remedy=_NO_ARCHIVE.remedy,
        )
        for each in waiting
        if each.state is not ItemState.SENT
    )  # fmt: skip


_ACTIVE = (ItemState.WAITING, ItemState.UNCERTAIN, ItemState.SENT)
