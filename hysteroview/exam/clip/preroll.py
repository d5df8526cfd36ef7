"""The pre-roll: the last seconds in compressed form, which can be saved by one key press."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from hysteroview.core.record import FrameRecord
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.clip.encoder import EncodedPicture

MAX_BYTES = 300_000_000


@dataclass(frozen=True, slots=True)
class PrerollContent:
    """Content of the ring at one moment; the first frame is a keyframe."""

    pictures: tuple[EncodedPicture, ...]
    results: tuple[FrameRecord, ...]

    @property
    def size_bytes(self) -> int:
        """Size of the compressed frames."""
        return sum(len(picture.content) for picture in self.pictures)


class PrerollRing:
    """Ring buffer of the newest frames of one encoder; to be used by one thread.

    Whole groups of pictures are removed at the old end, so that the ring always begins at a
    keyframe: it contains `span_s` plus up to a keyframe interval, or less if `max_bytes` is
    reached.

    Parameters
    ----------
    span_s
        Length of the ring, by the timestamps of the frames.
    max_bytes
        Largest size of the compressed frames; the newest group is kept even if it is larger.
    """

    def __init__(self, span_s: float, *, max_bytes: int = MAX_BYTES) -> None:
        self._span_ns = round(span_s * NS_PER_S)
        self._max_bytes = max_bytes
        self._groups: deque[list[EncodedPicture]] = deque()
        self._results: deque[FrameRecord] = deque()
        self._size_bytes = 0

    @property
    def size_bytes(self) -> int:
        """Size of the compressed frames."""
        return self._size_bytes

    @property
    def seconds(self) -> float:
        """Present length of the ring."""
        if not self._groups:
            return 0.0
        return (self._groups[-1][-1].pts_ns - self._groups[0][0].pts_ns) / NS_PER_S

    def add(self, picture: EncodedPicture) -> None:
        """Add the next frame; if the source's clock went back, the ring is emptied first."""
        if self._groups and picture.pts_ns <= self._groups[-1][-1].pts_ns:
            self.clear()
        if picture.is_keyframe:
            self._groups.append([])
        if not self._groups:
            return  # frames before the first keyframe cannot be decoded
        self._groups[-1].append(picture)
        self._size_bytes += len(picture.content)
        self._forget(picture.pts_ns)

    def note(self, record: FrameRecord) -> None:
        """Add a result of the model."""
        if self._groups:
            self._results.append(record)

    def clear(self) -> None:
        """Empty the ring, because the next frames come from another encoder."""
        self._groups.clear()
        self._results.clear()
        self._size_bytes = 0

    def content(self) -> PrerollContent | None:
        """Return the content of the ring; None while it is empty."""
        if not self._groups:
            return None
        first_ns = self._groups[0][0].pts_ns
        return PrerollContent(
            tuple(picture for group in self._groups for picture in group),
            tuple(each for each in self._results if each.pts_ns >= first_ns),
        )

    def _forget(self, now_ns: int) -> None:
        while len(self._groups) > 1 and (
            now_ns - self._groups[1][0].pts_ns >= self._span_ns
            or self._size_bytes > self._max_bytes
        ):
            self._size_bytes -= sum(len(picture.content) for picture in self._groups.popleft())
        first_ns = self._groups[0][0].pts_ns
        while self._results and self._results[0].pts_ns < first_ns:
            self._results.popleft()
