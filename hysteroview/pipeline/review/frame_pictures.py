"""Small pictures of chosen frames, made beside the player in the order in which they are asked."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.capture.source import SeekableSource
from hysteroview.core.errors import HysteroViewError
from hysteroview.core.types import Frame
from hysteroview.pipeline.worker import Worker

log = logging.getLogger(__name__)

WIDTH_PX = 256
_NICENESS = 10
_JOIN_TIMEOUT_S = 10.0

OpenIt = Callable[[], SeekableSource]


@dataclass(frozen=True, slots=True, eq=False)
class FramePicture:
    """The picture of one frame, small.

    Attributes
    ----------
    key
        As it was asked for.
    pixels
        (h, w, 4) uint8, BGRA.
    """

    key: int
    pixels: NDArray[np.uint8]


class FramePictures:
    """Decodes the frames that are wanted, exactly these, in a thread of low priority.

    The owner takes what is there, and asks for each frame once; what cannot be decoded never
    comes.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()  # guards the fields below; a leaf lock
        self._wanted: deque[tuple[OpenIt, int, int]] = deque()
        self._made: list[FramePicture] = []
        self._is_closed = False
        self._source: tuple[OpenIt, SeekableSource] | None = None  # only the thread uses it
        self._worker = Worker("frame pictures", self._run)

    def start(self) -> None:
        """Start the thread."""
        self._worker.start()

    @property
    def is_alive(self) -> bool:
        """Whether its thread is running."""
        return self._worker.is_alive

    def end(self) -> None:
        """Let the thread end; does not wait. Safe to call twice."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def close(self) -> bool:
        """End the thread, and wait for its end; False if it hangs. Safe to call twice."""
        self.end()
        return self._worker.join(_JOIN_TIMEOUT_S)

    @property
    def failure(self) -> Exception | None:
        """Defect that ended the thread; None if there was none."""
        return self._worker.failure

    def want(self, key: int, open_it: OpenIt, pts_ns: int) -> None:
        """Ask for the frame of a recording at a time.

        Parameters
        ----------
        key
            Names the picture.
        open_it
            Opens the recording; called on the thread.
        """
        with self._changed:
            self._wanted.append((open_it, pts_ns, key))
            self._changed.notify_all()

    def take(self) -> list[FramePicture]:
        """Return the pictures that were made since the last call."""
        with self._changed:
            made, self._made = self._made, []
        return made

    def _run(self) -> None:
        if sys.platform == "linux":  # a thread has a priority of its own there
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
        try:
            while (wanted := self._next()) is not None:
                open_it, pts_ns, key = wanted
                try:
                    frame = self._frame(open_it, pts_ns)
                except HysteroViewError as error:  # the player shows it
                    log.debug("no picture of a frame: %s", type(error).__name__)
                    continue
                if frame is not None:
                    picture = FramePicture(key, small(frame))
                    with self._changed:
                        self._made.append(picture)
        finally:
            self._close_source()

    def _next(self) -> tuple[OpenIt, int, int] | None:
        with self._changed:
            is_idle = not self._wanted
        if is_idle:
            self._close_source()  # its decoder takes 150 MB at 1080p
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or bool(self._wanted))
            return None if self._is_closed else self._wanted.popleft()

    def _frame(self, open_it: OpenIt, pts_ns: int) -> Frame | None:
        if self._source is None or self._source[0] is not open_it:
            self._close_source()
            self._source = open_it, open_it()
        source = self._source[1]
        return source.read() if source.seek(pts_ns, is_wanted=self._is_wanted) else None

    def _is_wanted(self) -> bool:
        with self._changed:
            return not self._is_closed

    def _close_source(self) -> None:
        if self._source is not None:
            self._source[1].close()
            self._source = None


def small(frame: Frame) -> NDArray[np.uint8]:
    """Return a frame with square pixels and `WIDTH_PX` wide: (h, w, 4) uint8, BGRA."""
    height, width = frame.pixels.shape[:2]
    shown = width * float(frame.pixel_aspect)
    size = (WIDTH_PX, max(round(height * WIDTH_PX / shown), 1))
    return np.asarray(cv2.resize(frame.pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
