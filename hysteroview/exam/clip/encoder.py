"""Live H.264 encoding with the first encoder of a table that opens; one packet per frame."""

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
MAX_BITS_PER_S = 36_000_000  # so that a minute of pre-roll stays below 300 MB for any content
# frames; keyframes are requested by time instead, because rates may vary
_NO_OWN_KEYFRAMES = 100_000
_DEFAULT_RATE = Fraction(30)
_PIXELS_OF_ONE_THREAD = 1920 * 1080 * 32  # pixels per second: up to 1080p30


@dataclass(frozen=True, slots=True)
class EncoderKind:
    """One row of the table of encoders.

    Attributes
    ----------
    name
        FFmpeg's name of the encoder.
    options
        Options for low delay and constant quality; FFmpeg ignores unknown ones.
    pixel_format
        Pixel format of its input.
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
    # ultrafast takes half the time of superfast; zerolatency returns each packet immediately, so
    # that no frame inside the encoder is lost when the program is killed
    EncoderKind(
        "libx264", {"preset": "ultrafast", "tune": "zerolatency", "crf": "20", "forced-idr": "1"}
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PictureFormat:
    """Input format of the encoder; pictures of another size are scaled to fit.

    Attributes
    ----------
    rate
        Nominal frame rate, only a hint for the encoder; the timestamps are decisive.
    matrix
        Color matrix of the clip.
    """

    width_px: int
    height_px: int
    pixel_aspect: Fraction = SQUARE_PIXELS
    rate: Fraction | None = None
    matrix: Matrix = Matrix.BT709

    @classmethod
    def of(cls, frame: Frame, rate: Fraction | None) -> PictureFormat:
        """Return the format with the least loss for frames like this one."""
        planes = planes_in(frame)
        matrix = Matrix.BT709 if planes is None else planes.matrix
        return cls(frame.width_px, frame.height_px, frame.pixel_aspect, rate, matrix)

    def has_shape_of(self, other: PictureFormat) -> bool:
        """Whether pictures of both formats fit into one clip without scaling."""
        mine = (self.width_px, self.height_px, self.pixel_aspect)
        return mine == (other.width_px, other.height_px, other.pixel_aspect)


@dataclass(frozen=True, slots=True)
class EncodedPicture:
    """An encoded frame.

    Attributes
    ----------
    index, pts_ns, captured_ns
        Index and times of the frame.
    is_keyframe
        Whether a clip can begin here.
    is_suspect
        See `Frame.is_suspect`.
    """

    index: int
    pts_ns: int
    captured_ns: int
    is_keyframe: bool
    content: bytes
    is_suspect: bool = False


class Encoder:
    """An open encoder; to be used by one thread.

    Frames are not reordered, and a keyframe is made at the first frame one second after the
    previous keyframe, so that pre-roll and clips can begin and be split there.
    """

    def __init__(self, kind: EncoderKind, picture_format: PictureFormat) -> None:
        self.name = kind.name
        # encoders of the table that could not be opened, with reasons
        self.refused: tuple[str, ...] = ()
        self._format = picture_format
        # a container without output, whose stream is the template for the streams of clips
        self._container: OutputContainer = av.open("", "w", format="null")
        self._stream = _add_stream(self._container, kind, picture_format)
        self._container.start_encoding()
        self._converter = YCbCrConverter(kind.pixel_format, picture_format.matrix)
        self._takes_planes = kind.pixel_format == PIXEL_FORMAT
        self._waiting: dict[int, tuple[int, int, int, bool]] = {}
        self._last_ticks: int | None = None
        self._last_keyframe_ns: int | None = None

    @property
    def template(self) -> VideoStream:
        """Stream parameters for a muxer, constant while the encoder is open."""
        return self._stream

    @property
    def is_holding(self) -> bool:
        """Whether frames are still inside the encoder; never with libx264."""
        return bool(self._waiting)

    def request_keyframe(self) -> None:
        """Encode the next frame as a keyframe."""
        self._last_keyframe_ns = None

    def since_keyframe(self) -> list[EncodedPicture]:
        """Return the earlier packets that a clip beginning now needs: none."""
        return []

    def encode(self, frame: Frame) -> list[EncodedPicture]:
        """Encode one frame; hardware encoders may return its packet with a later frame.

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
        self._waiting[ticks] = (
            frame.index, frame.pts_ns, frame.captured_ns, frame.is_suspect
        )  # fmt: skip
        return self._packets(picture)

    def finish(self) -> list[EncodedPicture]:
        """Return the remaining packets; no more frames can be encoded."""
        return self._packets(None)

    def _picture(self, frame: Frame) -> av.VideoFrame:
        """Return the frame in the encoder's format, without conversion if possible."""
        planes = planes_in(frame)
        if planes is not None and self._fits(planes):
            return copy_planes(planes)
        width_px, height_px = self._format.width_px, self._format.height_px
        return self._converter.convert(fit(frame.pixels, width_px, height_px))

    def _fits(self, planes: Planes) -> bool:
        """Whether planes are already in the format of the clip."""
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
        encoded = []
        for packet in packets:
            if packet.pts in self._waiting:
                index, pts_ns, captured_ns, is_suspect = self._waiting.pop(packet.pts)
                content = bytes(packet)
                encoded.append(
                    EncodedPicture(
                        index, pts_ns, captured_ns, packet.is_keyframe, content, is_suspect
                    )
                )
        return encoded


def open_encoder(
    picture_format: PictureFormat, candidates: Sequence[EncoderKind] = ENCODERS
) -> Encoder:
    """Open the first encoder that works on this machine.

    Raises
    ------
    StorageError
        None can be opened; the message gives the reason for each.
    """
    reasons: list[str] = []
    for kind in candidates:
        try:
            encoder = Encoder(kind, picture_format)
        except (av.FFmpegError, ValueError) as error:  # ValueError: it is not part of this FFmpeg
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
