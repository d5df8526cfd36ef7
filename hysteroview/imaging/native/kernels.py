"""The compiled steps as functions on arrays; `KERNELS` is None where they were not built.

They give the same bits as the same steps of OpenCV and numpy, which are used in their place where
no compiler was at hand. `docs/performance.md` says what they save.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NamedTuple, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.imaging.native.crop_kernels import CropKernels
from hysteroview.imaging.native.sources import digest
from hysteroview.imaging.native.view_kernels import ViewKernels

log = logging.getLogger(__name__)

SIDE_PX, HALF_PX, QUARTER_PX = 224, 112, 56  # the crops that `Kernels.measure` knows
_REACH_SIGMAS = 4  # of a blur whose size is left to OpenCV

Plane = NDArray[np.uint8]


class Details(Protocol):
    """Detail of a plane between two scales: its mean, and what the sharpest places reach, in 1/16.

    Both are in gray levels.
    """

    mean: float
    level: int


class Counts(Protocol):
    """Counts and sums over a crop, each within the mask of its size; see `kernels.h`."""

    vivid: int
    gray: int
    painted: int
    clipped: int
    dim: int
    lit: int
    deep_red: int
    rings: int
    instruments: int
    sum_gray: int
    sum_highest: int
    fine: Sequence[int]
    coarse: Sequence[int]
    fine_count: int
    coarse_count: int
    gray_detail: int
    second_detail: int
    quarter_count: int
    red_sum: int
    red_squares: int
    second_sum: int
    second_squares: int
    product: int
    green_red: int
    blue_green: int
    has_details: int
    details: Sequence[Details]


class Measured:
    """What `Kernels.measure` found, with planes for the steps that follow.

    Attributes
    ----------
    counts
        See `Counts`.
    """

    __slots__ = ("_room", "counts")

    def __init__(self, counts: Counts, room: Any) -> None:
        self.counts, self._room = counts, room

    @property
    def highest(self) -> Plane:
        """(112, 112) uint8, maximum of the channels."""
        return self._plane(0, HALF_PX)

    @property
    def quarter_highest(self) -> Plane:
        """(56, 56) uint8, maximum of the channels."""
        return self._plane(HALF_PX**2, QUARTER_PX)

    @property
    def instruments(self) -> Plane:
        """(112, 112) uint8, numbers of regions that may be instruments; undefined without any."""
        return self._plane(HALF_PX**2 + QUARTER_PX**2, HALF_PX)

    def _plane(self, offset: int, side: int) -> Plane:
        return np.frombuffer(self._room, np.uint8, side * side, offset).reshape(side, side)


class Band(NamedTuple):
    """Two scales between which detail is measured.

    Attributes
    ----------
    narrow, wide
        Standard deviations of two Gaussian blurs, px.
    """

    narrow: float
    wide: float


class Kernels:
    """The compiled steps; may be used by several threads.

    Parameters
    ----------
    module
        The extension module that cffi has built.

    Attributes
    ----------
    view, crops
        Those of the search for the field of view, and of crops and thumbnails.
    """

    def __init__(self, module: Any) -> None:
        self._ffi, self._lib = module.ffi, module.lib
        self._new_room = self._ffi.new_allocator(should_clear_after_alloc=False)
        self.view, self.crops = ViewKernels(module), CropKernels(module)

    def masks(self, planes: Sequence[Plane], least_metal: float) -> Any:
        """Return the masks of a crop for `measure`; the caller keeps the arrays.

        Parameters
        ----------
        planes
            The masks inside (112, 112), (224, 224) and (56, 56), 255 there, and those without a rim
            (112, 112) and (56, 56); all contiguous.
        least_metal
            Pixels of a gray region that may be an instrument.
        """
        masks = self._ffi.new("hv_masks *")
        inside, full, quarter, deep, core = (self._buffer(plane) for plane in planes)
        masks.inside, masks.full_inside, masks.quarter_inside = inside, full, quarter
        masks.deep, masks.core, masks.least_metal = deep, core, least_metal
        return masks

    def bands(self, bands: Sequence[Band], share: float) -> Any:
        """Prepare the bands in which `measure` measures detail, at half and at quarter size.

        Parameters
        ----------
        share
            Rank of the places whose level is asked for.
        """
        prepared = self._ffi.new("hv_band[]", len(bands))
        for one, band in zip(prepared, bands, strict=True):
            one.narrow, one.wide = self._blur(band.narrow), self._blur(band.wide)
            one.share = share
        return prepared

    def measure(self, crop: Plane, masks: Any, bands: Any) -> Measured:
        """Count all that the quality gate needs of a crop (224, 224, 3), RGB, contiguous."""
        counts, left = self._ffi.new("hv_counts *"), self._new_room("hv_left *")
        self._lib.hv_measure(self._buffer(crop), masks, bands, counts, left)
        return Measured(counts, self._ffi.buffer(left))

    def _blur(self, sigma: float) -> dict[str, Any]:
        """Return a Gaussian blur with a standard deviation in px, as OpenCV does it for floats."""
        size = round(sigma * _REACH_SIGMAS * 2 + 1) | 1
        weights = cv2.getGaussianKernel(size, sigma, cv2.CV_32F).ravel().tolist()
        return {"size": size, "weights": weights}

    def difference(self, one: Plane, other: Plane, most: int) -> int:
        """Sum the differences, of at most `most` each, of two contiguous arrays of one size."""
        arrays = self._buffer(one), self._buffer(other)
        return int(self._lib.hv_difference(*arrays, one.size, most))

    def near(self, known: Plane, sparse: Plane, most: int, limit: float) -> list[int]:
        """Return the rows of `known` (n, k) that differ from `sparse` (k,) by at most `limit`.

        Parameters
        ----------
        most
            Limit of one difference; `limit` is that of their sum.
        """
        places = self._ffi.new("int32_t[]", max(len(known), 1))
        arrays = self._buffer(known), len(known), self._buffer(sparse), len(sparse)
        count = self._lib.hv_near(*arrays, most, limit, places)
        return list(places[0:count])

    def _buffer(self, array: Plane) -> Any:
        """Return the start of a contiguous array."""
        return self._ffi.from_buffer("uint8_t[]", array)


def load() -> Kernels | None:
    """Return the compiled steps of this installation; None if they were not built from this C."""
    try:
        module = import_module("hysteroview.imaging.native._kernels")
    except ImportError:
        return None
    if digest() not in {"", module.ffi.string(module.lib.hv_sources()).decode()}:
        log.warning("the compiled steps are older than their sources, and are not used")
        return None
    return Kernels(module)


KERNELS = load()
