"""Functions that run off the GUI thread, with their results back on it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer

from hysteroview.core.errors import HysteroViewError, NoLongerWantedError

_POLL_MS = 30

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    future: Future[Any]
    on_success: Callable[[Any], None]
    on_failure: Callable[[HysteroViewError], None]
    keeps: bool = False


class TaskRunner(QObject):
    """Run functions one after the other in one thread, in their order.

    A timer polls for results, so that nothing is called from that thread. A `HysteroViewError` is
    passed to `on_failure`, a `NoLongerWantedError` to nobody; a defect is raised on the GUI thread.

    Parameters
    ----------
    most_waiting
        Further tasks are refused, so that a disk that hangs cannot fill the memory.
    """

    def __init__(self, most_waiting: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._most_waiting = most_waiting
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="tasks")
        self._tasks: deque[_Task] = deque()
        self._is_ended = False
        self._timer = QTimer(self, interval=_POLL_MS)
        self._timer.timeout.connect(self._poll)

    @property
    def waiting(self) -> int:
        """Number of tasks without a reported result."""
        return len(self._tasks)

    @property
    def is_keeping(self) -> bool:
        """Whether one of them writes something."""
        return any(task.keeps for task in self._tasks)

    def submit(
        self,
        function: Callable[[], T],
        on_success: Callable[[T], None],
        on_failure: Callable[[HysteroViewError], None],
        *,
        keeps: bool = False,
    ) -> bool:
        """Queue a function; False if too many wait.

        Parameters
        ----------
        keeps
            Whether it writes something, and still runs after `end`.
        """
        if self._is_ended or len(self._tasks) >= self._most_waiting:
            return False
        self._tasks.append(_Task(self._pool.submit(function), on_success, on_failure, keeps))
        self._timer.start()
        return True

    def submit_or_fail(
        self,
        function: Callable[[], T],
        on_success: Callable[[T], None],
        on_failure: Callable[[HysteroViewError], None],
        *,
        keeps: bool = False,
    ) -> None:
        """Queue a function; if too many wait, `on_failure` is called at once. See `submit`."""
        if not self.submit(function, on_success, on_failure, keeps=keeps) and not self._is_ended:
            on_failure(HysteroViewError(self.tr("The disk or the video source does not respond.")))

    def drop_waiting(self) -> None:
        """Cancel tasks that have not started, without a report."""
        self._tasks = deque(task for task in self._tasks if not task.future.cancel())

    def end(self, on_failure: Callable[[HysteroViewError], None]) -> None:
        """Take no more functions; does not wait. Those that keep something still run, in order.

        Results are not reported any more. Safe to call twice.

        Parameters
        ----------
        on_failure
            Called if one of them fails; those after it that have not begun do not run then.
        """
        if self._is_ended:
            return
        self._is_ended = True

        def fail(error: HysteroViewError) -> None:
            self.drop_waiting()
            on_failure(error)

        self._tasks = deque(
            replace(task, on_success=_ignore, on_failure=fail if task.keeps else _ignore)
            for task in self._tasks
            if task.keeps or not task.future.cancel()
        )
        self._pool.shutdown(wait=False)

    def finish(self, timeout_s: float) -> bool:
        """Wait for the queued tasks and report them; return False if the time ran out."""
        late = wait([task.future for task in self._tasks], timeout_s).not_done
        try:
            self._poll()
        finally:
            self._timer.stop()
            self._pool.shutdown(wait=not late, cancel_futures=True)
        return not late

    def _poll(self) -> None:
        while self._tasks and self._tasks[0].future.done():
            task = self._tasks.popleft()
            error = task.future.exception()
            if error is None:
                task.on_success(task.future.result())
            elif isinstance(error, HysteroViewError):
                task.on_failure(error)
            elif not isinstance(error, NoLongerWantedError):
                raise error
        if not self._tasks:
            self._timer.stop()


def _ignore(_: object) -> None:
    """Nobody waits for the result any more."""
