"""A named thread that runs one function and stores its failure."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Generic, ParamSpec

from hysteroview.core.errors import HysteroViewError

log = logging.getLogger(__name__)

P = ParamSpec("P")


class Guarded(Generic[P]):
    """Wrapper of a function that does not raise: the first failure is logged and stored.

    After a failure the function is not called again. One thread calls; any thread may read
    `failure`.

    Attributes
    ----------
    failure
        Exception of the function; None if there was none.
    """

    def __init__(self, name: str, function: Callable[P, object]) -> None:
        self.failure: Exception | None = None
        self._name = name
        self._function: Callable[P, object] = function

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        if self.failure is not None:
            return
        try:
            self._function(*args, **kwargs)
        except Exception as error:
            # an external failure, whose message may contain a path
            if isinstance(error, HysteroViewError):
                log.warning("%s ended: %s", self._name, type(error).__name__)
            else:
                log.exception("%s failed", self._name)
            self.failure = error

    def forget(self) -> None:
        """Let go of the function, and of its owner, who has this; it is not called again."""
        self._function = _nothing


def _nothing(*_: object, **__: object) -> None:
    """Nothing is left to do."""


class Worker:
    """Run `function` in a separate thread; its failure becomes a value.

    The owner polls `failure`; there are no callbacks. `join` has a timeout, so that a stuck driver
    cannot prevent the program from closing.
    """

    def __init__(self, name: str, function: Callable[[], None]) -> None:
        self._run = Guarded(f"worker {name}", function)
        self._thread = threading.Thread(target=self._run_once, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    @property
    def failure(self) -> Exception | None:
        """Exception that ended the function; None if it returned."""
        return self._run.failure

    @property
    def has_begun(self) -> bool:
        """Whether it was started."""
        return self._thread.ident is not None

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def _run_once(self) -> None:
        try:
            self._run()
        finally:
            self._run.forget()

    def join(self, timeout_s: float) -> bool:
        """Wait for the end; False if the thread is still running after `timeout_s`."""
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()
