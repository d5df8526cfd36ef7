"""What a video source is."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol, runtime_checkable

from hysteroview.core.types import SQUARE_PIXELS, Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceInfo:
    """What is known of a source once it is open.

    Attributes
    ----------
    name
        For people: a file's name, a device's name. Never a whole path.
    fps
        Nominal frame rate; None for pictures and variable rates that say nothing.
    frame_count
        An estimate from the container; None if unknown or endless.
    duration_s
        An estimate from the container; None if unknown or endless.
    is_live
        Whether frames come at the source's pace whatever the reader does.
    is_synthetic
        Whether the pictures are of a phantom.
    codec
        For the record: "h264", "phantom", "png".
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
        """Whether frames follow each other in time, unlike pictures that stand for a while."""
        return self.is_live or self.fps is not None


class VideoSource(Protocol):
    """Frames in the order of their timestamps; used by one thread, closed once.

    A source is opened by `open_source` and is ready: `info` is filled. `read` blocks until the
    next frame is there; a live source paces itself, all others deliver as fast as they can (a
    `Pacer` slows a file down to its own clock).
    """

    @property
    def info(self) -> SourceInfo: ...

    @property
    def damage(self) -> str | None:
        """What was lost so far (a truncated file, pictures that could not be decoded), in a
        sentence for the operator; None while nothing was.
        """

    def read(self) -> Frame | None:
        """Return the next frame; None at the end.

        Raises
        ------
        SourceError
            The source failed before it gave a single frame, or was lost.
        """

    def close(self) -> None:
        """Free everything; safe to call twice."""


@dataclass(frozen=True, slots=True)
class Signal:
    """Whether pictures come from a source that is connected again when it is lost.

    Attributes
    ----------
    lost
        Why none come, and what is done about it, in a sentence for the operator; None while
        they come.
    reconnects
        How often the signal came back so far.
    """

    lost: str | None = None
    reconnects: int = 0


@runtime_checkable
class SignalSource(VideoSource, Protocol):
    """A live source that outlives the loss of its signal: `read` waits until it is back.

    Its `info` may be another one afterwards, and changes with a frame in mid-stream; the name
    and that it is live stay.
    """

    @property
    def signal(self) -> Signal:
        """How the signal is now; from any thread."""

    def interrupt(self) -> None:
        """End a `read` that waits, now and for ever, with None; from any thread."""
