"""Pictures as a decoder gives them: brightness and two half-size color planes (4:2:0).

The network sees a few hundred pixels across, so only those are ever converted to color: a
full-size conversion costs more than all else that is done to a frame before the network.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol, runtime_checkable

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Box, Frame


class Matrix(Enum):
    """The weights of red and blue in the luma, (K_R, K_B)."""

    BT601 = (0.299, 0.114)  # ITU-R BT.601-7, 2.5.1
    BT709 = (0.2126, 0.0722)  # ITU-R BT.709-6, 3.2


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
        Black is 0 and white 255, instead of 16 and 235.
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
        x, y, right, bottom = region.x, region.y, region.x + region.width, region.y + region.height
        luma = resize(self.luma[y:bottom, x:right], width_px, height_px)
        # to whole color samples: at most half of one too much, far below a pixel of the result
        half = (slice(y // 2, (bottom + 1) // 2), slice(x // 2, (right + 1) // 2))
        blue = resize(self.blue[half], width_px, height_px)
        red = resize(self.red[half], width_px, height_px)
        return self._to_bgr(cv2.merge((luma, blue, red)))

    def sample(self, width_px: int, height_px: int) -> NDArray[np.uint8]:
        """Return a thumbnail of single pixels, (height_px, width_px, 3) uint8, BGR."""
        size = (width_px, height_px)
        parts = [
            cv2.resize(plane, size, interpolation=cv2.INTER_NEAREST)
            for plane in (self.luma, self.blue, self.red)
        ]
        return self._to_bgr(cv2.merge(parts))

    def _to_bgr(self, ycc: cv2.typing.MatLike) -> NDArray[np.uint8]:
        return np.asarray(
            cv2.transform(ycc, _to_bgr_matrix(self.matrix, full=self.is_full_range)), np.uint8
        )


@runtime_checkable
class PlanarPicture(Protocol):
    """A picture that has its planes at hand."""

    @property
    def planes(self) -> Planes: ...


def planes_in(frame: Frame) -> Planes | None:
    """Return the planes of a frame as the decoder gave them; None if it has only pixels."""
    return frame.image.planes if isinstance(frame.image, PlanarPicture) else None


def memory_bytes(frame: Frame) -> int:
    """Return what a frame takes at most: its planes if it has any, and the pixels on the screen."""
    per_pixel = 4.0 if planes_in(frame) is None else 5.5
    return round(frame.width_px * frame.height_px * per_pixel)


def resize(pixels: NDArray[np.uint8], width_px: int, height_px: int) -> NDArray[np.uint8]:
    """Resize a picture of any number of channels; every pixel counts.

    It is halved by averaging as long as that does not make it too small, and the rest, less than
    a factor of two, is interpolated: a twentieth of the cost of averaging over uneven areas.
    """
    # the exact half of a picture is what OpenCV does fast: cut to as many pixels as can be halved
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
    return np.column_stack([rows, offset])
