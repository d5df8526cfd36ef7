"""Video files through FFmpeg (PyAV): any container and codec it reads, with exact timestamps."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Generator, Iterator
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from hysteroview.capture.deinterlace import Deinterlacer, TimedPicture
from hysteroview.capture.picture import LARGEST_PX, PixelReader, orientation, pixel_aspect
from hysteroview.capture.source import SourceInfo
from hysteroview.capture.timestamps import Timeline
from hysteroview.core.errors import SourceError
from hysteroview.core.types import NS_PER_S, Frame

log = logging.getLogger(__name__)

_OTHER_FILE = "Choose a video file."
_DAMAGED = "Copy it again from where it came; a recording that was cut off may need repair."
_TEXT_FORMATS = ("tty",)  # FFmpeg draws any text file as a video of a terminal
_TOLERANCE_S = 0.2
_TOLERANCE_SHARED_S = 1.0  # other streams of the file may be longer than the video


def open_source(location: str) -> PyavSource:
    """Open a video file and decode its first picture.

    Raises
    ------
    SourceError
        There is no video that can be read, with the reason and what to do about it.
    """
    path = Path(location)
    _check_file(path, location)
    try:
        # "file:" keeps FFmpeg from taking a name for a protocol; a playlist gets no network
        container = av.open(
            f"file:{path}", mode="r", options={"protocol_whitelist": "file"},
            metadata_errors="replace",
        )  # fmt: skip
    except (av.FFmpegError, ValueError) as error:
        raise SourceError(
            f"{path.name} is not a video that FFmpeg can read ({_reason(error)}).",
            remedy=f"{_OTHER_FILE} {_DAMAGED}",
        ) from error
    try:
        return PyavSource(path.name, container, _choose_stream(path.name, container))
    except SourceError:
        container.close()
        raise


def _check_file(path: Path, location: str) -> None:
    """Tell what the file system already knows, in words better than FFmpeg's."""
    try:
        with path.open("rb") as file:
            is_empty = not file.read(1)
    except FileNotFoundError as error:
        if "://" in location:
            raise SourceError(
                f"“{location}” is a network address, which cannot be read yet.",
                remedy="Save the video as a file first.",
            ) from error
        raise SourceError(
            f"There is no file {location}.", remedy="Check the name and the folder."
        ) from error
    except PermissionError as error:
        raise SourceError(
            f"{path.name} may not be read by this user.", remedy="Ask for the right to read it."
        ) from error
    except (OSError, ValueError) as error:
        raise SourceError(f"{path.name} cannot be read: {error}.", remedy=_OTHER_FILE) from error
    if is_empty:
        raise SourceError(f"{path.name} is empty.", remedy=_DAMAGED)


def _choose_stream(name: str, container: InputContainer) -> VideoStream:
    """Return the video to decode; cover pictures of music do not count."""
    if container.format.name in _TEXT_FORMATS:
        raise SourceError(f"{name} is text, not a video.", remedy=_OTHER_FILE)
    videos = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    if not videos:
        has_audio = bool(container.streams.audio)
        told = "holds only sound, no video" if has_audio else "holds no video"
        raise SourceError(f"{name} {told}.", remedy=_OTHER_FILE)
    stream = videos[0]
    context = stream.codec_context
    if context is None:
        raise SourceError(
            f"{name} is coded in a way for which this FFmpeg has no decoder.",
            remedy="Convert it to H.264 in MP4.",
        )
    if max(context.width, context.height) > LARGEST_PX:
        raise SourceError(
            f"{name} has {context.width} × {context.height} pixels; "
            f"{LARGEST_PX} × {LARGEST_PX} is the most that can be read.",
            remedy="Scale it down.",
        )
    return stream


class PyavSource:
    """The video of one file, from the first picture to the last that can be decoded.

    Pixels stay on the file's grid and are turned upright; interlaced pictures are deinterlaced,
    one picture for each; packets that cannot be decoded are skipped and counted.
    """

    def __init__(self, name: str, container: InputContainer, stream: VideoStream) -> None:
        self._container: InputContainer | None = container
        self._stream = stream
        self._fps = stream.average_rate or stream.guessed_rate or None
        self._timeline = Timeline(self._fps)
        self._reader = PixelReader()
        self._undecodable, self._damaged, self._delivered = 0, 0, 0
        self._broken_off = ""
        self._last_is_whole = True
        self._expected_end_ns = _expected_end_ns(container, stream)
        self._cut_short_s: tuple[float, float] | None = None
        stream.thread_type = "AUTO"
        self._pictures = self._decode()
        first = next(self._pictures, None)
        if first is None:
            reason = self._broken_off or "not a single picture could be decoded"
            raise SourceError(f"{name} has no pictures: {reason}.", remedy=_DAMAGED)
        self._pending: Frame | None = self._frame(first)
        self._info = SourceInfo(
            name=name,
            width_px=self._pending.width_px,
            height_px=self._pending.height_px,
            fps=self._fps,
            frame_count=_frame_count(stream, self._expected_end_ns, self._fps),
            duration_s=_duration_s(container, stream),
            codec=stream.codec_context.name,
            pixel_aspect=self._pending.pixel_aspect,
        )

    @property
    def info(self) -> SourceInfo:
        return self._info

    @property
    def damage(self) -> str | None:
        """What was lost so far, in a sentence or several."""
        timeline = self._timeline
        told: list[str] = []
        if self._cut_short_s is not None:
            read_s, whole_s = self._cut_short_s
            told.append(f"The recording breaks off: {read_s:.2f} of {whole_s:.2f} s were there.")
        elif self._broken_off:
            told.append(f"The recording breaks off ({self._broken_off}).")
        for count, what in (
            (self._undecodable, "could not be decoded"),
            (self._damaged, "decoded with visible damage"),
            (timeline.missing, "had no timestamp and got one from the frame rate"),
            (timeline.reversed, "had a timestamp before the previous one's and got a later one"),
        ):
            if count:
                told.append(f"{count} picture{'s' if count > 1 else ''} {what}.")
        return " ".join(told) or None

    def read(self) -> Frame | None:
        """Return the next frame; None at the end."""
        if self._pending is not None:
            frame, self._pending = self._pending, None
            return frame
        picture = next(self._pictures, None)
        return None if picture is None else self._frame(picture)

    def close(self) -> None:
        """Free the file and the decoder; safe to call twice."""
        self._pictures.close()
        self._pending = None
        if self._container is not None:
            self._container.close()
            self._container = None

    def _frame(self, picture: TimedPicture) -> Frame:
        pixels = self._reader.read(picture.frame, picture.turn)
        self._delivered += 1
        return Frame(
            index=self._delivered - 1,
            pts_ns=picture.pts_ns,
            captured_ns=time.monotonic_ns(),
            pixels=pixels,
            pixel_aspect=pixel_aspect(self._stream.sample_aspect_ratio, picture.turn),
        )

    def _decode(self) -> Generator[TimedPicture, None, None]:
        """Yield the pictures in order; what cannot be decoded is counted."""
        deinterlacer = Deinterlacer()
        for packet in self._packets():
            for frame in self._decode_packet(packet):
                self._damaged += frame.is_corrupt
                self._last_is_whole = not frame.is_corrupt
                pts_ns = self._timeline.next_ns(frame.pts, frame.time_base)
                yield from deinterlacer.push(TimedPicture(frame, pts_ns, orientation(frame)))
        yield from deinterlacer.drain()
        self._notice_early_end()

    def _decode_packet(self, packet: av.Packet[VideoStream] | None) -> list[av.VideoFrame]:
        """Return the pictures that are ready; None flushes the decoder."""
        # a packet that is cut off or has holes gives a picture that cannot be trusted
        if packet is None or not packet.is_corrupt:
            try:
                return self._stream.decode(packet)
            except av.FFmpegError as error:
                log.debug("a packet could not be decoded: %s", error)
        self._undecodable += 1
        self._last_is_whole = False
        return []

    def _packets(self) -> Iterator[av.Packet[VideoStream] | None]:
        """Yield the packets of the video, and one that flushes the decoder: empty or None."""
        assert self._container is not None
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
            except av.FFmpegError as error:
                self._broken_off = _reason(error)
                yield None
                return
            if packet is None:
                return
            yield packet

    def _notice_early_end(self) -> None:
        """Compare where the pictures ended with where the container said they would."""
        last_ns, end_ns = self._timeline.last_ns, self._expected_end_ns
        if last_ns is None or self._container is None:
            return
        if end_ns is None:
            end_ns = 0  # the file does not say
        shared = len(self._container.streams) > 1 and self._stream.duration is None
        tolerance_s = _TOLERANCE_SHARED_S if shared else _TOLERANCE_S
        tolerance_ns = max(3 * self._timeline.period_ns, round(tolerance_s * NS_PER_S))
        read_ns = last_ns + self._timeline.period_ns
        if end_ns - read_ns > tolerance_ns:
            start_ns = _start_ns(self._stream)
            self._cut_short_s = (read_ns - start_ns) / NS_PER_S, (end_ns - start_ns) / NS_PER_S
        elif not self._last_is_whole and not self._broken_off:
            self._broken_off = "its last picture is not whole"


def _start_ns(stream: VideoStream) -> int:
    if stream.start_time is None or stream.time_base is None:
        return 0
    return round(stream.start_time * stream.time_base * NS_PER_S)


def _duration_s(container: InputContainer, stream: VideoStream) -> float | None:
    """Return how long the video says it is: the stream's own word, Matroska's tag, the file's."""
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    hours, _, rest = stream.metadata.get("DURATION", "").partition(":")
    minutes, _, seconds = rest.partition(":")
    if hours.isdigit() and minutes.isdigit():
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds or 0)
    return container.duration / av.time_base if container.duration is not None else None


def _expected_end_ns(container: InputContainer, stream: VideoStream) -> int | None:
    duration_s = _duration_s(container, stream)
    if container.format.name == "avi" and stream.average_rate:
        # FFmpeg corrects the duration of a truncated AVI, but not the header's count of frames
        duration_s = max(duration_s or 0.0, float(stream.frames / stream.average_rate))
    return None if duration_s is None else _start_ns(stream) + round(duration_s * NS_PER_S)


def _frame_count(stream: VideoStream, end_ns: int | None, fps: Fraction | None) -> int | None:
    if stream.frames:
        return stream.frames
    if end_ns is None or fps is None:
        return None
    return round((end_ns - _start_ns(stream)) * fps / NS_PER_S) or None


def _reason(error: Exception) -> str:
    """FFmpeg's own words, without file name and error number."""
    if isinstance(error, av.FFmpegError) and error.strerror:
        return error.strerror[0].lower() + error.strerror[1:]
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno).lower()
    return str(error)
