"""Pictures as a decoder returns them: luma and two half-size chroma planes (4:2:0).

The input of the network is a few hundred pixels wide, so only those pixels are converted to RGB: a
full-size conversion costs more than all other steps before the network together.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cache, lru_cache
from typing import Any, Protocol, runtime_checkable

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Box, Frame, RenewablePicture
from hysteroview.imaging.native.crop_kernels import CropPlan, Part, ThumbnailPlan
from hysteroview.imaging.native.kernels import KERNELS, Kernels
from hysteroview.imaging.pixels.sampling import sampled


class Matrix(Enum):
    """Weights of red and blue in the luma, (K_R, K_B)."""

    BT601 = (0.299, 0.114)  # ITU-R BT.601-7, 2.5.1
    BT709 = (0.2126, 0.0722)  # ITU-R BT.709-6, 3.2


_HD_WIDTH_PX, _HD_HEIGHT_PX = 1280, 577


def assumed_matrix(width_px: int, height_px: int) -> Matrix:
    """Return the matrix that players assume for a video that does not name its own.

    BT.709 is that of high definition (ITU-R BT.709-6, 3.2), BT.601 that of standard definition.
    """
    is_hd = width_px >= _HD_WIDTH_PX or height_px >= _HD_HEIGHT_PX
    return Matrix.BT709 if is_hd else Matrix.BT601


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """A region of a picture, and the part of a square picture into which it is resized.

    Attributes
    ----------
    region
        Within the picture.
    part
        Where its pixels are in the result.
    side_px
        Height and width of the result.
    mask
        (side_px, side_px) uint8, contiguous, 0 where the result is to be black and 255 elsewhere;
        None for 255 everywhere.
    """

    region: Box
    part: Box
    side_px: int
    mask: NDArray[np.uint8] | None


@dataclass(frozen=True, slots=True, eq=False)
class Planes:
    """One picture, 8 bit 4:2:0.

    Attributes
    ----------
    luma
        (H, W) uint8.
    blue, red
        (ceil(H / 2), ceil(W / 2)) uint8, C_B and C_R.
    is_full_range
        Whether black is 0 and white 255, instead of 16 and 235.
    """

    luma: NDArray[np.uint8]
    blue: NDArray[np.uint8]
    red: NDArray[np.uint8]
    matrix: Matrix
    is_full_range: bool
    _native: Any = field(default=None, init=False, repr=False)

    def reduce(self, region: Box, width_px: int, height_px: int) -> NDArray[np.uint8]:
        """Resize a region of the picture.

        Parameters
        ----------
        region
            Within the picture.

        Returns
        -------
        (height_px, width_px, 3) uint8, BGR.
        """
        parts = [resize(part, width_px, height_px) for part in self._parts(region)]
        return self._to_bgr(cv2.merge(parts))

    def crop(self, target: Target) -> NDArray[np.uint8] | None:
        """Write a region, resized, into a square picture in one compiled step.

        Returns
        -------
        (side, side, 3) uint8, RGB: the bits of `reduce` where the mask is 255, black elsewhere;
        None if this installation or the compiled step cannot do it.
        """
        if KERNELS is None:
            return None
        plan = _plan(KERNELS, target, self.matrix, full=self.is_full_range)
        if plan is None:
            return None
        crop = np.zeros((target.side_px, target.side_px, 3), np.uint8)
        KERNELS.crops.crop(plan, self._sources(KERNELS), crop)
        return crop

    def _sources(self, kernels: Kernels) -> Any:
        """Return the planes for the compiled steps; made once."""
        if self._native is None:
            native = kernels.crops.planes((self.luma, self.blue, self.red))
            object.__setattr__(self, "_native", native)
        return self._native

    def _parts(self, region: Box) -> tuple[NDArray[np.uint8], ...]:
        """Return luma, blue and red of a region."""
        half = _half(region)
        rows, columns = slice(half.y, half.y + half.height), slice(half.x, half.x + half.width)
        luma = self.luma[region.y : region.y + region.height, region.x : region.x + region.width]
        return luma, self.blue[rows, columns], self.red[rows, columns]

    def sample(self, width_px: int, height_px: int, divisor: int = 1) -> NDArray[np.uint8]:
        """Return a thumbnail by nearest-neighbor sampling; see `Picture.sample`."""
        if KERNELS is not None:
            size = (width_px, height_px)
            shapes = tuple((plane.shape[1], plane.shape[0]) for plane in (self.luma, self.blue))
            of = (shapes, size, divisor)
            plan = _thumbnail_plan(KERNELS, of, self.matrix, full=self.is_full_range)
            if plan is not None:
                return KERNELS.crops.thumbnail(plan, self._sources(KERNELS))
        parts = []
        for plane in (self.luma, self.blue, self.red):
            rows, columns = sampled(plane.shape[::-1], (width_px, height_px), divisor)
            parts.append(np.ascontiguousarray(plane[rows][:, columns]))
        return self._to_bgr(cv2.merge(parts))

    def _to_bgr(self, ycc: cv2.typing.MatLike) -> NDArray[np.uint8]:
        return np.asarray(
            cv2.transform(ycc, _to_bgr_matrix(self.matrix, full=self.is_full_range)), np.uint8
        )


@runtime_checkable
class PlanarPicture(Protocol):
    """A picture whose planes are available."""

    @property
    def planes(self) -> Planes: ...


def planes_in(frame: Frame) -> Planes | None:
    """Return the planes of a frame as decoded; None if it has only pixels."""
    return frame.image.planes if isinstance(frame.image, PlanarPicture) else None


def without_pixels(frame: Frame) -> Frame:
    """Return a frame that waits to be used: a decoded picture then occupies its planes only.

    BGRA pixels are 2.7 times as large as the planes. They are computed again if somebody looks.
    """
    image = frame.image
    return replace(frame, image=image.anew()) if isinstance(image, RenewablePicture) else frame


def memory_bytes(frame: Frame) -> int:
    """Return the memory size of a frame `without_pixels`: its planes, or its BGRA pixels."""
    per_pixel = 4.0 if planes_in(frame) is None else 1.5
    return round(frame.width_px * frame.height_px * per_pixel)


def resize(pixels: NDArray[np.uint8], width_px: int, height_px: int) -> NDArray[np.uint8]:
    """Resize a picture of any number of channels with all pixels contributing.

    The picture is halved by averaging as often as possible, and the remaining factor below two is
    interpolated: this takes a twentieth of the time of averaging over fractional areas.
    """
    # OpenCV is fast at exact halving: cut the picture to an even number of pixels
    while pixels.shape[1] >= 2 * width_px and pixels.shape[0] >= 2 * height_px:
        height, width = pixels.shape[0] // 2, pixels.shape[1] // 2
        pixels = np.asarray(
            cv2.resize(
                pixels[: 2 * height, : 2 * width], (width, height), interpolation=cv2.INTER_AREA
            ),
            np.uint8,
        )
    size = (width_px, height_px)
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def _half(region: Box) -> Box:
    """Return a region in samples of chroma.

    Whole samples: at most half a sample too much, far below a pixel of the result.
    """
    x, y = region.x // 2, region.y // 2
    right, bottom = (region.x + region.width + 1) // 2, (region.y + region.height + 1) // 2
    return Box(x, y, right - x, bottom - y)


@lru_cache(maxsize=16)
def _plan(kernels: Kernels, target: Target, matrix: Matrix, *, full: bool) -> CropPlan | None:
    """Prepare the crops of one field of view; the view stays the same for thousands of frames."""
    place, half = target.part, _half(target.region)
    if place.x + place.width > target.side_px or place.y + place.height > target.side_px:
        return None
    regions = (target.region, half, half)
    part = Part(
        tuple((each.x, each.y) for each in regions),
        tuple((each.width, each.height) for each in regions),
        (place.x, place.y), (place.width, place.height), target.side_px, target.mask,
    )  # fmt: skip
    return kernels.crops.plan(part, _to_bgr_matrix(matrix, full=full)[::-1])


@lru_cache(maxsize=16)
def _thumbnail_plan(
    kernels: Kernels,
    of: tuple[tuple[tuple[int, int], ...], tuple[int, int], int],
    matrix: Matrix,
    *,
    full: bool,
) -> ThumbnailPlan | None:
    """Prepare the thumbnails of pictures of one size: luma and chroma, of that size, divided."""
    (luma, chroma), size, divisor = of
    grids: list[tuple[slice, slice]] = []
    for plane in (luma, chroma, chroma):
        rows, columns = sampled(plane, size, divisor)
        if not isinstance(rows, slice) or not isinstance(columns, slice):
            return None
        grids.append((rows, columns))
    kept = [tuple(len(range(each.stop)[each]) for each in grid) for grid in grids]
    height, width = kept[0]
    if len(set(kept)) > 1:
        return None
    return kernels.crops.thumbnail_plan(grids, (width, height), _to_bgr_matrix(matrix, full=full))


@cache
def _to_bgr_matrix(matrix: Matrix, *, full: bool) -> NDArray[np.float64]:
    """Return the (3, 4) matrix from (Y, C_B, C_R, 1) to (B, G, R), all of 8 bits."""
    red, blue = matrix.value
    green = 1 - red - blue
    luma_gain, chroma_gain, black = (1.0, 1.0, 0.0) if full else (255 / 219, 255 / 224, 16.0)
    from_blue, from_red = 2 * (1 - blue) * chroma_gain, 2 * (1 - red) * chroma_gain
    rows = np.array(
        [
            [luma_gain, from_blue, 0],
            [luma_gain, -from_blue * blue / green, -from_red * red / green],
            [luma_gain, 0, from_red],
        ]
    )
    offset = -rows @ np.array([black, 128.0, 128.0])
    matrix_and_offset = np.column_stack([rows, offset])
    matrix_and_offset.flags.writeable = False
    return matrix_and_offset
