"""Frames filmed outside the body: frames wait for their analysis before they are stored."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from hysteroview.core.types import NS_PER_S, Frame
from hysteroview.imaging.pixels.planar import memory_bytes

# less than the time that may be lost when the program is killed
_LONGEST_WAIT_NS = 3 * NS_PER_S // 10
_MOST_BYTES = 128 * 1024 * 1024
_VERDICT_HOLDS_NS = 10 * NS_PER_S


@dataclass(frozen=True, slots=True, eq=False)
class JudgedFrame:
    """A frame, and whether it must be pixelated before it is stored."""

    frame: Frame
    is_outside: bool


class OutsideBodyFilter:
    """Hold each frame until it or a later frame was analyzed; to be used by one thread.

    A frame between two analyzed frames counts as outside if either does. A frame that has waited
    too long is treated like the last analyzed frame, for up to 10 s. Before the first analysis, the
    first 10 s count as outside, because an exam begins there. After that, frames without analysis
    are stored unchanged, because the record must not depend on the model.
    """

    def __init__(self) -> None:
        self._waiting: deque[Frame] = deque()
        self._waiting_bytes = 0
        self._word: bool = True
        self._word_pts_ns: int | None = None

    def push(self, frame: Frame) -> list[JudgedFrame]:
        """Add a frame; return the frames that have waited too long."""
        if self._word_pts_ns is None:
            self._word_pts_ns = frame.pts_ns
        self._waiting.append(frame)
        self._waiting_bytes += memory_bytes(frame)
        judged: list[JudgedFrame] = []
        while self._waiting and (
            frame.pts_ns - self._waiting[0].pts_ns > _LONGEST_WAIT_NS
            or self._waiting_bytes > _MOST_BYTES
        ):
            judged.append(self._release(self._holds(self._waiting[0])))
        return judged

    def note(self, pts_ns: int, *, is_outside: bool) -> list[JudgedFrame]:
        """Add the result for the frame at `pts_ns`; return the frames that it decides."""
        judged: list[JudgedFrame] = []
        while self._waiting and self._waiting[0].pts_ns <= pts_ns:
            before = self._holds(self._waiting[0])
            judged.append(self._release(is_outside or before))
        self._word, self._word_pts_ns = is_outside, pts_ns
        return judged

    def drain(self) -> list[JudgedFrame]:
        """Return all waiting frames, decided by the last result."""
        return [self._release(self._holds(frame)) for frame in list(self._waiting)]

    def _holds(self, frame: Frame) -> bool:
        """Whether `frame` is outside according to the last result."""
        if self._word_pts_ns is None:
            return True
        return self._word and abs(frame.pts_ns - self._word_pts_ns) <= _VERDICT_HOLDS_NS

    def _release(self, is_outside: bool) -> JudgedFrame:  # noqa: FBT001 - read at the call
        frame = self._waiting.popleft()
        self._waiting_bytes -= memory_bytes(frame)
        return JudgedFrame(frame, is_outside)
