"""Which pictures may be wrong because video data was lost: from a loss to the next key frame."""

from __future__ import annotations

from bisect import insort

import av
from av.codec.context import Flags
from av.video.frame import PictureType
from av.video.stream import VideoStream

from hysteroview.capture.decode.bitstream import HEADER_BYTES, PictureHeader, PictureHeaderReader
from hysteroview.capture.decode.completeness import MOST_PACKETS, is_complete

SUSPECT = "may be wrong because video data was lost"  # behind a number of frames
_MOST_WAITING = 256  # packets in the decoder
_DEPENDENT = (PictureType.P, PictureType.B, PictureType.S, PictureType.SP, PictureType.BI)
_NOTICED = ("mpeg2video",)  # whose decoder notices by itself that something is missing
_LONG_STEP = 1.5  # times the last step: a picture is missing between two


def show_broken(stream: VideoStream) -> None:
    """Let a decoder that withholds pictures after a loss give them, marked as damaged."""
    if gives_broken(stream):
        stream.codec_context.flags |= Flags.output_corrupt


def gives_broken(stream: VideoStream) -> bool:
    """Whether a stream's decoder also gives pictures that depend on some that are missing."""
    return stream.codec_context.name == "hevc"


class LossTracker:
    """Follow losses through a stream; to be used by one thread.

    A loss is a packet that cannot be decoded, a picture that the decoder reports as damaged, a gap
    in the numbers of H.264 pictures, or a packet that FFmpeg flags: a transport stream's counter
    jumped there, or the packet is cut off. FFmpeg flags packets that are complete too (recordings
    that were joined), and in a transport stream the flag may mean the next packet. From a loss on
    all pictures are suspect, until a key frame, or until a recovery point has taken effect.

    Parameters
    ----------
    proves
        Whether flagged packets are decoded again to prove that they are complete. That takes as
        long as decoding from the last key frame a few times; without it only key frames are.
    """

    def __init__(self, stream: VideoStream, *, proves: bool) -> None:
        context = stream.codec_context
        self._codec, self._header = context.name, bytes(context.extradata or b"")
        self._proves = proves
        self._is_transport = stream.container.format.name == "mpegts"
        self._proven: dict[int, bool | None] = {}
        self._reader: PictureHeaderReader | None = None
        self.restart()

    def restart(self) -> None:
        """Forget losses: decoding begins anew, at a key frame or at the first packet."""
        is_h264 = self._codec == "h264"
        self._reader = PictureHeaderReader(self._header) if is_h264 else None
        self._losses: list[int] = []  # numbers of packets from which pictures are suspect
        self._keys: set[int] = set()
        self._broken: set[int] = set()  # packets whose pictures end no loss
        self._gradual: dict[int, int] = {}  # packets by number: when they have taken effect
        self._provisional: set[int] = set()  # losses that the decoder has to confirm
        self._confirmed: set[int] = set()  # packets of which it has given a picture without error
        self._was_in_doubt, self._was_suspect = False, False
        self._group: list[av.Packet[VideoStream]] = []  # since the last key frame
        self._newest = 0  # number of the packet whose picture came out last
        self._last_reference: PictureHeader | None = None
        self._last_dts: int | None = None
        self._step: int | None = None

    def send(self, number: int, packet: av.Packet[VideoStream], *, in_doubt: bool) -> bool:
        """Note a packet before it is decoded, with the timestamps that the file gives it.

        Parameters
        ----------
        in_doubt
            Whether FFmpeg flags it or the packet before it.

        Returns
        -------
        Whether its picture is known to be one that no other depends on.
        """
        header = self._header_of(packet)
        is_gradual = header is not None and header.is_gradual
        is_key = packet.is_keyframe and not is_gradual
        if is_key:
            self._group = [packet]
            self._keys.add(number)
        elif self._proves and self._is_transport and len(self._group) <= MOST_PACKETS:
            self._group.append(packet)
        if is_gradual and header is not None and header.recovery is not None:
            self._gradual[number] = number + header.recovery
        if self._has_gap(packet, header, in_doubt=in_doubt or self._was_in_doubt):
            self._lose(number if not packet.is_keyframe else number - 1)  # a key frame ends it
        self._was_in_doubt = in_doubt
        # there is no packet before the first that FFmpeg could flag
        is_first = number == 0 and self._is_transport
        if (in_doubt or is_first) and self._codec in _NOTICED:
            self._lose(number)
            self._provisional.add(number)
        elif in_doubt or is_first:
            proof = self._prove(number, is_key=is_key)
            if proof is False or (in_doubt and not proof):
                self._lose(number)
                self._broken.add(number)
        return header is not None and not header.is_reference and not in_doubt

    def fail(self, number: int, oldest: int) -> None:
        """Note that a packet could not be decoded.

        Parameters
        ----------
        number
            Of the packet that was sent last.
        oldest
            Of the oldest packet whose picture has not come out: with several threads the decoder
            reports a failure late.
        """
        self._lose(min(number, oldest))
        self._lose(number)

    def is_suspect(self, number: int | None, frame: av.VideoFrame) -> bool:
        """Return whether a picture may be wrong; for each in the order of presentation.

        Parameters
        ----------
        number
            Of its packet; None if it is unknown.
        """
        number = self._newest if number is None else number
        self._newest = number
        if frame.is_corrupt:
            self._lose(number)
            self._broken.add(number)
        elif number in self._confirmed:  # two pictures in one packet
            self._lose(number)
        elif number in self._provisional:
            self._losses = [loss for loss in self._losses if loss != number]
            self._confirmed.add(number)
        self._end(number, frame)
        is_later = self._codec in _NOTICED and self._was_suspect  # numbers may be those of others
        self._was_suspect = bool(self._losses) and (is_later or self.affects(number))
        return self._was_suspect

    def affects(self, number: int) -> bool:
        """Return whether a loss that is known by now may affect a packet's picture.

        Pictures that are shown before one that they depend on are known only after it.
        """
        return bool(self._losses) and self._losses[0] <= number

    def _lose(self, number: int) -> None:
        if number not in self._losses:
            insort(self._losses, number)
        del self._losses[_MOST_WAITING:]

    def _end(self, number: int, frame: av.VideoFrame) -> None:
        """Forget losses that have no effect on this picture and those after it."""
        is_key = (number in self._keys or frame.key_frame) and number not in self._gradual
        if is_key and number not in self._broken and frame.pict_type not in _DEPENDENT:
            self._losses = [loss for loss in self._losses if loss > number]
        for begin, end in list(self._gradual.items()):
            if end <= number:
                del self._gradual[begin]
                if begin not in self._broken and not any(
                    begin <= loss <= number for loss in self._losses
                ):
                    self._losses = [loss for loss in self._losses if loss > begin]
        for old in (self._keys, self._broken, self._provisional, self._confirmed):
            old.intersection_update([each for each in old if each >= number - _MOST_WAITING])

    def _header_of(self, packet: av.Packet[VideoStream]) -> PictureHeader | None:
        if self._reader is None:
            return None
        return self._reader.read(bytes(memoryview(packet)[:HEADER_BYTES]))

    def _has_gap(
        self, packet: av.Packet[VideoStream], header: PictureHeader | None, *, in_doubt: bool
    ) -> bool:
        """Return whether a picture is missing in front of a packet."""
        step = None
        if packet.dts is not None and self._last_dts is not None:
            step = packet.dts - self._last_dts
        is_long = step is None or (self._step is not None and step > self._step * _LONG_STEP)
        self._last_dts = packet.dts
        if step is not None and step > 0 and not is_long:
            self._step = step
        if header is None:
            return in_doubt and is_long and self._reader is None
        before = self._last_reference
        if header.is_reference:
            self._last_reference = header
        if before is None or header.is_idr or header.may_skip:
            return False
        ahead = (header.frame_number - before.frame_number) % header.numbers
        return ahead > 1

    def _prove(self, number: int, *, is_key: bool) -> bool | None:
        """Return whether the packet that was sent last is complete; None if that is unknown."""
        if not is_key and not (self._proves and self._is_transport):
            return None
        if number not in self._proven:
            packets = [bytes(each) for each in self._group]
            self._proven[number] = is_complete(self._codec, packets)
        return self._proven[number]
