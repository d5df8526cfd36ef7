"""Network streams through FFmpeg (PyAV): RTSP, MPEG-TS over UDP, RTP or TCP, SRT, HTTP."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Generator, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache

import av
from av.codec.context import Flags
from av.container import InputContainer
from av.video.stream import VideoStream

from hysteroview.capture.decode.aspects import AspectReader
from hysteroview.capture.decode.coded import CodedPictures
from hysteroview.capture.decode.colors import COLORS
from hysteroview.capture.decode.deinterlace import Deinterlacer, TimedPicture
from hysteroview.capture.decode.losses import SUSPECT, LossTracker, gives_broken, show_broken
from hysteroview.capture.decode.picture import (
    LARGEST_PX,
    UPRIGHT,
    DecodedPicture,
    OrientationReader,
    PixelReader,
    pixel_aspect,
    planes_of,
)
from hysteroview.capture.decode.timestamps import Timeline, frame_rate
from hysteroview.capture.decode.unreadable import choose_stream, detail_of, reason
from hysteroview.capture.live.address import Address, parse_address
from hysteroview.capture.live.decodable import DecodableWatch
from hysteroview.capture.live.reconnecting import ReconnectingSource
from hysteroview.capture.live.srt_relay import SrtRelay
from hysteroview.capture.source import SourceInfo, info_at
from hysteroview.core.errors import SourceError
from hysteroview.core.types import Frame
from hysteroview.settings.corrections import CurrentCorrection

log = logging.getLogger(__name__)

OPEN_TIMEOUT_S = 4.0  # for each of two steps, together less than `ReconnectPolicy.open_s`
READ_TIMEOUT_S = 2.5
# FFmpeg probes this much of the stream before it opens it. "nobuffer" would discard that, and with
# it the first keyframe: the first frame would be one group of pictures later.
_PROBING = {"probesize": "1000000", "analyzeduration": "500000"}
_MOST_IN_FLIGHT = 256  # packets in the decoder; what gives no frame is forgotten
_MOST_PIXELS = (LARGEST_PX + 128) ** 2
# larger frames need all cores, each of which adds a frame of delay
_PIXELS_OF_ONE_THREAD = 1920 * 1088
_REMEDY = "Check the address, the cable, and that the sender is switched on."
_REFUSALS = (
    (
        (av.error.HTTPUnauthorizedError, av.error.HTTPForbiddenError),
        "it refuses the user name or the password",
    ),
    (av.error.HTTPNotFoundError, "it has no stream of this name"),
    (av.error.HTTPServerError, "it is out of order"),
    (ConnectionRefusedError, "no stream is sent there"),
)


def open_source(location: str, correction: CurrentCorrection | None = None) -> ReconnectingSource:
    """Open a network stream, which is reconnected whenever the connection is lost.

    Raises
    ------
    SourceError
        No picture is received.
    """
    address = parse_address(location)
    correction = correction or CurrentCorrection()
    return ReconnectingSource(lambda: connect(address, correction), address.name)


def connect(address: Address, correction: CurrentCorrection) -> NetworkSource:
    """Open one connection and wait for its first picture.

    Parameters
    ----------
    correction
        Colors and aspect in place of those that are sent; it may change later.

    Raises
    ------
    SourceError
        There is no answer in time, or the stream is not a video that can be decoded.
    """
    if address.url.lower().startswith("srt:") and not _knows_srt():
        relay = SrtRelay(address)
        try:
            return _receive(relay.address, correction, relay)
        except SourceError:
            relay.close()
            raise
    return _receive(address, correction)


def _receive(
    address: Address, correction: CurrentCorrection, relay: SrtRelay | None = None
) -> NetworkSource:
    transport = address.transport
    options = {**_PROBING, **transport.options, "protocol_whitelist": transport.protocols}
    try:
        container = av.open(
            address.url, mode="r", format=transport.container or None, options=options,
            timeout=(OPEN_TIMEOUT_S, READ_TIMEOUT_S), metadata_errors="replace",
        )  # fmt: skip
    except (av.FFmpegError, OSError, ValueError) as error:
        # FFmpeg's whole message contains the address with its password, so it is not used
        raise SourceError(
            f"{address.name} cannot be opened: {_describe(error)}.",
            remedy=_REMEDY,
            detail=detail_of(error),
        ) from None
    try:
        # it would not play in real time
        if container.duration and address.url.lower().startswith("http"):
            raise SourceError(
                f"{address.name} is a recording, not a live stream.",
                remedy="Save it as a file first.",
            )
        stream = choose_stream(address.name, container)
        return NetworkSource(address.name, container, stream, correction, relay)
    except SourceError:
        container.close()
        raise


@cache
def _knows_srt() -> bool:
    """Whether PyAV's FFmpeg was built with SRT; in the wheels it is not."""
    try:
        av.open("srt://", timeout=0.1).close()
    except av.error.ProtocolNotFoundError:
        return False
    except (av.FFmpegError, OSError, ValueError):
        pass
    return True


def _describe(error: Exception) -> str:
    if isinstance(error, av.ExitError):
        return "there is no answer"
    if isinstance(error, av.error.ProtocolNotFoundError):
        return "this kind of address is not supported on this computer"
    for kind, words in _REFUSALS:
        if isinstance(error, kind):
            return words
    return reason(error) if isinstance(error, OSError) else "it sends no video that can be read"


class NetworkSource:
    """The video of one connection; no call waits longer than `READ_TIMEOUT_S`.

    Timestamps are those of the sender. The format may change within the stream, and `info` with it.
    """

    def __init__(
        self,
        name: str,
        container: InputContainer,
        stream: VideoStream,
        correction: CurrentCorrection,
        relay: SrtRelay | None = None,
    ) -> None:
        self._relay, self._correction = relay, correction
        self._container: InputContainer | None = container
        self._stream = stream
        context = stream.codec_context
        is_large = context.width * context.height > _PIXELS_OF_ONE_THREAD
        stream.thread_type = "AUTO" if is_large else "SLICE"
        context.options = {"max_pixels": str(_MOST_PIXELS)}
        if not context.has_b_frames:  # otherwise frames would be in the wrong order
            context.flags |= Flags.low_delay
        self._announced = context.framerate
        fps = frame_rate(stream)
        self._timeline = Timeline(fps)
        self._reader = PixelReader()
        show_broken(stream)
        self._undecodable, self._damaged, self._suspect, self._delivered = 0, 0, 0, 0
        self._name = name
        self._coded, self._aspects = CodedPictures(stream), AspectReader(stream)
        self._losses = LossTracker(stream, proves=False)
        self._pictures = self._decode()
        self._info = SourceInfo(
            name=name, width_px=context.width, height_px=context.height, fps=fps,
            frame_count=None, duration_s=None, codec=context.name, is_live=True,
        )  # fmt: skip
        self._pending = self._next_frame()
        if self._pending is None:
            raise SourceError(f"The stream {name} ended before its first picture.", remedy=_REMEDY)

    @property
    def info(self) -> SourceInfo:
        return self._info

    @property
    def damage(self) -> str | None:
        """Frames lost in transmission so far, in a sentence or two; None if none were."""
        cause = [
            f"{count} frame{'s' if count > 1 else ''} {what}."
            for count, what in (
                (self._undecodable, "could not be decoded"),
                (self._damaged, "arrived with visible errors"),
                (self._suspect, SUSPECT),
            )
            if count
        ]
        return " ".join(cause) or None

    def read(self) -> Frame | None:
        """Return the next frame; None when the sender has ended the stream."""
        if self._pending is not None:
            frame, self._pending = self._pending, None
            return frame
        return self._next_frame()

    def close(self) -> None:
        """Close the connection; may be called twice."""
        self._pictures.close()
        self._pending = None
        if self._container is not None:
            self._container.close()
            self._container = None
        if self._relay is not None:
            self._relay.close()

    def _next_frame(self) -> Frame | None:
        for picture in self._pictures:
            if max(picture.frame.width, picture.frame.height) > LARGEST_PX:
                self._undecodable += 1
                continue
            correction = self._correction.now
            colors = COLORS[correction.color]
            planes = planes_of(picture.frame, colors) if picture.turn == UPRIGHT else None
            try:
                image = (
                    self._reader.read(picture.frame, picture.turn, colors)
                    if planes is None
                    else DecodedPicture(picture.frame, planes, self._reader, colors)
                )
            except av.FFmpegError as error:
                log.debug("a frame could not be converted: %s", type(error).__name__)
                self._undecodable += 1
                continue
            self._delivered += 1
            coded = self._coded.take(picture.pts_ns)
            if picture.turn != UPRIGHT or correction:  # a copy would look different
                coded = None
            frame = Frame(
                self._delivered - 1, picture.pts_ns, time.monotonic_ns(), image, coded=coded,
                is_suspect=picture.is_suspect,
            )  # fmt: skip
            declared = pixel_aspect(picture.aspect, picture.turn)
            aspect = correction.aspect.pixel_aspect(declared, frame.width_px, frame.height_px)
            frame = replace(frame, pixel_aspect=aspect)
            self._update_info(frame)
            return frame
        return None

    def _update_info(self, frame: Frame) -> None:
        """Update `info` if the format has changed."""
        info, framerate = self._info, self._stream.codec_context.framerate
        if framerate != self._announced:
            self._announced = framerate
            info = replace(info, fps=Fraction(framerate) if framerate else None)
        self._info = info_at(info, frame)

    def _decode(self) -> Generator[TimedPicture, None, None]:
        """Yield the frames in order; packets that cannot be decoded are counted."""
        deinterlacer, turns = Deinterlacer(), OrientationReader()
        watch = DecodableWatch()
        in_flight: OrderedDict[int, int | None] = OrderedDict()
        was_flagged, has_begun = False, False
        for number, packet in enumerate(self._packets()):
            if not watch.arrive():
                raise SourceError(
                    f"The video from {self._name} can no longer be decoded: its format may have "
                    "changed.",
                    remedy=_REMEDY,
                )
            self._coded.add(packet)
            self._losses.send(number, packet, in_doubt=packet.is_corrupt or was_flagged)
            was_flagged = packet.is_corrupt
            in_flight[number] = packet.pts
            if len(in_flight) > _MOST_IN_FLIGHT:
                in_flight.popitem(last=False)
            packet.pts = number  # its frame comes out with it
            try:
                for frame in self._stream.decode(packet):
                    if frame.is_corrupt and not has_begun and gives_broken(self._stream):
                        continue  # made up, before the first key frame
                    has_begun = True
                    if not frame.is_corrupt:
                        watch.decode()
                    yield from deinterlacer.push(self._place(frame, in_flight, turns))
            except av.FFmpegError as error:
                log.debug("a packet could not be decoded: %s", type(error).__name__)
                self._losses.fail(number, next(iter(in_flight)))
                self._undecodable += 1

    def _place(
        self, frame: av.VideoFrame, in_flight: OrderedDict[int, int | None],
        turns: OrientationReader,
    ) -> TimedPicture:  # fmt: skip
        """Return a decoded frame with its time.

        Parameters
        ----------
        in_flight
            Timestamps of the packets in the decoder, by number.
        """
        number = frame.pts
        pts = None if number is None else in_flight.pop(number, None)
        is_suspect = self._losses.is_suspect(number, frame)
        self._damaged += frame.is_corrupt
        self._suspect += is_suspect and not frame.is_corrupt
        pts_ns = self._timeline.next_ns(pts, self._stream.time_base)
        self._coded.match(pts, pts_ns)
        aspect = self._aspects.read(self._stream)
        return TimedPicture(frame, pts_ns, turns.read(frame), number, aspect, is_suspect)

    def _packets(self) -> Iterator[av.Packet[VideoStream]]:
        assert self._container is not None
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
            except av.FFmpegError as error:
                is_silent = isinstance(error, av.ExitError)
                cause = "no picture is received" if is_silent else reason(error)
                raise SourceError(
                    f"The connection to {self._name} was lost: {cause}.",
                    remedy=_REMEDY,
                    detail=detail_of(error),
                ) from None
            except IndexError:
                # WORKAROUND https://github.com/PyAV-Org/PyAV/issues/692: a stream was added during
                # the transmission; a new connection includes it
                packet = None
            if packet is None:
                return
            yield packet
