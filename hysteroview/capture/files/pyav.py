"""Video files through FFmpeg (PyAV): any container and codec it reads, with exact timestamps."""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Iterator
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream
from numpy.typing import NDArray

from hysteroview.capture.decode.coded import CodedPictures
from hysteroview.capture.decode.deinterlace import Deinterlacer, TimedPicture
from hysteroview.capture.decode.picture import (
    LARGEST_PX,
    UPRIGHT,
    DecodedPicture,
    OrientationReader,
    PixelReader,
    pixel_aspect,
    planes_of,
)
from hysteroview.capture.decode.timestamps import DecodingOrder, Timeline
from hysteroview.capture.decode.unreadable import (
    DAMAGED,
    OTHER_FILE,
    check_file,
    choose_stream,
    reason,
)
from hysteroview.capture.files.duration import (
    duration_s,
    ends_within_unit,
    expected_end_ns,
    frame_count,
    start_ns,
)
from hysteroview.capture.source import SourceInfo
from hysteroview.core.errors import SourceError
from hysteroview.core.types import NS_PER_S, Frame, Picture

log = logging.getLogger(__name__)

_TOLERANCE_S = 0.2
_TOLERANCE_SHARED_S = 1.0  # other streams of the file may be longer than the video
_MOST_PIXELS = (LARGEST_PX + 128) ** 2  # for the decoder, which counts whole blocks


def open_source(location: str) -> PyavSource:
    """Open a video file and decode its first frame.

    Raises
    ------
    SourceError
        There is no readable video; the error gives the reason and a remedy.
    """
    path = Path(location)
    check_file(path, location)
    container = _open_container(path)
    try:
        return PyavSource(path, container, choose_stream(path.name, container))
    except SourceError:
        container.close()
        raise


def _open_container(path: Path) -> InputContainer:
    failure: Exception | None = None
    # ignoring the index, FFmpeg opens a truncated fragmented MP4 and reads it to its end
    for flags in ({}, {"fflags": "+ignidx"}):
        try:
            # "file:" prevents FFmpeg from reading a name as a protocol; playlists get no network
            # access
            options = {"protocol_whitelist": "file", **flags}
            return av.open(f"file:{path}", mode="r", options=options, metadata_errors="replace")
        except (av.FFmpegError, ValueError) as error:
            failure = failure or error
    assert failure is not None
    raise SourceError(
        f"{path.name} cannot be opened as a video ({reason(failure)}).",
        remedy=f"{OTHER_FILE} {DAMAGED}",
    ) from failure


class PyavSource:
    """The video of one file, from the first to the last frame that can be decoded.

    Pixels stay on the file's grid and are turned upright; interlaced pictures are deinterlaced,
    one frame for each; packets that cannot be decoded are skipped and counted.
    """

    def __init__(self, path: Path, container: InputContainer, stream: VideoStream) -> None:
        self._container: InputContainer | None = container
        self._stream = stream
        self._fps = stream.average_rate or stream.guessed_rate or None
        self._timeline = Timeline(self._fps)
        # AVI contains decoding times, not presentation times
        is_reordered = container.format.name == "avi" and stream.codec_context.has_b_frames
        self._order = DecodingOrder() if is_reordered else None
        self._last_end_ns = 0
        self._reader = PixelReader()
        self._undecodable, self._damaged, self._delivered = 0, 0, 0
        self._broken_off = ""
        self._last_is_whole = True
        self._ends_within_unit = ends_within_unit(path, container.format.name)
        self._expected_end_ns = expected_end_ns(container, stream)
        self._cut_short_s: tuple[float, float] | None = None
        stream.thread_type = "AUTO"
        stream.codec_context.options = {"max_pixels": str(_MOST_PIXELS)}
        self._coded = CodedPictures(stream)
        self._pictures = self._decode()
        self._pending = self._next_frame()
        if self._pending is None:
            why = self._broken_off or "no frame could be decoded"
            raise SourceError(f"{path.name} contains no readable frame: {why}.", remedy=DAMAGED)
        self._info = SourceInfo(
            name=path.name,
            width_px=self._pending.width_px,
            height_px=self._pending.height_px,
            fps=self._fps,
            frame_count=frame_count(stream, self._expected_end_ns, self._fps),
            duration_s=duration_s(container, stream),
            codec=stream.codec_context.name,
            pixel_aspect=self._pending.pixel_aspect,
        )

    @property
    def info(self) -> SourceInfo:
        return self._info

    @property
    def damage(self) -> str | None:
        """Losses so far, in one or more sentences; None if there were none."""
        timeline = self._timeline
        sentences: list[str] = []
        if self._cut_short_s is not None:
            read_s, whole_s = self._cut_short_s
            sentences.append(
                f"The recording ends early: only {read_s:.2f} of {whole_s:.2f} s could be read."
            )
        elif self._broken_off:
            sentences.append(f"The recording ends early ({self._broken_off}).")
        for count, what in (
            (self._undecodable, "could not be decoded"),
            (self._damaged, "decoded with visible errors"),
            (timeline.missing, "had no timestamp; it was computed from the frame rate"),
            (timeline.reversed, "had a timestamp earlier than the previous one; it was corrected"),
        ):
            if count:
                sentences.append(f"{count} frame{'s' if count > 1 else ''} {what}.")
        return " ".join(sentences) or None

    def read(self) -> Frame | None:
        """Return the next frame; None at the end."""
        if self._pending is not None:
            frame, self._pending = self._pending, None
            return frame
        return self._next_frame()

    def close(self) -> None:
        """Release the file and the decoder; may be called twice."""
        self._pictures.close()
        self._pending = None
        if self._container is not None:
            self._container.close()
            self._container = None

    def _next_frame(self) -> Frame | None:
        for picture in self._pictures:
            if max(picture.frame.width, picture.frame.height) > LARGEST_PX:  # larger than declared
                self._undecodable += 1
                continue
            try:
                image = self._image_of(picture)
            except av.FFmpegError as error:  # a damaged frame may declare an invalid format
                log.debug("a frame could not be converted: %s", error)
                self._undecodable += 1
                continue
            self._delivered += 1
            coded = self._coded.take(picture.pts_ns)
            return Frame(
                index=self._delivered - 1,
                pts_ns=picture.pts_ns,
                captured_ns=time.monotonic_ns(),
                image=image,
                pixel_aspect=pixel_aspect(self._stream.sample_aspect_ratio, picture.turn),
                coded=coded if picture.turn == UPRIGHT else None,
            )
        return None

    def _image_of(self, picture: TimedPicture) -> NDArray[np.uint8] | Picture:
        """Defer the color conversion if it cannot fail."""
        planes = planes_of(picture.frame) if picture.turn == UPRIGHT else None
        if planes is None:
            return self._reader.read(picture.frame, picture.turn)
        return DecodedPicture(picture.frame, planes, self._reader)

    def _decode(self) -> Generator[TimedPicture, None, None]:
        """Yield the frames in order; packets that cannot be decoded are counted."""
        deinterlacer, turns = Deinterlacer(), OrientationReader()
        for packet in self._packets():
            if packet is not None:
                self._coded.add(packet)
            for frame in self._decode_packet(packet):
                self._damaged += frame.is_corrupt
                self._last_is_whole = not frame.is_corrupt
                pts_ns = self._take_time_ns(frame)
                self._coded.match(frame.pts, pts_ns)
                try:
                    ready = deinterlacer.push(TimedPicture(frame, pts_ns, turns.read(frame)))
                except av.FFmpegError as error:
                    log.debug("a frame could not be deinterlaced: %s", error)
                    self._undecodable += 1
                    continue
                yield from ready
        yield from deinterlacer.drain()
        self._notice_early_end()

    def _take_time_ns(self, frame: av.VideoFrame) -> int:
        pts = frame.pts if self._order is None else self._order.next(frame.pts)
        pts_ns = self._timeline.next_ns(pts, frame.time_base)
        # the last frame of a variable rate may be shown for a long time
        span_ns = round(frame.duration * frame.time_base * NS_PER_S) if frame.time_base else 0
        self._last_end_ns = pts_ns + max(span_ns, self._timeline.period_ns)
        return pts_ns

    def _decode_packet(self, packet: av.Packet[VideoStream] | None) -> list[av.VideoFrame]:
        """Return the frames that are ready; None flushes the decoder."""
        # a truncated or incomplete packet results in an unreliable frame
        if packet is None or not packet.is_corrupt:
            try:
                frames = self._stream.decode(packet)
                if self._order is not None and packet is not None:
                    self._order.add(packet.dts)
                return frames
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
                self._broken_off = reason(error)
                yield None
                return
            except IndexError:
                # WORKAROUND https://github.com/PyAV-Org/PyAV/issues/692: at the end PyAV fails on
                # streams that appeared midway; our flushing packet came before
                return
            if packet is None:
                return
            yield packet

    def _notice_early_end(self) -> None:
        """Compare the end of the frames with the end declared by the container."""
        read_ns, end_ns = self._last_end_ns, self._expected_end_ns
        if self._timeline.last_ns is None or self._container is None:
            return
        if end_ns is None:
            end_ns = 0  # not declared by the file
        shared = len(self._container.streams) > 1 and self._stream.duration is None
        tolerance_s = _TOLERANCE_SHARED_S if shared else _TOLERANCE_S
        tolerance_ns = max(3 * self._timeline.period_ns, round(tolerance_s * NS_PER_S))
        if end_ns - read_ns > tolerance_ns:
            begin_ns = start_ns(self._stream)
            self._cut_short_s = (read_ns - begin_ns) / NS_PER_S, (end_ns - begin_ns) / NS_PER_S
        elif not self._last_is_whole and not self._broken_off:
            self._broken_off = "its last frame is incomplete"
        elif self._ends_within_unit and not self._broken_off:
            self._broken_off = "the end of the file is missing"
