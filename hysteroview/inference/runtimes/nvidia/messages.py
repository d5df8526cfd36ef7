"""What TensorRT says: its messages go to the log and into errors, its progress to the operator."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

import tensorrt as trt

from hysteroview.core.rates import Throttle

log = logging.getLogger(__name__)

_LEVELS = {
    trt.ILogger.Severity.INTERNAL_ERROR: logging.ERROR,
    trt.ILogger.Severity.ERROR: logging.WARNING,  # becomes an exception; this is its detail
    trt.ILogger.Severity.WARNING: logging.INFO,
    trt.ILogger.Severity.INFO: logging.DEBUG,
}  # VERBOSE is a line a tactic: hundreds of thousands


class Messages(trt.ILogger):
    """Pass TensorRT's messages to the log, and keep the first error as the reason to tell.

    TensorRT returns None or False and says why only here, from any of its threads. No error
    recorder is set: where there is one, errors go to it *instead of* here.
    """

    def __init__(self) -> None:
        super().__init__()
        self._error = ""

    def log(self, severity: trt.ILogger.Severity, msg: str) -> None:
        """Take a message; called by TensorRT."""
        level = _LEVELS.get(severity)
        if level is None:
            return
        log.log(level, "TensorRT: %s", msg)
        if level >= logging.WARNING and not self._error:  # those that follow are consequences
            self._error = (msg.strip().splitlines() or [""])[0]

    def take_error(self) -> str:
        """Return the first error since the last call, and forget it."""
        error, self._error = self._error or "no reason given", ""
        return error


# TensorRT keeps a pointer to the first logger that it is given, until the process ends.
MESSAGES = Messages()


class BuildProgress(trt.IProgressMonitor):
    """Tell how far a build is, at most every two seconds.

    Parameters
    ----------
    tell
        Takes a sentence. If it raises `OSError`, nobody listens any more: the build is stopped.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__()
        self._tell = tell
        self._steps: dict[str, int] = {}
        self._begun_ns = time.monotonic_ns()
        self._throttle = Throttle(0.5)
        self._throttle.is_due(self._begun_ns)  # the first message two seconds from now

    def phase_start(self, phase_name: str, _parent: str | None, num_steps: int) -> None:
        """Note how many steps a phase has; called by TensorRT."""
        self._steps[phase_name] = num_steps

    def step_complete(self, phase_name: str, step: int) -> bool:
        """Tell it; False stops the build. Called by TensorRT."""
        now_ns = time.monotonic_ns()
        if self._throttle.is_due(now_ns):
            steps = self._steps.get(phase_name, 0)
            seconds = (now_ns - self._begun_ns) // 10**9
            words = f"{phase_name.lower()}, {step + 1} of {steps}"
            try:
                self._tell(f"Building the TensorRT engine: {words}; {seconds} s so far.")
            except OSError:
                return False
        return True

    def phase_finish(self, phase_name: str) -> None:
        """Forget the phase; called by TensorRT."""
        self._steps.pop(phase_name, None)
