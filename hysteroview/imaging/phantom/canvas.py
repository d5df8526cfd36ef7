"""Canvas of one surface: height, color, gloss and area of the lesion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.imaging.phantom.chart import Chart
from hysteroview.imaging.phantom.noise import smoothstep
from hysteroview.imaging.phantom.raster import Field, field

Color = tuple[float, float, float]
_EDGE = cv2.BORDER_REPLICATE
_MARCH_PX = 1024  # cv2.remap rounds positions to 1/32 px: coarser maps would show as steps
INK_SCALE = 2  # vessels and glands are drawn at twice the size of the height map


class SurfaceMaps(NamedTuple):
    """Maps of a finished surface, for the renderer.

    Attributes
    ----------
    radius
        (1024, 1024) float32, distance of the surface from its center, including all but the fine
        relief.
    relief
        (n, n, 4) float32: slopes along u and v (without unit), gloss 0 to 2, lesion 0 to 1.
    albedo
        (2n, 2n, 4) uint8, BGR in display colors; the fourth channel is unused (cv2.remap looks up
        four channels faster than three).
    """

    chart: Chart
    radius: Field
    relief: Field
    albedo: NDArray[np.uint8]


@dataclass(slots=True)
class Canvas:
    """A surface being painted.

    Attributes
    ----------
    unit_px
        (n, n) local pixels of the height map per unit of length on the surface.
    height
        (n, n) relief toward the cavity, in units of length.
    tint
        (n, n, 3) BGR 0 to 255.
    gloss
        (n, n), 1 is normal wet mucosa.
    lesion
        (n, n) 0 to 1; the ground truth is where it exceeds one half.
    stain, bloom
        (2n, 2n, 3) uint8: ink that darkens (255 has no effect) and ink that lightens (0 has no
        effect).
    """

    chart: Chart
    unit_px: Field
    height: Field
    tint: Field
    gloss: Field
    lesion: Field
    stain: NDArray[np.uint8]
    bloom: NDArray[np.uint8]

    @classmethod
    def blank(cls, chart: Chart, unit_px: Field, color: Color) -> Canvas:
        """Return a flat canvas of one color."""
        n = chart.size_px
        ink = n * INK_SCALE
        return cls(
            chart=chart,
            unit_px=unit_px,
            height=np.zeros((n, n), np.float32),
            tint=np.full((n, n, 3), color, np.float32),
            gloss=np.ones((n, n), np.float32),
            lesion=np.zeros((n, n), np.float32),
            stain=np.full((ink, ink, 3), 255, np.uint8),
            bloom=np.zeros((ink, ink, 3), np.uint8),
        )

    def blend(self, color: Color, weight: Field) -> None:
        """Move the tint toward `color` by `weight` (n, n) 0 to 1."""
        self.tint += weight[..., None] * (field(color) - self.tint)

    def shade(self, factor: Field) -> None:
        """Multiply the tint by `factor` (n, n)."""
        self.tint *= factor[..., None]

    def ink_unit_px(self, x: float, y: float) -> float:
        """Return ink pixels per unit of length at an ink pixel."""
        last = self.chart.size_px - 1
        column = min(max(int(x / INK_SCALE), 0), last)
        row = min(max(int(y / INK_SCALE), 0), last)
        return float(self.unit_px[row, column]) * INK_SCALE

    def finish(self, base_radius: Field, *, outward: bool) -> SurfaceMaps:
        """Compute the maps of the painted surface.

        Parameters
        ----------
        base_radius
            (n, n), the shape without relief.
        outward
            Whether relief adds to the radius (a body in the cavity) or subtracts from it (a wall).
        """
        n = self.chart.size_px
        height = cv2.GaussianBlur(self.height, (0, 0), 0.6 * n / 512)
        slope_u = cv2.Sobel(height, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8, borderType=_EDGE)
        slope_v = cv2.Sobel(height, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8, borderType=_EDGE)
        hollow = cv2.blur(self.height, (n // 32 | 1, n // 32 | 1)) - self.height
        occlusion = 1 - 0.55 * smoothstep(0.0, 0.09, hollow) + 0.10 * smoothstep(0, 0.06, -hollow)
        tint = np.clip(self.tint * occlusion[..., None], 0, 255).astype(np.uint8)
        ink = n * INK_SCALE
        albedo = cv2.resize(tint, (ink, ink), interpolation=cv2.INTER_LINEAR)
        albedo = cv2.multiply(albedo, cv2.GaussianBlur(self.stain, (0, 0), n / 640), scale=1 / 255)
        albedo = cv2.add(albedo, cv2.GaussianBlur(self.bloom, (3, 3), 0))
        # Fine relief is shaded but not ray-marched: at a grazing angle it would cause stripes.
        bulk = cv2.resize(self.height, (256, 256), interpolation=cv2.INTER_AREA)
        bulk = cv2.GaussianBlur(bulk, (0, 0), 1.3)
        radius = cv2.resize(base_radius, (256, 256), interpolation=cv2.INTER_AREA)
        radius = radius + (bulk if outward else -bulk)
        radius = cv2.resize(radius, (_MARCH_PX, _MARCH_PX), interpolation=cv2.INTER_CUBIC)
        radius = cv2.GaussianBlur(radius, (0, 0), 2.5)
        relief = cv2.merge(
            [slope_u * self.unit_px, slope_v * self.unit_px, self.gloss, self.lesion]
        )
        return SurfaceMaps(
            self.chart,
            np.asarray(radius, np.float32),
            np.asarray(relief, np.float32),
            np.asarray(cv2.cvtColor(albedo, cv2.COLOR_BGR2BGRA), np.uint8),
        )
