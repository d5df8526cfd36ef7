"""The watched process that explains single frames: torch is imported there and nowhere else."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Final

from hysteroview.core.errors import BackendUnavailable
from hysteroview.pipeline.explain.messages import ExplainFailed, ExplainRequest, Finished, Message
from hysteroview.pipeline.worker import Worker

NEEDS_LAB: Final = (
    "To explain a frame, the extra “lab” must be installed: pip install 'hysteroview[lab]'."
)
_PACKAGES = ("torch", "pytorch_grad_cam", "onnx")
_CHILD = "hysteroview.lab.explain.child"
_POLL_S = 0.1
_SILENCE_S = 300.0  # importing torch from a slow disk takes a minute
_END_TIMEOUT_S = 2.0
Main = Callable[[Connection], None]


def missing_packages(packages: tuple[str, ...] = _PACKAGES) -> tuple[str, ...]:
    """Return the packages of the extra that are not installed; nothing is imported."""
    return tuple(name for name in packages if find_spec(name) is None)


def check_installed() -> None:
    """Check that frames can be explained.

    Raises
    ------
    BackendUnavailable
        Packages are missing.
    """
    if missing := missing_packages():
        raise BackendUnavailable(
            "Frames cannot be explained, since these packages are not installed: "
            f"{', '.join(missing)}.",
            remedy=NEEDS_LAB,
        )


def run_child(connection: Connection) -> None:
    """Answer requests in the child; its module is imported by name, since it loads torch."""
    import_module(_CHILD).serve(connection)


class Explainer:
    """Explain one frame at a time; the process is kept for the next one, and killed on `cancel`.

    One thread calls all methods; nothing waits for the process.

    Parameters
    ----------
    main
        Main function of the child.
    silence_s
        Time without a message after which the child counts as hung.
    """

    def __init__(self, main: Main = run_child, silence_s: float = _SILENCE_S) -> None:
        self._main, self._silence_s = main, silence_s
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._worker: Worker | None = None
        self._messages: deque[Message] = deque()
        self._canceled = threading.Event()

    @property
    def is_busy(self) -> bool:
        """Whether a request is being computed."""
        return self._worker is not None and self._worker.is_alive

    @property
    def pid(self) -> int | None:
        """Of the process; None without one."""
        return None if self._process is None else self._process.pid

    def begin(self, request: ExplainRequest) -> None:
        """Begin to explain a frame, instead of the one before."""
        if self.is_busy:
            self.cancel()
        self._messages = deque()
        self._canceled = threading.Event()
        self._worker = Worker("explain", self._runner(request, self._messages, self._canceled))
        self._worker.start()

    def wait(self, timeout_s: float) -> None:
        """Wait until the request is done, at most this long."""
        if self._worker is not None:
            self._worker.join(timeout_s)

    def take(self) -> list[Message]:
        """Return what has arrived since the last call.

        Raises
        ------
        Exception
            A defect of this program in the thread that listens.
        """
        if self._worker is not None and self._worker.failure is not None:
            failure, self._worker = self._worker.failure, None
            raise failure
        taken = []
        with suppress(IndexError):
            while True:
                taken.append(self._messages.popleft())
        return taken

    def cancel(self) -> None:
        """Stop at once: the process is killed, and what it sent is dropped."""
        self._canceled.set()
        if self._process is not None and self._process.is_alive():
            self._process.kill()
        if self._worker is not None:
            self._worker.join(_END_TIMEOUT_S)
            self._worker = None
        self._end()
        self._messages.clear()

    def close(self) -> None:
        """End the process. Safe to call twice."""
        self.cancel()

    def _runner(
        self, request: ExplainRequest, messages: deque[Message], canceled: threading.Event
    ) -> Callable[[], None]:
        def run() -> None:
            try:
                connection = self._connect()
                if canceled.is_set():
                    return
                connection.send(request)
                self._listen(connection, messages, canceled)
            except (EOFError, OSError):  # the process has ended
                if not canceled.is_set():
                    messages.append(
                        ExplainFailed(
                            "The process that explains the frame has ended unexpectedly.",
                            "Try again; if it happens again, there may be too little memory.",
                        )
                    )
                    self._end()

        return run

    def _listen(
        self, connection: Connection, messages: deque[Message], canceled: threading.Event
    ) -> None:
        heard_s = time.monotonic()
        while not canceled.is_set():
            if connection.poll(_POLL_S):
                message: Message = connection.recv()
                heard_s = time.monotonic()
                messages.append(message)
                if isinstance(message, Finished | ExplainFailed):
                    return
            elif time.monotonic() - heard_s > self._silence_s:
                if self._process is not None:
                    self._process.kill()
                raise EOFError

    def _connect(self) -> Connection:
        if self._connection is not None and self._process is not None and self._process.is_alive():
            return self._connection
        self._end()
        context = multiprocessing.get_context("spawn")
        connection, child_end = context.Pipe()
        process = context.Process(
            target=self._main, args=(child_end,), name="hysteroview-explain", daemon=True
        )
        self._process = process
        process.start()
        child_end.close()  # so that the end of the child is an end of file here
        self._connection = connection
        if self._canceled.is_set():
            process.kill()
        return connection

    def _end(self) -> None:
        process, connection = self._process, self._connection
        self._process = self._connection = None
        if connection is not None:
            connection.close()
        if process is not None and process.pid is not None:
            process.kill()
            process.join(_END_TIMEOUT_S)
