"""Thumbnails keep the pixels that OpenCV's nearest-neighbor sampling keeps."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from hysteroview.imaging.pixels.planar import Matrix, Planes
from hysteroview.imaging.pixels.sampling import Thumbnails, halved, sampled, thumbnail_size

SIZES = [(1920, 1080), (1280, 720), (720, 576), (3840, 2160), (1023, 767), (241, 3), (1, 1)]


def nearest(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    return cv2.resize(picture, (width, height), interpolation=cv2.INTER_NEAREST)


@pytest.mark.parametrize("size", SIZES)
def test_pixels_are_those_of_opencv(size: tuple[int, int]) -> None:
    width, height = size
    picture = np.random.default_rng(1).integers(0, 256, (height, width, 4), np.uint8)
    whole = nearest(picture, *thumbnail_size(width, height))[..., :3]
    half = nearest(whole, max(whole.shape[1] // 2, 1), max(whole.shape[0] // 2, 1))
    assert np.array_equal(Thumbnails(picture).whole, whole)
    assert np.array_equal(Thumbnails(picture).half, half)
    assert np.array_equal(halved(whole), half)


@pytest.mark.parametrize("size", SIZES)
def test_planes_are_sampled_as_opencv_does(size: tuple[int, int]) -> None:
    width, height = size
    rng = np.random.default_rng(2)
    luma = rng.integers(0, 256, (height, width), np.uint8)
    blue, red = rng.integers(0, 256, (2, (height + 1) // 2, (width + 1) // 2), np.uint8)
    planes = Planes(luma, blue, red, Matrix.BT709, is_full_range=False)
    small = thumbnail_size(width, height)
    parts = [nearest(plane, *small) for plane in (luma, blue, red)]
    whole = planes._to_bgr(cv2.merge(parts))
    assert np.array_equal(planes.sample(*small), whole)
    assert np.array_equal(planes.sample(*small, 2), halved(whole))


def test_half_a_thumbnail_is_every_second_pixel() -> None:
    small = np.random.default_rng(3).integers(0, 256, (135, 240, 3), np.uint8)
    assert np.array_equal(halved(small), small[:134:2, ::2])
    assert sampled((240, 135), (240, 135), 2) == (slice(0, 133, 2), slice(0, 239, 2))
