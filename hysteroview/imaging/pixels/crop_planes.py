"""Planes and masks of a crop, computed once for all quality measures."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

_LEAST_INSIDE = 100  # pixels at half size; with fewer there is no picture
_HALF_PX, _QUARTER_PX = 112, 56
_RIM = np.ones((7, 7), np.uint8)
_THIN_RIM = np.ones((3, 3), np.uint8)
_BROAD_RIM = np.ones((13, 13), np.uint8)

Plane = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Planes:
    """A crop as uint8 planes in three sizes, each with its mask (255 inside, without the rim).

    Attributes
    ----------
    red, green, blue, highest, lowest, second, gray, inside
        (112, 112): the channels; their maximum and minimum; the maximum of green and blue;
        brightness; the mask.
    deep
        (112, 112), the mask without a rim of 6 pixels; a region that extends beyond it touches the
        rim.
    full, full_inside
        (s, s), maximum of the channels of the crop at full size.
    quarter, quarter_inside
        (56, 56), brightness.
    core
        (56, 56), the mask without a rim of 6 pixels, for filters with a large support; the full
        mask if that leaves too little.
    count
        Number of pixels inside the mask at half size.
    """

    red: Plane
    green: Plane
    blue: Plane
    highest: Plane
    lowest: Plane
    second: Plane
    gray: Plane
    inside: Plane
    deep: Plane
    full: Plane
    full_inside: Plane
    quarter: Plane
    quarter_inside: Plane
    core: Plane
    count: int

    def share(self, places: object) -> float:
        """Return the share of the view that a half-size mask covers."""
        chosen = cv2.bitwise_and(np.asarray(places, np.uint8), self.inside)
        return cv2.countNonZero(chosen) / self.count


@dataclass(frozen=True, slots=True, eq=False)
class _Masks:
    """Masks derived from a crop's mask: the picture without its soft, dark rim, in three sizes."""

    inside: Plane
    full_inside: Plane
    quarter_inside: Plane
    core: Plane
    deep: Plane
    count: int

    @classmethod
    def of(cls, mask: Plane) -> _Masks:
        size, small = (_HALF_PX, _HALF_PX), (_QUARTER_PX, _QUARTER_PX)
        inside = _inner(_nearest(mask, size), _RIM)
        quarter_inside = _inner(_nearest(inside, small), _THIN_RIM)
        core = _inner(quarter_inside, _BROAD_RIM)
        return cls(
            inside=inside,
            full_inside=_nearest(inside, (mask.shape[1], mask.shape[0])),
            quarter_inside=quarter_inside,
            core=core if cv2.countNonZero(core) >= _LEAST_INSIDE else quarter_inside,
            deep=_inner(inside, _BROAD_RIM),
            count=cv2.countNonZero(inside),
        )


class Splitter:
    """Split crops into planes; the derived masks are cached while the mask is the same array."""

    def __init__(self) -> None:
        self._mask: Plane | None = None
        self._masks: _Masks | None = None

    def split(self, crop: NDArray[np.uint8], mask: NDArray[np.uint8]) -> Planes | None:
        """Split a crop (s, s, 3) uint8, RGB, into planes; None if its mask is almost empty."""
        if self._masks is None or self._mask is not mask:
            self._mask, self._masks = mask, _Masks.of(mask)
        masks = self._masks
        if masks.count < _LEAST_INSIDE:
            return None
        half = np.asarray(
            cv2.resize(crop, (_HALF_PX, _HALF_PX), interpolation=cv2.INTER_AREA), np.uint8
        )
        red, green, blue = (np.asarray(plane, np.uint8) for plane in cv2.split(half))
        second = np.asarray(cv2.max(green, blue), np.uint8)
        gray = np.asarray(cv2.cvtColor(half, cv2.COLOR_RGB2GRAY), np.uint8)
        quarter = cv2.resize(gray, (_QUARTER_PX, _QUARTER_PX), interpolation=cv2.INTER_AREA)
        first, other, third = cv2.split(crop)
        return Planes(
            red=red,
            green=green,
            blue=blue,
            highest=np.asarray(cv2.max(second, red), np.uint8),
            lowest=np.asarray(cv2.min(cv2.min(green, blue), red), np.uint8),
            second=second,
            gray=gray,
            inside=masks.inside,
            deep=masks.deep,
            full=np.asarray(cv2.max(cv2.max(first, other), third), np.uint8),
            full_inside=masks.full_inside,
            quarter=np.asarray(quarter, np.uint8),
            quarter_inside=masks.quarter_inside,
            core=masks.core,
            count=masks.count,
        )


def split_planes(crop: NDArray[np.uint8], mask: NDArray[np.uint8]) -> Planes | None:
    """Split one crop into planes; see `Splitter.split`."""
    return Splitter().split(crop, mask)


def _nearest(mask: Plane, size: tuple[int, int]) -> Plane:
    return np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_NEAREST), np.uint8)


def _inner(mask: Plane, kernel: NDArray[np.uint8]) -> Plane:
    """Remove the rim, also where the picture extends beyond the crop."""
    eroded = cv2.erode(mask, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=(0,))
    return np.asarray(eroded, np.uint8)
