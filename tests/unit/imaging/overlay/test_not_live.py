"""A picture that is not live looks like none that is, at any size."""

from __future__ import annotations

import numpy as np
import pytest

from hysteroview.imaging.overlay.not_live import mark_corner, mark_not_live


@pytest.mark.parametrize("size", [(1, 1), (32, 32), (320, 240), (200, 1000), (1920, 1080)])
def test_it_is_gray_dark_and_has_words(size: tuple[int, int]) -> None:
    width, height = size
    pixels = np.random.default_rng(1).integers(0, 256, (height, width, 4), np.uint8)
    pixels[..., 3] = 255
    before = pixels.copy()
    marked = mark_not_live(pixels, "NO SIGNAL", "Last picture received, 12 s before this snapshot")
    assert marked.shape == pixels.shape
    assert (marked[..., 3] == 255).all()
    assert np.array_equal(pixels, before)
    if min(size) < 100:
        return  # too small for words
    top = marked[: height // 4, :, :3].astype(int)
    assert np.ptp(top, axis=2).max() == 0
    assert top.max() <= 136
    bright = marked[..., :3].max(axis=2) > 200
    assert 0.001 < bright.mean() < 0.1
    columns = np.flatnonzero(bright.any(axis=0))
    assert columns[0] > 0.01 * width  # nothing is cut off
    assert columns[-1] < 0.99 * width


@pytest.mark.parametrize("size", [(1, 1), (32, 32), (320, 240), (200, 1000), (1920, 1080)])
def test_a_corner_has_words_and_the_rest_is_as_it_was(size: tuple[int, int]) -> None:
    width, height = size
    pixels = np.full((height, width, 4), (60, 80, 150, 255), np.uint8)
    marked = mark_corner(pixels, "FROZEN AT THE SOURCE: NOT LIVE")
    assert marked.shape == pixels.shape
    assert (pixels == (60, 80, 150, 255)).all()
    if min(size) < 100:
        return  # too small for words
    assert np.array_equal(marked[height // 4 :], pixels[height // 4 :])
    bright = marked[..., :3].max(axis=2) > 200
    assert bright.sum() > 100
    assert np.flatnonzero(bright.any(axis=0))[-1] < 0.99 * width  # nothing is cut off
