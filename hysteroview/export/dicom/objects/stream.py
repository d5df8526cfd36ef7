"""The stream of a recording as MP4 files that DICOM videos can hold, split where it is too long."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Final, cast

import av
import numpy as np
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream
from numpy.typing import NDArray

from hysteroview.core.types import NS_PER_S
from hysteroview.export.dicom.objects.avc import Parameters, is_sps, read_parameters, read_sps

OpenVideo = Callable[[], AbstractContextManager[str | io.BufferedIOBase]]
_GAP: Final = 1.5  # intervals; a longer one is a gap
_INDEX_BYTES: Final = 64  # that the index of an MP4 needs for a frame, at most
_HEAD_BYTES: Final = 1 << 14
_USUAL_RATES: Final = (
    Fraction(24000, 1001), Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(30),
    Fraction(50), Fraction(60000, 1001), Fraction(60),
)  # fmt: skip
_SNAP: Final = 5e-4  # by which an interval may differ from that of a usual rate


@dataclass(frozen=True, slots=True)
class Gap:
    """A time without frames, after a frame counted from 1, to the next frame."""

    after_frame: int
    length_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamFacts:
    """What a stream of H.264 in MP4 is, read from its packets and parameter sets.

    Attributes
    ----------
    level
        Of the transfer syntax that holds it without encoding it again: 41 or 42.
    interval_s
        Usual time from one frame to the next.
    starts
        Numbers of the packets at which it can be split, with the bytes before each.
    """

    parameters: Parameters
    level: int
    interval_s: Fraction
    width_px: int
    height_px: int
    pixel_aspect: Fraction
    starts: tuple[tuple[int, int], ...]
    packets: int
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamPart:
    """An MP4 file with a part of a recording.

    Attributes
    ----------
    start_ns, duration_ns
        From the first frame of the recording to that of this part; from there to the end of its
        last frame.
    times_ns
        Of its frames in their order, from its first one.
    """

    path: Path
    start_ns: int
    duration_ns: int
    gaps: tuple[Gap, ...]
    times_ns: tuple[int, ...]


def facts_of(open_it: OpenVideo) -> StreamFacts | None:
    """Return what a video is; None if it has to be encoded again to become a DICOM video."""
    with _opened(open_it) as container:
        stream = next(iter(container.streams.video), None)
        if stream is None or stream.codec_context.codec.canonical_name != "h264":
            return None
        try:
            parameters = read_parameters(bytes(stream.codec_context.extradata or b""))
            packets = list(_described(_usable(container, stream), parameters))
        except (ValueError, av.FFmpegError):
            return None
        if not packets or not all(each.is_within_high for each in parameters.sets):
            return None
        interval = _interval_s([each.pts for each in packets], stream.time_base or Fraction(1))
        size = sum(each.size for each in packets)
        length_s = float(interval) * len(packets)
        levels = [
            each.level_for(1 / float(interval), 8 * size / length_s) for each in parameters.sets
        ]
        if not packets[0].is_key or None in levels:
            return None
        return StreamFacts(
            parameters=parameters,
            level=max(each for each in levels if each is not None),
            interval_s=interval,
            width_px=stream.codec_context.width,
            height_px=stream.codec_context.height,
            pixel_aspect=stream.codec_context.sample_aspect_ratio or Fraction(1),
            starts=tuple(_starts(packets)),
            packets=len(packets),
            size_bytes=size,
        )


def write_parts(
    open_it: OpenVideo, facts: StreamFacts, stem: Path, most_bytes: int
) -> Iterator[StreamPart]:
    """Write the stream as MP4 files without anything else in them; each begins at a key frame.

    The pictures are copied bit for bit, with their times.

    Parameters
    ----------
    stem
        Path of the files without number and suffix.
    most_bytes
        Of one file, as far as key frames allow it.

    Yields
    ------
    Each part when it is complete; the file belongs to the caller.

    Raises
    ------
    av.FFmpegError, OSError
        It cannot be read or written.
    """
    with _opened(open_it) as container:
        stream = container.streams.video[0]
        packets, first = _usable(container, stream), None
        for number, count in enumerate(_counts(facts, most_bytes), 1):
            path = stem.with_name(f"{stem.name}-{number}.mp4")
            times = _write_part(path, packets, count, stream, facts)
            first = times[0] if first is None else first
            base = stream.time_base or Fraction(1)
            interval_ns = round(facts.interval_s * NS_PER_S)
            spans = [round((each - times[0]) * base * NS_PER_S) for each in times]
            yield StreamPart(
                path=path,
                start_ns=round((times[0] - first) * base * NS_PER_S),
                duration_ns=spans[-1] + interval_ns,
                times_ns=tuple(spans),
                gaps=tuple(
                    Gap(place, later - earlier)
                    for place, (earlier, later) in enumerate(pairwise(spans), 1)
                    if later - earlier > _GAP * interval_ns
                ),
            )


def count_frames(path: Path, every: int, look: Callable[[NDArray[np.uint8]], None]) -> int:
    """Return the number of frames that can be decoded.

    Parameters
    ----------
    every, look
        Each so many frames one is looked at, beginning with the first: (H, W, 4) uint8, BGRA.

    Raises
    ------
    av.FFmpegError
        It cannot be decoded.
    """
    with av.open(f"file:{path}") as container:
        container.streams.video[0].thread_type = "AUTO"
        count = 0
        for frame in container.decode(video=0):
            if count % every == 0:
                look(np.asarray(frame.to_ndarray(format="bgra"), np.uint8))
            count += 1
        return count


@dataclass(frozen=True, slots=True)
class _Described:
    pts: int
    size: int
    is_key: bool


@contextmanager
def _opened(open_it: OpenVideo) -> Iterator[InputContainer]:
    options = {"protocol_whitelist": "file"}
    with open_it() as file, av.open(file, mode="r", options=options) as container:
        yield container


def _usable(container: InputContainer, stream: VideoStream) -> Iterator[Packet[VideoStream]]:
    for packet in container.demux(stream):
        if packet.size and packet.pts is not None and packet.dts is not None:
            yield packet


def _described(
    packets: Iterator[Packet[VideoStream]], parameters: Parameters
) -> Iterator[_Described]:
    """Describe packets; ValueError if parameter sets inside them are of other pictures."""
    for packet in packets:
        for nal in _nals(bytes(packet), parameters.length_bytes):
            if is_sps(nal) and not parameters.is_like(read_sps(nal)):
                raise ValueError("the stream changes its format")
        yield _Described(packet.pts or 0, packet.size, packet.is_keyframe)


def _nals(content: bytes, length_bytes: int) -> Iterator[bytes]:
    place = 0
    while place + length_bytes <= len(content):
        size = int.from_bytes(content[place : place + length_bytes], "big")
        place += length_bytes
        if size == 0 or place + size > len(content):
            raise ValueError("a packet is damaged")
        yield content[place : place + size]
        place += size


def _interval_s(times: list[int], base: Fraction) -> Fraction:
    """Return the usual interval; that of a usual rate if it differs by rounding only."""
    steps = [later - earlier for earlier, later in pairwise(sorted(times)) if later > earlier]
    if not steps:
        return Fraction(1, 25)
    interval = Fraction(median(steps)) * base
    for rate in _USUAL_RATES:
        if abs(float(interval * rate) - 1) < _SNAP:
            return 1 / rate
    return interval


def _starts(packets: list[_Described]) -> Iterator[tuple[int, int]]:
    """Yield the key packets after which no frame is shown before them."""
    earliest, found, before = packets[-1].pts, [], sum(each.size for each in packets)
    for number in range(len(packets) - 1, -1, -1):
        each = packets[number]
        before -= each.size
        earliest = min(earliest, each.pts)
        if each.is_key and earliest == each.pts:
            found.append((number, before))
    yield from reversed(found)


def _counts(facts: StreamFacts, most_bytes: int) -> Iterator[int]:
    """Yield the number of packets of each part."""
    begun, begun_bytes, last, last_bytes = 0, 0, 0, 0
    ends = [*facts.starts, (facts.packets, facts.size_bytes)]
    for number, before in ends:
        index = (number - begun) * _INDEX_BYTES + _HEAD_BYTES
        if before - begun_bytes + index > most_bytes and last > begun:
            yield last - begun
            begun, begun_bytes = last, last_bytes
        last, last_bytes = number, before
    yield facts.packets - begun


def _write_part(
    path: Path, packets: Iterator[Packet[VideoStream]], count: int, stream: VideoStream,
    facts: StreamFacts,
) -> list[int]:  # fmt: skip
    """Write so many packets; returns the times of their frames in order."""
    times, shift = [], None
    with av.open(f"file:{path}", "w", format="mp4", options={"fflags": "+bitexact"}) as container:
        target = container.add_stream_from_template(stream)
        target.codec_context.extradata = facts.parameters.as_high(facts.level)
        target.metadata.clear()
        for _, packet in zip(range(count), packets, strict=False):
            pts, dts = packet.pts or 0, packet.dts or 0
            shift = pts if shift is None else shift
            times.append(pts)
            made = _rewritten(packet, facts)
            made.pts, made.dts, made.time_base = pts - shift, dts - shift, packet.time_base
            made.is_keyframe = packet.is_keyframe
            made.stream = target
            container.mux(made)
    return sorted(times)


def _rewritten(packet: Packet[VideoStream], facts: StreamFacts) -> Packet[VideoStream]:
    """Return a packet whose parameter sets say High profile too."""
    length, content = facts.parameters.length_bytes, bytes(packet)
    nals = list(_nals(content, length))
    if not any(map(is_sps, nals)):
        return packet
    made = [read_sps(each).as_high(facts.level) if is_sps(each) else each for each in nals]
    whole = b"".join(len(each).to_bytes(length, "big") + each for each in made)
    return cast("Packet[VideoStream]", Packet(whole))
