"""Live encoding to H.264: the first encoder of a table that opens, one packet for each frame."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

import av
from av.codec.context import Flags
from av.container import OutputContainer
from av.video.frame import PictureType
from av.video.stream import VideoStream

from hysteroview.core.errors import StorageError
from hysteroview.core.types import NS_PER_S, SQUARE_PIXELS, Frame
from hysteroview.imaging.pixels.planar import Matrix, Planes, planes_in
from hysteroview.imaging.pixels.ycbcr import (
    PIXEL_FORMAT,
    TIME_BASE,
    YCbCrConverter,
    copy_planes,
    even,
    fit,
    tag_colors,
    ticks_of,
)

log = logging.getLogger(__name__)

KEYFRAME_INTERVAL_NS = NS_PER_S
MAX_BITS_PER_S = 36_000_000  # so that a minute of pre-roll stays below 300 MB, whatever is filmed
_NO_OWN_KEYFRAMES = 100_000  # frames: keyframes are asked for by time, rates may vary
_DEFAULT_RATE = Fraction(30)
_PIXELS_OF_ONE_THREAD = 1920 * 1080 * 32  # a second: up to 1080p30


@dataclass(frozen=True, slots=True)
class EncoderKind:
    """One row of the table of encoders.

    Attributes
    ----------
    name
        FFmpeg's.
    options
        For low delay and constant quality; an unknown one is ignored by FFmpeg.
    pixel_format
        In which it takes pictures.
    """

    name: str
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    pixel_format: str = PIXEL_FORMAT


ENCODERS = (
    EncoderKind(
        "h264_nvenc",
        {"preset": "p3", "tune": "ll", "rc": "vbr", "cq": "21", "zerolatency": "1",
         "delay": "0", "forced-idr": "1"},
    ),
    EncoderKind(
        "h264_qsv",
        {"preset": "veryfast", "global_quality": "21", "async_depth": "1", "forced_idr": "1"},
        "nv12",
    ),
    EncoderKind("h264_videotoolbox", {"realtime": "1", "b": "20000000"}),
    EncoderKind(
        "h264_mf", {"rate_control": "quality", "quality": "75", "scenario": "live_streaming"}
    ),
    # ultrafast costs half of superfast; zerolatency gives each packet at once, so that no frame
    # is lost inside the encoder when the program is killed
    EncoderKind(
        "libx264", {"preset": "ultrafast", "tune": "zerolatency", "crf": "20", "forced-idr": "1"}
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PictureFormat:
    """What the encoder expects; pictures of another size are fitted.

    Attributes
    ----------
    rate
        Nominal frames a second: a hint for the encoder, the timestamps count.
    matrix
        Of the colors in the clip.
    """

    width_px: int
    height_px: int
    pixel_aspect: Fraction = SQUARE_PIXELS
    rate: Fraction | None = None
    matrix: Matrix = Matrix.BT709

    @classmethod
    def of(cls, frame: Frame, rate: Fraction | None) -> PictureFormat:
        """Return the format in which frames like this one lose least."""
        planes = planes_in(frame)
        matrix = Matrix.BT709 if planes is None else planes.matrix
        return cls(frame.width_px, frame.height_px, frame.pixel_aspect, rate, matrix)

    def has_shape_of(self, other: PictureFormat) -> bool:
        """Whether pictures of both fit into one clip without being scaled."""
        mine = (self.width_px, self.height_px, self.pixel_aspect)
        return mine == (other.width_px, other.height_px, other.pixel_aspect)


@dataclass(frozen=True, slots=True)
class EncodedPicture:
    """A frame after the encoder.

    Attributes
    ----------
    index, pts_ns, captured_ns
        Of the frame.
    is_keyframe
        A clip can begin here.
    """

    index: int
    pts_ns: int
    captured_ns: int
    is_keyframe: bool
    content: bytes


class Encoder:
    """An open encoder; used by one thread.

    No picture is reordered, and a keyframe comes with the first picture that is a second after
    the one before, so that pre-roll and clips can begin and be split there.
    """

    def __init__(self, kind: EncoderKind, picture_format: PictureFormat) -> None:
        self.name = kind.name
        self.refused: tuple[str, ...] = ()  # which of the table did not open before, and why
        self._format = picture_format
        # a container that writes nothing: clips take its stream as the template of theirs
        self._container: OutputContainer = av.open("", "w", format="null")
        self._stream = _add_stream(self._container, kind, picture_format)
        self._container.start_encoding()
        self._converter = YCbCrConverter(kind.pixel_format, picture_format.matrix)
        self._takes_planes = kind.pixel_format == PIXEL_FORMAT
        self._waiting: dict[int, tuple[int, int, int]] = {}
        self._last_ticks: int | None = None
        self._last_keyframe_ns: int | None = None

    @property
    def template(self) -> VideoStream:
        """What a muxer needs to know; it does not change once the encoder is open."""
        return self._stream

    @property
    def is_holding(self) -> bool:
        """Whether pictures are still inside: with libx264 never."""
        return bool(self._waiting)

    def request_keyframe(self) -> None:
        """Make the next picture a keyframe."""
        self._last_keyframe_ns = None

    def since_keyframe(self) -> list[EncodedPicture]:
        """Return what a clip that begins now needs from before: nothing."""
        return []

    def encode(self, frame: Frame) -> list[EncodedPicture]:
        """Encode one frame; hardware may give its packet with a later one.

        Raises
        ------
        StorageError
            The encoder failed.
        """
        picture = self._picture(frame)
        ticks = ticks_of(frame.pts_ns)
        if self._last_ticks is not None:
            ticks = max(ticks, self._last_ticks + 1)
        self._last_ticks = ticks
        picture.pts, picture.time_base = ticks, TIME_BASE
        last_ns = self._last_keyframe_ns
        is_due = last_ns is None or not 0 <= frame.pts_ns - last_ns < KEYFRAME_INTERVAL_NS
        picture.pict_type = PictureType.I if is_due else PictureType.NONE
        if is_due:
            self._last_keyframe_ns = frame.pts_ns
        self._waiting[ticks] = (frame.index, frame.pts_ns, frame.captured_ns)
        return self._packets(picture)

    def finish(self) -> list[EncodedPicture]:
        """Return what is still inside; the encoder takes no more."""
        return self._packets(None)

    def _picture(self, frame: Frame) -> av.VideoFrame:
        """Return the frame as the encoder takes it, without a conversion where that can be."""
        planes = planes_in(frame)
        if planes is not None and self._fits(planes):
            return copy_planes(planes)
        width_px, height_px = self._format.width_px, self._format.height_px
        return self._converter.convert(fit(frame.pixels, width_px, height_px))

    def _fits(self, planes: Planes) -> bool:
        """Whether planes are in the very format of the clip."""
        return (
            self._takes_planes
            and planes.luma.shape == (self._stream.height, self._stream.width)
            and planes.matrix is self._format.matrix
            and not planes.is_full_range
        )

    def _packets(self, picture: av.VideoFrame | None) -> list[EncodedPicture]:
        try:
            packets = self._stream.encode(picture)
        except av.FFmpegError as error:
            raise StorageError(
                f"The recording stopped: the video could not be encoded ({self.name}: "
                f"{error.strerror or error}).",
                remedy="Start the recording again.",
            ) from error
        return [
            EncodedPicture(*self._waiting.pop(packet.pts), packet.is_keyframe, bytes(packet))
            for packet in packets
            if packet.pts in self._waiting
        ]


def open_encoder(
    picture_format: PictureFormat, candidates: Sequence[EncoderKind] = ENCODERS
) -> Encoder:
    """Open the first encoder that this machine has.

    Raises
    ------
    StorageError
        None opens, with the reason of each.
    """
    reasons: list[str] = []
    for kind in candidates:
        try:
            encoder = Encoder(kind, picture_format)
        except (av.FFmpegError, ValueError) as error:  # ValueError: it is not in this FFmpeg
            reasons.append(f"{kind.name}: {error}")
            continue
        encoder.refused = tuple(reasons)
        log.info("recording with %s%s", kind.name, f" ({'; '.join(reasons)})" if reasons else "")
        return encoder
    raise StorageError(
        "Nothing can be recorded: no video encoder works on this computer.\n" + "\n".join(reasons),
        remedy="Reinstall the program; it includes the encoder libx264.",
    )


def _add_stream(
    container: OutputContainer, kind: EncoderKind, picture_format: PictureFormat
) -> VideoStream:
    rate = picture_format.rate or _DEFAULT_RATE
    stream = container.add_stream(kind.name, rate=rate, options=dict(kind.options))
    assert isinstance(stream, VideoStream)
    stream.width, stream.height = even(picture_format.width_px), even(picture_format.height_px)
    stream.pix_fmt = kind.pixel_format
    tag_colors(stream, picture_format.matrix)
    context = stream.codec_context
    context.time_base = TIME_BASE
    context.sample_aspect_ratio = picture_format.pixel_aspect
    context.gop_size = _NO_OWN_KEYFRAMES
    context.max_b_frames = 0
    context.flags |= Flags.global_header
    pixels_per_s = stream.width * stream.height * rate
    context.thread_count = 1 if pixels_per_s <= _PIXELS_OF_ONE_THREAD else 2
    context.options = {
        **context.options, "maxrate": str(MAX_BITS_PER_S), "bufsize": str(MAX_BITS_PER_S),
    }  # fmt: skip
    return stream
