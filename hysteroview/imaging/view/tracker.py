"""Field of view over time: more accurate than from one frame, steady, and quick to change."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import NS_PER_S, Box, FieldOfView, Frame
from hysteroview.imaging.pixels.sampling import Thumbnails, thumbnail_size
from hysteroview.imaging.pixels.view_mask import draw_view
from hysteroview.imaging.view.console import rectangles
from hysteroview.imaging.view.field_of_view import BLACK_LEVEL, find_in_thumbnail
from hysteroview.imaging.view.surfaces import brightness
from hysteroview.settings.view_presets import AUTOMATIC, ViewPreset

INTERVAL_S = 0.25  # of stream time between two searches for the view
_EPOCH_SAMPLES = 16  # samples; bright places are remembered for one to two epochs
_SAME = 0.98  # overlap of areas below which the view is updated
_STEADY = 0.003  # share of the lit pixels; smaller changes do not trigger a new search
_CHANGED = 0.92  # overlap of a sample with the view; lower several times means another scope
_AGREEING_SAMPLES = 3
_FIXED_SAMPLES = 8  # samples before a rectangle that never changed is treated as a panel
_MOVED = 12  # gray levels by which half of the picture must have changed by then
_EVERY = 3  # pixels in each direction, to see whether a picture is black
_UNMOVED = 3  # gray levels that compression may change on a panel


class FieldOfViewTracker:
    """Find the field of view of the frames of one source in order.

    The view is measured every `interval_s` of stream time, so that live and batch analysis agree. A
    pixel that was bright within the last seconds belongs to the picture, even if it is now in
    shadow at the rim. A bright rectangle that never changes while the picture does is a console's
    panel. A picture that turns black is noticed at once, another scope or zoom after three samples
    that agree.

    Parameters
    ----------
    preset
        View set by the operator; AUTOMATIC detects it.
    """

    def __init__(self, interval_s: float = INTERVAL_S, preset: ViewPreset = AUTOMATIC) -> None:
        self._interval_ns = round(interval_s * NS_PER_S)
        self._preset = preset
        self._measured_ns: int | None = None
        self._shape: tuple[int, ...] = ()
        self._view: FieldOfView | None = None
        self._history: _BrightnessHistory | None = None
        self._searched = _SearchState(0, [])
        self._is_settled = False  # see `expect`
        # views found in the last samples that differ from the current one
        self._other: list[FieldOfView] = []

    def update(self, frame: Frame, small: Thumbnails | None = None) -> FieldOfView | None:
        """Return the field of view of `frame`; None if there is no picture.

        Parameters
        ----------
        small
            The frame's thumbnails, if the caller already has them.
        """
        if small is None:
            small = Thumbnails(frame.image)
        size = (frame.width_px, frame.height_px)
        fixed = self._preset.view(size)
        if fixed is not None:
            return None if _is_black(small, fixed.bounds, size) else fixed
        is_fresh = self._measured_ns is None or self._shape != size
        is_due = self._measured_ns is None or (
            abs(frame.pts_ns - self._measured_ns) >= self._interval_ns
        )
        is_sure = self._view is not None and not _is_black(small, self._view.bounds, size)
        if is_sure and not (is_fresh or is_due):
            return self._view
        self._measured_ns, self._shape = frame.pts_ns, size
        if is_fresh or not is_sure:
            self._history = None
        self._view = self._measure(small.whole, size)
        return self._view

    def expect(
        self,
        view: FieldOfView,
        frame: Frame,
        small: Thumbnails,
        measured_ns: int | None = None,
        *,
        is_settled: bool = False,
    ) -> None:
        """Go on as if `view` had been found in frames before this one.

        Parameters
        ----------
        measured_ns
            Time of the frame in which it was found; None to look for it in this one.
        is_settled
            Whether only another scope or zoom replaces it: what was bright in the seconds before is
            not known here, and without that the view would be taken for a smaller one.
        """
        self._view, self._shape = view, (frame.width_px, frame.height_px)
        self._history, self._is_settled = _BrightnessHistory(small.whole), is_settled
        self._other = []
        is_given = measured_ns is not None
        self._measured_ns = measured_ns if is_given else frame.pts_ns - self._interval_ns

    def _measure(self, small: NDArray[np.uint8], size: tuple[int, int]) -> FieldOfView | None:
        known = self._searched.panels if self._history is not None else []
        still = find_in_thumbnail(small, size, known)
        if self._history is None or self._view is None or still is None:
            return self._begin(small, still)
        if shared_area(still, self._view, small, size) < _CHANGED:
            self._other = [
                other for other in self._other if shared_area(other, still, small, size) > _CHANGED
            ] + [still]
            if len(self._other) >= _AGREEING_SAMPLES:
                return self._begin(small, still)
            return self._view
        self._other = []
        return self._view if self._is_settled else self._refine(small, size, self._history)

    def _refine(
        self, small: NDArray[np.uint8], size: tuple[int, int], history: _BrightnessHistory
    ) -> FieldOfView | None:
        """Look for the view in all that was bright within the last seconds."""
        assert self._view is not None, "there is a history of it"
        history.add(small)
        panels = history.fixed_panels(self._view, size)
        brightest = history.brightest
        lit = cv2.countNonZero(cv2.inRange(brightness(brightest), BLACK_LEVEL + 1, 255))
        if panels == self._searched.panels and abs(lit - self._searched.lit) <= _STEADY * lit:
            return self._view
        self._searched = _SearchState(lit, panels)
        found = find_in_thumbnail(brightest, size, panels)
        if found is None or shared_area(found, self._view, small, size) > _SAME:
            return self._view
        return found

    def _begin(self, small: NDArray[np.uint8], still: FieldOfView | None) -> FieldOfView | None:
        self._history = None if still is None else _BrightnessHistory(small)
        self._searched = _SearchState(0, [])
        self._other, self._is_settled = [], False
        return still


class _SearchState(NamedTuple):
    """Number of lit pixels and panels in the history when it was last searched."""

    lit: int
    panels: list[Box]


class _BrightnessHistory:
    """Brightest values and changes over the thumbnails of the last seconds."""

    def __init__(self, small: NDArray[np.uint8]) -> None:
        self._now = small.copy()
        self._before = small.copy()
        self._last = small
        self._change: NDArray[np.uint8] = np.zeros(small.shape[:2], np.uint8)
        self._samples = 1

    def add(self, small: NDArray[np.uint8]) -> None:
        if self._samples % _EPOCH_SAMPLES == 0:
            self._before, self._now = self._now, small.copy()
        self._now = np.asarray(cv2.max(self._now, small), np.uint8)
        difference = brightness(np.asarray(cv2.absdiff(small, self._last), np.uint8))
        self._change = np.asarray(cv2.max(self._change, difference), np.uint8)
        self._last = small
        self._samples += 1

    @property
    def brightest(self) -> NDArray[np.uint8]:
        """(h, w, 3) uint8, BGR: maximum of each pixel over the last seconds."""
        return np.asarray(cv2.max(self._before, self._now), np.uint8)

    def fixed_panels(self, view: FieldOfView, size: tuple[int, int]) -> list[Box]:
        """Return bright rectangles that never changed while half of the picture did."""
        if self._samples < _FIXED_SAMPLES:
            return []
        inside = _area(view, size, (self._change.shape[1], self._change.shape[0])) > 0
        if not inside.any() or _median(self._change[inside]) < _MOVED:
            return []
        is_lit = brightness(self._last) > BLACK_LEVEL
        return rectangles(((self._change <= _UNMOVED) & is_lit).astype(np.uint8))


def _median(values: NDArray[np.uint8]) -> float:
    """Return the median; numpy's own does not know that bytes can be counted."""
    reached = np.cumsum(np.bincount(values, minlength=256))
    low, high = np.searchsorted(reached, ((len(values) - 1) // 2, len(values) // 2), "right")
    return float(low + high) / 2


def _is_black(small: Thumbnails, bounds: Box, size: tuple[int, int]) -> bool:
    """Whether the picture is black, judged from a sample of its pixels within microseconds."""
    part = _part_of(bounds, size)
    if _shows_light(small.half[part.half]):
        return False
    return not _shows_light(small.whole[part.whole])


def _shows_light(part: NDArray[np.uint8]) -> bool:
    """Whether a pixel is bright; a row in the middle is asked first, since most pictures are."""
    if part.size == 0:
        return False
    reduce = np.maximum.reduce
    middle = part[len(part) // 2]
    return bool(reduce(middle, axis=None) > BLACK_LEVEL or reduce(part, axis=None) > BLACK_LEVEL)


class _Part(NamedTuple):
    """The sample of a view in thumbnails: every so many rows and columns.

    Attributes
    ----------
    whole, half
        In the whole thumbnail, and those of them that the half thumbnail contains.
    """

    whole: tuple[slice, slice]
    half: tuple[slice, slice]


@lru_cache(maxsize=8)
def _part_of(bounds: Box, size: tuple[int, int]) -> _Part:
    width, height = thumbnail_size(*size)
    sx, sy = width / size[0], height / size[1]
    left, right = int(bounds.x * sx), int((bounds.x + bounds.width) * sx)
    top, bottom = int(bounds.y * sy), int((bounds.y + bounds.height) * sy)
    left, top = max(left, 0), max(top, 0)
    whole = slice(top, bottom, _EVERY), slice(left, right, _EVERY)
    # pixels of the sample in even rows and columns: every second one
    return _Part(whole, (_even(top, bottom), _even(left, right)))


def _even(first: int, last: int) -> slice:
    return slice((first + first % 2 * _EVERY) // 2, (last + 1) // 2, _EVERY)


def shared_area(
    first: FieldOfView, second: FieldOfView, small: NDArray[np.uint8], size: tuple[int, int]
) -> float:
    """Return the intersection over union of two views, measured on the thumbnail's grid."""
    one, other = (_area(view, size, (small.shape[1], small.shape[0])) for view in (first, second))
    union = cv2.countNonZero(cv2.bitwise_or(one, other))
    return cv2.countNonZero(cv2.bitwise_and(one, other)) / max(union, 1)


@lru_cache(maxsize=8)
def _area(
    view: FieldOfView, size: tuple[int, int], small_size: tuple[int, int]
) -> NDArray[np.uint8]:
    """Draw a view over the thumbnail, (h, w) uint8; the last ones are kept."""
    area = draw_view(view, Box(0, 0, *size), small_size)
    area.flags.writeable = False
    return area
