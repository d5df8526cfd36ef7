"""The input of the network: the complete field of view, in its proportions, and nothing else."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hysteroview.core.types import Box, FieldOfView, InputSpec
from hysteroview.imaging.pixels.cut import reduce
from hysteroview.imaging.pixels.preprocess import crop, model_box, to_input
from hysteroview.imaging.pixels.view_mask import view_mask


@given(
    st.integers(0, 300), st.integers(0, 300), st.integers(1, 2000), st.integers(1, 2000),
    st.sampled_from([Fraction(1), Fraction(16, 11), Fraction(8, 9)]),
)  # fmt: skip
def test_the_box_is_square_and_holds_the_view(
    x: int, y: int, width: int, height: int, aspect: Fraction
) -> None:
    box = model_box(FieldOfView(Box(x, y, width, height)), aspect)
    assert abs(box.width * aspect - box.height) <= aspect / 2 + 1
    assert box.x <= x
    assert box.y <= y
    assert box.x + box.width >= x + width - 1
    assert box.y + box.height >= y + height - 1


@given(st.integers(-50, 90), st.integers(-50, 90), st.integers(1, 300), st.integers(32, 96))
def test_any_box_gives_a_picture(x: int, y: int, side: int, size_px: int) -> None:
    pixels = np.full((60, 80, 4), 200, np.uint8)
    picture = crop(pixels, Box(x, y, side, side), size_px)
    assert picture.shape == (size_px, size_px, 3)
    assert set(np.unique(picture)) <= {0, 200}


def test_channels_become_rgb_and_the_outside_black() -> None:
    pixels = np.zeros((100, 200, 4), np.uint8)
    pixels[..., 0], pixels[..., 2] = 10, 250  # blue, red
    view = FieldOfView(Box(50, 0, 100, 100))
    picture = crop(pixels, Box(25, -25, 150, 150), 150, view)
    assert picture[75, 75].tolist() == [250, 0, 10]
    assert picture[75, 10].tolist() == [0, 0, 0]  # in the frame, outside the view
    assert picture[10, 75].tolist() == [0, 0, 0]  # outside the frame


def test_pixels_that_are_not_square_are_made_square() -> None:
    pixels = np.zeros((576, 720, 4), np.uint8)
    aspect = Fraction(16, 11)
    yy, xx = np.mgrid[:576, :720]
    circle = ((xx - 360) * float(aspect)) ** 2 + (yy - 288) ** 2 < 200**2
    pixels[circle] = 255
    box = model_box(FieldOfView(Box(0, 0, 720, 576)), aspect)
    picture = crop(pixels, box, 224)
    width, height = np.ptp(np.argwhere(picture[..., 0] > 128), axis=0)
    assert abs(width - height) <= 1


def test_input_is_normalized_per_channel() -> None:
    spec = InputSpec(32, (0.5, 0.25, 0.0), (0.5, 0.25, 1.0))
    crops = np.zeros((2, 32, 32, 3), np.uint8)
    crops[1] = (255, 0, 51)
    images = to_input(crops, spec)
    assert (images.shape, images.dtype) == ((2, 3, 32, 32), np.float32)
    assert images[1, :, 0, 0] == pytest.approx([1.0, -1.0, 0.2], abs=1e-6)
    assert images[0, :, 0, 0] == pytest.approx([-1.0, -1.0, 0.0], abs=1e-6)
    room = np.full((2, 3, 32, 32), np.nan, np.float32)
    assert to_input(crops, spec, room) is room
    assert np.array_equal(room, images)


def plain_crop(image: np.ndarray, box: Box, size_px: int, view: FieldOfView) -> np.ndarray:
    """The same by numpy, pixel by pixel."""
    height, width = image.shape[:2]
    keep = view.bounds
    x0, y0 = max(box.x, keep.x, 0), max(box.y, keep.y, 0)
    x1 = min(box.x + box.width, keep.x + keep.width, width)
    y1 = min(box.y + box.height, keep.y + keep.height, height)
    result = np.zeros((size_px, size_px, 3), np.uint8)
    sx, sy = size_px / box.width, size_px / box.height
    left, top = round((x0 - box.x) * sx), round((y0 - box.y) * sy)
    right = max(left + 1, round((x1 - box.x) * sx))
    bottom = max(top + 1, round((y1 - box.y) * sy))
    small = reduce(image, Box(x0, y0, x1 - x0, y1 - y0), right - left, bottom - top)
    result[top:bottom, left:right] = small[: size_px - top, : size_px - left, 2::-1]
    result[view_mask(view, box, size_px) == 0] = 0
    return result


@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize(
    "view",
    [
        FieldOfView(Box(0, 0, 320, 240)),
        FieldOfView(Box(40, 0, 200, 240), ellipse=Box(40, -10, 200, 260)),
        FieldOfView(Box(30, 20, 111, 57), panels=(Box(30, 20, 9, 9),)),
        FieldOfView(Box(0, 100, 7, 3)),
    ],
)
def test_a_crop_is_the_region_in_rgb_with_black_around_it(view: FieldOfView, channels: int) -> None:
    image = np.random.default_rng(4).integers(0, 256, (240, 320, channels), np.uint8)
    box = model_box(view, Fraction(1))
    assert np.array_equal(crop(image, box, 64, view), plain_crop(image, box, 64, view))
