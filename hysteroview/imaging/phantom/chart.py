"""Chart of a star-shaped surface: directions from its center, projected on a plane.

Stereographic projection from the point behind: it preserves angles (so textures are not stretched),
has no pole or seam in front, and needs no trigonometry. The direction d with d_z = 1 ("ahead") is
at the center; directions 90 degrees from it are at radius 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hysteroview.imaging.phantom.raster import Field, field


@dataclass(frozen=True, slots=True)
class Chart:
    """A square map that covers chart coordinates -extent to extent.

    Attributes
    ----------
    size_px
        Side of the map.
    extent
        Chart radius at the middle of an edge; 2.0 is 127 degrees from ahead.
    """

    size_px: int
    extent: float

    def coordinates(self) -> tuple[Field, Field]:
        """Return chart coordinates u, v of all pixels, each (size, size)."""
        axis = (np.arange(self.size_px, dtype=np.float32) + 0.5) / self.size_px * 2 - 1
        u, v = np.meshgrid(axis * np.float32(self.extent), axis * np.float32(self.extent))
        return field(u), field(v)

    def directions(self) -> Field:
        """Return the unit direction of each pixel: (size, size, 3)."""
        u, v = self.coordinates()
        square = u * u + v * v
        return field(np.stack([2 * u, 2 * v, 1 - square], axis=2) / (1 + square)[..., None])

    def to_px(self, value: float) -> float:
        """Turn a chart coordinate into a pixel coordinate."""
        return (value / self.extent * 0.5 + 0.5) * self.size_px - 0.5

    def affine(self, size_px: int) -> tuple[float, float]:
        """Return scale and offset from chart coordinates to pixels of a map of another size."""
        return size_px / (2 * self.extent), size_px / 2 - 0.5


def project(x: Field, y: Field, z: Field) -> tuple[Field, Field, Field]:
    """Return chart coordinates u, v and the distance of points from the center."""
    distance = np.sqrt(x * x + y * y + z * z) + np.float32(1e-6)
    scale = 1 / np.maximum(distance + z, np.float32(1e-4))
    return x * scale, y * scale, distance
