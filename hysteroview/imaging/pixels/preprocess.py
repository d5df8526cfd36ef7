"""Preprocessing from frame to network input: crop, resize, normalize."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Box, FieldOfView, InputSpec, Picture
from hysteroview.imaging.pixels.cut import Cut


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
    return _cut((width_px, height_px), box, size_px, view).out_of(image)


@lru_cache(maxsize=8)
def _cut(size: tuple[int, int], box: Box, size_px: int, view: FieldOfView | None) -> Cut:
    return Cut.of(size, box, size_px, view)


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
