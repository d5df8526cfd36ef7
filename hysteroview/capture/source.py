"""The contract of video sources."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Protocol, runtime_checkable

from hysteroview.core.errors import SeekError
from hysteroview.core.recordings.parts import Part
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
    files
        Names of all files of a recording in several files; empty if it is one.
    parts
        Those of these files that were reached so far, from the first one.
    note
        What the operator should know about the files that were opened, in a sentence or two.
    patient
        Whom a DICOM file says it shows, for display only; it is never written anywhere.
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
    files: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    note: str = ""
    patient: str = ""

    @property
    def record_name(self) -> str:
        """Name for records: without the name of a file, which may contain that of a patient."""
        if self.is_live or self.is_synthetic:
            return self.name
        return f"{'picture' if self.fps is None else 'recording'} ({self.codec})"

    @property
    def is_video(self) -> bool:
        """Whether the frames are a video, and not separate still pictures."""
        return self.is_live or self.fps is not None


def info_at(info: SourceInfo, frame: Frame) -> SourceInfo:
    """Return `info` with the size and the aspect of a frame."""
    known = (info.width_px, info.height_px, info.pixel_aspect)
    if known == (frame.width_px, frame.height_px, frame.pixel_aspect):
        return info
    return replace(
        info,
        width_px=frame.width_px,
        height_px=frame.height_px,
        pixel_aspect=frame.pixel_aspect,
    )


class VideoSource(Protocol):
    """Frames in the order of their timestamps; to be used by one thread.

    `open_source` opens a source; its `info` is then complete, and has the size and the aspect of
    the newest frame. `read` blocks until the next frame is
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


def always() -> bool:
    """Return True: what was asked for remains wanted."""
    return True


@runtime_checkable
class SeekableSource(VideoSource, Protocol):
    """A recording in which every frame can be reached, in any order and any number of times.

    A frame is identified by its timestamp and its index. After `seek`, both are the same as when
    the recording is read from its start without a seek, and so are the pixels. Live sources are
    not seekable; `seekable` reports that to the operator.

    A seek does not decode what it skips, so it cannot know whether every frame there can be
    decoded; it counts them all. In a damaged recording an index may therefore be too great, by
    the number of undecodable frames in parts that have not been read yet; once they have been
    read, it is exact. Timestamps are always exact. Pixels are too, except in frames that the
    decoder reports as damaged and in those that depend on them: it fills in what is missing from
    what it decoded before.
    """

    @property
    def position(self) -> int | None:
        """Timestamp of the current frame, ns: the last one that `read` returned or, after `seek`,
        the one that the next `read` returns. None before the first call of either.

        ``seek(position)`` returns to the current frame, ``seek(position - 1)`` to the one before.
        """

    def seek(self, pts_ns: int, *, is_wanted: Callable[[], bool] = always) -> bool:
        """Make the next `read` return the frame that is shown at a time.

        That is the frame with the greatest timestamp that is not after `pts_ns`: exactly the
        frame with this timestamp, if there is one. Before the first timestamp it is the first
        frame; from the last timestamp on, the last one. Reading continues from there, also if
        the end had been reached or a frame could not be decoded.

        Parameters
        ----------
        is_wanted
            Asked from frame to frame; once it returns False, the seek is given up. What was
            decoded until then shortens a later seek to a place nearby.

        Returns
        -------
        Whether the frame was reached. If the seek was given up, another one has to come before
        the next `read`.

        Raises
        ------
        SeekError
            The source is closed, or its file can no longer be read.
        """


def seekable(source: VideoSource) -> SeekableSource:
    """Return the source as a seekable one.

    Raises
    ------
    SeekError
        The source is live, with what to do about it.
    """
    if isinstance(source, SeekableSource):
        return source
    raise SeekError(
        f"{source.info.name} is live video: only the current picture can be shown.",
        remedy="Record it, then open the recording.",
    )


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
