"""Whether all bytes of a picture are there: a decoder alone rarely notices that some are missing.

A decoder that lost its place in a slice goes on with whatever the bytes seem to say, and usually
reaches the end of the picture before the end of the bytes. So the picture is decoded once as it is,
and once for each slice without the last bytes of that slice. If that changes nothing, these bytes
were not used, and others are missing before them. A decoder may also read beyond the end: then
other bytes behind the slice change the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import av
import numpy as np
from av.codec.context import CodecContext, Flags
from av.video.codeccontext import VideoCodecContext
from numpy.typing import NDArray

from hysteroview.capture.decode.bitstream import (
    Unit,
    by_start_code,
    has_arithmetic_coding,
    is_slice,
)

_CUT_BYTES = {"h264": 3, "hevc": 6}  # the last bytes of HEVC more often carry nothing
_LEAST_BYTES = 12
_MORE = b"\xa5\x5a\xa5\x5a\xa5\x5a"
_MOST_SLICES = 16
_NOTHING: NDArray[Any] = np.zeros(0, np.uint8)
MOST_PACKETS = 600  # from the key frame on, which are decoded again


def is_complete(codec: str, packets: Sequence[bytes]) -> bool | None:
    """Return whether the picture of the last packet is complete; None if that is unknown.

    Parameters
    ----------
    codec
        FFmpeg's name; H.264 and HEVC can be checked.
    packets
        From a key frame with its parameters on, in the order of decoding, with start codes.
    """
    *earlier, last = packets
    slices = [unit for unit in by_start_code(last)
              if unit.end > unit.start and is_slice(codec, last[unit.start])]  # fmt: skip
    can_tell = codec in _CUT_BYTES and len(packets) <= MOST_PACKETS
    if not can_tell or not 0 < len(slices) <= _MOST_SLICES:
        return None
    picture, says_end = _decode(codec, packets), has_arithmetic_coding(codec, packets[0])
    for each in slices:
        shorter, longer = _without_end(last, each, _CUT_BYTES[codec]), _with_more(last, each)
        if shorter is None:
            return None
        if not picture.size or np.array_equal(picture, _decode(codec, [*earlier, shorter])):
            return False
        if says_end and not np.array_equal(picture, _decode(codec, [*earlier, longer])):
            return False
    return True


def _without_end(content: bytes, unit: Unit, cut: int) -> bytes | None:
    """Return the packet with the last bytes of a slice set to 0; None if the slice is too short."""
    end = _end_of(content, unit)
    cut = min(cut, end - unit.start - _LEAST_BYTES)
    return content[: end - cut] + bytes(cut) + content[end:] if cut > 0 else None


def _with_more(content: bytes, unit: Unit) -> bytes:
    """Return the packet with other bytes behind a slice."""
    end = _end_of(content, unit)
    return content[:end] + _MORE + content[end:]


def _end_of(content: bytes, unit: Unit) -> int:
    return unit.start + len(content[unit.start : unit.end].rstrip(b"\0"))


def _decode(codec: str, packets: Sequence[bytes]) -> NDArray[Any]:
    """Return the pixels of the last packet's picture; none if it is damaged or not there."""
    context = CodecContext.create(codec, "r")
    assert isinstance(context, VideoCodecContext)
    context.thread_count = 1
    context.flags |= Flags.output_corrupt
    context.options = {"err_detect": "explode"}  # else the decoder of HEVC hides that it gives up
    last: av.VideoFrame | None = None
    for number, content in enumerate([*packets, b""]):
        packet = None
        if number < len(packets):
            packet = av.Packet(content)
            packet.pts = packet.dts = number
        try:
            for frame in context.decode(packet):
                last = frame if frame.pts == len(packets) - 1 else last
        except av.FFmpegError:
            if number >= len(packets) - 1:
                return _NOTHING
    return _NOTHING if last is None or last.is_corrupt else last.to_ndarray()
