"""The child process: load the model, check it against the reference, warm up, compute outputs."""

from __future__ import annotations

import os
import signal
import struct
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Lock, Thread

import numpy as np

from hysteroview.core.errors import (
    BackendUnavailable,
    HysteroViewError,
    InferenceError,
    ModelError,
)
from hysteroview.core.memory import release_memory
from hysteroview.imaging.pixels.preprocess import to_input
from hysteroview.inference.model.card import ModelCard, load_card
from hysteroview.inference.runtimes.backend import Backend
from hysteroview.inference.runtimes.choice import (
    LiveTimes,
    choice_of,
    circumstances,
    look_again,
    recall,
    remember,
)
from hysteroview.inference.runtimes.choosing import choose, first_usable
from hysteroview.inference.runtimes.table import AUTO, RUNTIMES, Runtime
from hysteroview.inference.runtimes.trial import Trial
from hysteroview.pipeline.bulk import receive_arrays
from hysteroview.pipeline.inference.messages import (
    BATCH,
    Answer,
    Failed,
    Measured,
    Progress,
    Ready,
    Request,
)

_NICENESS = 5  # on few cores, the live picture and the recording have priority over the analysis
_BEAT_S = 5.0
_LEAST_WORK_S = 0.02  # processor time between two beats; one that hangs uses none
_LONGEST_START_S = 600.0  # after that, a start that only computes counts as hung


class StartReport:
    """Report to the parent during the start: messages, and that the process still computes.

    Where other programs use all cores, a start takes minutes instead of seconds. It is judged by
    the processor time that it uses, which is none in a process that hangs.
    """

    def __init__(self, connection: Connection, beat_s: float = _BEAT_S) -> None:
        self._connection, self._beat_s = connection, beat_s
        self._sending = Lock()  # two threads write into the pipe
        self._has_ended = Event()
        self._thread = Thread(target=self._beat, name="start-report", daemon=True)

    def __enter__(self) -> StartReport:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._has_ended.set()
        self._thread.join()

    def send(self, message: str) -> None:
        """Send a message for the operator."""
        with self._sending:
            self._connection.send(Progress(message))

    def _beat(self) -> None:
        worked_s, until_s = time.process_time(), time.monotonic() + _LONGEST_START_S
        with suppress(OSError):  # the parent has ended, which the main thread detects
            while not self._has_ended.wait(self._beat_s) and time.monotonic() < until_s:
                before_s, worked_s = worked_s, time.process_time()
                if worked_s - before_s >= _LEAST_WORK_S:
                    self.send("")


def serve(
    connection: Connection, model: Path, request: Request, table: Sequence[Runtime] = RUNTIMES
) -> None:
    """Answer batches of pictures until the other end is closed; main function of the child."""
    # Ctrl-C is for the parent, which ends this process
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    # the parent has ended or closed the pipe
    with connection, suppress(EOFError, BrokenPipeError, ConnectionResetError):
        _live(connection, model, request, table)


def _live(connection: Connection, model: Path, request: Request, table: Sequence[Runtime]) -> None:
    try:
        with StartReport(connection) as report:
            card = load_card(model)
            if request.card_sha256 not in {"", card.sha256}:
                raise ModelError(
                    f"The model folder {model.name} was changed while the program was running.",
                    remedy="Start the program again to use the changed model.",
                )
            trial = _choose(card, request, report.send, table)
    except HysteroViewError as error:
        connection.send(Failed(error.message, error.remedy, is_final=True))
        return
    backend = trial.backend
    assert backend is not None
    if trial.timing is not None and not request.measured:
        backend.close()
        connection.send(Measured(trial.runtime.name))
        return
    if request.choice == AUTO and request.plan.in_flight == 1:  # a live session
        backend = LiveTimes(backend, partial(look_again, circumstances(card, table)))
    release_memory()  # what was read and compiled to load the model
    try:
        connection.send(Ready(backend.info, trial.runtime.name, trial.runtime.uses_cpu))
        answer(connection, backend, card)
    finally:
        backend.close()


def _choose(
    card: ModelCard,
    request: Request,
    report: Callable[[str], None],
    table: Sequence[Runtime],
) -> Trial:
    """Load the model; "auto" uses the choice of an earlier start, if that is settled.

    Runtimes are compared at the start only, before the first result, and never during a session: a
    child that is restarted gets the name of its row.
    """
    plan = request.plan
    if request.without:
        table = [row for row in table if row.name not in request.without]
        return first_usable(card, request.choice, plan=plan, report=report, table=table)
    if request.measured:
        with suppress(BackendUnavailable):
            return choose(card, request.measured, plan=plan, report=report, table=table)
    if request.choice != AUTO:
        return choose(card, request.choice, plan=plan, report=report, table=table)
    key = circumstances(card, table)
    known = recall(key)
    if known is not None and known.is_settled:
        with suppress(BackendUnavailable):  # the system has changed: measure again
            return choose(card, known.row, plan=plan, report=report, table=table)
        known = None
    incumbent = None if known is None else known.incumbent
    trial = choose(card, AUTO, plan=plan, report=report, table=table, incumbent=incumbent)
    found = choice_of(trial, is_live=plan.in_flight == 1)
    remember(key, found if known is None else known.after_look(found))
    return trial


def answer(connection: Connection, backend: Backend, card: ModelCard) -> None:
    """Answer requests: each is the number of a batch, N, and the bytes of N crops.

    Each answer is the same number and N outputs.

    A separate thread sends the answers: while the parent writes the next batch it does not read,
    and both would wait for each other as soon as the answers fill the pipe.
    """
    size = card.input.size_px
    crops = np.empty((0, size, size, 3), np.uint8)  # room for the largest batch so far
    images = np.empty((0, 3, size, size), np.float32)
    answers: SimpleQueue[Answer | Failed] = SimpleQueue()
    Thread(target=_send_all, args=(connection, answers), name="answers", daemon=True).start()
    while True:
        number, count = struct.unpack(BATCH, connection.recv_bytes())
        if count > len(crops):
            crops = np.empty((count, *crops.shape[1:]), np.uint8)
            images = np.empty((count, *images.shape[1:]), np.float32)
        receive_arrays(connection, [crops[:count]])
        try:
            outputs = backend.run(to_input(crops[:count], card.input, images[:count]))
            answers.put(Answer.of(number, outputs))
        except InferenceError as error:
            answers.put(Failed(error.message, error.remedy, is_final=False, batch=number))


def _send_all(connection: Connection, answers: SimpleQueue[Answer | Failed]) -> None:
    with suppress(OSError):  # the parent has ended, which the next read detects
        while True:
            connection.send(answers.get())
