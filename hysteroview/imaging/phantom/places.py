"""Which places of the uterus are in the view of a phantom, by its geometry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hysteroview.core.review.places import Place
from hysteroview.imaging.phantom.cavity import is_in_cavity
from hysteroview.imaging.phantom.raster import Vector
from hysteroview.imaging.phantom.scene import Cavity

_MIDDLE = 0.5  # share of the half angle of view within which a place is looked at
_STEP = 0.02  # along the optical axis, units of length
_FARTHEST = 4.0
_FUNDUS_SHARE = 0.75  # of its distance: what is deeper belongs to the fundus, not to a wall
_LATERAL_SHARE = 0.8  # of the half width: what is farther out is a side
_CANAL_Z = -1.1  # the isthmus


@dataclass(frozen=True, slots=True, eq=False)
class PhantomView:
    """Where the camera of a phantom is, and what it looks at.

    Attributes
    ----------
    position, forward
        (3,) of the camera: x right, y down, z toward the fundus; and direction of its axis, unit.
    half_fov
        Half the angle of view, radians.
    ostia
        (2, 3) positions of the tubal openings, the one with negative x first.
    """

    position: Vector
    forward: Vector
    half_fov: float
    cavity: Cavity
    ostia: Vector

    @property
    def places(self) -> frozenset[Place]:
        """The places in the middle of the view.

        The picture is upright, with the anterior wall at the top, so that the patient's right is on
        its left. A wall is in view if the optical axis meets it.
        """
        if self.position[2] < _CANAL_Z:
            return frozenset({Place.CERVICAL_CANAL})
        right, left = self.ostia
        targets = {
            Place.FUNDUS: np.array([0.0, 0.0, self.cavity.fundus]),
            Place.RIGHT_OSTIUM: right,
            Place.LEFT_OSTIUM: left,
        }
        seen = {place for place, target in targets.items() if self._looks_at(target)}
        x, y, z = self._hit()
        is_wall = z < _FUNDUS_SHARE * self.cavity.fundus
        if is_wall and abs(x) < _LATERAL_SHARE * self.cavity.half_width:
            seen.add(Place.ANTERIOR_WALL if y < 0 else Place.POSTERIOR_WALL)
        return frozenset(seen)

    def _looks_at(self, target: Vector) -> bool:
        toward = target - self.position
        cosine = float(toward @ self.forward / np.linalg.norm(toward))
        return bool(np.arccos(np.clip(cosine, -1, 1)) < _MIDDLE * self.half_fov)

    def _hit(self) -> Vector:
        """Return where the optical axis meets the smooth wall, (3,)."""
        along = np.arange(0.0, _FARTHEST, _STEP)
        points = self.position + along[:, None] * self.forward
        outside = np.flatnonzero(~is_in_cavity(self.cavity, points))
        return np.asarray(points[outside[0] if len(outside) else -1])
