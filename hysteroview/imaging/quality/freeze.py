"""Detection of a frozen stream: nothing new for longer than any camera could send nothing new."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import NS_PER_S
from hysteroview.imaging.native.kernels import KERNELS

# Mean differences in gray levels; docs/quality.md says what they were derived from.
_SAME = 0.25  # the noise of a camera, pixel by pixel, is 0.5 or more
_DRIFT, _STEP = 0.5, 0.15  # by which an encoder refines a standing picture, in all and in one frame
_NEW_CODE = 2.5  # between two encodings of one picture, at a key frame
_NEW_CODE_COARSE = 1.6  # the same between the means of blocks, which noise hardly changes
_AGAIN, _AGAIN_CODED = 0.5, 1.0  # between a picture and its return, as it was or encoded anew
_JUMP = 1.5  # to another picture; more than between a picture and its return
_MOST = 6  # limit for one pixel: a running clock does not count as movement

_LEAST_STANDING_NS = NS_PER_S * 9 // 20  # from a change to a key frame; a slow camera is faster
_RECODING_NS = NS_PER_S * 3 // 10  # from a key frame, in which pictures may change once more
_LEAST_DRIFT_NS = NS_PER_S * 6 // 10  # in which an encoder refines by `_DRIFT`; a pan is faster
_LEAST_RETURNS, _RETURNS_NS = 2, NS_PER_S  # jumps back to earlier pictures, in this time
_MOST_REMEMBERED = 16
_SPARSE = 8  # every 8th row and column is enough to rule a picture out
_BLOCKS = (20, 12)


class FreezeDetector:
    """Detect in the frames of one live source, in order, that they have shown nothing new.

    A camera's noise and a living hand make every picture new. A capture card or stream that hangs
    repeats one picture or a few; a network encoder that gets a frozen picture encodes it anew at
    each key frame, which changes all pixels a little and then lets them stand again. A picture is
    therefore *not* new if

    - it stands, except for what an encoder refines slowly, or
    - it changed slightly, all at once, after it had stood for as long as between two key frames, or
    - it was there among the last 16 new ones.

    Only the caller knows whether a still picture is intended (a folder of pictures, a
    paused player), and then does not use the detector.

    Parameters
    ----------
    after_s
        Stream time in s without anything new after which the picture counts as frozen.
    """

    def __init__(self, after_s: float = 1.0) -> None:
        self._after_ns = round(after_s * NS_PER_S)
        self._last_ns = 0
        self._new_ns = 0  # when the newest picture came
        self._stands_from_ns = 0  # when the picture last changed
        self._jumped_ns = 0  # when all its pixels last changed at once
        self._previous: NDArray[np.uint8] | None = None
        self._reference: NDArray[np.uint8] | None = None  # the picture that stands
        # the last new pictures, and some of their pixels; the oldest is replaced by the next
        self._pictures: list[NDArray[np.uint8]] = []
        self._sparse = np.zeros((0, 0), np.uint8)
        self._count = 0
        self._recoded_ns = 0  # when the last key frame may have come
        self._returns_ns: list[int] = []  # times of the last jumps back to one of them

    def update(self, pts_ns: int, small: NDArray[np.uint8]) -> bool:
        """Add the half thumbnail of the next frame and return whether the picture is frozen."""
        small = np.ascontiguousarray(small)
        previous, self._previous = self._previous, small
        if previous is None or previous.shape != small.shape or pts_ns < self._last_ns:
            self._reference = previous = None
            self._pictures, self._count = [], 0
            self._sparse = np.zeros((_MOST_REMEMBERED, _sparse(small).size), np.uint8)
            self._returns_ns, self._recoded_ns = [], pts_ns - _LEAST_STANDING_NS
        self._last_ns = pts_ns
        if self._is_new(previous, small):
            self._new_ns = pts_ns
            self._remember(small)
        return pts_ns - self._new_ns >= self._after_ns

    def _is_new(self, previous: NDArray[np.uint8] | None, small: NDArray[np.uint8]) -> bool:
        """Compare a picture with those before it, and remember what stands now."""
        reference, now_ns = self._reference, self._last_ns
        if reference is None or previous is None:
            self._reference, self._stands_from_ns, self._jumped_ns = small, now_ns, now_ns
            return True
        change = _difference(reference, small)
        step = change if previous is reference else _difference(previous, small)
        if change <= _SAME or (change <= _DRIFT and step <= _STEP):
            return False
        stood_ns, self._stands_from_ns = now_ns - self._stands_from_ns, now_ns
        self._reference = small
        if step <= _STEP:
            is_refined = now_ns - self._recoded_ns <= _LEAST_DRIFT_NS
            return stood_ns < _LEAST_DRIFT_NS and not is_refined
        since_ns, self._jumped_ns = now_ns - self._jumped_ns, now_ns
        is_close = change <= _NEW_CODE and self._may_be_recoded(since_ns)
        if is_close and _coarse_difference(reference, small) <= _NEW_CODE_COARSE:
            self._remember(small)  # it may alternate with another one
            return False
        return not self._has_returned(small, is_jump=step > _JUMP)

    def _may_be_recoded(self, since_ns: int) -> bool:
        """Whether there may be a key frame now, or was just before.

        Parameters
        ----------
        since_ns
            Time since all pixels last changed, ns.
        """
        if since_ns >= _LEAST_STANDING_NS:
            self._recoded_ns = self._last_ns
        return self._last_ns - self._recoded_ns <= _RECODING_NS

    def _has_returned(self, small: NDArray[np.uint8], *, is_jump: bool) -> bool:
        """Whether the picture was there among the last new ones.

        The difference between two encodings of a picture is that between two pictures of a camera
        held still, which does not jump away and back.
        """
        now_ns = self._last_ns
        self._returns_ns = [each for each in self._returns_ns if now_ns - each < _RETURNS_NS]
        alternates = len(self._returns_ns) >= _LEAST_RETURNS
        if not is_jump and not alternates:
            return self._place_of(small, _AGAIN) is not None
        place = self._place_of(small, _AGAIN_CODED)
        has_returned = place is not None
        if alternates and place is not None:  # as it is encoded now, so that it may drift
            self._pictures[place], self._sparse[place] = small, _sparse(small)
        if alternates and not has_returned:
            has_returned = self._are_recoded(small)
        if has_returned and is_jump:
            self._returns_ns.append(now_ns)
        return has_returned if alternates else self._place_of(small, _AGAIN) is not None

    def _are_recoded(self, small: NDArray[np.uint8]) -> bool:
        """Whether alternating pictures were encoded anew, one after the other, at a key frame."""
        since_ns = self._last_ns - self._recoded_ns
        if not self._may_be_recoded(since_ns) or self._place_of(small, _NEW_CODE) is None:
            return False
        self._remember(small)
        return True

    def _place_of(self, small: NDArray[np.uint8], limit: float) -> int | None:
        """Return where a picture with at most this difference is remembered; None if nowhere."""
        known = self._sparse[: len(self._pictures)]
        sparse = _sparse(small)
        places = _near(known, sparse, 2 * limit * known.shape[1])
        return next((at for at in places if _difference(self._pictures[at], small) <= limit), None)

    def _remember(self, small: NDArray[np.uint8]) -> None:
        place = self._count % _MOST_REMEMBERED
        self._pictures[place : place + 1] = [small]
        self._sparse[place] = _sparse(small)
        self._count += 1


def _near(known: NDArray[np.uint8], sparse: NDArray[np.uint8], limit: float) -> list[int]:
    """Return the rows of `known` whose differences have at most this sum."""
    if KERNELS is not None:
        return KERNELS.near(known, sparse, _MOST, limit)
    differences = np.maximum(known, sparse) - np.minimum(known, sparse)
    differences = np.minimum(differences, _MOST).sum(axis=1, dtype=np.uint32)
    return [int(place) for place in np.flatnonzero(differences <= limit)]


def _sparse(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return picture[::_SPARSE, ::_SPARSE].ravel()


def _difference(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> float:
    """Return the mean difference of two pictures, in gray levels, of at most 6 for a pixel."""
    if KERNELS is not None:
        return KERNELS.difference(first, second, _MOST) * (1.0 / first.size)
    difference = cv2.absdiff(first, second).reshape(len(first), -1)  # one channel is faster
    cv2.threshold(difference, _MOST, _MOST, cv2.THRESH_TRUNC, dst=difference)
    return cv2.mean(difference)[0]


def _coarse_difference(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> float:
    """Return the mean difference between the means of blocks, in gray levels."""
    blocks = [cv2.resize(each, _BLOCKS, interpolation=cv2.INTER_AREA) for each in (first, second)]
    mean = cv2.mean(cv2.absdiff(*blocks))
    return sum(mean[:3]) / 3
