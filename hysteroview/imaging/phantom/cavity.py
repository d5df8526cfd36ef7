"""Wall of the cavity: its shape, and the healthy endometrium painted on it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.imaging.phantom.canvas import INK_SCALE, Canvas
from hysteroview.imaging.phantom.chart import Chart
from hysteroview.imaging.phantom.ink import (
    VesselStyle,
    draw_dots,
    draw_vessel,
    place_on_surface,
)
from hysteroview.imaging.phantom.noise import smoothstep, tile_noise
from hysteroview.imaging.phantom.raster import Field, field
from hysteroview.imaging.phantom.scene import Cavity, Tissue

_EDGE = cv2.BORDER_REPLICATE
WALL_EXTENT = 2.0
_COARSE_PX = 160
_TILE_PX = 256


@dataclass(frozen=True, slots=True)
class WallShape:
    """The smooth wall.

    Attributes
    ----------
    radius
        (n, n) distance from the center.
    points
        (n, n, 3) positions: x right, y down, z toward the fundus.
    normals
        (n, n, 3) unit vectors into the cavity.
    unit_px
        (n, n) map pixels per unit of length.
    ostia
        Chart coordinates of the two tubal openings.
    """

    chart: Chart
    radius: Field
    points: Field
    normals: Field
    unit_px: Field
    ostia: tuple[tuple[float, float], tuple[float, float]]


def shape_wall(cavity: Cavity, size_px: int) -> WallShape:
    """Compute the wall: an inverted triangle, flat from front to back, with a fundus.

    Each direction is solved by bisection on a coarse map, which is then enlarged: the shape is
    smooth.
    """
    coarse = Chart(_COARSE_PX, WALL_EXTENT)
    d = coarse.directions()
    low, high = np.zeros(d.shape[:2], np.float32), np.full(d.shape[:2], 2.2, np.float32)
    for _ in range(14):
        middle = (low + high) / 2
        inside = _inside(cavity, *(field(d[..., k] * middle) for k in range(3)))
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    radius = field(cv2.GaussianBlur(low, (0, 0), 1.6))
    ostia = _ostia(cavity)
    for u, v in ostia:  # the cornu narrows into the tube
        radius = radius + np.float32(0.10) * _spot(coarse, u, v, 0.10)
    radius = field(cv2.resize(radius, (size_px, size_px), interpolation=cv2.INTER_CUBIC))
    # Cubic interpolation has discontinuous slopes, which lighting would show as stripes.
    radius = np.asarray(cv2.GaussianBlur(radius, (0, 0), 0.8 * size_px / _COARSE_PX), np.float32)
    chart = Chart(size_px, WALL_EXTENT)
    points = radius[..., None] * chart.directions()
    along_u = cv2.Sobel(points, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8, borderType=_EDGE)
    along_v = cv2.Sobel(points, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8, borderType=_EDGE)
    normals = np.cross(along_v, along_u)
    normals /= np.linalg.norm(normals, axis=2, keepdims=True) + 1e-9
    length = np.sqrt(np.linalg.norm(along_u, axis=2) * np.linalg.norm(along_v, axis=2))
    return WallShape(
        chart=chart,
        radius=radius,
        points=np.asarray(points, np.float32),
        normals=np.asarray(normals, np.float32),
        unit_px=np.asarray(1 / np.maximum(length, 1e-5), np.float32),
        ostia=ostia,
    )


def room_at(cavity: Cavity, position: NDArray[np.float64]) -> float:
    """Return the approximate distance of a point (3,) in the cavity from the smooth wall."""
    x, y, z = (np.full(1, value, np.float32) for value in position)
    return float((1 - _gauge(cavity, x, y, z)[0] ** 0.4) * cavity.half_thickness * 0.8)


def is_in_cavity(cavity: Cavity, points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return for points (n, 3) whether each is inside the smooth wall, (n,)."""
    return _inside(cavity, *(field(points[:, axis]) for axis in range(3)))


def _inside(cavity: Cavity, x: Field, y: Field, z: Field) -> NDArray[np.bool_]:
    return np.asarray(_gauge(cavity, x, y, z) < 1)


def _gauge(cavity: Cavity, x: Field, y: Field, z: Field) -> Field:
    """Return an implicit function that is 1 on the wall and less inside."""
    rise = smoothstep(-1.1, cavity.fundus, z)
    width = cavity.isthmus + (cavity.half_width - cavity.isthmus) * rise
    across = np.abs(x) / width
    thickness = cavity.half_thickness * (0.62 + 0.38 * rise) * (1 - 0.32 * np.minimum(across, 1))
    end = cavity.fundus - cavity.bow * (1 - np.minimum(across, 1) ** 2)
    cap = np.maximum(z - 0.25, 0) / np.maximum(end - 0.25, 0.1)
    return np.asarray(across**2.6 + (np.abs(y) / thickness) ** 2.3 + cap**3.2, np.float32)


def _ostia(cavity: Cavity) -> tuple[tuple[float, float], tuple[float, float]]:
    angle = np.arctan2(cavity.half_width * 0.9, cavity.fundus * 0.72)
    rho = float(np.tan(angle / 2))
    return ((-rho, 0.0), (rho, 0.0))


def _spot(chart: Chart, u: float, v: float, radius: float) -> Field:
    across, down = chart.coordinates()
    return field(np.exp(-((across - u) ** 2 + (down - v) ** 2) / np.float32(radius * radius)))


class SolidNoise:
    """Solid noise: a seamless tile projected along the three axes."""

    def __init__(self, points: Field, normals: Field) -> None:
        weights = cv2.blur(np.abs(normals), (9, 9)) ** 4
        self._weights = weights / np.sqrt((weights**2).sum(axis=2, keepdims=True))
        self._points = points

    def sample(self, rng: np.random.Generator, size: float, octaves: int = 3) -> Field:
        """Return noise of about -1 to 1 with features of `size` units of length: (n, n)."""
        tile = np.zeros((_TILE_PX, _TILE_PX), np.float32)
        cells, amplitude = 8, 1.0
        for _ in range(octaves):
            tile += np.float32(amplitude) * tile_noise(rng, _TILE_PX, cells)
            cells, amplitude = cells * 2, amplitude * 0.5
        scale = np.float32(_TILE_PX / 8 / size)
        total = np.zeros(self._points.shape[:2], np.float32)
        for axis, (a, b) in enumerate(((1, 2), (2, 0), (0, 1))):
            shift = rng.uniform(0, _TILE_PX, 2).astype(np.float32)
            sampled = cv2.remap(
                tile,
                self._points[..., a] * scale + shift[0],
                self._points[..., b] * scale + shift[1],
                cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_WRAP,
            )
            total += self._weights[..., axis] * sampled
        return total


def paint_endometrium(
    shape: WallShape, tissue: Tissue, solid: SolidNoise, rng: np.random.Generator
) -> Canvas:
    """Paint the healthy wall: smooth pink mucosa, gland openings, fine vessels, the ostia.

    Light pink in the proliferative phase (hysteroscopy.info, "Endometrial cycle and
    hysteroscopy"); Drizi 2023 (doi:10.36205/trocar1.2023006) is an atlas from normal to
    malignant endometrium. Secretory, menstrual and atrophic endometrium are not painted.
    """
    canvas = Canvas.blank(shape.chart, shape.unit_px, tissue.color)
    broad, fine = solid.sample(rng, 0.45, 3), solid.sample(rng, 0.07, 3)
    canvas.blend((85, 90, 205), np.clip(0.30 * tissue.mottling * broad, 0, 0.5))
    canvas.blend((170, 178, 232), np.clip(-0.35 * tissue.mottling * broad, 0, 0.5))
    canvas.shade(1 + np.float32(0.06) * fine)
    canvas.height += np.float32(tissue.undulation) * (0.022 * solid.sample(rng, 0.26, 2))
    canvas.height += np.float32(0.0035 * tissue.undulation) * fine
    canvas.gloss *= 1 + 0.4 * solid.sample(rng, 0.2, 2)
    _paint_glands(canvas, tissue, rng)
    _paint_vessels(canvas, tissue, rng)
    for u, v in shape.ostia:
        _paint_ostium(canvas, shape, u, v, rng)
    return canvas


def _paint_glands(canvas: Canvas, tissue: Tissue, rng: np.random.Generator) -> None:
    points, unit = place_on_surface(canvas, rng, tissue.gland_spacing, 0.5)
    depth = 34 * tissue.gland_strength
    radius = unit * np.float32(tissue.gland_spacing * 0.17)
    draw_dots(canvas.stain, points, radius, (255 - 1.1 * depth, 255 - depth, 255 - 0.5 * depth))


def _paint_vessels(canvas: Canvas, tissue: Tissue, rng: np.random.Generator) -> None:
    fade = tissue.vessel_strength
    ink = canvas.stain.shape[0]
    per_chart = ink / (2 * canvas.chart.extent)
    for _ in range(tissue.vessels):
        rho, angle = 1.1 * np.sqrt(rng.uniform()), rng.uniform(0, 2 * np.pi)
        start = (
            ink / 2 + rho * np.cos(angle) * per_chart,
            ink / 2 + rho * np.sin(angle) * per_chart,
            rng.uniform(0, 2 * np.pi),
        )
        style = VesselStyle(
            color=(255 - 125 * fade, 255 - 135 * fade, 255 - 50 * fade),
            width=rng.uniform(0.005, 0.012),
            length=rng.uniform(0.3, 0.8),
            wander=0.16,
        )
        draw_vessel(canvas, rng, style, start, depth=2)


def _paint_ostium(
    canvas: Canvas, shape: WallShape, u: float, v: float, rng: np.random.Generator
) -> None:
    chart = canvas.chart
    row, column = round(chart.to_px(v)), round(chart.to_px(u))
    unit = float(shape.unit_px[row, column]) * 2 * chart.extent / chart.size_px
    size = rng.uniform(0.035, 0.055) * unit
    across, down = chart.coordinates()
    slit = rng.uniform(0.55, 0.95)
    distance = field(np.sqrt(((across - u) * slit) ** 2 + (down - v) ** 2) / np.float32(size))
    rim = field(np.exp(-((distance - 1.9) ** 2) / 0.7))
    canvas.blend((178, 188, 235), 0.65 * rim)
    canvas.height += np.float32(0.02) * rim
    hole = 1 - smoothstep(0.55, 1.35, distance)
    canvas.blend((18, 16, 52), 0.97 * hole)
    canvas.gloss *= 1 - hole
    canvas.height -= np.float32(0.08) * hole
    ink = INK_SCALE * chart.size_px
    scale, offset = chart.affine(ink)
    center = (int(u * scale + offset), int(v * scale + offset))
    cv2.circle(canvas.stain, center, int(size * scale * 1.6), (255, 255, 255), -1)
