"""Duration of a video according to its container, before anything is decoded."""

from __future__ import annotations

import io
import re
import struct
from contextlib import closing
from fractions import Fraction

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from hysteroview.capture.files.container import VideoFile, open_video
from hysteroview.capture.files.content import GuardedContent
from hysteroview.core.errors import SourceError
from hysteroview.core.types import NS_PER_S

_TS_UNITS_BYTES = (188, 192, 204)  # ISO/IEC 13818-1; with a leading timestamp; with trailing parity
_MATROSKA_DURATION = re.compile(r"(\d{1,3}):(\d\d):(\d\d(?:\.\d+)?)", re.ASCII)


def start_ns(stream: VideoStream) -> int:
    if stream.start_time is None or stream.time_base is None:
        return 0
    return round(stream.start_time * stream.time_base * NS_PER_S)


def duration_s(container: InputContainer, stream: VideoStream) -> float | None:
    """Return the declared duration: of the stream, of Matroska's tag, or of the file."""
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    length_s = container.duration / av.time_base if container.duration is not None else None
    if tag := _MATROSKA_DURATION.fullmatch(stream.metadata.get("DURATION", "")):
        hours, minutes, seconds = tag.groups()
        length_s = int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    if length_s is not None and _declares_its_end(container, stream):
        length_s -= start_ns(stream) / NS_PER_S
    return length_s


def _declares_its_end(container: InputContainer, stream: VideoStream) -> bool:
    """Whether a file declares when it ends, and not how long it is: FFmpeg's Matroska does.

    mkvmerge, which leaves tags with statistics, writes the length.
    """
    is_matroska = "matroska" in container.format.name.split(",")
    return is_matroska and not any(name.startswith("_STATISTICS") for name in stream.metadata)


def expected_end_ns(container: InputContainer, stream: VideoStream) -> int | None:
    length_s = duration_s(container, stream)
    if container.format.name == "avi" and stream.average_rate:
        # FFmpeg corrects the duration of a truncated AVI, but not the frame count in the header
        length_s = max(length_s or 0.0, float(stream.frames / stream.average_rate))
    return None if length_s is None else start_ns(stream) + round(length_s * NS_PER_S)


def is_shared(container: InputContainer, stream: VideoStream) -> bool:
    """Whether the declared duration is that of the longest stream, perhaps of the sound."""
    has_none_of_its_own = stream.duration is None or container.format.name == "asf"
    return len(container.streams) > 1 and has_none_of_its_own


def sound_end_ns(file: VideoFile) -> int:
    """Read the sound of a file, without decoding it, and return where it ends; 0 without sound.

    That takes as long as reading the whole file.
    """
    opened, end_ns = open_video(file), 0
    try:
        sounds = opened.container.streams.audio
        for packet in opened.container.demux(*sounds) if sounds else ():
            if packet.pts is not None and packet.time_base is not None:
                end = (packet.pts + (packet.duration or 0)) * packet.time_base
                end_ns = max(end_ns, round(end * NS_PER_S))
    except av.FFmpegError:
        pass  # up to where it can be read
    finally:
        opened.close()
    return end_ns


def frame_count(
    stream: VideoStream, end_ns: int | None, fps: Fraction | None, *, packets_each: int = 1
) -> int | None:
    """Estimate the number of frames; None if the container says nothing about it.

    Parameters
    ----------
    packets_each
        How many packets a frame has.
    """
    if stream.frames:
        return stream.frames // packets_each
    if end_ns is None or fps is None:
        return None
    return round((end_ns - start_ns(stream)) * fps / NS_PER_S) or None


def ends_within_unit(file: VideoFile, format_name: str) -> bool:
    """Whether a fragmented MP4 or a transport stream is cut off within a box or packet.

    They need not declare a duration, and FFmpeg treats the end of the file as the end.
    """
    is_mp4 = "mp4" in format_name.split(",")
    if not is_mp4 and format_name != "mpegts":
        return False
    try:
        with closing(file.open()) as content:
            size = content.seek(0, io.SEEK_END)
            if is_mp4:
                return _ends_within_fragment(content, size)
            return all(size % unit for unit in _TS_UNITS_BYTES)
    except SourceError:  # the decoder reports it
        return False


def _ends_within_fragment(content: GuardedContent, size: int) -> bool:
    """Step through the boxes (ISO/IEC 14496-12, 4.2)."""
    place, is_fragmented = 0, False
    while place < size:
        content.seek(place)
        length, kind, long_length = struct.unpack(">I4sQ", content.read(16).ljust(16, b"\0"))
        is_fragmented |= kind == b"moof"
        if length == 0:  # up to the end of the file
            return False
        place += max(long_length, 16) if length == 1 else max(length, 8)
    return is_fragmented and place > size
