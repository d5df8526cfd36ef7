"""The compiled steps give the bits of the steps that they replace."""

from __future__ import annotations

import sys
from functools import cache
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from hysteroview.core.types import Box, FieldOfView
from hysteroview.imaging.native.kernels import Kernels, load
from hysteroview.imaging.phantom import Phantom, PhantomSpec
from hysteroview.imaging.pixels import planar
from hysteroview.imaging.pixels.crop_planes import split_planes
from hysteroview.imaging.pixels.planar import Matrix, Planes, Target
from hysteroview.imaging.pixels.preprocess import crop
from hysteroview.imaging.pixels.sampling import thumbnail_size
from hysteroview.imaging.quality import freeze
from hysteroview.imaging.quality.color import foreign_color, lost_color
from hysteroview.imaging.quality.freeze import FreezeDetector
from hysteroview.imaging.quality.gate import measure
from hysteroview.imaging.quality.instrument import instrument_share

SMALL = PhantomSpec(width_px=224, height_px=224)

Array = NDArray[np.uint8]


def _round_mask(radius: int) -> Array:
    return np.asarray(cv2.circle(np.zeros((224, 224), np.uint8), (112, 112), radius, 255, -1))


@cache
def _pictures() -> dict[str, Array]:
    draw = np.random.default_rng(16)
    noise = draw.integers(0, 256, (224, 224, 3), np.uint8)
    smooth = np.asarray(cv2.GaussianBlur(noise, (0, 0), 9), np.float32)
    clouds = np.clip((smooth - smooth.mean()) * 9 + 120, 0, 255)
    tissue = np.clip(clouds * (1.3, 0.5, 0.4) + draw.normal(0, 3, clouds.shape), 0, 255)
    shaft = tissue.copy()
    shaft[60:200, 90:120] = 150 + draw.normal(0, 2, (140, 30, 1))
    shaft[:30, 180:] = 110
    levels = np.arange(224, dtype=np.uint8)
    chart = np.stack(
        [np.tile(levels, (224, 1)), np.tile(levels[:, None], (1, 224)), noise[..., 2]], -1
    )
    pictures = {
        "noise": noise, "clouds": clouds, "tissue": tissue, "dark": tissue * 0.15,
        "red-out": np.clip(smooth * (1.6, 0.3, 0.25), 0, 255), "shaft": shaft, "chart": chart,
        "black": np.zeros_like(noise), "white": np.full_like(noise, 255),
        "gray": np.full_like(noise, 128), "glare": np.clip(clouds * 2.4, 0, 255),
        "phantom": Phantom(SMALL).render_view(3).pixels[..., 2::-1],
    }  # fmt: skip
    return {name: np.ascontiguousarray(each.astype(np.uint8)) for name, each in pictures.items()}


@pytest.mark.parametrize(
    "mask",
    [_round_mask(108), _round_mask(60), _round_mask(20), np.full((224, 224), 255, np.uint8)],
    ids=["round", "smaller", "tiny", "full"],
)
def test_compiled_measures_are_those_of_opencv(kernels: Kernels, mask: Array) -> None:
    for name, picture in _pictures().items():
        compiled, plain = split_planes(picture, mask, kernels), split_planes(picture, mask, None)
        assert compiled is not None
        assert plain is not None
        assert compiled.measured is not None
        assert plain.measured is None
        assert measure(compiled) == measure(plain), name
        assert foreign_color(compiled) == foreign_color(plain), name
        assert lost_color(compiled) == lost_color(plain), name
        assert instrument_share(compiled) == instrument_share(plain), name
        assert np.array_equal(compiled.highest, plain.highest), name
        assert np.array_equal(compiled.quarter_highest, plain.quarter_highest), name


def test_the_sample_pictures_reach_every_measure(kernels: Kernels) -> None:
    values = {}
    for picture in _pictures().values():
        planes = split_planes(picture, _round_mask(108), kernels)
        assert planes is not None
        for reason, value in measure(planes).values.items():
            values[reason] = max(values.get(reason, 0.0), value)
        values["instrument"] = max(values.get("instrument", 0.0), instrument_share(planes))
    assert [reason for reason, value in values.items() if value == 0] == []


def _planes(
    width: int, height: int, matrix: Matrix = Matrix.BT709, *, full: bool = False
) -> Planes:
    draw = np.random.default_rng(width)
    padded = draw.integers(0, 256, (height, width + 13), np.uint8)[:, :width]  # a decoder's rows
    half = ((height + 1) // 2, (width + 1) // 2)
    return Planes(
        padded, draw.integers(0, 256, half, np.uint8), draw.integers(0, 256, half, np.uint8),
        matrix, full,
    )  # fmt: skip


class _Decoded:
    """A picture with planes."""

    def __init__(self, planes: Planes) -> None:
        self.planes = planes
        self.height_px, self.width_px = planes.luma.shape

    def reduce(self, region: Box, width_px: int, height_px: int) -> Array:
        return self.planes.reduce(region, width_px, height_px)


@pytest.mark.parametrize(
    ("size", "view", "size_px"),
    [
        ((1920, 1080), FieldOfView(Box(420, 0, 1080, 1080), Box(420, -20, 1080, 1120)), 224),
        ((1920, 1080), FieldOfView(Box(0, 0, 1920, 1080)), 224),
        ((1280, 720), FieldOfView(Box(301, 17, 655, 701), Box(301, 17, 655, 701)), 224),
        ((720, 576), FieldOfView(Box(3, 5, 399, 551)), 224),
        ((320, 240), FieldOfView(Box(0, 0, 320, 240), None, ((0, 60), (160, 0), (319, 200))), 224),
        ((100, 90), FieldOfView(Box(0, 0, 100, 90)), 224),
        ((4096, 2160), FieldOfView(Box(1, 1, 4001, 2103)), 224),
        ((640, 480), FieldOfView(Box(0, 0, 641, 481)), 224),
        ((1920, 1080), FieldOfView(Box(420, 0, 1077, 1080), Box(420, 0, 1077, 1080)), 300),
        ((17, 9), FieldOfView(Box(0, 0, 17, 9)), 32),
    ],
)
def test_compiled_crops_are_those_of_opencv(
    kernels: Kernels,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
    view: FieldOfView,
    size_px: int,
) -> None:
    side = max(view.bounds.width, view.bounds.height)
    box = Box(view.bounds.x - 2, view.bounds.y, side, side)
    for matrix, full in ((Matrix.BT709, False), (Matrix.BT601, True)):
        picture = _Decoded(_planes(*size, matrix, full=full))
        crops = []
        for each in (kernels, None):
            monkeypatch.setattr(planar, "KERNELS", each)
            crops += [crop(picture, box, size_px, view), crop(picture, box, size_px)]
        assert np.array_equal(crops[0], crops[2])
        assert np.array_equal(crops[1], crops[3])


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720), (720, 576), (352, 288), (31, 17)])
def test_compiled_thumbnails_are_those_of_opencv(
    kernels: Kernels, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    for matrix, full in ((Matrix.BT709, False), (Matrix.BT601, True)):
        planes = _planes(*size, matrix, full=full)
        found = []
        for each in (kernels, None):
            monkeypatch.setattr(planar, "KERNELS", each)
            found.append([planes.sample(*thumbnail_size(*size), divisor) for divisor in (1, 2)])
        assert all(map(np.array_equal, *found))


def test_a_crop_beyond_the_bounds_of_the_compiled_step_is_left_to_opencv(
    kernels: Kernels, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planar, "KERNELS", kernels)
    planes = _planes(64, 48)
    whole = Box(0, 0, 64, 48)
    assert planes.crop(Target(whole, Box(0, 0, 1200, 20), 1200, None)) is None
    assert planes.crop(Target(whole, Box(0, 0, 31, 20), 30, None)) is None
    assert planes.crop(Target(whole, Box(0, 0, 30, 20), 30, None)) is not None


def test_the_compiled_freeze_detector_decides_as_the_other(
    kernels: Kernels, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = np.random.default_rng(7)
    pictures = [draw.integers(0, 256, (67, 120, 3), np.uint8) for _ in range(6)]
    order = [*range(6), *[5] * 40, *[4, 5] * 30, *range(6)]
    shown = [
        np.clip(pictures[at] + draw.integers(-1, 2, pictures[at].shape) * (at < 4), 0, 255)
        for at in order
    ]
    found = []
    for each in (kernels, None):
        monkeypatch.setattr(freeze, "KERNELS", each)
        detector = FreezeDetector()
        found.append(
            [
                detector.update(at * 33_366_667, small.astype(np.uint8))
                for at, small in enumerate(shown)
            ]
        )
        first, second = shown[3].astype(np.uint8), shown[9].astype(np.uint8)
        found.append([freeze._difference(first, second)])
    assert found[0] == found[2]
    assert found[1] == found[3]
    assert any(found[0])


def test_a_crop_of_another_size_is_measured_without_the_compiled_step(kernels: Kernels) -> None:
    picture = np.random.default_rng(1).integers(0, 256, (300, 300, 3), np.uint8)
    planes = split_planes(picture, np.full((300, 300), 255, np.uint8), kernels)
    assert planes is not None
    assert planes.measured is None


def test_a_module_compiled_from_other_sources_is_not_used(
    kernels: Kernels, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    module = SimpleNamespace(ffi=kernels._ffi, lib=kernels._lib)
    monkeypatch.setattr("hysteroview.imaging.native.kernels.import_module", lambda _: module)
    assert load() is not None
    assert caplog.messages == []
    monkeypatch.setattr("hysteroview.imaging.native.kernels.digest", lambda: "of another version")
    assert load() is None
    assert "older than their sources" in caplog.text


def test_without_the_module_there_are_no_compiled_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hysteroview.imaging.native._kernels", None)
    assert load() is None
