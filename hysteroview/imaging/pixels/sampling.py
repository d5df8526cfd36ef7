"""Thumbnails of one frame, each computed when it is needed first."""

from __future__ import annotations

from functools import cached_property, lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Picture

_WIDTH_PX = 240

Indices = slice | NDArray[np.intp]


class Thumbnails:
    """Small copies of a frame, for measurements that need no detail.

    Pixels are sampled (nearest neighbor), which takes a thousandth of the time of averaging a 4K
    frame and keeps outlines sharp.

    Parameters
    ----------
    image
        (H, W, 3 or 4) uint8, BGR or BGRA, or a picture, of which only these pixels are computed.
    """

    def __init__(self, image: NDArray[np.uint8] | Picture) -> None:
        self._image = image

    @cached_property
    def whole(self) -> NDArray[np.uint8]:
        """(h, w, 3) uint8, BGR, at most 240 px wide."""
        return self._sample(1)

    @property
    def has_whole(self) -> bool:
        """Whether the whole was needed so far."""
        return "whole" in self.__dict__

    @cached_property
    def half(self) -> NDArray[np.uint8]:
        """(h // 2, w // 2, 3) uint8, BGR: `halved` of the whole, which it does not need."""
        if self.has_whole:
            return halved(self.whole)
        return self._sample(2)

    def _sample(self, divisor: int) -> NDArray[np.uint8]:
        image = self._image
        if not isinstance(image, np.ndarray):
            return image.sample(*thumbnail_size(image.width_px, image.height_px), divisor)
        height_px, width_px = image.shape[:2]
        rows, columns = sampled((width_px, height_px), thumbnail_size(width_px, height_px), divisor)
        return np.ascontiguousarray(image[rows][:, columns, :3])


def thumbnail_size(width_px: int, height_px: int) -> tuple[int, int]:
    """Return width and height of the thumbnail of a frame."""
    scale = min(1.0, _WIDTH_PX / width_px)
    return max(1, round(width_px * scale)), max(1, round(height_px * scale))


def thumbnail(image: NDArray[np.uint8] | Picture) -> NDArray[np.uint8]:
    """Return the whole thumbnail of one frame; see `Thumbnails`."""
    return Thumbnails(image).whole


def halved(small: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return every second row and column of a thumbnail."""
    rows, columns = sampled(small.shape[1::-1], small.shape[1::-1], 2)
    return np.ascontiguousarray(small[rows][:, columns])


@lru_cache(maxsize=32)
def sampled(
    source: tuple[int, ...], target: tuple[int, int], divisor: int = 1
) -> tuple[Indices, Indices]:
    """Return the rows and columns that nearest-neighbor sampling keeps.

    Parameters
    ----------
    source, target
        Widths and heights in px.
    divisor
        Of the rows and columns of the target, every so many are kept, by the same sampling.
    """
    return _kept(source[1], target[1], divisor), _kept(source[0], target[0], divisor)


def _kept(source_px: int, target_px: int, divisor: int) -> Indices:
    kept = _nearest(np.arange(source_px, dtype=np.float64), target_px)
    places = _nearest(kept, max(target_px // divisor, 1)).astype(np.intp)
    step = int(places[1] - places[0]) if len(places) > 1 else 1
    if (np.diff(places) == step).all() and step > 0:  # a slice is a view, and faster
        return slice(int(places[0]), int(places[-1]) + 1, step)
    return places


def _nearest(line: NDArray[np.float64], size_px: int) -> NDArray[np.float64]:
    """Resize a line as OpenCV does, which decides which pixels are kept."""
    resized = cv2.resize(line[None], (size_px, 1), interpolation=cv2.INTER_NEAREST)
    return np.asarray(resized, np.float64).ravel()
