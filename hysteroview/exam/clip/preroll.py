"""The pre-roll: the last seconds, compressed, ready to be saved by one press."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from hysteroview.core.record import FrameRecord
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.clip.encoder import EncodedPicture

MAX_BYTES = 300_000_000


@dataclass(frozen=True, slots=True)
class PrerollContent:
    """What was in the ring at one moment; the first picture is a keyframe."""

    pictures: tuple[EncodedPicture, ...]
    results: tuple[FrameRecord, ...]

    @property
    def size_bytes(self) -> int:
        """Of the compressed pictures."""
        return sum(len(picture.content) for picture in self.pictures)


class PrerollRing:
    """Keep the newest pictures of one encoder; used by one thread.

    Whole groups of pictures leave at the old end, so that the ring always begins at a keyframe:
    it holds `span_s` and up to a keyframe interval more, or less where `max_bytes` says so.

    Parameters
    ----------
    span_s
        How far the ring reaches back, by the timestamps of the pictures.
    max_bytes
        Of the compressed pictures; the newest group stays whatever its size.
    """

    def __init__(self, span_s: float, *, max_bytes: int = MAX_BYTES) -> None:
        self._span_ns = round(span_s * NS_PER_S)
        self._max_bytes = max_bytes
        self._groups: deque[list[EncodedPicture]] = deque()
        self._results: deque[FrameRecord] = deque()
        self._size_bytes = 0

    @property
    def size_bytes(self) -> int:
        """Of the compressed pictures."""
        return self._size_bytes

    @property
    def seconds(self) -> float:
        """How far back it reaches now."""
        if not self._groups:
            return 0.0
        return (self._groups[-1][-1].pts_ns - self._groups[0][0].pts_ns) / NS_PER_S

    def add(self, picture: EncodedPicture) -> None:
        """Add the next picture; a source whose clock went back begins a new pre-roll."""
        if self._groups and picture.pts_ns <= self._groups[-1][-1].pts_ns:
            self.clear()
        if picture.is_keyframe:
            self._groups.append([])
        if not self._groups:
            return  # nothing can be decoded before the first keyframe
        self._groups[-1].append(picture)
        self._size_bytes += len(picture.content)
        self._forget(picture.pts_ns)

    def note(self, record: FrameRecord) -> None:
        """Add a result of the model."""
        if self._groups:
            self._results.append(record)

    def clear(self) -> None:
        """Forget everything: the next pictures are of another encoder."""
        self._groups.clear()
        self._results.clear()
        self._size_bytes = 0

    def content(self) -> PrerollContent | None:
        """Return what is in the ring; None while it is empty."""
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
