"""The child process: load the model, check it against the reference, warm up, compute outputs."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

import numpy as np

from hysteroview.core.errors import BackendUnavailable, HysteroViewError, InferenceError
from hysteroview.core.types import Outputs
from hysteroview.imaging.pixels.preprocess import to_input
from hysteroview.inference.model.card import ModelCard, load_card
from hysteroview.inference.runtimes.backend import DEFAULT_PLAN, Backend, Plan, RuntimeInfo
from hysteroview.inference.runtimes.choice import circumstances, recall, remember
from hysteroview.inference.runtimes.table import AUTO, Trial, choose

_NICENESS = 5  # on few cores, the live picture and the recording have priority over the analysis


@dataclass(frozen=True, slots=True)
class Request:
    """Choice of the runtime for the child process.

    Attributes
    ----------
    choice
        "auto", a family of runtimes, or a row of their table.
    """

    choice: str = AUTO
    plan: Plan = DEFAULT_PLAN


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of a long start, as a sentence for the operator."""

    message: str


@dataclass(frozen=True, slots=True)
class Ready:
    """The model is loaded and warm.

    Attributes
    ----------
    row
        Row of the table of runtimes, to be requested if the child must be restarted.
    """

    info: RuntimeInfo
    row: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Error of the child.

    Attributes
    ----------
    is_final
        Whether the same would happen again, so that a restart is useless.
    """

    message: str
    remedy: str
    is_final: bool


def serve(connection: Connection, model: Path, request: Request) -> None:
    """Answer batches of pictures until the other end is closed; main function of the child."""
    # Ctrl-C is for the parent, which ends this process
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    # the parent has ended or closed the pipe
    with connection, suppress(EOFError, BrokenPipeError, ConnectionResetError):
        _live(connection, model, request)


def _live(connection: Connection, model: Path, request: Request) -> None:
    try:
        card = load_card(model)
        trial = _choose(connection, card, request)
    except HysteroViewError as error:
        connection.send(Failed(error.message, error.remedy, is_final=True))
        return
    backend = trial.backend
    assert backend is not None
    try:
        connection.send(Ready(backend.info, trial.runtime.name))
        _answer(connection, backend, card)
    finally:
        backend.close()


def _choose(connection: Connection, card: ModelCard, request: Request) -> Trial:
    """Load the model; "auto" tries the fastest runtime of an earlier start first."""

    def report(message: str) -> None:
        connection.send(Progress(message))

    if request.choice != AUTO:
        return choose(card, request.choice, plan=request.plan, report=report)
    key = circumstances(card)
    row = recall(key)
    if row is not None:
        with suppress(BackendUnavailable):  # the system has changed: measure again
            return choose(card, row, plan=request.plan, report=report)
    trial = choose(card, AUTO, plan=request.plan, report=report)
    remember(key, trial.runtime.name)
    return trial


def _answer(connection: Connection, backend: Backend, card: ModelCard) -> None:
    """Answer requests: each message is N crops as bytes, each answer a list of N outputs.

    A separate thread sends the answers: while the parent writes the next batch it does not read,
    and both would wait for each other as soon as the answers fill the pipe.
    """
    size = card.input.size_px
    answers: SimpleQueue[list[Outputs] | Failed] = SimpleQueue()
    Thread(target=_send_all, args=(connection, answers), name="answers", daemon=True).start()
    while True:
        crops = np.frombuffer(connection.recv_bytes(), np.uint8).reshape(-1, size, size, 3)
        try:
            answers.put(backend.run(to_input(crops, card.input)))
        except InferenceError as error:
            answers.put(Failed(error.message, error.remedy, is_final=False))


def _send_all(connection: Connection, answers: SimpleQueue[list[Outputs] | Failed]) -> None:
    with suppress(OSError):  # the parent has ended, which the next read detects
        while True:
            connection.send(answers.get())
