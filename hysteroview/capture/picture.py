"""From a decoded picture to upright BGRA pixels."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import av
import cv2
import numpy as np
from av.buffer import Buffer
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from numpy.typing import NDArray

from hysteroview.core.types import SQUARE_PIXELS

LARGEST_PX = 8192
_ALPHA = 3
_UNSPECIFIED_MATRIX = 2  # AVCOL_SPC_UNSPECIFIED, ITU-T H.273 table 4
_HD_WIDTH_PX, _HD_HEIGHT_PX = 1280, 577
_STRANGEST_ASPECT = 8


@dataclass(frozen=True, slots=True)
class Orientation:
    """How stored pixels become upright: first transposed, then mirrored."""

    is_transposed: bool = False
    mirrors_x: bool = False
    mirrors_y: bool = False

    def apply(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Turn (H, W, C) pixels upright."""
        if self.is_transposed:
            pixels = np.asarray(cv2.transpose(pixels), np.uint8)
        if self.mirrors_x or self.mirrors_y:
            code = -1 if self.mirrors_x and self.mirrors_y else int(self.mirrors_x)
            pixels = np.asarray(cv2.flip(pixels, code), np.uint8)
        return pixels


UPRIGHT = Orientation()


def orientation(frame: av.VideoFrame) -> Orientation:
    """Read the display matrix of a frame, to the nearest quarter turn.

    Notes
    -----
    FFmpeg's libavutil/display.h: a row vector (x, y, 1) times the matrix
    ``a b u / c d v / x y w`` (16.16 fixed point) is the place on the screen.
    """
    side = frame.side_data.get("DISPLAYMATRIX")
    if not isinstance(side, Buffer):
        return UPRIGHT
    a, b, _, c, d, *_ = np.frombuffer(bytes(side), np.int32).tolist()
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return Orientation(mirrors_x=a < 0, mirrors_y=d < 0)
    return Orientation(is_transposed=True, mirrors_x=c < 0, mirrors_y=b < 0)


def pixel_aspect(ratio: Fraction | None, orientation: Orientation) -> Fraction:
    """Return width by height of an upright pixel; square if the file says nothing sensible."""
    if not ratio or ratio < 0 or not Fraction(1, _STRANGEST_ASPECT) <= ratio <= _STRANGEST_ASPECT:
        return SQUARE_PIXELS
    return 1 / ratio if orientation.is_transposed else ratio


def matrix_of(colorspace: int, width_px: int, height_px: int) -> int:
    """Return the YCbCr matrix, guessing as players do where the file names none.

    BT.709 is the matrix of high definition (ITU-R BT.709-6, 3.2), BT.601 of standard definition.
    """
    if colorspace != _UNSPECIFIED_MATRIX:
        return colorspace
    is_hd = width_px >= _HD_WIDTH_PX or height_px >= _HD_HEIGHT_PX
    return int(Colorspace.ITU709 if is_hd else Colorspace.ITU601)


class PixelReader:
    """Convert pictures of any format to BGRA; keep one for a file, its tables are costly."""

    def __init__(self) -> None:
        self._reformatter = VideoReformatter()

    def read(self, frame: av.VideoFrame, turn: Orientation) -> NDArray[np.uint8]:
        """Return (H, W, 4) uint8, BGRA with alpha 255, full range, upright."""
        converted = self._reformatter.reformat(
            frame,
            format="bgra",
            src_colorspace=matrix_of(frame.colorspace, frame.width, frame.height),
            dst_color_range=ColorRange.JPEG,
        )
        pixels = turn.apply(np.asarray(converted.to_ndarray(), np.uint8))
        if any(component.is_alpha for component in frame.format.components):
            pixels[..., _ALPHA] = 255
        return pixels
