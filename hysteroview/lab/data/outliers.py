"""Outliers: pictures that belong to none of a model's classes, near and far ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.imaging.phantom import Lesion, Phantom, PhantomSpec, Structure
from hysteroview.imaging.pixels.preprocess import crop, model_box
from hysteroview.imaging.view.field_of_view import find_field_of_view

Crops = NDArray[np.uint8]
NEAR = ("empty", "ostium", "instrument", "synechia", "iud")
FAR = ("test_card", "room", "noise")
_RENDER_PX = 256
_SQUARE = Fraction(1)


def render_outliers(kind: str, seeds: Sequence[int], *, views: int, size_px: int) -> Crops:
    """Render pictures of one kind of `NEAR` or `FAR`.

    Pictures without a field of view are left out, because they are not assessed in use either.

    Returns
    -------
    (N, size_px, size_px, 3) uint8, RGB; N is `views` for each seed, or less.
    """
    pictures = (
        picture
        for seed in seeds
        for picture in (
            _phantom_views(kind, seed, views) if kind in NEAR else _PAINTERS[kind](seed, views)
        )
    )
    return _cut(pictures, size_px)


def read_outliers(files: Sequence[Path], *, size_px: int) -> Crops:
    """Read the pictures of a folder as inputs of the network: (N, size_px, size_px, 3)."""
    pictures = (cv2.imread(str(file)) for file in files)
    return _cut((np.asarray(p, np.uint8) for p in pictures if p is not None), size_px)


def _cut(pictures: Iterator[Crops], size_px: int) -> Crops:
    crops = []
    for pixels in pictures:
        view = find_field_of_view(pixels)
        if view is not None:
            crops.append(crop(pixels, model_box(view, _SQUARE), size_px, view))
    return np.asarray(crops, np.uint8).reshape(len(crops), size_px, size_px, 3)


def _phantom_views(kind: str, seed: int, views: int) -> Iterator[Crops]:
    structure = {"synechia": Structure.SYNECHIA, "iud": Structure.IUD}.get(kind, Structure.NONE)
    phantom = Phantom(
        PhantomSpec(
            seed=seed,
            lesion=Lesion.NONE,
            width_px=_RENDER_PX,
            height_px=_RENDER_PX,
            instrument=kind == "instrument",
            structure=structure,
        )
    )
    for index in range(views):
        frame = phantom.render_ostium(index) if kind == "ostium" else phantom.render_view(index)
        yield frame.pixels


def _test_cards(seed: int, views: int) -> Iterator[Crops]:
    """Draw color bars, gray steps, checkers and rings, as consoles and generators show them."""
    rng = np.random.default_rng([seed, 1])
    y, x = np.mgrid[0:_RENDER_PX, 0:_RENDER_PX].astype(np.float32) / _RENDER_PX
    for index in range(views):
        pattern = (seed + index) % 4
        if pattern == 0:
            bars = np.array([[v >> 1 & 1, v >> 2 & 1, v & 1] for v in rng.permutation(8)]) * 191
            pixels = bars[np.minimum((x * 8).astype(int), 7)]
            ramp = np.round(x * 255).astype(int)[..., None].repeat(3, 2)
            pixels = np.where((y > rng.uniform(0.6, 0.85))[..., None], ramp, pixels)
        elif pattern == 1:
            steps = int(rng.integers(5, 17))
            pixels = (np.floor(x * steps) / (steps - 1) * 255)[..., None].repeat(3, 2)
        elif pattern == 2:
            count = rng.integers(4, 24)
            checks = (np.floor(x * count) + np.floor(y * count)) % 2
            pixels = checks[..., None] * rng.integers(120, 256, 3)
        else:
            rings = np.cos(np.hypot(x - 0.5, y - 0.5) ** 2 * rng.uniform(200, 900))
            pixels = (rings * 110 + 128)[..., None].repeat(3, 2)
        yield np.clip(pixels, 0, 255).astype(np.uint8)


def _rooms(seed: int, views: int) -> Iterator[Crops]:
    """Draw the view of a camera that lies on a tray: lit planes, edges, soft colors, cloth."""
    for index in range(views):
        rng = np.random.default_rng([seed, 2, index])
        canvas = np.full((_RENDER_PX, _RENDER_PX, 3), rng.uniform(90, 210, 3), np.float32)
        for _ in range(int(rng.integers(4, 12))):
            corners = rng.uniform(-0.2, 1.2, (int(rng.integers(3, 6)), 2)) * _RENDER_PX
            hull = cv2.convexHull(corners.astype(np.float32)).astype(np.int32)
            cv2.fillConvexPoly(canvas, hull, rng.uniform(10, 250, 3).tolist(), cv2.LINE_AA)
        weave = rng.normal(0, 1, (_RENDER_PX, _RENDER_PX, 1)).astype(np.float32)
        blurred = cv2.GaussianBlur(weave, (0, 0), rng.uniform(0.6, 4))[..., None]
        canvas += blurred * rng.uniform(5, 40)
        light = np.linspace(rng.uniform(0.3, 1), rng.uniform(0.3, 1.2), _RENDER_PX)
        lit = canvas * light[None, :, None].astype(np.float32)
        yield np.clip(cv2.GaussianBlur(lit, (0, 0), rng.uniform(0.5, 3)), 0, 255).astype(np.uint8)


def _noises(seed: int, views: int) -> Iterator[Crops]:
    """Draw noise, from single pixels to broad clouds of color."""
    for index in range(views):
        rng = np.random.default_rng([seed, 3, index])
        cells = int(2 ** rng.uniform(2.5, 8))
        noise = rng.normal(rng.uniform(80, 170), rng.uniform(25, 80), (cells, cells, 3))
        size = (_RENDER_PX, _RENDER_PX)
        pixels = cv2.resize(noise.astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
        yield np.clip(pixels, 0, 255).astype(np.uint8)


_PAINTERS: Mapping[str, Callable[[int, int], Iterator[Crops]]] = {
    "test_card": _test_cards,
    "room": _rooms,
    "noise": _noises,
}
