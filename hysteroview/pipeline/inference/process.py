"""The monitored child process in which the network runs.

A driver that crashes or hangs takes its process with it. Therefore inference has a separate
process: the live picture continues, the child is killed and restarted, and the state shows this.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.errors import BackendUnavailable, HysteroViewError, InferenceError
from hysteroview.core.types import AssessmentState, LabelSet, Outputs
from hysteroview.inference.runtimes.backend import RuntimeInfo
from hysteroview.pipeline.inference.child import serve
from hysteroview.pipeline.inference.link import LIVE_TIMEOUT_S, InferenceLink, RuntimeFaultError
from hysteroview.pipeline.inference.messages import Answer, Main, Measured, Ready, Request

log = logging.getLogger(__name__)

MAX_RESTARTS = 5
RESTART_WINDOW_S = 60.0
MOST_FAULTS = 2  # of one runtime in the same time, after which the next is used
DEFAULT_REQUEST = Request()
_FIRST_DELAY_S = 0.1


@dataclass(frozen=True, slots=True)
class RuntimeChange:
    """Change to another runtime during a session, because the former has broken.

    Attributes
    ----------
    reason
        Why the former is not used anymore, as a sentence.
    """

    broken: RuntimeInfo
    used: RuntimeInfo
    reason: str


class InferenceProcess:
    """Run a model in a child process that is monitored and, within limits, restarted.

    One thread calls `start`, `infer` and `check`; other threads may read `state`, `info` and
    `failure`, and call `abort` and `allow_restarts`.

    Parameters
    ----------
    model
        Folder of the bundle, whose hashes the child checks before it loads anything.
    labels
        Classes of the model, to check the outputs.
    request
        Choice of the runtime. The runtime that was found is requested again after a crash, so that
        a restart is fast and does not change the results. If it breaks twice within the time in
        which restarts are limited, the next row of the table is used: after errors that it reports
        itself, and on a GPU also after crashes and hangs, which on the CPU have other causes.
    answer_timeout_s
        Time without an answer after which the child counts as hung.
    main
        Main function of the child.
    """

    def __init__(
        self,
        model: Path,
        labels: LabelSet,
        *,
        request: Request = DEFAULT_REQUEST,
        answer_timeout_s: float = LIVE_TIMEOUT_S,
        main: Main = serve,
    ) -> None:
        self._model = model
        self._main = main
        self._request = request
        self._ready: Ready | None = None  # of the row of the table that has worked
        self._without: tuple[str, ...] = ()  # rows that have broken
        self._faults_s: deque[float] = deque(maxlen=MOST_FAULTS)  # of the row in use
        self._broken: tuple[RuntimeInfo, str] | None = None  # until another is ready
        self.change: RuntimeChange | None = None  # the last one
        self._answer_timeout_s = answer_timeout_s
        self._classes = len(labels)
        self._batch = 0  # number of the last one that was sent
        self._link: InferenceLink | None = None
        self._aborted = threading.Event()
        self._restarts_s: deque[float] = deque(maxlen=MAX_RESTARTS)
        self._delay_s = _FIRST_DELAY_S
        self.state = AssessmentState.STARTING
        self.info: RuntimeInfo | None = None
        self.progress = ""  # progress of a long start
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
            No runtime can load the model; a restart would not help.
        InferenceError
            The child ended or hung while starting.
        """
        try:
            ready = self._begin_row()
        except HysteroViewError as error:
            self._fail(error)
            raise
        finally:
            self.progress = ""
        if self._broken is not None:
            self.change = RuntimeChange(self._broken[0], ready.info, self._broken[1])
            self._broken = None
        self.info, self._ready = ready.info, ready
        self.state, self.failure = AssessmentState.ACTIVE, None
        log.info("inference process is ready: %s", self.info)

    def _begin_row(self) -> Ready:
        try:
            return self._begin(self._request.choice if self._ready is None else self._ready.row)
        except BackendUnavailable as error:
            self._end_link()
            if self._ready is not None and self._can_change(self._ready):
                self._change_row(self._ready, error)  # it worked before, but another is needed now
            elif self._without:
                self._without, self._broken = (), None  # nothing else can be used: try it again
            else:
                raise
            return self._begin(self._request.choice)

    def _can_change(self, ready: Ready) -> bool:
        return ready.row != self._request.choice

    def _change_row(self, ready: Ready, error: HysteroViewError) -> None:
        """Use another row from the next start on."""
        self._without = (*self._without, ready.row)
        self._broken = (ready.info, error.message)
        self._ready = None
        self._faults_s.clear()

    def _count_fault(self, error: HysteroViewError) -> None:
        """Change the row if it has broken repeatedly."""
        ready, now_s = self._ready, time.monotonic()
        if ready is None or not self._can_change(ready) or self._aborted.is_set():
            return
        if isinstance(error, RuntimeFaultError) or not ready.uses_cpu:
            self._faults_s.append(now_s)
            is_often = len(self._faults_s) == MOST_FAULTS
            if is_often and now_s - self._faults_s[0] < RESTART_WINDOW_S:
                self._change_row(ready, error)

    def _begin(self, choice: str) -> Ready:
        request = replace(self._request, choice=choice, without=self._without)
        answer = self._answer_to(request)
        if isinstance(answer, Measured):
            log.info("the fastest runtime is %s", answer.row)
            self._end_link()  # with all runtimes that were measured
            answer = self._answer_to(replace(request, measured=answer.row))
        if isinstance(answer, Measured):
            raise InferenceError(f"the inference process began with {type(answer).__name__}")
        return answer

    def _answer_to(self, request: Request) -> Ready | Measured:
        """Start a child and wait for the end of its start."""
        self._link = InferenceLink(self._model, request, self._answer_timeout_s, self._main)
        if self._aborted.is_set():  # closed while the child was started
            raise InferenceError("The analysis was closed.")
        return self._link.wait_ready(self._note_progress)

    def _note_progress(self, message: str) -> None:
        log.info("inference process: %s", message)
        self.progress = message

    def infer(self, crop: NDArray[np.uint8]) -> Outputs:
        """Compute the outputs of one picture, restarting the child if necessary.

        Parameters
        ----------
        crop
            (s, s, 3) uint8, RGB, of the card's input size.

        Raises
        ------
        InferenceError, BackendUnavailable
            As `receive`.
        """
        return self.receive(self.send([crop]), 1)[0]

    def send(self, crops: Sequence[NDArray[np.uint8]]) -> int:
        """Send a batch to the child; several may be in flight, and are answered in order.

        Parameters
        ----------
        crops
            (s, s, 3) uint8 each, RGB, of the card's input size.

        Returns
        -------
        The number of the batch, for `receive`: none is used twice, also after a restart.

        Raises
        ------
        InferenceError, BackendUnavailable
            As `receive`.
        """
        if self._link is None:
            self._restart()
        assert self._link is not None
        self._batch += 1
        try:
            self._link.send(self._batch, crops)
        except HysteroViewError as error:
            self._count_fault(error)
            self._fail(error)
            raise
        return self._batch

    def receive(self, batch: int, count: int) -> list[Outputs]:
        """Wait for the outputs of a batch in flight, of `count` pictures.

        The outputs of earlier batches that nobody has received are dropped.

        Raises
        ------
        InferenceError
            The child crashed, hung or returned invalid outputs; all batches in flight are lost, and
            the next call restarts it. In the state ERROR nothing is started until `allow_restarts`.
        BackendUnavailable
            No runtime can load the model.
        """
        try:
            if self._link is None:
                raise InferenceError("The analysis process ended unexpectedly.")
            answer = self._link.receive(batch)
            self._check(answer, count)
        except HysteroViewError as error:
            self._count_fault(error)
            self._fail(error)
            raise
        self._delay_s = _FIRST_DELAY_S
        return answer.outputs()

    def check(self) -> None:
        """Detect the end of an idle child, and restart it.

        Raises
        ------
        InferenceError, BackendUnavailable
            As `infer`.
        """
        if self._link is not None and not self._link.is_alive:
            ended = InferenceError("The analysis process ended unexpectedly.")
            self._count_fault(ended)
            self._fail(ended)
        if self._link is None:
            self._restart()

    def allow_restarts(self) -> None:
        """Leave the state ERROR, because the operator asked for another attempt."""
        self._restarts_s.clear()
        self._delay_s = _FIRST_DELAY_S
        if self.state is AssessmentState.ERROR:
            self.state = AssessmentState.RESTARTING

    def abort(self) -> None:
        """Make a waiting call fail immediately; from any thread, before `close`."""
        self._aborted.set()
        link = self._link
        if link is not None:
            link.kill()

    def close(self) -> None:
        """End the child. May be called twice."""
        self._aborted.set()
        if self._link is not None:
            self._link.end()
            self._link = None
        self.state = AssessmentState.OFF

    @property
    def pid(self) -> int | None:
        """Process id of the running child; None without one."""
        return self._link.pid if self._link is not None else None

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
        self._end_link()
        self.failure = error
        final = isinstance(error, BackendUnavailable)
        self.state = AssessmentState.ERROR if final else AssessmentState.RESTARTING
        if not self._aborted.is_set():
            log.warning("inference process failed: %s", error)

    def _end_link(self) -> None:
        if self._link is not None:
            self._link.kill()  # it may hang, and its remaining answers are not needed
            self._link.end()
            self._link = None

    def _check(self, answer: Answer, count: int) -> None:
        results, logits = answer.logits.shape
        if results != count:
            raise InferenceError(f"The model returned {results} results for {count} pictures.")
        if logits != self._classes:
            raise InferenceError(f"The model returned {logits} logits for {self._classes} labels.")
        arrays = (answer.logits, answer.class_maps, answer.embeddings)
        if not all(np.isfinite(array).all() for array in arrays):
            raise RuntimeFaultError("The model returned invalid numbers (NaN or infinity).")
