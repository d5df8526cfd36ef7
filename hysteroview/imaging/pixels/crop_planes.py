"""Planes and masks of a crop, computed once for all quality measures."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.imaging.native.kernels import KERNELS, SIDE_PX, Band, Kernels, Measured

_LEAST_INSIDE = 100  # pixels at half size; with fewer there is no picture
LEAST_METAL = 0.006  # share of the view; smaller gray regions are glare, mucus, or rims of bubbles
FINE, COARSE = Band(0.8, 1.25), Band(1.6, 2.5)  # of detail, at half and at quarter size
SHARPEST = 0.98  # rank of the places that show how sharp the picture is
_HALF_PX, _QUARTER_PX = 112, 56
_RIM = np.ones((7, 7), np.uint8)
_THIN_RIM = np.ones((3, 3), np.uint8)
_BROAD_RIM = np.ones((13, 13), np.uint8)

Plane = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Masks:
    """Masks derived from a crop's mask: the picture without its soft, dark rim, in three sizes.

    Attributes
    ----------
    inside
        (112, 112), 255 inside.
    full_inside, quarter_inside
        The same in (s, s) and in (56, 56).
    core
        (56, 56), without a rim of 6 pixels, for filters with a large support; the whole
        mask if that leaves too little.
    deep
        (112, 112), without a rim of 6 pixels; a region that extends beyond it touches the rim.
    count
        Number of pixels inside at half size.
    """

    inside: Plane
    full_inside: Plane
    quarter_inside: Plane
    core: Plane
    deep: Plane
    count: int
    _native: Any = field(default=None, init=False, repr=False)

    @classmethod
    def of(cls, mask: Plane) -> Masks:
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

    def native(self, kernels: Kernels) -> Any:
        """Return the masks for the compiled steps; made once."""
        if self._native is None:
            planes = (
                self.inside, self.full_inside, self.quarter_inside, self.deep, self.core,
            )  # fmt: skip
            made = kernels.masks(planes, LEAST_METAL * self.count)
            object.__setattr__(self, "_native", made)
        return self._native


class Planes:
    """A crop as uint8 planes in three sizes, each computed when it is needed first, with masks.

    Parameters
    ----------
    crop
        (s, s, 3), RGB.
    masks
        Masks of the crop.
    kernels
        The compiled steps, if they are there.

    Attributes
    ----------
    measured
        What the compiled steps have counted; None without them, or in crops of another size.
    inside, deep, full_inside, quarter_inside, core, count
        See `Masks`.
    """

    def __init__(self, crop: Plane, masks: Masks, kernels: Kernels | None) -> None:
        self._crop = crop
        self.inside, self.deep, self.count = masks.inside, masks.deep, masks.count
        self.full_inside, self.core = masks.full_inside, masks.core
        self.quarter_inside = masks.quarter_inside
        self.measured: Measured | None = None
        if kernels is not None and crop.shape == (SIDE_PX, SIDE_PX, 3):
            self.measured = kernels.measure(crop, masks.native(kernels), _bands(kernels))

    @cached_property
    def half(self) -> Plane:
        """(112, 112, 3), RGB."""
        small = cv2.resize(self._crop, (_HALF_PX, _HALF_PX), interpolation=cv2.INTER_AREA)
        return np.asarray(small, np.uint8)

    @cached_property
    def channels(self) -> tuple[Plane, Plane, Plane]:
        """Red, green and blue, (112, 112) each."""
        red, green, blue = (np.asarray(plane, np.uint8) for plane in cv2.split(self.half))
        return red, green, blue

    @property
    def red(self) -> Plane:
        """(112, 112)."""
        return self.channels[0]

    @property
    def green(self) -> Plane:
        """(112, 112)."""
        return self.channels[1]

    @property
    def blue(self) -> Plane:
        """(112, 112)."""
        return self.channels[2]

    @cached_property
    def second(self) -> Plane:
        """(112, 112), maximum of green and blue."""
        return np.asarray(cv2.max(self.green, self.blue), np.uint8)

    @cached_property
    def highest(self) -> Plane:
        """(112, 112), maximum of the channels."""
        if self.measured is not None:
            return self.measured.highest
        return np.asarray(cv2.max(self.second, self.red), np.uint8)

    @cached_property
    def lowest(self) -> Plane:
        """(112, 112), minimum of the channels."""
        return np.asarray(cv2.min(cv2.min(self.green, self.blue), self.red), np.uint8)

    @cached_property
    def gray(self) -> Plane:
        """(112, 112), brightness."""
        return np.asarray(cv2.cvtColor(self.half, cv2.COLOR_RGB2GRAY), np.uint8)

    @cached_property
    def quarter(self) -> Plane:
        """(56, 56), brightness."""
        return _quarter(self.gray)

    @cached_property
    def quarter_highest(self) -> Plane:
        """(56, 56), maximum of the channels."""
        if self.measured is not None:
            return self.measured.quarter_highest
        return _quarter(self.highest)

    @cached_property
    def full(self) -> Plane:
        """(s, s), maximum of the channels at full size."""
        first, other, third = cv2.split(self._crop)
        return np.asarray(cv2.max(cv2.max(first, other), third), np.uint8)

    def share(self, places: object) -> float:
        """Return the share of the view that a half-size mask covers."""
        chosen = cv2.bitwise_and(np.asarray(places, np.uint8), self.inside)
        return cv2.countNonZero(chosen) / self.count


class Splitter:
    """Split crops into planes; the derived masks are cached while the mask is the same array.

    Parameters
    ----------
    kernels
        The compiled steps; None does without them.
    """

    def __init__(self, kernels: Kernels | None = KERNELS) -> None:
        self._kernels = kernels
        self._mask: Plane | None = None
        self._masks: Masks | None = None

    def split(self, crop: NDArray[np.uint8], mask: NDArray[np.uint8]) -> Planes | None:
        """Split a crop (s, s, 3) uint8, RGB, into planes; None if its mask is almost empty."""
        if self._masks is None or self._mask is not mask:
            self._mask, self._masks = mask, Masks.of(mask)
        masks = self._masks
        if masks.count < _LEAST_INSIDE:
            return None
        return Planes(np.ascontiguousarray(crop), masks, self._kernels)


def split_planes(
    crop: NDArray[np.uint8], mask: NDArray[np.uint8], kernels: Kernels | None = KERNELS
) -> Planes | None:
    """Split one crop into planes; see `Splitter`."""
    return Splitter(kernels).split(crop, mask)


@cache
def _bands(kernels: Kernels) -> Any:
    return kernels.bands((FINE, COARSE), SHARPEST)


def _quarter(half: Plane) -> Plane:
    small = cv2.resize(half, (_QUARTER_PX, _QUARTER_PX), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def _nearest(mask: Plane, size: tuple[int, int]) -> Plane:
    return np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_NEAREST), np.uint8)


def _inner(mask: Plane, kernel: NDArray[np.uint8]) -> Plane:
    """Remove the rim, also where the picture extends beyond the crop."""
    eroded = cv2.erode(mask, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=(0,))
    return np.asarray(eroded, np.uint8)
