"""Messages of TensorRT: logged and used in errors; progress is reported to the operator."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from hysteroview.core.rates import Throttle

if TYPE_CHECKING:
    from tensorrt import ILogger

log = logging.getLogger(__name__)

_LEVELS = {
    "INTERNAL_ERROR": logging.ERROR,
    "ERROR": logging.WARNING,  # details of an exception that is raised
    "WARNING": logging.INFO,
    "INFO": logging.DEBUG,
}  # VERBOSE writes a line for each tactic: hundreds of thousands


class Messages:
    """Log TensorRT's messages, and keep the first error for the text of an exception.

    To be mixed into the class ILogger of an edition. TensorRT returns None or False and gives the
    reason only here, from any of its threads. No error recorder is set, because errors would go to
    it *instead of* here.
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._error = ""

    def log(self, severity: ILogger.Severity, msg: str) -> None:
        """Log a message; called by TensorRT."""
        level = _LEVELS.get(severity.name)
        if level is None:
            return
        log.log(level, "%s: %s", self._title, msg)
        if level >= logging.WARNING and not self._error:  # later errors are consequences
            self._error = (msg.strip().splitlines() or [""])[0]

    def take_error(self) -> str:
        """Return the first error since the last call, and clear it."""
        error, self._error = self._error or "no reason given", ""
        return error


class BuildProgress:
    """Report the progress of a build, at most every two seconds.

    To be mixed into the class IProgressMonitor of an edition.

    Parameters
    ----------
    report
        Function that receives a sentence. If it raises `OSError`, the receiver is gone and the
        build is stopped.
    """

    def __init__(self, title: str, report: Callable[[str], None]) -> None:
        super().__init__()
        self._title = title
        self._report = report
        self._steps: dict[str, int] = {}
        self._begun_ns = time.monotonic_ns()
        self._throttle = Throttle(0.5)
        self._throttle.is_due(self._begun_ns)  # the first message comes after two seconds

    def phase_start(self, phase_name: str, _parent: str | None, num_steps: int) -> None:
        """Store the number of steps of a phase; called by TensorRT."""
        self._steps[phase_name] = num_steps

    def step_complete(self, phase_name: str, step: int) -> bool:
        """Report progress; return False to stop the build. Called by TensorRT."""
        now_ns = time.monotonic_ns()
        if self._throttle.is_due(now_ns):
            steps = self._steps.get(phase_name, 0)
            seconds = (now_ns - self._begun_ns) // 10**9
            words = f"{phase_name.lower()}, {step + 1} of {steps}"
            try:
                self._report(f"Building the {self._title} engine: {words}; {seconds} s so far.")
            except OSError:
                return False
        return True

    def phase_finish(self, phase_name: str) -> None:
        """Remove a finished phase; called by TensorRT."""
        self._steps.pop(phase_name, None)
