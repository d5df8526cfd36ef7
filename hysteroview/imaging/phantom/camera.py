"""Position and direction of the endoscope: a smooth loop in time, and random views."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from hysteroview.imaging.phantom.raster import Vector
from hysteroview.imaging.phantom.scene import Scene

LOOP_S = 12.0
_BREATHS, _TREMORS = 3, (41, 58, 67)  # whole cycles per loop, so that the loop closes


@dataclass(frozen=True, slots=True)
class Pose:
    """Pose of the camera.

    Attributes
    ----------
    position
        (3,) in units of length from the center of the cavity.
    rotation
        (3, 3), columns: right, down and forward of the picture.
    swing
        -1 to 1, phase of the movement with the fluid.
    """

    position: Vector
    rotation: Vector
    swing: float


def look(position: Vector, target: Vector, roll: float, swing: float = 0.0) -> Pose:
    """Return the pose at `position` that looks at `target`, turned by `roll` radians."""
    forward = target - position
    forward = forward / np.linalg.norm(forward)
    right = np.cross(np.array([0.0, 1.0, 0.0]), forward)
    right /= np.linalg.norm(right)
    down = np.cross(forward, right)
    c, s = np.cos(roll), np.sin(roll)
    return Pose(position, np.stack([c * right + s * down, c * down - s * right, forward], 1), swing)


@dataclass(frozen=True, slots=True)
class CameraPath:
    """A loop of `LOOP_S` seconds.

    The camera advances and withdraws, stays near the lesion, and once per loop turns to the other
    side of the cavity and returns.

    Attributes
    ----------
    near, far
        (3,) ends of the path.
    target, aside
        (3,) point that it looks at, and point that it looks at when it turns away.
    roll
        Mean roll of the picture, radians.
    phases
        (8,) phases of the harmonics, radians.
    """

    near: Vector
    far: Vector
    target: Vector
    aside: Vector
    roll: float
    phases: Vector

    def drawn_back(self) -> CameraPath:
        """Return a path that stays farther away."""
        return replace(self, near=0.6 * self.near + 0.4 * self.far)

    def at(self, time_s: float) -> Pose:
        """Return the pose at a time."""
        turn = 2 * np.pi * (time_s / LOOP_S % 1.0)
        p = self.phases
        advance = 0.5 - 0.5 * np.cos(turn + p[0]) + 0.10 * np.sin(2 * turn + p[1])
        position = self.far + (self.near - self.far) * advance
        breath = np.sin(_BREATHS * turn + p[2])
        position = position + np.array(
            [0.03 * np.sin(turn + p[3]), 0.018 * breath, 0.015 * np.cos(_BREATHS * turn + p[2])]
        )
        away = np.exp(-(((turn / (2 * np.pi) - 0.82) / 0.075) ** 2))
        wander = 0.10 * np.array([np.sin(turn + p[4]), np.sin(2 * turn + p[5]), 0.0])
        tremor = 0.004 * sum(
            np.array([np.sin(n * turn + p[6] * n), np.cos(n * turn + p[7] * n), 0.0])
            for n in _TREMORS
        )
        target = self.target + (self.aside - self.target) * away + wander + tremor
        return look(
            position, target, self.roll + 0.12 * np.sin(turn + p[5]), float(np.sin(4 * turn + p[1]))
        )


def plan_path(scene: Scene, focus: Vector, rng: np.random.Generator) -> CameraPath:
    """Plan the loop around `focus` (3,), the center of the lesion or of the fundus."""
    start = np.array([rng.normal(0, 0.03), rng.normal(0, 0.02), rng.uniform(-0.52, -0.36)])
    toward = focus - start
    distance = float(np.linalg.norm(toward))
    closest = rng.uniform(0.72, 0.95)
    near = start + toward * max(0.0, 1 - closest / distance)
    near[:2] *= 0.6  # keep to the middle, away from the walls
    fundus = np.array([0.0, 0.0, scene.cavity.fundus])
    side = -np.sign(focus[0]) if abs(focus[0]) > 0.05 else 1.0
    aside = np.array([side * scene.cavity.half_width * 0.95, -0.3 * focus[1], 0.55])
    return CameraPath(
        near=near,
        far=start,
        target=0.8 * focus + 0.2 * fundus,
        aside=aside,
        roll=rng.normal(0, 0.15),
        phases=rng.uniform(0, 2 * np.pi, 8) * np.array([0.15, 1, 1, 1, 1, 1, 1, 1]),
    )


def random_pose(focus: Vector, attempt: int, rng: np.random.Generator) -> Pose:
    """Return a random pose in the cavity; closer to the lesion with each attempt."""
    tight = 1 / (1 + 0.5 * attempt)
    start = np.array([rng.normal(0, 0.10), rng.normal(0, 0.05), rng.uniform(-0.55, -0.2)])
    distance = float(np.linalg.norm(focus - start))
    advance = rng.uniform() ** 1.5 * max(0.0, 1 - 0.62 / distance)
    position = start + (focus - start) * advance
    position[:2] *= 0.75
    target = focus + tight * rng.normal(0, 0.22, 3)
    return look(position, target, rng.normal(0, 0.5), float(rng.uniform(-1, 1)))
