"""Preprocessing from frame to network input: crop, resize, normalize."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Box, FieldOfView, InputSpec, Picture
from hysteroview.imaging.pixels.planar import Planes, resize
from hysteroview.imaging.pixels.view_mask import is_plain, view_mask


@lru_cache(maxsize=16)
def model_box(view: FieldOfView, pixel_aspect: Fraction) -> Box:
    """Return the box, square on the screen, around the whole field of view.

    It may extend beyond the frame, where the crop is black, as around a round picture. Nothing of
    the picture is cut off, and its proportions are preserved. The last boxes are kept, because the
    view stays the same for thousands of frames.

    Returns
    -------
    Box in pixels of the frame with width · pixel_aspect = height, up to rounding.
    """
    bounds = view.bounds
    side = max(bounds.width * pixel_aspect, Fraction(bounds.height))
    width, height = max(1, round(side / pixel_aspect)), max(1, round(side))
    return Box(
        bounds.x + (bounds.width - width) // 2,
        bounds.y + (bounds.height - height) // 2,
        width,
        height,
    )


def reduce(
    image: NDArray[np.uint8] | Picture, region: Box, width_px: int, height_px: int
) -> NDArray[np.uint8]:
    """Resize a region of a picture; (height_px, width_px, 3 or 4) uint8, BGR or BGRA."""
    if not isinstance(image, np.ndarray):
        return image.reduce(region, width_px, height_px)
    rows = slice(region.y, region.y + region.height)
    return resize(image[rows, region.x : region.x + region.width], width_px, height_px)


def size_of(image: NDArray[np.uint8] | Picture) -> tuple[int, int]:
    """Return height and width in px."""
    if isinstance(image, np.ndarray):
        return image.shape[0], image.shape[1]
    return image.height_px, image.width_px


def crop(
    image: NDArray[np.uint8] | Picture, box: Box, size_px: int, view: FieldOfView | None = None
) -> NDArray[np.uint8]:
    """Cut `box` out of a frame and resize it.

    Parameters
    ----------
    image
        (H, W, 3 or 4) uint8, BGR or BGRA, or a picture, of which only this region is computed.
    box
        Box from `model_box`; the crop is black where it extends beyond the frame.
    size_px
        Height and width of the result.
    view
        If given, everything outside it (console text, panels) is black.

    Returns
    -------
    (size_px, size_px, 3) uint8, RGB.
    """
    height_px, width_px = size_of(image)
    keep = view.bounds if view is not None else Box(0, 0, width_px, height_px)
    x0, y0 = max(box.x, keep.x, 0), max(box.y, keep.y, 0)
    x1 = min(box.x + box.width, keep.x + keep.width, width_px)
    y1 = min(box.y + box.height, keep.y + keep.height, height_px)
    if x1 <= x0 or y1 <= y0:
        return np.zeros((size_px, size_px, 3), np.uint8)
    # resize only what is inside the frame: no full-size copy with borders
    sx, sy = size_px / box.width, size_px / box.height
    left, top = round((x0 - box.x) * sx), round((y0 - box.y) * sy)
    right = max(left + 1, round((x1 - box.x) * sx))
    bottom = max(top + 1, round((y1 - box.y) * sy))
    region = Box(x0, y0, x1 - x0, y1 - y0)
    mask = None if view is None or is_plain(view) else view_mask(view, box, size_px)
    planes = getattr(image, "planes", None)  # a protocol would be asked for all its members
    if isinstance(planes, Planes) and right <= size_px and bottom <= size_px:
        whole = np.zeros((size_px, size_px, 3), np.uint8)
        kept = None if mask is None else mask[top:bottom, left:right]
        if planes.crop_into(whole[top:bottom, left:right], region, kept):
            return whole
    small = reduce(image, region, right - left, bottom - top)
    small = small[: size_px - top, : size_px - left]
    turn = cv2.COLOR_BGR2RGB if small.shape[2] == 3 else cv2.COLOR_BGRA2RGB
    result = cv2.cvtColor(small, turn)
    height, width = result.shape[:2]
    if (height, width) != (size_px, size_px):
        below, beside = size_px - top - height, size_px - left - width
        result = cv2.copyMakeBorder(result, top, below, left, beside, cv2.BORDER_CONSTANT)
    if mask is not None:  # the numpy equivalent takes ten times as long
        result = cv2.copyTo(result, mask)
    return np.asarray(result, np.uint8)


def to_input(
    crops: NDArray[np.uint8], spec: InputSpec, room: NDArray[np.float32] | None = None
) -> NDArray[np.float32]:
    """Normalize pictures for the network.

    Parameters
    ----------
    crops
        (N, s, s, 3) uint8, RGB.
    room
        (N, 3, s, s) float32, contiguous, for the result; None to allocate it.

    Returns
    -------
    (N, 3, s, s) float32, ``(x / 255 - mean) / std`` per channel, contiguous.
    """
    levels = np.arange(256) / 255.0
    tables = [
        ((levels - m) / s).astype(np.float32) for m, s in zip(spec.mean, spec.std, strict=True)
    ]
    count, height, width, _ = crops.shape
    images = np.empty((count, 3, height, width), np.float32) if room is None else room
    for picture, image in zip(crops, images, strict=True):
        for plane, table, normalized in zip(cv2.split(picture), tables, image, strict=True):
            cv2.LUT(plane, table, dst=normalized)
    return images
