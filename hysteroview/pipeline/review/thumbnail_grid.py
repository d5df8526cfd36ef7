"""Small pictures of a recording by time, within a bound of memory."""

from __future__ import annotations

import threading
from bisect import bisect_left
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

_QUALITY = 80  # of JPEG


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A small picture of one moment, near the one that is asked for.

    Attributes
    ----------
    pts_ns
        Its time in the recording.
    jpeg
        The picture, as JPEG.
    """

    pts_ns: int
    jpeg: bytes

    def pixels(self) -> NDArray[np.uint8] | None:
        """Return (h, w, 3) uint8, BGR; None if it cannot be read."""
        decoded = cv2.imdecode(np.frombuffer(self.jpeg, np.uint8), cv2.IMREAD_COLOR)
        return None if decoded is None else np.asarray(decoded, np.uint8)


def thumbnail_of(pts_ns: int, pixels: NDArray[np.uint8]) -> Thumbnail:
    """Compress a small picture, (h, w, 3) uint8, BGR."""
    _, jpeg = cv2.imencode(".jpg", pixels, (cv2.IMWRITE_JPEG_QUALITY, _QUALITY))
    return Thumbnail(pts_ns, jpeg.tobytes())


class ThumbnailGrid:
    """Thumbnails in order of time; from any thread.

    Parameters
    ----------
    most_bytes
        Bound of their size; what finds no room is not kept.
    """

    def __init__(self, most_bytes: int) -> None:
        self._lock = threading.Lock()  # guards all fields below; a leaf lock
        self._most_bytes = most_bytes
        self._times: list[int] = []
        self._pictures: list[Thumbnail] = []
        self._bytes = 0

    def __len__(self) -> int:
        with self._lock:
            return len(self._times)

    @property
    def size_bytes(self) -> int:
        """Size of all thumbnails."""
        with self._lock:
            return self._bytes

    @property
    def pictures(self) -> tuple[Thumbnail, ...]:
        """All thumbnails in order of time."""
        with self._lock:
            return tuple(self._pictures)

    def has(self, pts_ns: int) -> bool:
        """Whether there is one of exactly this time."""
        with self._lock:
            at = bisect_left(self._times, pts_ns)
            return at < len(self._times) and self._times[at] == pts_ns

    def add(self, thumbnail: Thumbnail) -> bool:
        """Keep a thumbnail, unless there is one of the same time; False if there is no room."""
        with self._lock:
            at = bisect_left(self._times, thumbnail.pts_ns)
            if at < len(self._times) and self._times[at] == thumbnail.pts_ns:
                return True
            if self._bytes + len(thumbnail.jpeg) > self._most_bytes:
                return False
            self._times.insert(at, thumbnail.pts_ns)
            self._pictures.insert(at, thumbnail)
            self._bytes += len(thumbnail.jpeg)
            return True

    def near(self, pts_ns: int) -> Thumbnail | None:
        """Return the thumbnail whose time is nearest; None if there is none."""
        with self._lock:
            at = bisect_left(self._times, pts_ns)
            around = self._pictures[max(at - 1, 0) : at + 1]
        return min(around, key=lambda each: abs(each.pts_ns - pts_ns), default=None)
