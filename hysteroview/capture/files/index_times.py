"""Times of the packets of an AVI file, which has none: behind a damaged part its index knows them.

A packet is one picture later than the packet before it, so whoever counts packets, as FFmpeg does,
is too early behind a part that cannot be read, by the pictures that are missing there. The index at
the end of the file tells which picture is at which place.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left

import av
from av.video.stream import VideoStream

_HEAD_BYTES = 8  # of a chunk: its kind and its length, to which the index points


class IndexTimes:
    """The index of a file as it was when the file was opened; used by one thread.

    Packets whose place the index does not contain are counted on from the last one that it does.
    """

    def __init__(self, stream: VideoStream) -> None:
        self._places, self._times = array("q"), array("q")
        for entry in stream.index_entries:
            self._places.append(entry.pos + _HEAD_BYTES)
            self._times.append(entry.timestamp)
        self._shift = 0

    def set_times(self, packet: av.Packet[VideoStream]) -> None:
        """Give a packet the times that it has according to the index."""
        if packet.pos is None or packet.dts is None:
            return
        at = bisect_left(self._places, packet.pos)
        if at < len(self._places) and self._places[at] == packet.pos:
            self._shift = self._times[at] - packet.dts
        if self._shift:
            packet.dts += self._shift
            if packet.pts is not None:
                packet.pts += self._shift
