"""Packets of a stream, matched to its frames, for recordings without re-encoding."""

from __future__ import annotations

from collections import OrderedDict

import av
from av.video.stream import VideoStream

from hysteroview.capture.decode.bitstream import HEADER_BYTES, PictureHeaderReader
from hysteroview.core.coded import CodedPicture, CodedStream

_COPIED = ("h264", "hevc", "mjpeg")  # codecs that MP4 supports and players can read
_NEEDS_HEADER = ("h264", "hevc")
_MOST_WAITING = 64  # frames inside the decoder and the deinterlacer


class CodedPictures:
    """Finds the packet of each decoded frame; to be used by one thread.

    Only streams whose frames are in the order of their packets are copied: then each packet is one
    frame, and a clip can be cut between any two. Live encoders send such streams. The first frame
    out of order ends copying permanently.
    """

    def __init__(self, stream: VideoStream) -> None:
        self._stream = _describe(stream)
        is_h264 = stream.codec_context.name == "h264"
        header = bytes(stream.codec_context.extradata or b"")
        self._headers = PictureHeaderReader(header) if is_h264 else None
        self._sequence = 0
        self._last_pts: int | None = None
        self._packets: OrderedDict[int, CodedPicture] = OrderedDict()  # by pts
        self._decoded: OrderedDict[int, CodedPicture] = OrderedDict()  # by pts_ns

    def add(self, packet: av.Packet[VideoStream]) -> None:
        """Add a packet that is passed to the decoder."""
        self._sequence += 1
        if self._stream is None or not packet.size or packet.pts is None:
            return
        if self._last_pts is not None and packet.pts <= self._last_pts:
            self._stream = None
            self._packets.clear()
            self._decoded.clear()
            return
        self._last_pts = packet.pts
        is_keyframe = packet.is_keyframe and not self._is_gradual(packet)
        self._packets[packet.pts] = CodedPicture(
            bytes(packet), is_keyframe, self._sequence, self._stream
        )
        _forget(self._packets)

    def _is_gradual(self, packet: av.Packet[VideoStream]) -> bool:
        """Whether a picture that can be begun at is right only some pictures later."""
        if self._headers is None:
            return False
        header = self._headers.read(bytes(memoryview(packet)[:HEADER_BYTES]))
        return header is not None and header.is_gradual

    def restart(self, number: int) -> None:
        """Go on with the packet of this number, counted from 0: those between are a gap."""
        self._sequence, self._last_pts = number, None
        self._packets.clear()
        self._decoded.clear()

    def match(self, pts: int | None, pts_ns: int) -> None:
        """Set the timestamp of a decoded frame."""
        if pts is not None and (coded := self._packets.pop(pts, None)) is not None:
            self._decoded[pts_ns] = coded
            _forget(self._decoded)

    def take(self, pts_ns: int) -> CodedPicture | None:
        """Return the packet of the frame with this timestamp; None if it cannot be copied."""
        return self._decoded.pop(pts_ns, None)


def _forget(waiting: OrderedDict[int, CodedPicture]) -> None:
    while len(waiting) > _MOST_WAITING:
        waiting.popitem(last=False)


def _describe(stream: VideoStream) -> CodedStream | None:
    """Return the stream parameters for a muxer, without the connection, which may end first."""
    context = stream.codec_context
    header = bytes(context.extradata or b"")
    if (
        context.name not in _COPIED
        or context.has_b_frames
        or (context.name in _NEEDS_HEADER and not header)
    ):
        return None
    template = av.open("", "w", format="null").add_stream_from_template(stream)
    return CodedStream(context.name, header, context.width, context.height, template)
