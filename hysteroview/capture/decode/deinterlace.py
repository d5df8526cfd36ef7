"""Deinterlacing: one full frame for each interlaced frame."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from fractions import Fraction

import av
from av.filter import Graph
from av.filter.context import FilterContext

from hysteroview.capture.decode.picture import Orientation

# the filter needs increasing times only; the real timestamps are kept beside it
_TICK = Fraction(1, 25)


@dataclass(frozen=True, slots=True, eq=False)
class TimedPicture:
    """A decoded frame with its timestamp and orientation.

    Attributes
    ----------
    number
        Of the packet that contained it, where packets are counted.
    aspect
        Width divided by height of a stored pixel; None if it is not declared.
    is_suspect
        See `Frame.is_suspect`.
    """

    frame: av.VideoFrame
    pts_ns: int
    turn: Orientation
    number: int | None = None
    aspect: Fraction | None = None
    is_suspect: bool = False


class Deinterlacer:
    """Pass progressive frames on; from the first interlaced frame, filter all.

    The filter is bwdif, which processes only frames flagged as interlaced and needs the next frame,
    so it is one frame late and `drain` yields the last. The result for a frame depends only on
    the frame and its two neighbors: it is the same wherever decoding begins, if it begins at
    least one frame earlier.
    """

    def __init__(self) -> None:
        self._graph: Graph | None = None
        self._format: tuple[int, int, str] | None = None
        self._waiting: deque[TimedPicture | None] = deque()  # None: not to be given out
        self._ticks = 0
        self._was_suspect = False  # the last picture that came out of the filter
        self._previous: TimedPicture | None = None  # the last one that passed without the filter

    def push(self, picture: TimedPicture) -> list[TimedPicture]:
        """Add a frame; return the frames that are ready, in order."""
        frame = picture.frame
        ready: list[TimedPicture] = []
        if self._graph is not None and self._format != _format_of(frame):
            ready = self.drain()
        if self._graph is None:
            if not frame.interlaced_frame:
                self._previous = picture
                return [*ready, picture]
            self._begin(frame)
        self._feed(frame, picture)
        return ready + self._pull()

    def drain(self) -> list[TimedPicture]:
        """Return the remaining frames and reset the filter."""
        self._previous = None
        if self._graph is None:
            return []
        self._graph.vpush(None)
        ready = self._pull()
        self._graph, self._format, self._ticks = None, None, 0
        self._waiting.clear()
        self._was_suspect = False
        return ready

    def _begin(self, frame: av.VideoFrame) -> None:
        """Make a filter, and bring it to where it would be if it had been there before."""
        self._graph, self._format = _build(frame), _format_of(frame)
        previous, self._previous = self._previous, None
        if previous is None or _format_of(previous.frame) != self._format:
            return  # the filter's own way to begin: without a picture before
        # it treats the first interlaced picture in a way of its own: these are not given out
        for each in (frame, frame, previous.frame):
            self._feed(each, None)

    def _feed(self, frame: av.VideoFrame, picture: TimedPicture | None) -> None:
        assert self._graph is not None
        frame.pts, frame.time_base = self._ticks, _TICK
        self._ticks += 1
        self._graph.vpush(frame)
        self._waiting.append(picture)

    def _pull(self) -> list[TimedPicture]:
        assert self._graph is not None
        ready: list[TimedPicture] = []
        while self._waiting:
            try:
                filtered = self._graph.vpull()
            except (av.error.BlockingIOError, av.error.EOFError):
                break
            picture = self._waiting.popleft()
            if picture is None:
                continue
            following = self._waiting[0] if self._waiting else None
            is_mixed = picture.frame.interlaced_frame and (
                self._was_suspect or (following is not None and following.is_suspect)
            )
            self._was_suspect = picture.is_suspect
            picture = replace(picture, is_suspect=picture.is_suspect or is_mixed)
            filtered.colorspace = picture.frame.colorspace
            filtered.color_range = picture.frame.color_range
            ready.append(replace(picture, frame=filtered))
        return ready


def _format_of(frame: av.VideoFrame) -> tuple[int, int, str]:
    return frame.width, frame.height, frame.format.name


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
