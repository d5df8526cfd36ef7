"""Progress of an export, and the request to cancel it."""

from __future__ import annotations

import threading
from typing import Protocol

from hysteroview.core.errors import HysteroViewError


class ExportCanceledError(HysteroViewError):
    """The operator has canceled an export; nothing of it is left."""

    def __init__(self) -> None:
        super().__init__("The export was canceled. Nothing was written.")


class Progress(Protocol):
    """Is called again and again while an export runs."""

    def __call__(self, done: int, total: int | None) -> None:
        """Take notice of how far it is; `ExportCanceledError` ends the export.

        Parameters
        ----------
        total
            None if it is not known.
        """


def no_progress(done: int, total: int | None) -> None:
    """Show no progress."""


class SharedProgress:
    """Progress that one thread writes and another one reads, and cancels."""

    def __init__(self) -> None:
        self._lock = threading.Lock()  # guards the fields below; a leaf lock
        self._done: int = 0
        self._total: int | None = None
        self._canceled = threading.Event()

    def __call__(self, done: int, total: int | None) -> None:
        """Note how far it is; raises if it was canceled."""
        with self._lock:
            self._done, self._total = done, total
        if self._canceled.is_set():
            raise ExportCanceledError

    def cancel(self) -> None:
        """End the export at its next step."""
        self._canceled.set()

    @property
    def is_canceled(self) -> bool:
        """Whether it is to end."""
        return self._canceled.is_set()

    @property
    def share(self) -> float | None:
        """How much is done, 0 to 1; None if it is not known."""
        with self._lock:
            return min(self._done / self._total, 1.0) if self._total else None
