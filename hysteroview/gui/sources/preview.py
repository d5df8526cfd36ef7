"""A picture of the chosen source as it looks with the chosen colors and aspect."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from hysteroview.capture.thumbnail import thumbnail
from hysteroview.core.errors import HysteroViewError
from hysteroview.gui.tasks import TaskRunner

_Found = NDArray[np.uint8] | HysteroViewError
_MOST_WAITING = 16
_TIMEOUT_S = 9.0  # longer than the timeout of a thumbnail


class SourcePreview(QObject):
    """Loads the picture of one location at a time; the newest wins.

    Signals
    -------
    found(object)
        (h, w, 4) uint8 BGRA with square pixels, or the `HysteroViewError`.
    """

    found = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = TaskRunner(_MOST_WAITING, self)
        self._wanted = ""

    def load(self, location: str, take: Callable[[str], _Found] = thumbnail) -> None:
        """Load the picture of a location, with the correction in it.

        Parameters
        ----------
        take
            Returns the picture, or the error.
        """
        self._wanted = location
        self._tasks.drop_waiting()
        show = partial(self._show, location)
        self._tasks.submit(partial(take, location), show, show)

    def cancel(self) -> None:
        """Load nothing: another source is shown, or this one is being opened."""
        self._wanted = ""
        self._tasks.drop_waiting()

    def close(self) -> None:
        """End, without waiting for a source that hangs."""
        self.cancel()
        self._tasks.finish(_TIMEOUT_S)

    def _show(self, location: str, found: Any) -> None:
        if location == self._wanted:
            self.found.emit(found)
