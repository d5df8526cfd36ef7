"""A mosaic keeps colors and no detail."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hysteroview.imaging.pixels.pixelate import BLOCKS_ACROSS, pixelate


def test_blocks_are_large_and_of_the_mean_color() -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (540, 960, 4), np.uint8)
    pixels[:, 480:] //= 4
    mosaic = pixelate(pixels)
    assert (mosaic.shape, mosaic.dtype) == (pixels.shape, np.uint8)
    block_px = 540 // BLOCKS_ACROSS
    colors = np.unique(np.ascontiguousarray(mosaic).view(np.uint32))
    assert len(colors) <= BLOCKS_ACROSS * round(960 / block_px)
    assert mosaic[:, :450].mean() == pytest.approx(pixels[:, :450].mean(), abs=1)
    assert mosaic[:, 510:].mean() == pytest.approx(pixels[:, 510:].mean(), abs=1)


@given(width=st.integers(1, 80), height=st.integers(1, 80), channels=st.sampled_from([3, 4]))
def test_any_size_goes(width: int, height: int, channels: int) -> None:
    pixels = np.full((height, width, channels), 77, np.uint8)
    assert (pixelate(pixels) == pixels).all()
