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

from hysteroview.imaging.native.sources import digest
from hysteroview.imaging.native.view_kernels import ViewKernels

log = logging.getLogger(__name__)

SIDE_PX, HALF_PX, QUARTER_PX = 224, 112, 56  # the crops that `Kernels.measure` knows
MOST_OUT_PX, MOST_WIDE_PX = 1024, 8192  # of a result, and of a plane, in `Kernels.crop`
_UNIT = 2048  # of an interpolation's weights, as in OpenCV
_REACH_SIGMAS = 4  # of a blur whose size is left to OpenCV
_GAIN_UNIT = 1024  # of the gains of a color matrix, as in OpenCV

Plane = NDArray[np.uint8]


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


class Measured(NamedTuple):
    """What `Kernels.measure` found, with two planes for the steps that follow.

    Attributes
    ----------
    highest, quarter_highest
        (112, 112) and (56, 56) uint8, maximum of the channels.
    instruments
        (112, 112) uint8, numbers of the regions that may be instruments; undefined without any.
    """

    counts: Counts
    highest: Plane
    quarter_highest: Plane
    instruments: Plane


class CropPlan(NamedTuple):
    """How regions of one size become crops of one size.

    Attributes
    ----------
    plan
        The compiled steps' own value.
    kept
        What it points to.
    """

    plan: Any
    kept: tuple[Any, ...]


class ThumbnailPlan(NamedTuple):
    """Which samples of pictures of one size a thumbnail keeps, and their colors.

    Attributes
    ----------
    grids, matrix
        The compiled steps' own values.
    size
        Width and height in px.
    """

    grids: Any
    matrix: Any
    size: tuple[int, int]


class Kernels:
    """The compiled steps; may be used by several threads.

    Parameters
    ----------
    module
        The extension module that cffi has built.

    Attributes
    ----------
    view
        Those of the search for the field of view.
    """

    def __init__(self, module: Any) -> None:
        self._ffi, self._lib = module.ffi, module.lib
        self.view = ViewKernels(module)

    def plan(
        self,
        sizes: Sequence[tuple[int, int]],
        size: tuple[int, int],
        to_rgb: NDArray[np.float64],
    ) -> CropPlan | None:
        """Prepare the crops of pictures of one size.

        Parameters
        ----------
        sizes
            Width and height of the region in luma, blue and red.
        size
            Width and height of the result.
        to_rgb
            (3, 4), from (Y, C_B, C_R, 1) to (R, G, B).

        Returns
        -------
        None if the sizes are not supported.
        """
        plan, kept = self._ffi.new("hv_plan *"), []
        if max(size) > MOST_OUT_PX or max(width for width, _ in sizes) > MOST_WIDE_PX:
            return None
        for resizing, (width, height) in zip(plan.resizing, sizes, strict=True):
            halvings = 0
            while width >> halvings >= 2 * size[0] and height >> halvings >= 2 * size[1]:
                halvings += 1
            resizing.width, resizing.height, resizing.halvings = width, height, halvings
            for axis, source, target, ends in (
                (resizing.columns, width >> halvings, size[0], True),
                (resizing.rows, height >> halvings, size[1], False),
            ):
                first, weight = interpolation(source, target, ends=ends)
                axis.size = target
                axis.first = self._ffi.from_buffer("int32_t[]", first)
                axis.weight = self._ffi.from_buffer("int16_t[]", weight)
                kept += [first, weight]
        _write_matrix(plan.matrix, to_rgb)
        return CropPlan(plan, tuple(kept))

    def thumbnail_plan(
        self,
        grids: Sequence[tuple[slice, slice]],
        size: tuple[int, int],
        matrix: NDArray[np.float64],
    ) -> ThumbnailPlan | None:
        """Prepare the thumbnails of pictures of one size.

        Parameters
        ----------
        grids
            Rows and columns that are kept of luma, blue and red.
        size
            Width and height of the result.
        matrix
            (3, 4), from (Y, C_B, C_R, 1) to the channels of the result.

        Returns
        -------
        None if the size is not supported.
        """
        if size[0] > MOST_OUT_PX:
            return None
        places = self._ffi.new("hv_grid[3]")
        for place, (rows, columns) in zip(places, grids, strict=True):
            place.first_row, place.row_step = rows.start, rows.step
            place.first_column, place.column_step = columns.start, columns.step
        gains = self._ffi.new("hv_matrix *")
        _write_matrix(gains, matrix)
        return ThumbnailPlan(places, gains, size)

    def thumbnail(self, plan: ThumbnailPlan, planes: Sequence[Plane]) -> Plane:
        """Pick samples from luma, blue and red; (h, w, 3) in the colors of the plan."""
        width, height = plan.size
        pixels = np.empty((height, width, 3), np.uint8)
        sources = self._sources(planes)
        done = self._lib.hv_sample(
            sources, plan.grids, plan.matrix, width, height, self._buffer(pixels)
        )
        assert done, "a plan has only sizes that are supported"
        return pixels

    def crop(
        self, plan: CropPlan, planes: Sequence[Plane], mask: Plane | None, crop: Plane
    ) -> None:
        """Resize a region and convert its colors.

        Parameters
        ----------
        planes
            Luma, blue and red of the region; a row's samples follow one another.
        mask
            (h, w), 0 where the result is to be black and 255 elsewhere.
        crop
            (h, w, 3), the result, RGB; a row's samples follow one another.
        """
        sources = self._sources(planes)
        kept = (self._ffi.NULL, 0) if mask is None else (self._address(mask), mask.strides[0])
        done = self._lib.hv_crop(plan.plan, sources, *kept, self._address(crop), crop.strides[0])
        assert done, "a plan has only sizes that are supported"

    def masks(self, planes: Sequence[Plane], least_metal: float) -> Any:
        """Return the masks of a crop for `measure`; the caller keeps the arrays.

        Parameters
        ----------
        planes
            The masks inside (112, 112), (224, 224) and (56, 56), 255 there, and that without a rim
            (112, 112); all contiguous.
        least_metal
            Pixels of a gray region that may be an instrument.
        """
        masks = self._ffi.new("hv_masks *")
        inside, full, quarter, deep = (self._address(plane) for plane in planes)
        masks.inside, masks.full_inside, masks.quarter_inside, masks.deep = (
            inside, full, quarter, deep,
        )  # fmt: skip
        masks.least_metal = least_metal
        return masks

    def measure(self, crop: Plane, masks: Any) -> Measured:
        """Count all that the quality gate needs of a crop (224, 224, 3), RGB, contiguous."""
        counts = self._ffi.new("hv_counts *")
        highest = np.empty((HALF_PX, HALF_PX), np.uint8)
        quarter = np.empty((QUARTER_PX, QUARTER_PX), np.uint8)
        instruments = np.empty((HALF_PX, HALF_PX), np.uint8)
        results = (self._buffer(each) for each in (highest, quarter, instruments))
        self._lib.hv_measure(self._buffer(crop), masks, counts, *results)
        return Measured(counts, highest, quarter, instruments)

    def detail(
        self, plane: Plane, inside: Plane, blurs: tuple[Any, Any], share: float
    ) -> tuple[float, int] | None:
        """Measure the difference of two Gaussian blurs of a plane inside a mask.

        Parameters
        ----------
        plane, inside
            (112, 112) or (56, 56), contiguous.
        blurs
            From `blur`.
        share
            Rank of the places that are asked for.

        Returns
        -------
        Mean, in levels, and the level in 1/16 that this share of the places does not exceed; None
        if the processor cannot do it to the same bits.
        """
        details = self._ffi.new("hv_details *")
        arrays = self._buffer(plane), plane.shape[0], *blurs, self._buffer(inside)
        done = self._lib.hv_detail(*arrays, share, details)
        return (details.mean, details.level) if done else None

    def blur(self, sigma: float) -> Any:
        """Prepare a Gaussian blur with a standard deviation in px, as OpenCV does it for floats."""
        size = round(sigma * _REACH_SIGMAS * 2 + 1) | 1
        weights = cv2.getGaussianKernel(size, sigma, cv2.CV_32F).ravel().tolist()
        return self._ffi.new("hv_blur *", {"size": size, "weights": weights})

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

    def _sources(self, planes: Sequence[Plane]) -> Any:
        sources = self._ffi.new("hv_plane[3]")
        for source, plane in zip(sources, planes, strict=True):
            source.pixels, source.stride = self._address(plane), plane.strides[0]
        return sources

    def _buffer(self, array: Plane) -> Any:
        """Return the start of a contiguous array, which `_address` takes ten times as long for."""
        return self._ffi.from_buffer("uint8_t[]", array)

    def _address(self, array: Plane) -> Any:
        return self._ffi.cast("uint8_t *", array.__array_interface__["data"][0])


def _write_matrix(target: Any, matrix: NDArray[np.float64]) -> None:
    single = matrix.astype(np.float32)
    gains = np.rint(single[:, :3] * np.float32(_GAIN_UNIT)).astype(int)
    offsets = np.rint((single[:, 3] + np.float32(0.5)) * np.float32(_GAIN_UNIT)).astype(int)
    target.gain[0:9] = gains.ravel().tolist()
    target.offset[0:3] = offsets.tolist()


def interpolation(
    source: int, target: int, *, ends: bool
) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
    """Return where OpenCV's bilinear interpolation reads a line, and with which weights.

    Parameters
    ----------
    source, target
        Numbers of samples.
    ends
        Whether a place beyond the ends is moved to them here; for rows it is done later.

    Returns
    -------
    (target,) first of two neighboring samples, and (target, 2) their weights in 1/2048.
    """
    scale = 1 / (target / source)
    places = ((np.arange(target) + 0.5) * scale - 0.5).astype(np.float32)
    first = np.floor(places).astype(np.int32)
    share = places - first.astype(np.float32)
    if ends:
        share[(first < 0) | (first >= source - 1)] = 0
        first = np.clip(first, 0, source - 1)
    weights = np.stack([np.float32(1) - share, share], axis=1) * np.float32(_UNIT)
    return np.ascontiguousarray(first), np.ascontiguousarray(np.rint(weights).astype(np.int16))


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
