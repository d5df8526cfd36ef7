"""The pipe between the program and its inference process; every wait has a timeout."""

from __future__ import annotations

import multiprocessing
import os
import socket
import struct
import sys
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.errors import BackendUnavailable, InferenceError
from hysteroview.pipeline.bulk import send_arrays
from hysteroview.pipeline.inference.child import serve
from hysteroview.pipeline.inference.messages import (
    BATCH,
    Answer,
    Failed,
    Main,
    Measured,
    Progress,
    Ready,
    Request,
)

START_TIMEOUT_S = 60.0  # without a sign that it still computes
BUILD_TIMEOUT_S = 1200.0  # an engine is built for this GPU once
LIVE_TIMEOUT_S = 1.0
BATCH_TIMEOUT_S = 30.0  # no user is waiting for it, and the machine may be busy
_END_TIMEOUT_S = 2.0


class RuntimeFaultError(InferenceError):
    """The runtime itself has reported an error, or has returned numbers that are none."""


class InferenceLink:
    """One child process and the pipe to it, from start to end; to be used by one thread.

    Parameters
    ----------
    main
        Main function of the child.
    """

    def __init__(
        self, model: Path, request: Request, answer_timeout_s: float, main: Main = serve
    ) -> None:
        self._answer_timeout_s = answer_timeout_s
        context = multiprocessing.get_context("spawn")
        self._connection, child_end = context.Pipe()
        self._process: SpawnProcess = context.Process(
            target=main,
            args=(child_end, model, request),
            name="hysteroview-inference",
            daemon=True,
        )
        self._process.start()
        child_end.close()  # so that the end of the child is an end of file here
        _limit_sending(self._connection, answer_timeout_s)

    @property
    def pid(self) -> int | None:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.is_alive()

    def kill(self) -> None:
        """Kill the child immediately, even if it is stopped; may be called from any thread."""
        if self._process.is_alive():
            self._process.kill()

    def wait_ready(self, report: Callable[[str], None]) -> Ready | Measured:
        """Wait until the model is loaded and warm, or until the fastest runtime is known.

        Parameters
        ----------
        report
            Receives progress messages.

        Raises
        ------
        BackendUnavailable
            No runtime can load the model; a restart would not help.
        InferenceError
            The child ended or hung while starting.
        """
        return await_ready(self._receive, report)

    def send(self, batch: int, crops: Sequence[NDArray[np.uint8]]) -> None:
        """Write a batch of N crops (s, s, 3); InferenceError if the child does not read it.

        Parameters
        ----------
        batch
            Its number, larger than those before.
        """
        try:
            self._connection.send_bytes(struct.pack(BATCH, batch, len(crops)))
            send_arrays(self._connection, [np.ascontiguousarray(crop) for crop in crops])
        except BlockingIOError as error:
            raise self._silence(self._answer_timeout_s) from error
        except OSError as error:
            raise InferenceError("The analysis process ended unexpectedly.") from error

    def receive(self, batch: int) -> Answer:
        """Wait for the answer to a batch; those to earlier ones are dropped.

        Raises
        ------
        InferenceError
            There is none in time, or it has failed.
        """
        answer = self._receive(self._answer_timeout_s, batch)
        while isinstance(answer, Answer | Failed) and answer.batch < batch:
            answer = self._receive(self._answer_timeout_s, batch)
        if not isinstance(answer, Answer):
            raise InferenceError(f"the inference process answered with {type(answer).__name__}")
        if answer.batch != batch:
            raise InferenceError(f"batch {answer.batch} was answered in place of {batch}")
        return answer

    def _receive(self, timeout_s: float, batch: int = 0) -> object:
        try:
            if not self._connection.poll(timeout_s):
                raise self._silence(timeout_s)
            answer: object = self._connection.recv()
        except (EOFError, OSError) as error:
            raise InferenceError("The analysis process ended unexpectedly.") from error
        if isinstance(answer, Failed) and answer.batch >= batch:
            kind = BackendUnavailable if answer.is_final else RuntimeFaultError
            raise kind(answer.message, remedy=answer.remedy)
        return answer

    @staticmethod
    def _silence(timeout_s: float) -> InferenceError:
        return InferenceError(f"The analysis process has not answered for {timeout_s:g} s.")

    def end(self) -> None:
        """Close the pipe, which ends the child; kill it if it does not end. It is always joined."""
        self._connection.close()
        self._process.join(0.2)
        if self._process.is_alive():
            self._process.kill()  # SIGKILL also ends a stopped process
            self._process.join(_END_TIMEOUT_S)
        if not self._process.is_alive():
            self._process.close()


def await_ready(
    receive: Callable[[float], object], report: Callable[[str], None]
) -> Ready | Measured:
    """Wait for the end of a start, however long it takes while the child reports.

    Parameters
    ----------
    receive
        Returns the child's next message, or raises `InferenceError` after so many seconds.
    report
        Receives the messages for the operator.

    Raises
    ------
    InferenceError
        The child was silent for too long, or sent something else.
    """
    timeout_s = START_TIMEOUT_S
    while isinstance(answer := receive(timeout_s), Progress):
        if answer.message:
            report(answer.message)
            timeout_s = BUILD_TIMEOUT_S  # it has announced a long start
    if isinstance(answer, Ready | Measured):
        return answer
    raise InferenceError(f"the inference process began with {type(answer).__name__}")


def _limit_sending(connection: Connection, timeout_s: float) -> None:
    """Set a timeout after which a write fails with EAGAIN if the child does not read.

    The pipe is a socket pair where these exist; on Windows a child that hangs during a write is
    noticed only when the owner aborts.
    """
    if sys.platform != "win32":
        seconds, fraction = divmod(timeout_s, 1)
        limit = struct.pack("@ll", int(seconds), int(fraction * 1e6))  # struct timeval
        with socket.socket(fileno=os.dup(connection.fileno())) as end:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
