"""Pictures of a fetched series for the viewer, read off the GUI thread."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from hysteroview.capture.opening import open_source
from hysteroview.capture.source import VideoSource, seekable
from hysteroview.core.types import NS_PER_S, Frame
from hysteroview.core.wording import moment
from hysteroview.gui.review.viewer.refs import HeldFrame
from hysteroview.imaging.pixels.square import with_square_pixels

MOST_PICTURES = 24
MOST_OF_VIDEO = 12


@dataclass(frozen=True, slots=True, eq=False)
class FetchedPictures:
    """Pictures of a series; of a video, some that are spread over it.

    Attributes
    ----------
    patient
        Whom the file shows, as it says itself.
    """

    patient: str
    frames: tuple[HeldFrame, ...]


def read_pictures(location: str) -> FetchedPictures:
    """Read the pictures of a series.

    Raises
    ------
    SourceError
        It cannot be read.
    """
    source = open_source(location)
    try:
        info = source.info
        frames = list(_spread(source) if info.is_video else islice(_all(source), MOST_PICTURES))
        held = tuple(
            HeldFrame(
                title=f"{number} · {moment(frame.pts_ns - begin)}"
                if info.is_video
                else f"{number}",
                pixels=with_square_pixels(frame.pixels, frame.pixel_aspect),
            )
            for number, (begin, frame) in enumerate(frames, 1)
        )
        return FetchedPictures(info.patient, tuple(held))
    finally:
        source.close()


def _all(source: VideoSource) -> Iterator[tuple[int, Frame]]:
    while (frame := source.read()) is not None:
        yield 0, frame


def _spread(source: VideoSource) -> Iterator[tuple[int, Frame]]:
    """Yield frames from the middle of equal parts of a video, with the time of its first one."""
    film = seekable(source)
    first = film.read()
    if first is None:
        return
    length_ns = round((source.info.duration_s or 0) * NS_PER_S)
    seen = set()
    for part in range(MOST_OF_VIDEO):
        film.seek(first.pts_ns + length_ns * (2 * part + 1) // (2 * MOST_OF_VIDEO))
        frame = film.read()
        if frame is not None and frame.pts_ns not in seen:
            seen.add(frame.pts_ns)
            yield first.pts_ns, frame
