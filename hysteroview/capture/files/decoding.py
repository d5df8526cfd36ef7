"""Decoding a file's packets into whole frames, each with its timestamp and its packet's number."""

from __future__ import annotations

import logging
from collections import OrderedDict, deque
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from fractions import Fraction

import av

from hysteroview.capture.decode.aspects import AspectReader
from hysteroview.capture.decode.coded import CodedPictures
from hysteroview.capture.decode.deinterlace import Deinterlacer, TimedPicture
from hysteroview.capture.decode.losses import LossTracker, gives_broken
from hysteroview.capture.decode.picture import OrientationReader
from hysteroview.capture.decode.timestamps import DecodingOrder, Timeline, TimelineState, to_ns
from hysteroview.capture.decode.unreadable import reason
from hysteroview.capture.files.anchor import Anchor, Arrival, GivenUpError
from hysteroview.capture.files.damage import Damage
from hysteroview.capture.files.packet_index import Shortcut
from hysteroview.capture.files.packets import NumberedPacket, Packet, PacketReader
from hysteroview.capture.source import always

log = logging.getLogger(__name__)

_MOST_IN_FLIGHT = 256  # packets in the decoder; what gives no frame is forgotten
_EARLY = -1  # the number of a frame that is not counted
_SENT, _SHOWN, _JUDGED = 1, 2, 4
_MOST_HELD = 8  # pictures, until one that was decoded before them
_MOST_LEADING = 32  # frames that are decoded after a key frame and shown before it


class FrameDecoder:
    """Decodes from the start of the file, or from an anchor, to the end; used by one thread.

    Parameters
    ----------
    packets
        Where packets come from, at the first one.
    on_key_frame
        Called with each key frame's packet number as it is counted, with how it was arrived at
        and how many leading frames came before it.
    """

    def __init__(
        self,
        packets: PacketReader,
        fps: Fraction | None,
        damage: Damage,
        on_key_frame: Callable[[int, Arrival, int], None],
    ) -> None:
        self._packets, self._fps, self._damage = packets, fps, damage
        self._on_key_frame = on_key_frame
        self.coded = CodedPictures(packets.stream)
        self._aspects = AspectReader(packets.stream)
        self._losses = LossTracker(packets.stream, proves=True)
        self.period_ns = Timeline(fps).period_ns
        self._makes_up = gives_broken(packets.stream)
        self._seen = bytearray()  # packets that were decoded before: damage is counted once
        self.begin(None)

    def begin(
        self, anchor: Anchor | None, *, at_start: bool = True, leave_before: int | None = None
    ) -> None:
        """Decode from where the packets are now, and count from the anchor on.

        Parameters
        ----------
        anchor
            None: the first frame is counted, as the first of the file.
        at_start
            Whether the packets are at the start of the file.
        leave_before
            See `Shortcut`: the decoder fails where that way turns out to be damaged, or where
            frames are interlaced.
        """
        self._anchor, self._leave_before = anchor, leave_before
        self._passed: int | None = None  # latest time of what came out, or was left out
        self._from_ns: int | None = None  # timestamp of the anchor's frame, once it is there
        self._time_base = self._packets.stream.time_base
        self._timeline = Timeline(self._fps)
        self._order = DecodingOrder() if self._packets.index.uses_dts else None
        self._in_flight: OrderedDict[int, int | None] = OrderedDict()  # pts by packet number
        self._states: dict[int, TimelineState] = {}  # before key frames, by packet number
        self._shown: deque[int] = deque(maxlen=_MOST_LEADING)  # packet numbers of frames
        self._leading: dict[int, int] = {}  # frames that lead a key frame, by packet number
        self._has_neighbor = at_start
        self._has_begun = False
        self._known_times = 0
        self.index = 0  # of the next frame
        self.has_failed = False
        self.is_damaged = False
        self.last_end_ns: int | None = None
        self.last_is_whole = True
        self.coded.restart(self._packets.number)
        self._aspects.restart()
        self._losses.restart()
        self._frames: Iterator[TimedPicture] = self._decode()

    def head_for(self, shortcut: Shortcut) -> bool:
        """Go on from here, and count from another picture on; False if it may have been passed."""
        is_passed = self._passed is not None and self._passed >= shortcut.leave_before
        if is_passed or self.has_failed or self.is_damaged:
            return False
        self._anchor, self._leave_before = Anchor(shortcut.picture), shortcut.leave_before
        self._from_ns = None
        return True

    def next(self, is_wanted: Callable[[], bool] = always) -> TimedPicture | None:
        """Return the next frame; None at the end, or if the anchor's frame cannot be had.

        Raises
        ------
        GivenUpError
            No frame is wanted any more; decoding can go on.
        """
        for frame in self._frames:
            is_early = frame.number == _EARLY or self._anchor is not None
            if not is_early and (self._from_ns is None or frame.pts_ns >= self._from_ns):
                return frame
            if not is_wanted():
                raise GivenUpError
        return None

    def count(self, frame: TimedPicture) -> int:
        """Return the index of a frame that `next` returned, and count it."""
        index, number = self.index, frame.number
        self.index += 1
        if number is not None:
            state = self._states.pop(number, None)
            if state is not None:
                self._on_key_frame(number, Arrival(state, index), self._leading.pop(number))
        return index

    def close(self) -> None:
        """Let go of the decoder's pictures; nothing more is decoded. Safe to call twice.

        Its own generator refers to it, so that it would else stay, with all buffers of the decoder,
        until Python's garbage collector looks for such circles.
        """
        self._frames = iter(())

    def _decode(self) -> Generator[TimedPicture, None, None]:
        deinterlacer = Deinterlacer()
        for picture in self._judge(self._decode_all()):
            try:
                ready = deinterlacer.push(picture)
            except av.FFmpegError as error:
                log.debug("a frame could not be deinterlaced: %s", error)
                self._damage.undecodable += 1
                continue
            yield from ready
        if not self.has_failed:
            yield from deinterlacer.drain()
            self.has_failed = self._anchor is not None

    def _decode_all(self) -> Generator[TimedPicture, None, None]:
        """Yield pictures as the decoder returns them; stop if the anchor's is no use."""
        turns, is_at_end = OrientationReader(), False
        while not is_at_end:
            numbered = self._read()
            is_at_end = numbered is None
            frames = self._decode_packet(numbered)
            if self.has_failed:
                return
            for frame in frames:
                picture = self._place(frame, turns)
                if picture is None:
                    self.has_failed = True
                    return
                yield picture

    def _judge(
        self, pictures: Generator[TimedPicture, None, None]
    ) -> Generator[TimedPicture, None, None]:
        """Hold pictures back until those that were decoded before them are known to be whole.

        Several become known at once. They are passed on one for each picture that is decoded, so
        that each frame takes the time of one: a live window shows them at an even pace.
        """
        held: deque[TimedPicture] = deque()
        ready: deque[TimedPicture] = deque()
        most_held = 0
        for picture in pictures:
            held.append(picture)
            while held and (len(held) > _MOST_HELD or not self._may_depend(held[0].number)):
                ready.append(self._judged(held.popleft()))
            most_held = max(most_held, len(held))
            while ready and len(ready) + len(held) > most_held:
                yield ready.popleft()
        yield from ready
        yield from map(self._judged, held)

    def _may_depend(self, number: int | None) -> bool:
        """Whether a picture that was decoded shortly before this one has not come out yet."""
        return number is not None and any(
            number - _MOST_HELD <= other < number for other in self._in_flight
        )

    def _judged(self, picture: TimedPicture) -> TimedPicture:
        number = picture.number
        if number is None or number < 0:
            return picture
        is_suspect = picture.is_suspect or self._losses.affects(number)
        self._damage.suspect += (
            is_suspect and not picture.frame.is_corrupt and self._is_new(number, _JUDGED)
        )
        return replace(picture, is_suspect=True) if is_suspect else picture

    def _read(self) -> NumberedPacket | None:
        numbered = None
        try:
            numbered = self._packets.read()
        except av.FFmpegError as error:
            self._damage.interrupted = reason(error)
        if numbered is None and (failure := self._packets.opened.failure) is not None:
            self._damage.unreadable = failure
        return numbered

    def _decode_packet(self, numbered: NumberedPacket | None) -> list[av.VideoFrame]:
        """Return the frames that are ready; None flushes the decoder."""
        packet, is_new = None, self._anchor is None
        if numbered is not None:
            number, packet, is_torn = numbered
            self.coded.add(packet)
            self._in_flight[number] = packet.pts
            if len(self._in_flight) > _MOST_IN_FLIGHT:
                self._in_flight.popitem(last=False)
            is_new = self._is_new(number, _SENT)
            if packet.is_keyframe:
                self._aspects.note_key(number)
            in_doubt = is_torn or self._packets.index.is_in_doubt(number)
            if self._losses.send(number, packet, in_doubt=in_doubt) and self._leave_out(packet):
                del self._in_flight[number]
                return []
            packet.pts = number  # its frame comes out with it, whatever timestamps the file has
        try:
            if packet is None or not self._packets.is_cut_off(packet):
                frames = self._packets.stream.decode(packet)
                if self._order is not None and packet is not None:
                    self._order.add(packet.dts)
                return self._from_whole_one(frames)
        except av.FFmpegError as error:
            log.debug("a packet could not be decoded: %s", error)
        if self._is_on_shortcut:
            self.has_failed = True
        if numbered is not None:
            self._losses.fail(numbered.number, next(iter(self._in_flight)))
        self._damage.undecodable += is_new
        self.last_is_whole = False
        return []

    @property
    def _is_on_shortcut(self) -> bool:
        return self._anchor is not None and self._leave_before is not None

    def _leave_out(self, packet: Packet) -> bool:
        """Whether a picture that no other depends on need not be decoded."""
        if self._anchor is None or self._leave_before is None or packet.pts is None:
            return False
        if packet.pts >= self._leave_before:
            return False
        self._pass(packet.pts)
        return True

    def _pass(self, pts: int | None) -> None:
        if pts is not None:
            self._passed = pts if self._passed is None else max(self._passed, pts)

    def _from_whole_one(self, frames: list[av.VideoFrame]) -> list[av.VideoFrame]:
        """Leave out what the decoder made up before the first picture that it has seen whole."""
        while frames and not self._has_begun and frames[0].is_corrupt and self._makes_up:
            frames = frames[1:]
        self._has_begun |= bool(frames)
        return frames

    def _place(self, frame: av.VideoFrame, turns: OrientationReader) -> TimedPicture | None:
        """Return the frame with its time; None if the anchor's frame is no use."""
        number = frame.pts
        pts = None if number is None else self._in_flight.pop(number, None)
        turn, aspect = turns.read(frame), self._aspects.read(self._packets.stream, number)
        anchor, self._has_neighbor = self._anchor, self._has_neighbor or bool(self._shown)
        leading = self._note(number)
        self._pass(pts)
        is_suspect = self._losses.is_suspect(number, frame)
        if self._is_on_shortcut and (frame.is_corrupt or frame.interlaced_frame):
            return None
        if anchor is not None and number != anchor.key.number:
            if self._order is None:
                self._timeline.next_ns(pts, self._time_base, self._restarts_until(number))
                self._known_times += pts is not None
            is_late = sum(each > anchor.key.number for each in self._shown) == _MOST_LEADING
            return None if is_late else TimedPicture(frame, 0, turn, _EARLY)
        if number is not None and leading is not None:
            self._take_times_of_decoding(number, leading)
        if anchor is not None:
            if not self._arrive(frame, anchor, pts, leading or 0):
                return None
            self._anchor = None
        elif number is not None and leading is not None:
            self._states[number], self._leading[number] = self._timeline.state, leading
        is_new = number is not None and self._is_new(number, _SHOWN)
        self._damage.damaged += is_new and frame.is_corrupt
        self.is_damaged |= frame.is_corrupt
        self.last_is_whole = not frame.is_corrupt
        pts_ns = self._take_time_ns(frame, pts, self._restarts_until(number), is_new=is_new)
        if anchor is not None:
            self._from_ns = pts_ns
        self.coded.match(pts, pts_ns)
        return TimedPicture(frame, pts_ns, turn, number, aspect, is_suspect)

    def _note(self, number: int | None) -> int | None:
        """Return how many frames lead this one if it is a key frame of the index; else None."""
        if number is None:
            return None
        is_key = self._packets.index.place_of(number) is not None
        leading = sum(each > number for each in self._shown) if is_key else None
        self._shown.append(number)
        return leading

    def _take_times_of_decoding(self, number: int, leading: int) -> None:
        """Forget times that no frame took: those before a key frame were shown, or are lost."""
        index = self._packets.index
        if self._order is not None and number + leading < len(index):
            due = index.time_of(number + leading)
            if due is not None:
                self._order.skip_to(due)

    def _arrive(self, frame: av.VideoFrame, anchor: Anchor, pts: int | None, leading: int) -> bool:
        """Count from the anchor's frame on; False if it would not be as in a straight read."""
        key, arrival = anchor.key, anchor.arrival
        is_guessed = arrival is None and not key.is_clear
        if frame.is_corrupt or (not self._has_neighbor and (frame.interlaced_frame or is_guessed)):
            return False
        if arrival is not None:
            state, self.index = arrival.timeline, arrival.index
        elif key.is_clear:
            state, self.index = TimelineState(), key.index
        else:
            state, self.index = self._timeline.state, key.index + leading
            is_known = self._order is not None or self._known_times > 0
            if self._timeline.reversed or not is_known:
                return False
        self._timeline = Timeline(self._fps, state)
        if not is_guessed:
            return True
        attempt = Timeline(self._fps, state)
        due = pts if self._order is None else self._order.due
        attempt.next_ns(due, self._time_base, self._restarts_until(key.number))
        return not attempt.reversed

    def _restarts_until(self, number: int | None) -> int | None:
        return None if number is None else self._packets.index.restarts_until(number)

    def _take_time_ns(
        self, frame: av.VideoFrame, pts: int | None, restarts: int | None, *, is_new: bool
    ) -> int:
        timeline, order = self._timeline, self._order
        missing, reversed_ = timeline.missing, timeline.reversed
        due = pts if order is None else order.next(pts)
        pts_ns = timeline.next_ns(due, self._time_base, restarts)
        if is_new:
            self._damage.missing += timeline.missing - missing
            self._damage.reversed += timeline.reversed - reversed_
        # the last frame of a variable rate may stand for long
        span_ns = to_ns(frame.duration, self._time_base) if self._time_base else 0
        self.last_end_ns = pts_ns + max(span_ns, timeline.period_ns)
        return pts_ns

    def _is_new(self, number: int, what: int) -> bool:
        """Whether a packet is sent, or its frame shown, for the first time."""
        if self._anchor is not None:
            return False
        if number >= len(self._seen):
            self._seen.extend(bytes(number + 1 - len(self._seen)))
        is_new = not self._seen[number] & what
        self._seen[number] |= what
        return is_new
