"""The packets of a video file with their numbers, from its start or from any key packet."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

import av
from av.video.stream import VideoStream

from hysteroview.capture.files.container import OpenVideo, VideoFile, open_video
from hysteroview.capture.files.duration import ends_within_unit
from hysteroview.capture.files.index_times import IndexTimes
from hysteroview.capture.files.packet_index import KeyPacket, PacketIndex

log = logging.getLogger(__name__)

_BY_BYTES = ("mpegts", "mpeg")  # FFmpeg looks for times in them, and lands anywhere or nowhere
_MOST_LOOKED_AT = 2000  # packets, for the one that is meant, after FFmpeg went somewhere
_CHECKED = 16  # packets that must follow it as they did before
_LOOKED_AT = 24  # packets, to see whether they are frames
_FRAMES_PER_FIELD = 0.75  # halfway between fields and frames
_KEYS_BACK = (0, 1, 3, 10)

Packet: TypeAlias = "av.Packet[VideoStream]"


class NumberedPacket(NamedTuple):
    """A packet of the video; the first of the file has number 0."""

    number: int
    packet: Packet
    is_torn: bool = False  # the last one, at an end that is missing


class PacketReader:
    """Reads the packets of a file's video one after the other; used by one thread.

    Each has the number and timestamp that it has when the file is read straight through, also
    after `go_to`. What is read for the first time goes into the index.

    Parameters
    ----------
    index
        Of the same file, if another reader has one.

    Raises
    ------
    SourceError
        The file cannot be opened.
    """

    def __init__(self, file: VideoFile, index: PacketIndex | None = None) -> None:
        self._file = file
        self._opened = open_video(file)
        context = self.stream.codec_context
        is_avi = self._opened.container.format.name == "avi"
        self._index_times = IndexTimes(self.stream) if is_avi else None
        # AVI says when to decode a frame, not when to show it
        uses_dts = is_avi and bool(context.has_b_frames)
        self.index = index or PacketIndex(uses_dts=uses_dts)
        self.number = 0  # of the next packet
        self._ahead: deque[Packet] = deque()  # read already, to see where FFmpeg landed
        self._packets = self._demux()
        self._is_at_end = False
        self._failure: av.FFmpegError | None = None  # behind the packets that are read already
        # of other containers a packet says how long it is
        self._may_tear = self._opened.container.format.name == "mpegts"

    @property
    def opened(self) -> OpenVideo:
        """What the packets are read from; another one after `restart`."""
        return self._opened

    @property
    def stream(self) -> VideoStream:
        """The stream of the packets, with its decoder."""
        return self._opened.stream

    def is_cut_off(self, packet: Packet) -> bool:
        """Whether the end of a packet is missing in the file.

        FFmpeg flags such packets. Those that it flags in a transport stream may be complete: the
        stream's counter jumped there, which is so where recordings were joined.
        """
        return packet.is_corrupt and self._opened.container.format.name != "mpegts"

    def read(self) -> NumberedPacket | None:
        """Return the next packet; None at the end.

        Raises
        ------
        av.FFmpegError
            The file cannot be read any further.
        """
        index, number = self.index, self.number
        try:
            packet = self._ahead.popleft() if self._ahead else self._pull()
        except av.FFmpegError:
            index.is_complete |= number == len(index)
            raise
        is_torn = self._may_tear and packet is not None and self._is_last_and_torn()
        if packet is None:
            index.is_complete |= number == len(index)
            return None
        self.number += 1
        if number == len(index):
            index.add(packet)
        elif not index.uses_dts:
            packet.pts = index.time_of(number)
        return NumberedPacket(number, packet, is_torn)

    def _is_last_and_torn(self) -> bool:
        """Whether no packet follows, because the end of the file is missing or cannot be read."""
        if not self._ahead:
            try:
                following = self._pull()
            except av.FFmpegError as error:
                self._failure = error
            else:
                self._ahead.extend([] if following is None else [following])
        if self._ahead:
            return False
        is_unreadable = self._failure is not None or self._opened.failure is not None
        return is_unreadable or ends_within_unit(self._file, self._opened.container.format.name)

    def restart(self) -> None:
        """Go to the first packet, with a new decoder.

        Raises
        ------
        SourceError
            The file cannot be opened any more.
        """
        opened = open_video(self._file)
        self._opened.close()
        self._opened = opened
        self._packets = self._demux()
        self._ahead.clear()
        self._failure = None
        self.number, self._is_at_end = 0, False

    def go_to(self, place: int) -> None:
        """Let a key packet of the index be the next, with an empty decoder.

        Raises
        ------
        SourceError
            The file cannot be opened any more, or does not contain the packet any more.
        """
        key = self.index.key(place)
        if key.number == 0:  # a decoder that has learned is no longer as at the start
            self.restart()
            return
        if any(self._land(key, at, by_bytes=by_bytes) for at, by_bytes in self._ways_to(place)):
            return
        log.debug("no way leads to packet %d: reading to it from the start", key.number)
        self.restart()
        try:
            while self.number < key.number and self._pull() is not None:
                self.number += 1
        except av.FFmpegError as error:
            log.debug("the file cannot be read to a packet that was there: %s", error)

    def close(self) -> None:
        """Free the file and the decoder; safe to call twice."""
        self._is_at_end = True
        self._ahead.clear()
        self._opened.close()

    def _ways_to(self, place: int) -> Iterator[tuple[int, bool]]:
        """Yield where to send FFmpeg: bytes of the file or times, from near to far."""
        by_bytes = self._opened.container.format.name in _BY_BYTES
        for back in _KEYS_BACK:
            if place < back:
                return
            key = self.index.key(place - back)
            ways = (key.position,) if by_bytes else (key.pts, key.dts)
            for way in dict.fromkeys(ways):
                if way is not None:
                    yield way, by_bytes

    def _land(self, key: KeyPacket, at: int, *, by_bytes: bool) -> bool:
        """Send FFmpeg to a place, and look whether the packet that is meant comes there."""
        self._ahead.clear()
        self._failure = None
        self._is_at_end = False
        try:
            self._opened.container.seek(
                at, stream=self.stream, backward=True, unsupported_byte_offset=by_bytes
            )
            self._packets = self._demux()
            for _ in range(_MOST_LOOKED_AT):
                packet = self._pull()
                if packet is None:
                    return False
                if self._is_meant(packet, key):
                    break
            else:
                return False
            self._ahead.append(packet)
            for number in range(key.number + 1, min(key.number + _CHECKED, len(self.index))):
                packet = self._pull()
                if packet is None or packet.size != self.index.size_of(number):
                    return False
                self._ahead.append(packet)
        except av.FFmpegError as error:
            log.debug("FFmpeg does not go to %d: %s", at, error)
            return False
        self.number = key.number
        return True

    def _is_meant(self, packet: Packet, key: KeyPacket) -> bool:
        if not packet.is_keyframe or packet.size != key.size_bytes:
            return False
        known, found = (key.dts, packet.dts) if self.index.uses_dts else (key.pts, packet.pts)
        return known is None or found is None or known == found

    def _pull(self) -> Packet | None:
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure
        if self._is_at_end:
            return None
        try:
            packet = next(self._packets, None)
        except BaseException:
            self._is_at_end = True
            raise
        # PyAV ends with an empty packet for each stream
        if packet is None or (not packet.size and packet.pts is None and packet.dts is None):
            self._is_at_end = True
            return None
        if self._index_times is not None:
            self._index_times.set_times(packet)
        return packet

    def _demux(self) -> Iterator[Packet]:
        return self._opened.container.demux(self.stream)


def lost_packets(file: VideoFile, packets: int) -> list[int]:
    """Decode the first packets of a file; return the numbers of those that give no frame.

    Those that come before the first frame, in the file or in time, are not counted.
    """
    reader = PacketReader(file)
    given: dict[int, int | None] = {}  # pts by number
    shown: list[int] = []

    def decode(packet: Packet | None) -> None:
        try:
            shown.extend(
                frame.pts for frame in reader.stream.decode(packet) if frame.pts is not None
            )
        except av.FFmpegError as error:
            log.debug("a packet could not be decoded: %s", error)

    try:
        while reader.number < packets and (numbered := reader.read()) is not None:
            number, packet, _ = numbered
            if reader.is_cut_off(packet):
                continue
            if not packet.is_discard:
                given[number] = packet.pts
            packet.pts = number
            decode(packet)
        decode(None)
    except av.FFmpegError as error:
        log.debug("the file cannot be read: %s", error)
    finally:
        reader.close()
    if not shown:
        return []
    first = given.get(shown[0])
    return [
        number
        for number, pts in given.items()
        if number > shown[0] and number not in shown
        and (pts is None or first is None or pts > first)
    ]  # fmt: skip


def packets_are_fields(file: VideoFile) -> bool:
    """Whether the first packets of a file each hold a field of interlaced video, not a frame.

    The two fields of a frame are then coded one after the other (MPEG-2 and H.264 call them field
    pictures), and containers count both.
    """
    reader = PacketReader(file)
    packets, frames = 0, []
    try:
        while packets < _LOOKED_AT and (numbered := reader.read()) is not None:
            packets += 1
            frames += reader.stream.decode(numbered.packet)
            if frames and not frames[0].interlaced_frame:
                return False
        frames += reader.stream.decode(None)
    except av.FFmpegError as error:
        log.debug("the first packets cannot be decoded: %s", error)
    finally:
        reader.close()
    return bool(frames) and len(frames) <= _FRAMES_PER_FIELD * packets
