"""Frames of a video without what is burned in outside the field of view."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import NS_PER_S, FieldOfView, Frame
from hysteroview.export.deidentify.burned_in import has_text
from hysteroview.imaging.pixels.sampling import Thumbnails
from hysteroview.imaging.pixels.view_mask import frame_mask
from hysteroview.imaging.view.field_of_view import find_in_thumbnail
from hysteroview.imaging.view.tracker import FieldOfViewTracker

_EVERY_NS: Final = NS_PER_S  # between frames in which text is looked for
_LEAST_SEEN: Final = 2  # such frames, after which text is reported


class DeidentifiedFrames:
    """Hide what is outside the field of view of the frames of one source, in order.

    A frame keeps what is inside both the view over time and the view of this frame alone: when a
    console shows a page in place of the picture, it is black at once. A frame without a view is
    black.

    Attributes
    ----------
    may_have_text
        Whether text was seen inside the field of view so far.
    """

    def __init__(self) -> None:
        self._tracker = FieldOfViewTracker()
        self._looked_ns: int | None = None
        self._seen = 0

    @property
    def may_have_text(self) -> bool:
        return self._seen >= _LEAST_SEEN

    def hide(self, frame: Frame) -> Frame:
        """Return the frame, black outside its field of view."""
        size = (frame.width_px, frame.height_px)
        small = Thumbnails(frame.image)
        view = self._tracker.update(frame, small)
        alone = find_in_thumbnail(small.whole, size)
        if view is None or alone is None:
            pixels = np.zeros((frame.height_px, frame.width_px, 4), np.uint8)
        else:
            mask = _mask(view, size)
            if alone != view:
                mask = np.asarray(cv2.bitwise_and(mask, _mask(alone, size)), np.uint8)
            pixels = np.asarray(cv2.bitwise_and(frame.pixels, frame.pixels, mask=mask), np.uint8)
            self._look_for_text(frame, view)
        pixels[..., 3] = 255
        return replace(frame, image=pixels, coded=None)

    def _look_for_text(self, frame: Frame, view: FieldOfView) -> None:
        if self._looked_ns is None or frame.pts_ns - self._looked_ns >= _EVERY_NS:
            self._looked_ns = frame.pts_ns
            self._seen += has_text(frame.pixels, view)


@lru_cache(maxsize=4)
def _mask(view: FieldOfView, size: tuple[int, int]) -> NDArray[np.uint8]:
    return frame_mask(view, size)
