"""Decoded pictures: their original planes, and upright BGRA pixels on demand."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from fractions import Fraction

import av
import cv2
import numpy as np
from av.buffer import Buffer
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from numpy.typing import NDArray

from hysteroview.capture.decode.colors import Colors, without_range
from hysteroview.core.types import SQUARE_PIXELS, Box
from hysteroview.imaging.pixels.planar import Matrix, Planes, assumed_matrix

LARGEST_PX = 8192
_ALPHA = 3
_UNSPECIFIED_MATRIX = 2  # AVCOL_SPC_UNSPECIFIED, ITU-T H.273 table 4
_STRANGEST_ASPECT = 8


@dataclass(frozen=True, slots=True)
class Orientation:
    """Transformation of stored pixels to upright: first transpose, then mirror."""

    is_transposed: bool = False
    mirrors_x: bool = False
    mirrors_y: bool = False

    def apply(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Transform (H, W, C) pixels to upright."""
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
    ``a b u / c d v / x y w`` (16.16 fixed point) is the position on the screen.
    """
    side = frame.side_data.get("DISPLAYMATRIX")
    if not isinstance(side, Buffer):
        return UPRIGHT
    a, b, _, c, d, *_ = np.frombuffer(bytes(side), np.int32).tolist()
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return Orientation(mirrors_x=a < 0, mirrors_y=d < 0)
    return Orientation(is_transposed=True, mirrors_x=c < 0, mirrors_y=b < 0)


class OrientationReader:
    """Reads the display matrix of a stream's frames only when their rotation changes.

    WORKAROUND https://github.com/PyAV-Org/PyAV: reading `side_data` creates a reference cycle that
    keeps the frame in memory until the garbage collector runs, and with one frame all buffers of
    its decoder (3 MB each at 1080p). It is read of a tiny copy.
    """

    def __init__(self) -> None:
        self._rotation: int | None = None
        self._turn = UPRIGHT
        self._reformatter = VideoReformatter()

    def read(self, frame: av.VideoFrame) -> Orientation:
        """Return the transformation of this frame to upright."""
        if frame.rotation != self._rotation:
            self._rotation, self._turn = frame.rotation, orientation(self._tiny(frame))
        return self._turn

    def _tiny(self, frame: av.VideoFrame) -> av.VideoFrame:
        try:
            return self._reformatter.reformat(frame, width=16, height=16, format="gray")
        except av.FFmpegError:  # a damaged picture may claim a format there is not
            return frame


def pixel_aspect(ratio: Fraction | None, orientation: Orientation) -> Fraction:
    """Return width divided by height of an upright pixel; square if the file has no valid value."""
    if not ratio or ratio < 0 or not Fraction(1, _STRANGEST_ASPECT) <= ratio <= _STRANGEST_ASPECT:
        return SQUARE_PIXELS
    return 1 / ratio if orientation.is_transposed else ratio


def matrix_of(colorspace: int, width_px: int, height_px: int) -> int:
    """Return the YCbCr matrix; if the file does not name it, the one that players assume."""
    if colorspace != _UNSPECIFIED_MATRIX:
        return colorspace
    is_hd = assumed_matrix(width_px, height_px) is Matrix.BT709
    return int(Colorspace.ITU709 if is_hd else Colorspace.ITU601)


class PixelReader:
    """Convert pictures of any format to BGRA; use one per file, because its tables are costly."""

    def __init__(self) -> None:
        self._reformatter = VideoReformatter()
        self._converting = threading.Lock()  # guards the reformatter; a leaf lock

    def read(
        self, frame: av.VideoFrame, turn: Orientation, colors: Colors | None = None
    ) -> NDArray[np.uint8]:
        """Return (H, W, 4) uint8, BGRA with alpha 255, full range, upright.

        Parameters
        ----------
        colors
            In place of those that the frame declares.
        """
        source, space = frame, matrix_of(frame.colorspace, frame.width, frame.height)
        color_range: ColorRange | None = None
        if colors is not None and not frame.format.is_rgb:
            source, space, color_range = without_range(frame), int(colors.space), colors.range
        with self._converting:
            converted = self._reformatter.reformat(
                source,
                format="bgra",
                src_colorspace=space,
                src_color_range=color_range,
                dst_color_range=ColorRange.JPEG,
            )
        plane = converted.planes[0]
        # the array keeps the converted frame alive, without a copy of the picture
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[
            : converted.height
        ]
        pixels = rows[:, : converted.width * 4].reshape(converted.height, converted.width, 4)
        pixels = turn.apply(pixels)
        if any(component.is_alpha for component in frame.format.components):
            pixels[..., _ALPHA] = 255
        return pixels


_PLANAR = {"yuv420p": False, "yuvj420p": True}
# AVCOL_SPC_BT709, AVCOL_SPC_BT470BG, AVCOL_SPC_SMPTE170M: ITU-T H.273 table 4
_MATRICES = {1: Matrix.BT709, 5: Matrix.BT601, 6: Matrix.BT601}


def planes_of(frame: av.VideoFrame, colors: Colors | None = None) -> Planes | None:
    """Return the planes of a decoded picture without copying them; None for other formats.

    Parameters
    ----------
    colors
        In place of those that the frame declares.
    """
    name = frame.format.name
    space = matrix_of(frame.colorspace, frame.width, frame.height)
    matrix = _MATRICES.get(space if colors is None else int(colors.space))
    if name not in _PLANAR or matrix is None:
        return None
    luma, blue, red = (
        np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[
            : plane.height, : plane.width
        ]
        for plane in frame.planes
    )
    is_full = _PLANAR[name] or frame.color_range == ColorRange.JPEG
    if colors is not None:
        is_full = colors.range == ColorRange.JPEG
    return Planes(luma, blue, red, matrix, is_full)


class DecodedPicture:
    """A decoded picture that converts colors at full size only on demand; see `Picture`.

    Parameters
    ----------
    planes
        Of the frame, with the same `colors`.
    """

    def __init__(
        self,
        frame: av.VideoFrame,
        planes: Planes,
        reader: PixelReader,
        colors: Colors | None = None,
    ) -> None:
        self._frame, self._planes, self._reader = frame, planes, reader
        self._colors = colors
        self._pixels: NDArray[np.uint8] | None = None
        self._computing = threading.Lock()  # guards the pixels

    @property
    def width_px(self) -> int:
        return self._frame.width

    @property
    def height_px(self) -> int:
        return self._frame.height

    @property
    def planes(self) -> Planes:
        """See `PlanarPicture`."""
        return self._planes

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """See `Picture.pixels`. Of two simultaneous first calls one waits for the other."""
        with self._computing:
            if self._pixels is None:
                pixels = self._reader.read(self._frame, UPRIGHT, self._colors)
                pixels.flags.writeable = False
                self._pixels = pixels
            return self._pixels

    def reduce(self, region: Box, width_px: int, height_px: int) -> NDArray[np.uint8]:
        """See `Picture.reduce`."""
        return self._planes.reduce(region, width_px, height_px)

    def sample(self, width_px: int, height_px: int, divisor: int = 1) -> NDArray[np.uint8]:
        """See `Picture.sample`."""
        return self._planes.sample(width_px, height_px, divisor)

    def anew(self) -> DecodedPicture:
        """See `RenewablePicture.anew`."""
        return DecodedPicture(self._frame, self._planes, self._reader, self._colors)
