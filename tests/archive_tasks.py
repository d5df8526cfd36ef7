"""Tasks for real workers of an archive that need no model: one that hangs, one that kills."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from tests.patience import wait_until


@dataclass(frozen=True, slots=True)
class SignalTask:
    """Returns the number of its process, to which it sends a signal while a file is there.

    Attributes
    ----------
    once
        The file, which is removed first.
    """

    number: int
    once: Path
    sends: signal.Signals | None = None
    bound_s: float = 60.0
    is_small: bool = False

    def prepare(self) -> None:
        """Nothing is kept."""

    def run(self) -> tuple[int, int]:
        """Return its number and that of the process."""
        if self.sends is not None:
            with suppress(FileNotFoundError):
                self.once.unlink()
                Event().wait(0.5)  # it has said by now that it has begun
                os.kill(os.getpid(), self.sends)
        return self.number, os.getpid()


@dataclass(frozen=True, slots=True)
class WaitingTask:
    """Says by a file that it has begun, and ends when another one is there.

    Attributes
    ----------
    begun, may_end
        The files.
    """

    begun: Path
    may_end: Path
    bound_s: float = 60.0
    is_small: bool = False

    def prepare(self) -> None:
        """Nothing is kept."""

    def run(self) -> int:
        """Return the number of the process."""
        self.begun.touch()
        wait_until(self.may_end.exists, every_s=0.05)
        return os.getpid()
