"""What a video source is, and which one a location names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from importlib import import_module
from typing import Protocol, cast, runtime_checkable

from hysteroview.core.locations import is_address
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


@dataclass(frozen=True, slots=True)
class SourceKind:
    """One row of the table of sources: who opens what."""

    name: str
    adapter: str
    accepts: Callable[[str], bool]


def _is_phantom(location: str) -> bool:
    return location.partition(":")[0].lower() == "phantom"


def _is_camera(location: str) -> bool:
    return location.partition(":")[0].lower() == "camera"


def _is_still(location: str) -> bool:
    from hysteroview.capture.stills import accepts  # noqa: PLC0415 - only this row needs it

    return accepts(location)


SOURCES = (
    SourceKind("phantom", "hysteroview.capture.synthetic", _is_phantom),
    SourceKind("camera", "hysteroview.capture.camera", _is_camera),
    SourceKind("network", "hysteroview.capture.network", is_address),
    SourceKind("stills", "hysteroview.capture.stills", _is_still),
    SourceKind("video file", "hysteroview.capture.pyav", lambda _: True),
)


def open_source(location: str) -> VideoSource:
    """Open `location`: a phantom, a camera, a network address, a picture, a folder of pictures,
    or a video file.

    ``phantom:?seed=7``, ``camera:0?size=1920x1080&fps=60``, ``rtsp://10.0.0.5/live``.

    Raises
    ------
    SourceError
        Nothing can be read there, with what to do about it.
    """
    kind = next(kind for kind in SOURCES if kind.accepts(location))
    opener = cast("Callable[[str], VideoSource]", import_module(kind.adapter).open_source)
    return opener(location)
