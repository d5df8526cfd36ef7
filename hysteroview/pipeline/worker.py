"""A named thread that runs one function and keeps its failure."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from hysteroview.core.errors import HysteroViewError

log = logging.getLogger(__name__)


class Worker:
    """Run `function` in a thread of its own; its failure becomes a value.

    The owner looks at `failure`; nothing is called back. `join` has an end, so that a stuck
    driver cannot keep the program from closing.
    """

    def __init__(self, name: str, function: Callable[[], None]) -> None:
        self._function = function
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def _run(self) -> None:
        try:
            self._function()
        except Exception as error:
            if isinstance(error, HysteroViewError):  # the world's: its words may hold a path
                log.warning("worker %s ended: %s", self._thread.name, type(error).__name__)
            else:
                log.exception("worker %s failed", self._thread.name)
            self._failure = error

    @property
    def failure(self) -> Exception | None:
        """What ended the function, if it was not its own return."""
        return self._failure

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def join(self, timeout_s: float) -> bool:
        """Wait for the end; False if the thread still runs after `timeout_s`."""
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()
