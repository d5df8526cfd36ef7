"""Where one part of a recording ends and the next one begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Frame

_STILL_SHARE = 0.25  # a repeated picture differs less than this from it, relative to the motion
_SAMPLE_PX = 96


@dataclass(frozen=True, slots=True)
class Seam:
    """How a part goes on after the one before.

    Attributes
    ----------
    frames
        Its first frame that the part before does not have, and what was read after it.
    shift_ns
        What its timestamps need to continue those of the part before.
    origin_ns
        Timestamp of its very first frame.
    repeated, missing
        Number of pictures that both parts have, and that none has.
    """

    frames: tuple[Frame, ...]
    shift_ns: int
    origin_ns: int
    repeated: int = 0
    missing: int = 0


def seam_by_times(
    last: Frame, shift_ns: int, period_ns: int, read: Callable[[], Frame | None]
) -> Seam | None:
    """Join parts whose timestamps continue.

    Parameters
    ----------
    last
        Last frame of the part before.
    shift_ns
        Of the part before; the next one has the same.
    read
        Returns the frames of the next part, from its first one.

    Returns
    -------
    None if no frame is later than the part before.
    """
    repeated, origin_ns = 0, None
    while (first := read()) is not None:
        origin_ns = first.pts_ns if origin_ns is None else origin_ns
        if first.pts_ns > last.pts_ns:
            missing = max(round((first.pts_ns - last.pts_ns) / period_ns) - 1, 0)
            return Seam((first,), shift_ns, origin_ns, repeated, missing)
        repeated += 1
    return None


def seam_by_pictures(
    recent: Sequence[Frame], end_ns: int, read: Callable[[], Frame | None]
) -> Seam | None:
    """Join parts whose timestamps begin anew; a picture that both have is found by its content.

    A missing picture leaves no trace.

    Parameters
    ----------
    recent
        The last two frames of the part before; only one if it has no more.
    end_ns
        When the part before ends, on the timeline of the whole.
    read
        Returns the frames of the next part, from its first one.

    Returns
    -------
    None if the next part has no frame.
    """
    first = read()
    if first is None:
        return None
    second = read()
    if second is None:
        return Seam((first,), end_ns - first.pts_ns, first.pts_ns)
    if len(recent) > 1 and _is_repeated([*recent, first, second]):
        return Seam((second,), end_ns - second.pts_ns, first.pts_ns, repeated=1)
    return Seam((first, second), end_ns - first.pts_ns, first.pts_ns)


def _is_repeated(around: Sequence[Frame]) -> bool:
    """Whether the picture moves before and after the seam, but not at it: of two frames each."""
    samples = [_sample(frame) for frame in around]
    if len({sample.shape for sample in samples}) > 1:
        return False
    to_last, at_seam, from_first = (
        float(np.abs(one - other).mean()) for one, other in pairwise(samples)
    )
    return at_seam < _STILL_SHARE * min(to_last, from_first)


def _sample(frame: Frame) -> NDArray[np.float32]:
    """Return (h, w, 3) float32, BGR: every n-th pixel."""
    step = max(min(frame.width_px, frame.height_px) // _SAMPLE_PX, 1)
    return frame.pixels[::step, ::step, :3].astype(np.float32)
