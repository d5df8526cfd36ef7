"""Threads of a review that were told to end, for which the window does not wait."""

from __future__ import annotations

from typing import Protocol


class Ending(Protocol):
    """Something with a thread of its own."""

    @property
    def is_alive(self) -> bool:
        """Whether the thread is still running."""

    def end(self) -> None:
        """Let the thread end; does not wait."""

    def close(self) -> bool:
        """End the thread, and wait for its end for a time; False if it hangs."""


class Endings:
    """Ends threads in the background; a disk that hangs then keeps the window from nothing."""

    def __init__(self) -> None:
        self._ending: list[Ending] = []

    @property
    def are_alive(self) -> bool:
        """Whether one of them is still running."""
        return any(each.is_alive for each in self._ending)

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
