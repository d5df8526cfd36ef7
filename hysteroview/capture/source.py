"""The contract of video sources."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol, runtime_checkable

from hysteroview.core.types import SQUARE_PIXELS, Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceInfo:
    """Properties of an open source.

    Attributes
    ----------
    name
        Name for display: of the file or device, never a full path.
    fps
        Nominal frame rate; None for pictures, and for variable rates without one.
    frame_count
        An estimate from the container; None if unknown or endless.
    duration_s
        An estimate from the container; None if unknown or endless.
    is_live
        Whether the source determines the pace of its frames.
    is_synthetic
        Whether the frames show a phantom.
    codec
        Codec, for the exam record: "h264", "phantom", "png".
    """

    name: str
    width_px: int
    height_px: int
    fps: Fraction | None
    frame_count: int | None
    duration_s: float | None
    codec: str
    pixel_aspect: Fraction = SQUARE_PIXELS
    is_live: bool = False
    is_synthetic: bool = False

    @property
    def is_video(self) -> bool:
        """Whether the frames are a video, and not separate still pictures."""
        return self.is_live or self.fps is not None


class VideoSource(Protocol):
    """Frames in the order of their timestamps; to be used by one thread.

    `open_source` opens a source; its `info` is then complete. `read` blocks until the next frame is
    available; a live source determines the pace, all others deliver as fast as they can (a `Pacer`
    plays a file in real time).
    """

    @property
    def info(self) -> SourceInfo: ...

    @property
    def damage(self) -> str | None:
        """Losses so far, as a sentence for the operator; None if there were none.

        Losses are the missing end of a truncated file, or frames that could not be decoded.
        """

    def read(self) -> Frame | None:
        """Return the next frame; None at the end.

        Raises
        ------
        SourceError
            The source failed before its first frame, or the connection to it was lost.
        """

    def close(self) -> None:
        """Release all resources; may be called twice."""


@dataclass(frozen=True, slots=True)
class Signal:
    """State of the signal of a source that reconnects.

    Attributes
    ----------
    lost
        Why no frames are received, and what is done about it, as a sentence for the operator; None
        while frames are received.
    reconnects
        Number of reconnections so far.
    """

    lost: str | None = None
    reconnects: int = 0


@runtime_checkable
class SignalSource(VideoSource, Protocol):
    """A live source that survives the loss of its signal: `read` waits until it is back.

    Its `info` may differ afterwards, and may change at any frame; `name` and `is_live` are
    constant.
    """

    @property
    def signal(self) -> Signal:
        """Present state of the signal; from any thread."""

    def interrupt(self) -> None:
        """Make waiting and later `read` calls return None; from any thread."""
