"""The watched child process in which the network runs.

A driver that crashes or hangs takes its process with it. So inference has a process of its
own: the picture goes on, the child is killed and started again, and the state says so.
"""

from __future__ import annotations

import logging
import multiprocessing
import signal
import threading
import time
from collections import deque
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.errors import BackendUnavailable, HysteroViewError, InferenceError
from hysteroview.core.types import AssessmentState, LabelSet, Outputs
from hysteroview.imaging.preprocess import to_input
from hysteroview.inference.backend import Backend, RuntimeInfo, open_backend
from hysteroview.inference.card import ModelCard, load_card

log = logging.getLogger(__name__)

START_TIMEOUT_S = 60.0
LIVE_TIMEOUT_S = 1.0
BATCH_TIMEOUT_S = 30.0  # nobody waits in front of the screen, and the machine may be busy
MAX_RESTARTS = 5
RESTART_WINDOW_S = 60.0
_FIRST_DELAY_S = 0.1
_END_TIMEOUT_S = 2.0


@dataclass(frozen=True, slots=True)
class _Ready:
    info: RuntimeInfo


@dataclass(frozen=True, slots=True)
class _Failed:
    message: str
    remedy: str
    is_final: bool  # the same would happen again: do not restart


def _serve(connection: Connection, model: Path) -> None:
    """Answer pictures with outputs until the other end is closed: the life of the child."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    with connection:
        try:
            card = load_card(model)
            backend = open_backend(card)
            size = card.input.size_px
            for _ in range(2):  # the first runs allocate and are slow
                backend.run(to_input(np.zeros((1, size, size, 3), np.uint8), card.input))
        except HysteroViewError as error:
            connection.send(_Failed(error.message, error.remedy, is_final=True))
            return
        connection.send(_Ready(backend.info))
        try:
            _answer(connection, backend, card)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            pass  # the parent has gone or has closed the pipe: our work is done
        finally:
            backend.close()


def _answer(connection: Connection, backend: Backend, card: ModelCard) -> None:
    size = card.input.size_px
    while True:
        crop = np.frombuffer(connection.recv_bytes(), np.uint8).reshape(1, size, size, 3)
        try:
            connection.send(backend.run(to_input(crop, card.input))[0])
        except InferenceError as error:
            connection.send(_Failed(error.message, error.remedy, is_final=False))


class _Life:
    """One child process, from spawn to its end."""

    def __init__(self, model: Path, answer_timeout_s: float) -> None:
        self._answer_timeout_s = answer_timeout_s
        context = multiprocessing.get_context("spawn")
        self._connection, child_end = context.Pipe()
        self.process: SpawnProcess = context.Process(
            target=_serve, args=(child_end, model), name="hysteroview-inference", daemon=True
        )
        self.process.start()
        child_end.close()  # so that the child's death is an end of file here

    def wait_ready(self) -> RuntimeInfo:
        answer = self._receive(START_TIMEOUT_S)
        if isinstance(answer, _Ready):
            return answer.info
        raise InferenceError(f"the inference process began with {type(answer).__name__}")

    def infer(self, crop: NDArray[np.uint8]) -> Outputs:
        try:
            self._connection.send_bytes(np.ascontiguousarray(crop).data.cast("B"))
        except OSError as error:
            raise InferenceError("The inference process has ended.") from error
        answer = self._receive(self._answer_timeout_s)
        if isinstance(answer, Outputs):
            return answer
        raise InferenceError(f"the inference process answered with {type(answer).__name__}")

    def _receive(self, timeout_s: float) -> object:
        try:
            if not self._connection.poll(timeout_s):
                raise InferenceError(f"The inference process gave no answer for {timeout_s:g} s.")
            answer: object = self._connection.recv()
        except (EOFError, OSError) as error:
            raise InferenceError("The inference process has ended.") from error
        if isinstance(answer, _Failed):
            kind = BackendUnavailable if answer.is_final else InferenceError
            raise kind(answer.message, remedy=answer.remedy)
        return answer

    def end(self) -> None:
        """Close the pipe, which ends the child; kill it if it does not listen. No zombie."""
        self._connection.close()
        self.process.join(0.2)
        if self.process.is_alive():
            self.process.kill()  # SIGKILL also ends a stopped process
            self.process.join(_END_TIMEOUT_S)
        if not self.process.is_alive():
            self.process.close()


class InferenceProcess:
    """Run a model in a child process that is watched and, within limits, started again.

    One thread calls `start`, `infer` and `check`; `state`, `info` and `failure` may be looked
    at from others, and `abort` and `allow_restarts` called from them.

    Parameters
    ----------
    model
        Folder of the bundle; its hashes are checked by the child before it loads anything.
    labels
        Of the model, to check the outputs against.
    answer_timeout_s
        After which a child that gives no answer counts as hung.
    """

    def __init__(
        self, model: Path, labels: LabelSet, *, answer_timeout_s: float = LIVE_TIMEOUT_S
    ) -> None:
        self._model = model
        self._answer_timeout_s = answer_timeout_s
        self._classes = len(labels)
        self._life: _Life | None = None
        self._aborted = threading.Event()
        self._restarts_s: deque[float] = deque(maxlen=MAX_RESTARTS)
        self._delay_s = _FIRST_DELAY_S
        self.state = AssessmentState.STARTING
        self.info: RuntimeInfo | None = None
        self.failure: HysteroViewError | None = None
        self.restarts = 0

    def __enter__(self) -> InferenceProcess:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the child and wait until it is warm.

        Raises
        ------
        BackendUnavailable
            No runtime can load the model; starting again would not help.
        InferenceError
            The child ended or hung while starting.
        """
        try:
            self._life = _Life(self._model, self._answer_timeout_s)
            if self._aborted.is_set():  # closed while the child was spawned
                raise InferenceError("The analysis was closed.")
            self.info = self._life.wait_ready()
        except HysteroViewError as error:
            self._fail(error)
            raise
        self.state, self.failure = AssessmentState.ACTIVE, None
        log.info("inference process is ready: %s", self.info)

    def infer(self, crop: NDArray[np.uint8]) -> Outputs:
        """Compute the outputs of one picture, starting the child anew if it is down.

        Parameters
        ----------
        crop
            (s, s, 3) uint8, RGB, of the card's input size.

        Raises
        ------
        InferenceError
            The child crashed, hung or gave wrong outputs on this picture; the next call starts
            it again. In the state ERROR nothing is started until `allow_restarts`.
        BackendUnavailable
            No runtime can load the model.
        """
        if self._life is None:
            self._restart()
        assert self._life is not None
        try:
            outputs = self._life.infer(crop)
            self._check(outputs)
        except HysteroViewError as error:
            self._fail(error)
            raise
        self._delay_s = _FIRST_DELAY_S
        return outputs

    def check(self) -> None:
        """Notice the end of an idle child, and bring it back.

        Raises
        ------
        InferenceError, BackendUnavailable
            As `infer`.
        """
        if self._life is not None and not self._life.process.is_alive():
            self._fail(InferenceError("The inference process has ended."))
        if self._life is None:
            self._restart()

    def allow_restarts(self) -> None:
        """Leave the state ERROR: the operator asked for another try."""
        self._restarts_s.clear()
        self._delay_s = _FIRST_DELAY_S
        if self.state is AssessmentState.ERROR:
            self.state = AssessmentState.RESTARTING

    def abort(self) -> None:
        """Make a waiting call fail now; from any thread, before `close`."""
        self._aborted.set()
        life = self._life
        if life is not None and life.process.is_alive():
            life.process.kill()

    def close(self) -> None:
        """End the child. Safe to call twice."""
        self._aborted.set()
        if self._life is not None:
            self._life.end()
            self._life = None
        self.state = AssessmentState.OFF

    @property
    def pid(self) -> int | None:
        """Of the living child."""
        return self._life.process.pid if self._life is not None else None

    def _restart(self) -> None:
        if self.state is AssessmentState.ERROR:
            raise self.failure or InferenceError("The analysis has failed.")
        now_s = time.monotonic()
        if len(self._restarts_s) == MAX_RESTARTS and (
            now_s - self._restarts_s[0] < RESTART_WINDOW_S
        ):
            self.state = AssessmentState.ERROR
            self.failure = InferenceError(
                f"The analysis failed {MAX_RESTARTS} times within {RESTART_WINDOW_S:.0f} s.",
                remedy="Restart the analysis; if it fails again, restart the program.",
            )
            raise self.failure
        if self._aborted.wait(self._delay_s):
            raise InferenceError("The analysis was closed.")
        self._delay_s *= 2
        self._restarts_s.append(now_s)
        self.restarts += 1
        self.start()

    def _fail(self, error: HysteroViewError) -> None:
        if self._life is not None:
            self._life.process.kill()  # it may hang; whatever it would still say is not wanted
            self._life.end()
            self._life = None
        self.failure = error
        final = isinstance(error, BackendUnavailable)
        self.state = AssessmentState.ERROR if final else AssessmentState.RESTARTING
        if not self._aborted.is_set():
            log.warning("inference process failed: %s", error)

    def _check(self, outputs: Outputs) -> None:
        if len(outputs.logits) != self._classes:
            raise InferenceError(
                f"The model gave {len(outputs.logits)} logits for {self._classes} labels."
            )
        if not (np.isfinite(outputs.logits).all() and np.isfinite(outputs.class_maps).all()):
            raise InferenceError("The model gave outputs that are not numbers.")
