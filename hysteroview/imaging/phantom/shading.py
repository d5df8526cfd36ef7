"""Shading of wet tissue: from rays and maps to a picture."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from hysteroview.imaging.phantom.canvas import SurfaceMaps
from hysteroview.imaging.phantom.march import Hits
from hysteroview.imaging.phantom.noise import tile_noise
from hysteroview.imaging.phantom.raster import (
    Field,
    Picture,
    enlarge,
    field,
    look_up,
    look_up_color,
    picture,
)
from hysteroview.imaging.phantom.scene import Optics

_DETAIL_PX = 256
_HEADROOM = 3.2  # irradiance at the top of the coded range
_GLARE_FROM = 0.90


class Layer(NamedTuple):
    """Shaded picture of one surface.

    Attributes
    ----------
    color
        (s, s, 3) uint8 BGR.
    lesion
        (s, s) float32, 0 to 1.
    """

    color: Picture
    lesion: Field


def shade_table(optics: Optics, softness: float) -> Picture:
    """Return the display brightness of BGR for coded irradiance: (1, 256, 3) uint8, 160 is 1.

    Irradiance is coded as its square root. Blood absorbs blue and green, so light scattered in
    tissue comes out red: red decreases more slowly into the shade.
    """
    irradiance = np.linspace(0, 1, 256) ** 2 * _HEADROOM
    exponents = np.array([0.55, 0.53, 0.44 - 0.05 * softness])
    shade = irradiance[:, None] ** exponents * np.array(optics.white_balance)
    return picture(np.clip(shade * 160, 0, 255).astype(np.uint8)[None])


def tone_table() -> Picture:
    """Return the camera's tone curve: (256,) uint8, a soft shoulder and slight toe."""
    x = np.linspace(0, 1, 256) * 255 / 160
    y = (1 - np.exp(-1.75 * x**1.12)) / (1 - np.exp(-1.75 * (255 / 160) ** 1.12))
    return picture(np.clip(y * 252, 0, 255).astype(np.uint8))


def glare_table(sharpness: float) -> Picture:
    """Return the brightness of a specular highlight for the coded cosine: (256,) uint8."""
    cosine = np.linspace(_GLARE_FROM, 1, 256)
    floor = _GLARE_FROM**sharpness
    glare = (cosine**sharpness - floor) / (1 - floor) * 255
    return picture(np.clip(glare, 0, 255).astype(np.uint8))


class Shader:
    """Compute a shaded layer at full resolution from ray hits."""

    def __init__(self, optics: Optics, rng: np.random.Generator) -> None:
        self._optics = optics
        detail = sum(
            tile_noise(rng, _DETAIL_PX, cells) * np.float32(1.0 / cells) for cells in (16, 32, 64)
        )
        padded = np.pad(np.asarray(detail, np.float32), ((1, 2), (1, 2)), mode="wrap")
        du = padded[1:-1, 2:] - padded[1:-1, :-2]
        dv = padded[2:, 1:-1] - padded[:-2, 1:-1]
        scale = np.float32(1 / du.std())
        # Four channels are looked up faster than two.
        none = np.zeros_like(du)
        self._detail = field(cv2.merge([du * scale, dv * scale, none, none]))
        self._tables: dict[float, Picture] = {}
        self._glare = glare_table(110.0)

    def shade(
        self,
        maps: SurfaceMaps,
        hits: Hits,
        size: tuple[int, int],
        *,
        exposure: float,
        softness: float,
        roughness: float,
    ) -> Layer:
        """Shade a surface.

        Parameters
        ----------
        hits
            Ray hits at low resolution.
        size
            Width and height of the layer, px.
        exposure
            Factor on the irradiance.
        softness
            See `Body`.
        roughness
            Standard deviation of the slopes of the finest bumps.
        """
        chart = maps.chart
        scale, offset = chart.affine(chart.size_px)
        place = field(cv2.merge([hits.u, hits.v])) * np.float32(scale) + np.float32(offset)
        place = enlarge(place, size)
        lighting = [hits.light * np.float32(exposure), hits.facing, hits.slope_u, hits.slope_v]
        lighting = _planes(enlarge(field(cv2.merge(lighting)), size))
        light, facing, slope_u, slope_v = lighting
        gu, gv, gloss, lesion = _planes(look_up(maps.relief, place))
        turns = place * np.float32(4.5 * 512 / chart.size_px / _DETAIL_PX)
        turns -= np.floor(turns)  # stay inside the tile: cv2.remap is slow where it has to wrap
        detail = look_up(self._detail, turns * np.float32(_DETAIL_PX))
        gu = gu + np.float32(roughness) * field(cv2.extractChannel(detail, 0))
        gv = gv + np.float32(roughness) * field(cv2.extractChannel(detail, 1))
        steep = 1 + gu * gu + gv * gv
        facing = (facing - gu * slope_u - gv * slope_v) / field(cv2.sqrt(steep))
        albedo = look_up_color(maps.albedo, place * np.float32(2) + np.float32(0.5))
        color = self.light_up(
            picture(cv2.cvtColor(albedo, cv2.COLOR_BGRA2BGR)), light, facing, gloss,
            softness=softness,
        )  # fmt: skip
        return Layer(color, lesion)

    def light_up(
        self, albedo: Picture, light: Field, facing: Field, gloss: Field, *, softness: float
    ) -> Picture:
        """Apply irradiance, cosine and gloss, (h, w) each, to colors (h, w, 3) BGR."""
        light = np.minimum(light, _HEADROOM)
        diffuse = np.maximum((facing + np.float32(softness)) * np.float32(1 / (1 + softness)), 0.02)
        coded = field(cv2.sqrt(light * diffuse)) * np.float32(255 / np.sqrt(_HEADROOM))
        index = np.minimum(coded, 255).astype(np.uint8)
        table = self._tables.setdefault(softness, shade_table(self._optics, softness))
        brightness = cv2.LUT(cv2.merge([index] * 3), table)
        color = cv2.multiply(albedo, brightness, scale=1 / 255)
        glare = np.clip(
            (facing - np.float32(_GLARE_FROM)) * np.float32(255 / (1 - _GLARE_FROM)), 0, 255
        ).astype(np.uint8)
        strength = np.clip(light * gloss * np.float32(60), 0, 255).astype(np.uint8)
        shine = cv2.multiply(cv2.LUT(glare, self._glare), strength, scale=1 / 170)
        color = cv2.add(color, cv2.merge([shine] * 3))
        return picture(color)


def _planes(values: Field) -> list[Field]:
    return [field(plane) for plane in cv2.split(values)]
