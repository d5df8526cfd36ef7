"""The frames of a recording around the one that is shown, so that a step costs no decoding."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Sequence

import numpy as np

from hysteroview.core.types import Frame


class FrameWindow:
    """Consecutive frames within a bound of memory; not for several threads at once.

    Where there is no room, the frames farthest from the present one are dropped.

    Parameters
    ----------
    most_bytes
        Size of all frames; a few frames are kept whatever their size.
    """

    LEAST = 4

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._frames: deque[Frame] = deque()
        self._at = 0  # place of the present frame
        self._bytes = 0
        self.starts_at_first = False  # nothing comes before the first of these frames
        self.ends_at_last = False  # nor after the last

    def __len__(self) -> int:
        return len(self._frames)

    @property
    def current(self) -> Frame:
        """The present frame; there must be one."""
        return self._frames[self._at]

    @property
    def first(self) -> Frame:
        """The earliest frame; there must be one."""
        return self._frames[0]

    @property
    def last(self) -> Frame:
        """The latest frame; there must be one."""
        return self._frames[-1]

    def beside(self, ahead: int) -> Frame | None:
        """Return the frame so many after the present one, or before it; None if it is not there."""
        place = self._at + ahead
        return self._frames[place] if 0 <= place < len(self._frames) else None

    @property
    def before(self) -> int:
        """Number of frames before the present one."""
        return self._at

    @property
    def after(self) -> int:
        """Number of frames after the present one."""
        return max(len(self._frames) - self._at - 1, 0)

    @property
    def most_frames(self) -> int:
        """Number of frames that have room, by the size of those that are there."""
        if not self._frames:
            return self.LEAST
        return max(int(self._most_bytes / (self._bytes / len(self._frames))), self.LEAST)

    def restart(self, frame: Frame, *, is_first: bool) -> None:
        """Begin anew with one frame, which becomes the present one."""
        self.clear()
        self._frames.append(frame)
        self._bytes = size_bytes(frame)
        self.starts_at_first = is_first

    def clear(self) -> None:
        """Let go of all frames."""
        self._frames.clear()
        self._at = self._bytes = 0
        self.starts_at_first = self.ends_at_last = False

    def make_room(self, frames: int) -> None:
        """Drop the frames farthest from the present one, until so many more have room."""
        self._drop_far(self._bytes // max(len(self._frames), 1) * frames)

    def append(self, frame: Frame) -> None:
        """Add the frame after the last one."""
        self._frames.append(frame)
        self._bytes += size_bytes(frame)
        self._drop_far()

    def prepend(self, frames: Sequence[Frame]) -> None:
        """Add the frames before the first one, in their order."""
        for frame in reversed(frames):
            self._frames.appendleft(frame)
            self._bytes += size_bytes(frame)
        self._at += len(frames)
        self._drop_far()

    def go_to_index(self, index: int) -> bool:
        """Make the frame with an index the present one; False if it is not there."""
        place = index - self._frames[0].index if self._frames else -1
        if not 0 <= place < len(self._frames):
            return False
        self._at = place
        return True

    def go_to_time(self, pts_ns: int) -> bool:
        """Make the frame that is shown at a time the present one; False if it is not there."""
        place = self._place_at(pts_ns)
        if place is None:
            return False
        self._at = place
        return True

    def _place_at(self, pts_ns: int) -> int | None:
        if not self._frames:
            return None
        if pts_ns < self._frames[0].pts_ns:
            return 0 if self.starts_at_first else None
        last = self._frames[-1].pts_ns
        if pts_ns > last and not self.ends_at_last:
            return None
        times = [frame.pts_ns for frame in self._frames]
        return bisect_right(times, pts_ns) - 1

    def _drop_far(self, wanted_bytes: int = 0) -> None:
        most_bytes = self._most_bytes - wanted_bytes
        while self._bytes > most_bytes and len(self._frames) > self.LEAST:
            if self.before > self.after:
                self._bytes -= size_bytes(self._frames.popleft())
                self._at -= 1
                self.starts_at_first = False
            else:
                self._bytes -= size_bytes(self._frames.pop())
                self.ends_at_last = False


def size_bytes(frame: Frame) -> int:
    """Return the memory that a frame takes while nothing has asked for its pixels."""
    if isinstance(frame.image, np.ndarray):
        return frame.image.nbytes
    return frame.width_px * frame.height_px * 3 // 2
