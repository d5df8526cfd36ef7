"""The compiled crop and thumbnail of a decoded picture, as functions on its planes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

MOST_OUT_PX, MOST_WIDE_PX = 1024, 8192  # of a result, and of a plane, in `CropKernels.crop`
_UNIT = 2048  # of an interpolation's weights, as in OpenCV
_GAIN_UNIT = 1024  # of the gains of a color matrix, as in OpenCV

Plane = NDArray[np.uint8]


class Part(NamedTuple):
    """Which part of a square crop is filled, and with what.

    Attributes
    ----------
    origins, sizes
        Of the region in luma, blue and red: first column and row, width and height.
    corner, size
        Of the part in the crop: left and top, width and height.
    side
        Height and width of the crop.
    mask
        (side, side), contiguous, 255 where the crop is not black; None for everywhere.
    """

    origins: tuple[tuple[int, int], ...]
    sizes: tuple[tuple[int, int], ...]
    corner: tuple[int, int]
    size: tuple[int, int]
    side: int
    mask: Plane | None


class CropPlan(NamedTuple):
    """How regions of one size become crops.

    Attributes
    ----------
    plan
        The compiled step's own value.
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
        The compiled step's own values.
    size
        Width and height in px.
    """

    grids: Any
    matrix: Any
    size: tuple[int, int]


class CropKernels:
    """The compiled steps; may be used by several threads.

    Parameters
    ----------
    module
        The extension module that cffi has built.
    """

    def __init__(self, module: Any) -> None:
        self._ffi, self._lib = module.ffi, module.lib

    def plan(self, part: Part, to_rgb: NDArray[np.float64]) -> CropPlan | None:
        """Prepare the crops of pictures of one size.

        Parameters
        ----------
        to_rgb
            (3, 4), from (Y, C_B, C_R, 1) to (R, G, B).

        Returns
        -------
        None if the sizes are not supported.
        """
        (left, top), size = part.corner, part.size
        if max(size) > MOST_OUT_PX or max(width for width, _ in part.sizes) > MOST_WIDE_PX:
            return None
        plan, kept = self._ffi.new("hv_plan *"), []
        for resizing, (width, height) in zip(plan.resizing, part.sizes, strict=True):
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
        plan.first_column = [column for column, _ in part.origins]
        plan.first_row = [row for _, row in part.origins]
        place = top * part.side + left
        plan.offset, plan.stride = 3 * place, 3 * part.side
        if part.mask is not None:
            mask = self._ffi.from_buffer("uint8_t[]", part.mask)
            plan.mask, plan.mask_stride = mask + place, part.side
            kept.append(part.mask)
        write_matrix(plan.matrix, to_rgb)
        return CropPlan(plan, tuple(kept))

    def planes(self, planes: Sequence[Plane]) -> Any:
        """Return luma, blue and red for `crop` and `thumbnail`; the caller keeps the arrays.

        Parameters
        ----------
        planes
            A row's samples follow one another.
        """
        sources = self._ffi.new("hv_plane[3]")
        for source, plane in zip(sources, planes, strict=True):
            address = plane.__array_interface__["data"][0]
            source.pixels = self._ffi.cast("uint8_t *", address)
            source.stride = plane.strides[0]
        return sources

    def crop(self, plan: CropPlan, planes: Any, crop: Plane) -> None:
        """Resize a region and convert its colors, into its part of a crop.

        Parameters
        ----------
        planes
            From `planes`, of a picture of the plan's size.
        crop
            (side, side, 3), contiguous, RGB.
        """
        done = self._lib.hv_crop(plan.plan, planes, self._ffi.from_buffer("uint8_t[]", crop))
        assert done, "a plan has only sizes that are supported"

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
        write_matrix(gains, matrix)
        return ThumbnailPlan(places, gains, size)

    def thumbnail(self, plan: ThumbnailPlan, planes: Any) -> Plane:
        """Pick samples from luma, blue and red; (h, w, 3) in the colors of the plan."""
        width, height = plan.size
        pixels = np.empty((height, width, 3), np.uint8)
        room = self._ffi.from_buffer("uint8_t[]", pixels)
        done = self._lib.hv_sample(planes, plan.grids, plan.matrix, width, height, room)
        assert done, "a plan has only sizes that are supported"
        return pixels


def write_matrix(target: Any, matrix: NDArray[np.float64]) -> None:
    """Write a color matrix (3, 4) as whole numbers, rounded as OpenCV does it."""
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
