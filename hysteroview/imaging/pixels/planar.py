"""Pictures as a decoder returns them: luma and two half-size chroma planes (4:2:0).

The input of the network is a few hundred pixels wide, so only those pixels are converted to RGB: a
full-size conversion costs more than all other steps before the network together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from functools import cache, lru_cache
from typing import Protocol, runtime_checkable

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Box, Frame, RenewablePicture
from hysteroview.imaging.native.kernels import KERNELS, CropPlan, Kernels, ThumbnailPlan
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

    def crop_into(
        self, crop: NDArray[np.uint8], region: Box, mask: NDArray[np.uint8] | None
    ) -> bool:
        """Write a region, resized, into an array in one compiled step.

        Parameters
        ----------
        crop
            (h, w, 3), for the result, RGB: the bits of `reduce`.
        mask
            (h, w), 0 where it is to be black and 255 elsewhere.

        Returns
        -------
        False if this installation or the compiled step cannot do it; then nothing was written.
        """
        if KERNELS is None:
            return False
        parts = self._parts(region)
        sizes = tuple((part.shape[1], part.shape[0]) for part in parts)
        size = (crop.shape[1], crop.shape[0])
        plan = _plan(KERNELS, (sizes, size), self.matrix, full=self.is_full_range)
        if plan is None:
            return False
        KERNELS.crop(plan, parts, mask, crop)
        return True

    def _parts(self, region: Box) -> tuple[NDArray[np.uint8], ...]:
        """Return luma, blue and red of a region."""
        x, y, right, bottom = region.x, region.y, region.x + region.width, region.y + region.height
        # whole chroma samples: at most half a sample too much, far below a pixel of the result
        half = (slice(y // 2, (bottom + 1) // 2), slice(x // 2, (right + 1) // 2))
        return self.luma[y:bottom, x:right], self.blue[half], self.red[half]

    def sample(self, width_px: int, height_px: int, divisor: int = 1) -> NDArray[np.uint8]:
        """Return a thumbnail by nearest-neighbor sampling; see `Picture.sample`."""
        if KERNELS is not None:
            size = (width_px, height_px)
            shapes = tuple((plane.shape[1], plane.shape[0]) for plane in (self.luma, self.blue))
            of = (shapes, size, divisor)
            plan = _thumbnail_plan(KERNELS, of, self.matrix, full=self.is_full_range)
            if plan is not None:
                return KERNELS.thumbnail(plan, (self.luma, self.blue, self.red))
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


@lru_cache(maxsize=16)
def _plan(
    kernels: Kernels,
    sizes: tuple[tuple[tuple[int, int], ...], tuple[int, int]],
    matrix: Matrix,
    *,
    full: bool,
) -> CropPlan | None:
    """Prepare the crops of one field of view; the view stays the same for thousands of frames."""
    return kernels.plan(*sizes, _to_bgr_matrix(matrix, full=full)[::-1])


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
    return kernels.thumbnail_plan(grids, (width, height), _to_bgr_matrix(matrix, full=full))


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
