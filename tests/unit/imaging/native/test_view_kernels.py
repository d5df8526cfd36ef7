"""The compiled steps that look for the field of view find what OpenCV and numpy find."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from hysteroview.core.types import Box
from hysteroview.imaging.native.kernels import Kernels
from hysteroview.imaging.phantom import Phantom, PhantomSpec
from hysteroview.imaging.pixels.sampling import thumbnail
from hysteroview.imaging.view import console, shape, surfaces
from hysteroview.imaging.view.console import rectangles
from hysteroview.imaging.view.field_of_view import find_in_thumbnail
from hysteroview.imaging.view.shape import Sides, fit_ellipse
from hysteroview.imaging.view.surfaces import surfaces_of

SIZES = [(135, 240), (180, 240), (240, 135), (256, 256), (9, 16), (1, 1)]

Array = NDArray[np.uint8]


@pytest.fixture
def both(kernels: Kernels, monkeypatch: pytest.MonkeyPatch) -> Both:
    return Both(kernels, monkeypatch)


class Both:
    """Calls a step with the compiled steps, and without."""

    def __init__(self, kernels: Kernels, monkeypatch: pytest.MonkeyPatch) -> None:
        self._kernels, self._monkeypatch = kernels, monkeypatch

    def __call__(self, step: object, *arguments: object) -> tuple[object, object]:
        found = []
        for each in (self._kernels, None):
            for module in (console, shape, surfaces):
                self._monkeypatch.setattr(module, "KERNELS", each)
            assert callable(step)
            found.append(step(*arguments))
        return found[0], found[1]


def _thumbnails() -> list[Array]:
    draw = np.random.default_rng(3)
    pictures = []
    for height, width in SIZES:
        noise = draw.integers(0, 256, (height, width, 3), np.uint8)
        flat = np.asarray(cv2.medianBlur(noise, 7), np.uint8) // 16 * 16
        flat[height // 4 : height // 2, width // 4 : width // 2] = (120, 119, 118)
        pictures += [noise, flat, np.zeros_like(noise), np.full_like(noise, 255)]
    return [np.ascontiguousarray(each) for each in pictures]


def test_compiled_surfaces_are_those_of_opencv(both: Both) -> None:
    marked = 0
    for small in _thumbnails():
        compiled, plain = both(surfaces_of, small)
        assert isinstance(compiled, surfaces.Surfaces)
        assert isinstance(plain, surfaces.Surfaces)
        for one, other in zip(compiled, plain, strict=True):
            assert np.array_equal(one, other)
        marked += int(plain.even.sum())
    assert marked > 0


def _masks() -> list[Array]:
    draw = np.random.default_rng(5)
    masks = []
    for height, width in SIZES:
        for blocks in range(12):
            mask = np.zeros((height, width), np.uint8)
            for _ in range(blocks):
                x, y = int(draw.integers(-9, width)), int(draw.integers(-9, height))
                w, h = draw.integers(3, 60, 2).tolist()
                mask[max(y, 0) : y + h, max(x, 0) : x + w] = 1
            speckled = mask * (draw.random((height, width)) > 0.1)
            masks += [mask, speckled.astype(np.uint8)]
        masks.append(draw.integers(0, 2, (height, width), np.uint8))
    return masks


def test_compiled_regions_are_those_of_opencv_in_their_order(both: Both) -> None:
    most = 0
    for mask in _masks():
        compiled, plain = both(console._regions, mask)
        assert compiled == plain
        assert isinstance(plain, list)
        most = max(most, len(plain))
        boxes = both(rectangles, mask)
        assert boxes[0] == boxes[1]
    assert most > 5


def _outlines() -> list[tuple[Array, Sides]]:
    draw = np.random.default_rng(8)
    found = []
    for _ in range(60):
        region = np.zeros((135, 240), np.uint8)
        middle = draw.integers((90, 50), (150, 85)).tolist()
        cv2.ellipse(region, middle, draw.integers(30, 90, 2).tolist(), 0, 0, 360, (1,), -1)
        cut = draw.integers(0, 40, 4).tolist()
        region[: cut[0]], region[135 - cut[1] :] = 0, 0
        region[:, : cut[2]], region[:, 240 - cut[3] :] = 0, 0
        if draw.random() < 0.3:
            cv2.rectangle(region, middle, (middle[0] + 60, middle[1] + 50), (1,), -1)
        x, y, w, h = cv2.boundingRect(region)
        if w and h:
            found.append((region, Sides(x, y, x + w, y + h)))
    return found


def test_compiled_ellipses_have_the_bits_of_numpy(both: Both) -> None:
    count = 0
    for region, sides in _outlines():
        for panels in ([], [Box(60, 20, 40, 30), Box(150, 90, 30, 40)]):
            compiled, plain = both(fit_ellipse, region, sides, panels)
            assert compiled == plain
            count += plain is not None
    assert count > 20


def test_the_field_of_view_is_the_same_with_the_compiled_steps(both: Both) -> None:
    spec = PhantomSpec(width_px=640, height_px=360)
    frames = [thumbnail(Phantom(spec).render_view(at).pixels) for at in range(0, 12, 3)]
    for small in [*frames, *_thumbnails()]:
        height, width = small.shape[:2]
        compiled, plain = both(find_in_thumbnail, small, (8 * width, 8 * height))
        assert compiled == plain
