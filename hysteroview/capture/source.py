"""What a video source is, and which one a location names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from importlib import import_module
from typing import Protocol, cast

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
class SourceKind:
    """One row of the table of sources: who opens what."""

    name: str
    adapter: str
    accepts: Callable[[str], bool]


def _is_phantom(location: str) -> bool:
    return location.partition(":")[0].lower() == "phantom"


def _is_still(location: str) -> bool:
    from hysteroview.capture.stills import accepts  # noqa: PLC0415 - only this row needs it

    return accepts(location)


SOURCES = (
    SourceKind("phantom", "hysteroview.capture.synthetic", _is_phantom),
    SourceKind("stills", "hysteroview.capture.stills", _is_still),
    SourceKind("video file", "hysteroview.capture.pyav", lambda _: True),
)


def open_source(location: str) -> VideoSource:
    """Open `location`: ``phantom:?seed=7``, a picture, a folder of pictures, or a video file.

    Raises
    ------
    SourceError
        Nothing can be read there, with what to do about it.
    """
    kind = next(kind for kind in SOURCES if kind.accepts(location))
    opener = cast("Callable[[str], VideoSource]", import_module(kind.adapter).open_source)
    return opener(location)
