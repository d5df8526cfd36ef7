"""What the packets of a file say without being decoded: where that can begin, and what precedes."""

from __future__ import annotations

import heapq
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

import av
from av.video.stream import VideoStream

_NONE = -(2**63)  # no timestamp, no position
_SPACING = 8  # packets: where each picture is a key picture, some of them are enough
_MOST_REORDERED = 16  # pictures that H.264 (A.3.1) and HEVC may hold back
_LEAD, _LEAST_SHORT = 8, 32  # pictures: decoded before the wanted one; from where it is worth it
_BEFORE = 3  # packets: a program stream is entered so much before the packet that is meant


@dataclass(frozen=True, slots=True)
class KeyPacket:
    """A packet at which decoding can begin.

    Attributes
    ----------
    number
        Counts the packets of the video from 0, in the order of the file.
    pts, dts
        In the stream's time base; None if the file does not say.
    size_bytes
        Of the packet.
    position
        A place in the file, bytes, at or some packets before this one; None if unknown.
    index
        How many pictures are shown before this one, if each packet before it gives one, after
        what is known to be otherwise. Without the leading ones if `is_clear` is false.
    is_clear
        Whether the timestamps around it are all there and in order: else the decoder has to show
        which pictures lead, and what the time before it is.
    """

    number: int
    pts: int | None
    dts: int | None
    size_bytes: int
    position: int | None
    index: int
    is_clear: bool


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A way to a picture on which pictures that no other depends on need not be decoded.

    Attributes
    ----------
    picture
        Some pictures before the one that is wanted; from it on all are decoded.
    leave_before
        Those before this time may be left out, in the stream's time base.
    """

    picture: KeyPacket
    leave_before: int


class PacketIndex:
    """The packets of a video, filled in their order; 12 bytes for each and 49 for a key packet.

    Parameters
    ----------
    uses_dts
        The container says only when to decode a picture: packets are in the order of these times,
        and which pictures lead is unknown.
    """

    def __init__(self, *, uses_dts: bool) -> None:
        self.uses_dts = uses_dts
        self.is_complete = False
        self._times, self._sizes = array("q"), array("i")
        self._numbers, self._dts, self._positions = array("q"), array("q"), array("q")
        self._before, self._leading, self._estimates = array("q"), array("q"), array("q")
        self._is_clear = bytearray()
        self._corrected, self._corrections = array("q"), array("q")  # by number, summed up
        self._trusted: int | None = None  # keys from here on are no longer in order
        self._pictures = 0
        self._latest = [_NONE] * (_MOST_REORDERED + 1)  # the latest times, a heap
        self._is_foggy = False  # since the last key
        self._may_lead = False
        self._last_position = array("q", [_NONE] * _BEFORE)
        self._flagged: set[int] = set()
        self._hidden: set[int] = set()  # packets that give no frame
        self._restarts = array("q")  # packets at which the times begin anew
        self._recent = [_NONE] * (_MOST_REORDERED + 1)  # the latest times since then, a heap

    def __len__(self) -> int:
        """How many packets are known."""
        return len(self._times)

    @property
    def keys(self) -> int:
        """How many key packets are known."""
        return len(self._numbers)

    @property
    def trusted(self) -> int:
        """How many key packets come before the first that is out of order."""
        return self.keys if self._trusted is None else self._trusted

    def time_of(self, number: int) -> int | None:
        """Return the pts of a known packet, or its dts if the index uses these."""
        time = self._times[number]
        return None if time == _NONE else time

    def size_of(self, number: int) -> int:
        """Return the length of a known packet, bytes."""
        return self._sizes[number]

    def is_in_doubt(self, number: int) -> bool:
        """Whether FFmpeg flags a packet or the one before it: something may be missing there."""
        return number in self._flagged or number - 1 in self._flagged

    def restarts_until(self, number: int) -> int:
        """Return how often the times have begun anew, up to a packet."""
        return bisect_right(self._restarts, number)

    def key(self, place: int) -> KeyPacket:
        """Return a key packet by its place among them."""
        number = self._numbers[place]
        time = self.time_of(number)
        dts, position = self._dts[place], self._positions[place]
        is_clear = bool(self._is_clear[place])
        before = self._before[place] + (self._leading[place] if is_clear else 0)
        return KeyPacket(
            number=number,
            pts=None if self.uses_dts else time,
            dts=None if dts == _NONE else dts,
            size_bytes=self._sizes[number],
            position=None if position == _NONE else position,
            index=before + self._correction(number),
            is_clear=is_clear,
        )

    def place_of(self, number: int) -> int | None:
        """Return the place among the key packets of the packet with this number, if it is one."""
        place = bisect_left(self._numbers, number)
        return place if place < self.keys and self._numbers[place] == number else None

    def find(self, time: int) -> int:
        """Return the place of the last key packet in order that is not after `time`; or -1."""
        return bisect_right(self._estimates, time, 0, self.trusted) - 1

    def shortcut(self, place: int, time: int) -> Shortcut | None:
        """Return how to come to the picture of a time from a key picture before it.

        None if it is near, or if the packets between do not say which pictures there are.
        """
        key = self.key(place)
        if self.uses_dts or not key.is_clear or key.pts is None:
            return None
        following = self._numbers[place + 1] if place + 1 < self.keys else len(self)
        end = min(following + _MOST_REORDERED + 1, len(self))
        times = self._times[key.number : end]
        ordered = sorted(each for each in times if each >= key.pts)
        first = bisect_right(ordered, time) - 1 - _LEAD
        if first < _LEAST_SHORT - _LEAD or _NONE in times or len(set(ordered)) < len(ordered):
            return None
        numbers = range(key.number, end)
        odd = self._flagged | self._hidden
        if not odd.isdisjoint(numbers) or self.restarts_until(end - 1) > self.restarts_until(
            key.number
        ):
            return None
        number = key.number + times.index(ordered[first])
        picture = KeyPacket(
            number=number,
            pts=ordered[first],
            dts=None,
            size_bytes=self._sizes[number],
            position=None,
            index=key.index + first,
            is_clear=True,
        )
        return Shortcut(picture, ordered[first - 1])

    def reaches(self, time: int) -> bool:
        """Whether a key packet after `time` is known, or all packets are."""
        return self.is_complete or (self.keys > 0 and self._estimates[-1] > time)

    def distrust(self) -> None:
        """Note that packets are no pictures: nothing can be said without decoding."""
        self._trusted = 0

    def correct(self, number: int, change: int) -> None:
        """Note that from this packet on pictures have another index, by `change`."""
        at = bisect_right(self._corrected, number)
        total = (self._corrections[at - 1] if at else 0) + change
        self._corrected.insert(at, number)
        self._corrections.insert(at, total)
        for later in range(at + 1, len(self._corrections)):
            self._corrections[later] += change

    def add(self, packet: av.Packet[VideoStream]) -> None:
        """Take the next packet of the file."""
        time, number = packet.dts if self.uses_dts else packet.pts, len(self._times)
        self._times.append(_NONE if time is None else time)
        self._sizes.append(packet.size)
        if packet.pos is not None:
            self._last_position.append(packet.pos)
        else:
            self._last_position.append(self._last_position[-1])
        del self._last_position[0]
        if packet.is_corrupt:
            self._flagged.add(number)
        if packet.is_discard:
            self._hidden.add(number)
            return
        if time is not None:
            self._note_restart(number, time, is_key=packet.is_keyframe)
            if time < self._latest[0] and self._trusted is None:
                self._trusted = self.keys  # it begins to count anew, or is far out of order
        is_key = packet.is_keyframe and (
            not self._numbers or number - self._numbers[-1] >= _SPACING
        )
        if is_key:
            self._add_key(number, time, packet.dts)
        elif time is None:
            self._lead_is_unknown()
        elif self._trusted is None:
            self._place(time)
        self._pictures += 1
        if time is not None:
            heapq.heappushpop(self._latest, time)

    def _note_restart(self, number: int, time: int, *, is_key: bool) -> None:
        """See whether the recording begins to count anew; single times far ahead do not matter."""
        known = [each for each in self._recent if each != _NONE]
        # of a recording shorter than that, a key frame that is not after any shows it
        is_before_all = is_key and bool(known) and time <= min(known)
        if is_before_all or time < self._recent[0]:
            self._restarts.append(number)
            self._recent = [_NONE] * (_MOST_REORDERED + 1)
        heapq.heappushpop(self._recent, time)

    def _add_key(self, number: int, time: int | None, dts: int | None) -> None:
        is_clear = (
            not self.uses_dts and not self._is_foggy and time is not None
            and time > max(self._latest)
        )  # fmt: skip
        estimate = time if time is not None else dts
        if estimate is None and self._trusted is None:
            self._trusted = self.keys
        last = self._estimates[-1] if self._estimates else _NONE
        self._numbers.append(number)
        self._dts.append(_NONE if dts is None else dts)
        self._positions.append(self._last_position[0])
        self._before.append(self._pictures)
        self._leading.append(0)
        self._estimates.append(last if estimate is None else max(estimate, last))
        self._is_clear.append(is_clear)
        self._is_foggy = time is None
        self._may_lead = True

    def _place(self, time: int) -> None:
        """See whether a picture is shown before the last key picture."""
        if time in self._latest:
            self._is_foggy = True
        if not self._numbers:
            return
        key = self.time_of(self._numbers[-1])
        if key is None or time > key:
            self._may_lead = False
        elif self._may_lead:
            self._leading[-1] += 1
        else:
            self._is_clear[-1] = False

    def _lead_is_unknown(self) -> None:
        self._is_foggy = True
        if self._numbers and self._may_lead:
            self._is_clear[-1] = False

    def _correction(self, number: int) -> int:
        at = bisect_right(self._corrected, number)
        return self._corrections[at - 1] if at else 0
