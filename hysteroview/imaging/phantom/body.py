"""A lesion that protrudes into the cavity: its position, pose and surface."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from hysteroview.imaging.phantom.canvas import Canvas, SurfaceMaps
from hysteroview.imaging.phantom.chart import Chart, project
from hysteroview.imaging.phantom.lesions import (
    WallSite,
    paint_carcinoma,
    paint_myoma,
    paint_polyp,
)
from hysteroview.imaging.phantom.raster import Field, Vector
from hysteroview.imaging.phantom.scene import Tissue
from hysteroview.imaging.phantom.spec import Lesion

BODY_EXTENT = 2.6
Planes = tuple[Field, Field, Field]


@dataclass(frozen=True, slots=True)
class Body:
    """A bent, tapered ellipsoid with surface relief that is attached to the wall.

    Points are transformed to the space of the body (along `axes` from `base`, unbent, then divided
    by the semi-axes), where the body is a star-shaped surface around the origin.

    Attributes
    ----------
    base
        (3,) position of the base on the wall.
    axes
        (3, 3), rows: two directions across, one into the cavity.
    half_axes
        (3,) lengths across, across, along.
    lift
        Height of the body's center over the base.
    taper
        Width at the base as a share of the full width; 1 for no stalk.
    bend
        Sideways shift per square of height.
    sway
        Amplitude of its movement with the fluid.
    softness
        Light scattered in the tissue: 0 firm, 0.5 soft and translucent.
    """

    base: Vector
    axes: Vector
    half_axes: Vector
    lift: float
    taper: float
    bend: float
    sway: float
    softness: float
    maps: SurfaceMaps

    @property
    def center(self) -> Vector:
        """Center of the body, (3,)."""
        return np.asarray(self.base + self.axes[2] * self.lift)

    @property
    def reach(self) -> float:
        """Radius of a sphere around the center that contains the body."""
        swing = (abs(self.bend) + self.sway) * (self.lift + self.half_axes[2]) ** 2
        return float(self.half_axes.max() * (self.maps.radius.max() + 0.05) + swing)

    def to_axes(self, points: Field) -> Planes:
        """Return coordinates of points (h, w, 3) along the body's axes, from its base."""
        matrix = np.column_stack([self.axes, -self.axes @ self.base])
        a, b, c = cv2.split(cv2.transform(points, matrix))
        return np.asarray(a), np.asarray(b), np.asarray(c)

    def to_own_space(self, along: Planes, swing: float) -> Planes:
        """Return x, y, z in the space where the body is star-shaped; see `to_axes`."""
        x, y, z = along
        height = np.maximum(z, 0)
        x = x - np.float32(self.bend + swing * self.sway) * height * height
        a, b, c = (np.float32(1 / value) for value in self.half_axes)
        if self.taper < 1:
            rise = np.minimum(height * np.float32(1 / self.lift), 1)
            narrow = self.taper + np.float32(1 - self.taper) * rise * (2 - rise)
            x, y = x / narrow, y / narrow
        return x * a, y * b, (z - np.float32(self.lift)) * c

    def rough_distance(self, points: Field, swing: float) -> Field:
        """Return the approximate distance of points (..., 3) from the body; negative inside."""
        x, y, z = self.to_own_space(self.to_axes(points), swing)
        _, _, distance = project(x, y, z)
        return (distance - 1) * np.float32(self.half_axes.min())


def make_body(
    lesion: Lesion,
    place: WallSite,
    size: float,
    tissue: Tissue,
    size_px: int,
    rng: np.random.Generator,
) -> Body | None:
    """Create the body of a polyp, myoma or carcinoma; None for other lesions."""
    if lesion not in (Lesion.EP, Lesion.SM, Lesion.EC):
        return None
    chart = Chart(size_px, BODY_EXTENT)
    u, v = chart.coordinates()
    unit_px = (size_px / (2 * BODY_EXTENT)) * (1 + u * u + v * v) / 2
    canvas = Canvas.blank(chart, unit_px.astype(np.float32), tissue.color)
    lean, bend, sway, taper, softness = 0.1, 0.0, 0.0, 1.0, 0.12
    if lesion is Lesion.EP:
        paint_polyp(canvas, tissue.color, rng)
        width = 0.15 + 0.10 * size
        length = width * rng.uniform(1.15, 2.1)
        half_axes = np.array([width, width * rng.uniform(0.75, 1.0), length])
        lift = length * rng.uniform(0.72, 1.0)
        lean, bend, sway = 0.55, rng.normal(0, 0.5), rng.uniform(0.08, 0.25)
        taper, softness = rng.uniform(0.40, 0.75), 0.38
    elif lesion is Lesion.SM:
        paint_myoma(canvas, tissue.color, rng)
        width = 0.24 + 0.15 * size
        half_axes = np.array([width, width * rng.uniform(0.92, 1.0), width * rng.uniform(0.9, 1.0)])
        # ESGE grade: the center stands over the wall (G0), near it (G1) or under it (G2).
        lift = width * rng.uniform(-0.05, 0.6)
        softness = 0.10
    else:
        paint_carcinoma(canvas, rng)
        width = 0.25 + 0.14 * size
        half_axes = width * np.array([rng.uniform(0.9, 1.3), rng.uniform(0.8, 1.1), 0.85])
        lift, lean, softness = width * rng.uniform(0.1, 0.45), 0.3, 0.16
    canvas.lesion[:] = 1
    maps = canvas.finish(np.ones((size_px, size_px), np.float32), outward=True)
    return Body(
        base=place.point,
        axes=_frame(place.normal, lean, rng),
        half_axes=half_axes,
        lift=float(lift),
        taper=float(taper),
        bend=float(np.clip(bend, -0.8, 0.8)),
        sway=float(sway),
        softness=softness,
        maps=maps,
    )


def _frame(normal: Vector, lean: float, rng: np.random.Generator) -> Vector:
    """Return axes whose third row is the normal, tilted slightly toward the isthmus."""
    along = normal + lean * (rng.normal(0, 0.4, 3) + np.array([0, 0, -0.5]))
    along /= np.linalg.norm(along)
    across = np.cross(along, rng.normal(0, 1, 3))
    across /= np.linalg.norm(across)
    return np.stack([across, np.cross(along, across), along])
