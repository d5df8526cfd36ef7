"""Threads of a review that were told to end, for which the window does not wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from hysteroview.core.errors import HysteroViewError
from hysteroview.gui.tasks import TaskRunner

_KEEP_TIMEOUT_S = 10.0


class Ending(Protocol):
    """Something with a thread of its own."""

    @property
    def is_alive(self) -> bool:
        """Whether the thread is still running."""

    def end(self) -> None:
        """Let the thread end; does not wait."""

    def close(self) -> bool:
        """End the thread, and wait for its end for a time; False if it hangs."""


class LastWrites:
    """What an ended review still keeps, such as its last decision; a failure is reported.

    Parameters
    ----------
    on_failure
        Called on the GUI thread if something cannot be kept.
    """

    def __init__(self, tasks: TaskRunner, on_failure: Callable[[HysteroViewError], None]) -> None:
        self._tasks = tasks
        tasks.end(on_failure)

    @property
    def is_alive(self) -> bool:
        """Whether its thread may still be running."""
        return self._tasks.waiting > 0

    @property
    def is_keeping(self) -> bool:
        """Whether something is not kept yet."""
        return self._tasks.is_keeping

    def end(self) -> None:
        """Nothing is to be done: it ends when all is kept."""

    def close(self) -> bool:
        """Wait until all is kept; False if the disk hangs."""
        return self._tasks.finish(_KEEP_TIMEOUT_S)


class Endings:
    """Ends threads in the background; a disk that hangs then keeps the window from nothing."""

    def __init__(self) -> None:
        self._ending: list[Ending] = []

    @property
    def are_alive(self) -> bool:
        """Whether one of them is still running."""
        return any(each.is_alive for each in self._ending)

    @property
    def are_keeping(self) -> bool:
        """Whether one of them still writes what must not be lost."""
        return any(isinstance(each, LastWrites) and each.is_keeping for each in self._ending)

    def end(self, *threads: Ending | None) -> None:
        """Let threads end, without waiting for them."""
        self._ending = [each for each in self._ending if each.is_alive]
        for each in threads:
            if each is not None:
                each.end()
                self._ending.append(each)

    def wait(self) -> bool:
        """Wait for the threads, each for a time; False if one hangs. For the program's end."""
        self._ending = [each for each in self._ending if not each.close()]
        return not self._ending
