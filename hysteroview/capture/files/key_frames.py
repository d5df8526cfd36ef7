"""Where decoding can begin, and how a read straight through the file arrives there."""

from __future__ import annotations

import logging
from bisect import bisect_right
from collections.abc import Callable, Iterator
from fractions import Fraction

import av

from hysteroview.capture.files.anchor import Anchor, Arrival
from hysteroview.capture.files.container import VideoFile
from hysteroview.capture.files.packet_index import PacketIndex, Shortcut
from hysteroview.capture.files.packets import PacketReader, lost_packets
from hysteroview.capture.source import always
from hysteroview.core.types import NS_PER_S

log = logging.getLogger(__name__)

_TRIED = 64  # packets that are decoded to see whether each gives a frame
_MOST_LOST = 2  # of them, by damage
_APART_NS = NS_PER_S // 2  # key frames whose arrival is remembered
_FAR = 500  # packets


class KeyFrames:
    """Where decoding can begin, and which index and timestamp a frame has there.

    The packets say it, as far as they can: the index is filled by the reader of the file, and
    where a seek goes further, by a second reader ahead of it. Where they cannot, because
    timestamps are missing or begin anew, it is remembered from what was decoded.
    """

    def __init__(self, file: VideoFile, index: PacketIndex, time_base: Fraction) -> None:
        self._file, self._index, self._time_base = file, index, time_base
        self._ahead: PacketReader | None = None
        self._is_tried = index.is_complete  # another reader did, and has read it to its end
        self.has_shortcuts = True
        self._arrivals: dict[int, Arrival] = {}  # by place in the index
        self._remembered: list[tuple[int, int]] = []  # timestamp and place, in order

    def notice(self, number: int, arrival: Arrival, leading: int) -> None:
        """Take in how decoding arrived at a key frame, and that so many frames lead it."""
        place = self._index.place_of(number)
        assert place is not None
        if place < self._index.trusted:
            key = self._index.key(place)
            expected = key.index if key.is_clear else key.index + leading
            if arrival.index != expected:  # some before it gave no frame, or more than one
                self._index.correct(number, arrival.index - expected)
            return
        pts_ns = arrival.timeline.last_ns or 0  # a bound: its own is later
        at = bisect_right(self._remembered, (pts_ns, place))
        is_near = at > 0 and pts_ns - self._remembered[at - 1][0] < _APART_NS
        if place not in self._arrivals and not is_near:
            self._arrivals[place] = arrival
            self._remembered.insert(at, (pts_ns, place))

    def look_ahead(self, pts_ns: int, newest: int, is_wanted: Callable[[], bool] = always) -> bool:
        """See that the index reaches a time.

        Parameters
        ----------
        newest
            Number of the newest packet whose frame was counted, of a straight read.

        Returns
        -------
        False if that was not wanted any more before it was done.
        """
        self._try_once(newest)
        time = self._to_time(pts_ns)
        if not self._index.reaches(time):
            self._read_on(lambda: self._index.reaches(time) or not is_wanted())
        return is_wanted()

    def look_to_end(self, newest: int) -> None:
        """See that the index reaches the end; see `look_ahead`."""
        self._try_once(newest)
        self._read_on(lambda: self._index.is_complete)

    def _read_on(self, is_enough: Callable[[], bool]) -> None:
        if self._ahead is None:
            self._ahead = PacketReader(self._file, self._index)
        if len(self._index) - self._ahead.number > _FAR and self._index.keys:
            self._ahead.go_to(self._index.keys - 1)
        try:
            while not is_enough() and self._ahead.read() is not None:
                pass
        except av.FFmpegError as error:
            log.debug("the file cannot be read to its end: %s", error)

    def before(self, pts_ns: int) -> Iterator[int]:
        """Yield the places of key frames that are not after a time, the nearest first."""
        trusted = self._index.find(self._to_time(pts_ns))
        at = bisect_right(self._remembered, (pts_ns, self._index.keys))
        for _, place in reversed(self._remembered[:at]):
            if place > trusted:
                yield place
        yield from range(trusted, -1, -1)

    def anchor(self, place: int) -> Anchor:
        """Return what is known of a key frame."""
        return Anchor(self._index.key(place), self._arrivals.get(place))

    def shortcut(self, pts_ns: int) -> Shortcut | None:
        """Return how to come to a frame faster than by decoding all from a key frame on.

        None if there is no such way, or where the last one led astray.
        """
        place = next(self.before(pts_ns), None)
        if place is None or place >= self._index.trusted or not self.has_shortcuts:
            return None
        return self._index.shortcut(place, self._to_time(pts_ns))

    def is_ahead(self, place: int, number: int) -> bool:
        """Whether a key frame's packet is this one or comes after it."""
        return self._index.key(place).number >= number

    def close(self) -> None:
        """Free the second reader; safe to call twice."""
        if self._ahead is not None:
            self._ahead.close()
            self._ahead = None

    def _try_once(self, newest: int) -> None:
        if not self._is_tried:
            self._is_tried = True
            self._try(newest)

    def _try(self, newest: int) -> None:
        """Decode the first packets, to see whether a packet is a frame."""
        lost = lost_packets(self._file, _TRIED)
        if len(lost) > _MOST_LOST:
            log.info("packets of this file are no frames: seeking decodes it from its start")
            self._index.distrust()
        for number in lost[: _MOST_LOST + 1]:
            if number > newest:
                self._index.correct(number, -1)

    def _to_time(self, pts_ns: int) -> int:
        """Return the latest time in the stream's time base that is not after it, when rounded."""
        return (
            (2 * pts_ns + 1)
            * self._time_base.denominator
            // (2 * NS_PER_S * self._time_base.numerator)
        )
