"""Means inside a mask are those of OpenCV to the bit; thresholds are those of its ranges."""

from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hysteroview.imaging.pixels.masked import above, at_most, mean_difference, mean_inside


@given(st.integers(0, 2**32 - 1), st.floats(0, 1), st.integers(0, 255))
def test_they_are_those_of_opencv(seed: int, share: float, level: int) -> None:
    rng = np.random.default_rng(seed)
    one, other = rng.integers(0, 256, (2, *rng.integers(1, 60, 2)), np.uint8)
    inside = (rng.random(one.shape) < share).astype(np.uint8) * 255
    assert mean_inside(one, inside) == cv2.mean(one, inside)[0]
    assert mean_difference(one, other, inside) == cv2.mean(cv2.absdiff(one, other), inside)[0]
    assert np.array_equal(above(one, level), (one > level) * np.uint8(255))
    assert np.array_equal(at_most(one, level), (one <= level) * np.uint8(255))


def test_a_strided_plane_has_the_same_mean() -> None:
    plane = np.random.default_rng(1).integers(0, 256, (60, 40), np.uint8)
    inside = np.full((60, 40), 255, np.uint8)
    rows = (slice(1, -1, 4), slice(2, None))
    assert mean_inside(plane[rows], inside[rows]) == cv2.mean(plane[rows], inside[rows])[0]
