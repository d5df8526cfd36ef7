"""Timestamps that always increase, whatever the file says."""

from __future__ import annotations

import heapq
from fractions import Fraction

from hysteroview.core.types import NS_PER_S

_DEFAULT_FPS = Fraction(25)
_LEAST_STEP_NS = 100_000  # so small that order is kept, so large that every container can tell
_JUMP_NS = NS_PER_S
_MOST_REORDERED = 16  # pictures that H.264 (A.3.1) and HEVC may hold back


class Timeline:
    """Turn the timestamps of a file into increasing ones and count what had to be mended.

    A missing timestamp is a frame period after the one before. A small step back becomes the
    smallest step forward. A jump back by more than a second is a recording that began to count
    anew: it goes on where the one before ended.
    """

    def __init__(self, fps: Fraction | None) -> None:
        self._period_ns = round(NS_PER_S / (fps or _DEFAULT_FPS))
        self._last_ns: int | None = None
        self._shift_ns = 0
        self.missing = 0
        self.reversed = 0

    @property
    def period_ns(self) -> int:
        """Of a frame at the nominal rate."""
        return self._period_ns

    @property
    def last_ns(self) -> int | None:
        """The newest timestamp; None before the first."""
        return self._last_ns

    def next_ns(self, pts: int | None, time_base: Fraction | None) -> int:
        """Return the timestamp of the next frame, ns.

        Parameters
        ----------
        pts, time_base
            Of the stream: seconds are ``pts * time_base``; None if the file says nothing.
        """
        last_ns = self._last_ns
        if pts is None or time_base is None:
            self.missing += 1
            now_ns = 0 if last_ns is None else last_ns + self._period_ns
        else:
            now_ns = round(pts * time_base * NS_PER_S) + self._shift_ns
            if last_ns is not None and now_ns <= last_ns:
                self.reversed += 1
                if last_ns - now_ns > _JUMP_NS:
                    mended_ns = last_ns + self._period_ns
                    self._shift_ns += mended_ns - now_ns
                else:
                    mended_ns = last_ns + _LEAST_STEP_NS
                now_ns = mended_ns
        self._last_ns = now_ns
        return now_ns


class DecodingOrder:
    """Times for the pictures of a container that only tells when to decode each one.

    The decoder gives pictures in the order to show them: the first takes the earliest time of
    all packets that went in, and so on.
    """

    def __init__(self) -> None:
        self._times: list[int] = []  # a heap

    def add(self, dts: int | None) -> None:
        """Take the time of a packet that the decoder accepted."""
        if dts is not None:
            heapq.heappush(self._times, dts)

    def next(self, pts: int | None) -> int | None:
        """Return the time of the next picture; `pts` is what the decoder believes."""
        while self._times:
            time = heapq.heappop(self._times)
            if pts is None or time >= pts - _MOST_REORDERED:  # else its picture was left out
                return time
        return pts
