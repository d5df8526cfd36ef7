"""Deinterlacing: one full frame for each interlaced frame."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from fractions import Fraction

import av
from av.filter import Graph
from av.filter.context import FilterContext

from hysteroview.capture.decode.picture import Orientation

# the filter needs increasing times only; the real timestamps are kept beside it
_TICK = Fraction(1, 25)


@dataclass(frozen=True, slots=True, eq=False)
class TimedPicture:
    """A decoded frame with its timestamp and orientation."""

    frame: av.VideoFrame
    pts_ns: int
    turn: Orientation


class Deinterlacer:
    """Pass progressive frames on; from the first interlaced frame, filter all.

    The filter is bwdif, which processes only frames flagged as interlaced and needs the next frame,
    so it is one frame late and `drain` yields the last.
    """

    def __init__(self) -> None:
        self._graph: Graph | None = None
        self._format: tuple[int, int, str] | None = None
        self._waiting: deque[TimedPicture] = deque()
        self._ticks = 0

    def push(self, picture: TimedPicture) -> list[TimedPicture]:
        """Add a frame; return the frames that are ready, in order."""
        frame = picture.frame
        if self._graph is None and not frame.interlaced_frame:
            return [picture]
        ready: list[TimedPicture] = []
        size_and_format = (frame.width, frame.height, frame.format.name)
        if self._format != size_and_format:
            ready = self.drain()
            if not frame.interlaced_frame:
                return [*ready, picture]
            self._graph, self._format = _build(frame), size_and_format
        assert self._graph is not None
        frame.pts, frame.time_base = self._ticks, _TICK
        self._ticks += 1
        self._graph.vpush(frame)
        self._waiting.append(picture)
        return ready + self._pull()

    def drain(self) -> list[TimedPicture]:
        """Return the remaining frames and reset the filter."""
        if self._graph is None:
            return []
        self._graph.vpush(None)
        ready = self._pull()
        self._graph, self._format, self._ticks = None, None, 0
        self._waiting.clear()
        return ready

    def _pull(self) -> list[TimedPicture]:
        assert self._graph is not None
        ready: list[TimedPicture] = []
        while self._waiting:
            try:
                filtered = self._graph.vpull()
            except (av.error.BlockingIOError, av.error.EOFError):
                break
            picture = self._waiting.popleft()
            filtered.colorspace = picture.frame.colorspace
            filtered.color_range = picture.frame.color_range
            ready.append(TimedPicture(filtered, picture.pts_ns, picture.turn))
        return ready


def _build(frame: av.VideoFrame) -> Graph:
    graph = Graph()
    nodes: list[FilterContext] = [
        graph.add_buffer(
            width=frame.width, height=frame.height, format=frame.format, time_base=_TICK
        ),
        graph.add("bwdif", "mode=send_frame:parity=auto:deint=interlaced"),
        graph.add("buffersink"),
    ]
    graph.link_nodes(*nodes).configure()
    return graph
