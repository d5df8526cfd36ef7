"""Writes of a review that are kept in their order; what cannot be kept waits, and is not lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from hysteroview.core.errors import HysteroViewError
from hysteroview.gui.tasks import TaskRunner

_AGAIN_MS = 5000

Write = Callable[[], object]


class WriteDefectError(HysteroViewError):
    """A defect of the program has kept a change from being saved; the defect is its cause."""


def _failure_by_defect() -> WriteDefectError:
    message = QCoreApplication.translate(
        "WaitingWrites", "A change cannot be saved: the program has an internal error."
    )
    remedy = QCoreApplication.translate(
        "WaitingWrites", "Try again. If it stays, leave the page and open it again."
    )
    return WriteDefectError(message, remedy=remedy)


class _Batch:
    """Writes that are done one after the other, up to the first that fails.

    Parameters
    ----------
    after
        Without all of these, none of the batch is done.
    """

    def __init__(self, writes: Sequence[Write], after: _Batch | None = None) -> None:
        self.writes, self.kept, self._after = tuple(writes), 0, after

    @property
    def is_kept(self) -> bool:
        """Whether all of them are done."""
        return self.kept == len(self.writes)

    def run(self) -> None:
        """Write; off the GUI thread. A defect is a failure too, so that nothing is dropped."""
        if self._after is not None and not self._after.is_kept:
            return
        for write in self.writes:
            try:
                write()
            except HysteroViewError:
                raise
            except Exception as defect:
                raise _failure_by_defect() from defect
            self.kept += 1


class WaitingWrites(QObject):
    """Write off the GUI thread, in order; after a failure all that follows waits with it.

    It is tried again by `try_again`, with the next write, and every 5 s. One batch is under way
    at a time, so that nothing is written whose predecessor is not.

    Signals
    -------
    changed(int)
        So many writes are not kept, of which one has failed; 0 when all are kept again.
    kept()
        Nothing waits any more.
    failed(HysteroViewError)
        Why; not again for the same reason while nobody asked for it.
    """

    changed = Signal(int)
    kept = Signal()
    failed = Signal(object)

    def __init__(self, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._waiting: list[Write] = []
        self._batch: _Batch | None = None  # under way
        self._reason: str | None = None  # of the last failure, while something is not kept
        self._is_asked = False
        self._report: Callable[[HysteroViewError], None] | None = None  # once finished
        self._timer = QTimer(self, interval=_AGAIN_MS)
        self._timer.timeout.connect(self._begin)

    @property
    def unsaved(self) -> int:
        """Number of writes that are not kept since one has failed."""
        return 0 if self._reason is None else len(self._waiting)

    @property
    def is_waiting(self) -> bool:
        """Whether something is not kept yet."""
        return bool(self._waiting)

    def add(self, write: Write) -> None:
        """Write after all others; what it raises is a `HysteroViewError`, or else a defect."""
        self._waiting.append(write)
        self.try_again()

    def try_again(self) -> None:
        """Write what waits."""
        self._is_asked = True
        self._begin()

    def finish(self, report: Callable[[HysteroViewError], None]) -> None:
        """Write what waits for the last time; does not wait for it. Safe to call twice.

        Parameters
        ----------
        report
            Called if something cannot be kept.
        """
        if self._report is not None:
            return
        self._report = report
        self._timer.stop()
        if self._batch is None:
            self._begin()
        elif rest := self._waiting[len(self._batch.writes) :]:
            last = _Batch(rest, self._batch)
            self._tasks.submit_or_fail(last.run, lambda _: None, report, keeps=True)

    def _begin(self) -> None:
        if self._batch is None and self._waiting:
            batch = self._batch = _Batch(self._waiting)
            self._tasks.submit_or_fail(batch.run, self._end, self._fail, keeps=True)

    def _end(self, _: object) -> None:
        if self._report is not None:
            return  # it may be deleted
        batch, self._batch = self._batch, None
        if batch is not None:
            del self._waiting[: len(batch.writes)]
        self._timer.stop()
        was_failing, self._reason = self._reason is not None, None
        if was_failing:
            self.changed.emit(0)
        self._begin()
        if not self._waiting:
            self.kept.emit()

    def _fail(self, failure: HysteroViewError) -> None:
        if self._report is not None:
            self._report(failure)
            return
        batch, self._batch = self._batch, None
        if batch is not None:
            del self._waiting[: batch.kept]
        is_news = self._is_asked or str(failure) != self._reason
        self._reason, self._is_asked = str(failure), False
        self._timer.start()
        self.changed.emit(len(self._waiting))
        if is_news:
            self.failed.emit(failure)
        if is_news and isinstance(failure, WriteDefectError) and failure.__cause__ is not None:
            raise failure.__cause__  # it is reported as any other defect
