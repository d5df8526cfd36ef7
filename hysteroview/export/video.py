"""Clips as H.264 in MP4, with the timestamps of their source."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

import av
import numpy as np
from av.container import OutputContainer
from av.video.stream import VideoStream
from numpy.typing import NDArray

from hysteroview.core.errors import StorageError
from hysteroview.core.files import atomic_file, storage_error
from hysteroview.core.types import NS_PER_S, SQUARE_PIXELS
from hysteroview.imaging.pixels.ycbcr import (
    TIME_BASE,
    YCbCrConverter,
    even,
    fit,
    tag_colors,
    ticks_of,
)

_LATEST_START_NS = 60 * NS_PER_S
_LONGEST_PAUSE_NS = 3600 * NS_PER_S  # MP4 has 32 bits for the duration of a frame: 99 minutes
_QUALITY = "18"  # CRF, visually almost identical to the source
_DEFAULT_RATE = Fraction(25)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipSpec:
    """Parameters of a clip.

    Attributes
    ----------
    rate
        Nominal frame rate, only a hint for the encoder; the timestamps are decisive.
    metadata
        Text tags of the file: "title", "comment".
    """

    width_px: int
    height_px: int
    pixel_aspect: Fraction = SQUARE_PIXELS
    rate: Fraction | None = None
    metadata: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Pause:
    """A gap between two frames that the clip leaves out.

    Attributes
    ----------
    at_ns
        Timestamp of the frame before it, on the source's clock.
    length_ns
        How much later the next frame is.
    """

    at_ns: int
    length_ns: int


class ClipWriter:
    """An open clip. It raises `OSError` or `StorageError`, which `open_clip` translates."""

    def __init__(self, container: OutputContainer, spec: ClipSpec) -> None:
        self._container = container
        self._spec = spec
        self._stream = _add_stream(container, spec)
        self._converter = YCbCrConverter()
        self._shift_ns: int | None = None
        self._last_ticks = -1
        self._last_ns: int | None = None
        self._left_out_ns = 0
        self.pauses: list[Pause] = []
        self.frames = 0

    @property
    def shift_ns(self) -> int:
        """Offset added to the source's timestamps; 0 unless they begin before 0 or late."""
        return self._shift_ns or 0

    def write(self, pixels: NDArray[np.uint8], pts_ns: int) -> None:
        """Add a frame.

        Parameters
        ----------
        pixels
            (H, W, 4) or (H, W, 3) uint8, BGRA or BGR. A frame of another size than the clip's
            is scaled to fit, with black around it.
        pts_ns
            Timestamp, later than that of the previous frame.
        """
        if self._shift_ns is None:
            # a player shows nothing before the first frame, which must not take hours
            self._shift_ns = 0 if 0 <= pts_ns <= _LATEST_START_NS else -pts_ns
        self._leave_out_pause(pts_ns)
        ticks = ticks_of(pts_ns + self._shift_ns - self._left_out_ns)
        ticks = max(ticks, self._last_ticks + 1)
        self._last_ticks = ticks
        size = (self._spec.width_px, self._spec.height_px)
        frame = self._converter.convert(fit(pixels, *size))
        frame.pts, frame.time_base = ticks, TIME_BASE
        self._container.mux(self._stream.encode(frame))
        self.frames += 1

    def _leave_out_pause(self, pts_ns: int) -> None:
        """Continue at once after a long gap, as playback in the window does."""
        last_ns, self._last_ns = self._last_ns, pts_ns
        if last_ns is not None and pts_ns - last_ns > _LONGEST_PAUSE_NS:
            self.pauses.append(Pause(last_ns, pts_ns - last_ns))
            period_ns = round(NS_PER_S / (self._spec.rate or _DEFAULT_RATE))
            self._left_out_ns += pts_ns - last_ns - period_ns

    def finish(self) -> None:
        """Write the frames left in the encoder, and the index."""
        self._container.mux(self._stream.encode(None))
        self._container.close()


@contextmanager
def open_clip(
    path: Path, spec: ClipSpec, before_it_appears: Callable[[Path], None] | None = None
) -> Iterator[ClipWriter]:
    """Write a clip that appears as `path` once it is complete.

    Odd sizes get a black column or row at the right or the bottom, because H.264 in 4:2:0 requires
    even sizes. Timestamps are those of the source to 1.4 µs, except that a clip that would begin
    before 0, or more than a minute after it, begins at 0, and that a gap of more than an hour is
    left out (`ClipWriter.pauses`).

    Parameters
    ----------
    before_it_appears
        Is called with the complete file under its temporary name; if it fails, nothing appears.

    Raises
    ------
    StorageError
        It cannot be written or encoded, or has no frames.
    """
    with atomic_file(path, private=True) as temporary:
        try:
            container = av.open(
                f"file:{temporary}", mode="w", format="mp4", options={"movflags": "+faststart"}
            )
            with container:
                container.metadata.update(spec.metadata)
                writer = ClipWriter(container, spec)
                yield writer
                if not writer.frames:
                    raise StorageError(
                        f"{path.name} was not written: the source has no frames.",
                        remedy="Choose a source with pictures.",
                    )
                writer.finish()
            if before_it_appears is not None:
                before_it_appears(temporary)
        except av.FFmpegError as error:
            raise _storage_error(path, error) from error


def _storage_error(path: Path, error: av.FFmpegError) -> StorageError:
    """Return a `StorageError` for an error of the muxer (such as a full disk) or the encoder."""
    if isinstance(error, OSError) or error.errno in errno.errorcode:
        return storage_error(path, OSError(error.errno, error.strerror))
    return StorageError(
        f"{path.name} cannot be encoded: {error.strerror or error}.",
        remedy="Report this, with the size of the picture and the version of the program.",
    )


def _add_stream(container: OutputContainer, spec: ClipSpec) -> VideoStream:
    stream = container.add_stream(
        "libx264",
        rate=spec.rate or _DEFAULT_RATE,
        options={"crf": _QUALITY, "preset": "veryfast"},
    )
    stream.width, stream.height = even(spec.width_px), even(spec.height_px)
    stream.pix_fmt = "yuv420p"
    stream.codec_context.time_base = TIME_BASE
    stream.codec_context.sample_aspect_ratio = spec.pixel_aspect
    tag_colors(stream)
    return stream
