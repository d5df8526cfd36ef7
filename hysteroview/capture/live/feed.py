"""One connection to a live source: a thread that opens it, reads it and closes it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from hysteroview.capture.source import SourceInfo, VideoSource
from hysteroview.core.errors import SourceError
from hysteroview.core.types import Frame

_MOST_WAITING = 8  # frames; a slower reader loses the oldest rather than falling behind


class Arrival(NamedTuple):
    """A frame, with the properties of its source when it was received."""

    frame: Frame
    info: SourceInfo
    damage: str | None


class Feed:
    """Deliver the frames of a source that may hang in its driver or on the network.

    The consumer never waits longer than its timeout. A source that hangs is abandoned: its thread
    ends by itself when the driver returns.

    Parameters
    ----------
    connect
        Function that opens the source; called in the thread.
    """

    def __init__(self, connect: Callable[[], VideoSource]) -> None:
        self._connect = connect
        self._changed = threading.Condition()  # guards all fields below; a leaf lock
        self._arrivals: deque[Arrival] = deque()
        self._dropped = 0
        self._failure: SourceError | None = None
        self._is_over, self._is_stopped = False, False
        self._thread = threading.Thread(target=self._run, name="feed", daemon=True)
        self._thread.start()

    @property
    def dropped(self) -> int:
        """Number of frames that were replaced by newer ones before they were taken."""
        with self._changed:
            return self._dropped

    def take(self, timeout_s: float) -> Arrival | None:
        """Wait for the next frame; None if `timeout_s` has passed or the feed was stopped.

        Raises
        ------
        SourceError
            It could not be opened, failed, or ended; all earlier frames were taken.
        """
        with self._changed:
            self._changed.wait_for(
                lambda: self._arrivals or self._is_over or self._is_stopped, timeout_s
            )
            if self._is_stopped:
                return None
            if self._arrivals:
                return self._arrivals.popleft()
            if self._is_over:
                raise self._failure or SourceError("The sender has ended the stream.")
            return None

    def stop(self) -> None:
        """Tell the thread to end, and wake waiting calls; returns immediately."""
        with self._changed:
            self._is_stopped = True
            self._arrivals.clear()
            self._changed.notify_all()

    def join(self, timeout_s: float) -> bool:
        """Wait for the end of the thread; False if it still hangs in the driver."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            source = self._connect()
            try:
                self._read(source)
            finally:
                source.close()
        except SourceError as error:
            with self._changed:
                self._failure = error
        finally:
            with self._changed:
                self._is_over = True
                self._changed.notify_all()

    def _read(self, source: VideoSource) -> None:
        while not self._is_stopped and (frame := source.read()) is not None:
            arrival = Arrival(frame, source.info, source.damage)
            with self._changed:
                if len(self._arrivals) >= _MOST_WAITING:
                    self._arrivals.popleft()
                    self._dropped += 1
                self._arrivals.append(arrival)
                self._changed.notify_all()
