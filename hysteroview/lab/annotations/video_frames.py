"""Times of single frames of a video, by their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from hysteroview.capture.opening import open_source
from hysteroview.core.types import NS_PER_S
from hysteroview.lab.annotations.annotated import AnnotationError
from hysteroview.settings.joining import Joining, with_joining


@dataclass(frozen=True, slots=True)
class FrameSpan:
    """A part of a video with a single frame.

    Attributes
    ----------
    time_s
        Time of the frame from the first one.
    start_s, end_s
        Half of the way to its neighbors.
    """

    time_s: float
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class VideoFrames:
    """Size of a video, and its frames by number."""

    width_px: int
    height_px: int
    spans: Mapping[int, FrameSpan]


def find_frames(file: Path, numbers: Iterable[int]) -> VideoFrames:
    """Read a video up to the last of these frames; the first frame has the number 0.

    The frames are decoded: times that follow from a frame rate are wrong in videos with a variable
    one, and those of packets where frames are not shown.

    Raises
    ------
    AnnotationError
        The video is shorter.
    SourceError
        It cannot be read.
    """
    wanted = sorted(set(numbers))
    last = wanted[-1] if wanted else 0
    times: list[int] = []
    with closing(open_source(with_joining(str(file), Joining.ALONE))) as source:
        size = (source.info.width_px, source.info.height_px)
        while len(times) < last + 2 and (frame := source.read()) is not None:
            times.append(frame.pts_ns)
    if last >= len(times):
        raise AnnotationError(
            f"{file.name} has {len(times)} frames; its annotations are about frame {last}.",
            remedy="Check that it is the video that was annotated, with all of its frames.",
        )
    return VideoFrames(*size, {number: _span(times, number) for number in wanted})


def _span(times: list[int], number: int) -> FrameSpan:
    own = times[number]
    before = times[number - 1] if number else own
    after = times[number + 1] if number + 1 < len(times) else own + max(own - before, NS_PER_S)
    from_start = (own - times[0], (own + before) / 2 - times[0], (own + after) / 2 - times[0])
    return FrameSpan(*(each / NS_PER_S for each in from_start))
