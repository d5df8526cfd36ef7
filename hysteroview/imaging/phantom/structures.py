"""Structures in the cavity that are not lesions: adhesions and intrauterine devices.

They are painted from descriptions, to test a network on structures it was not trained on: synechiae
are pale fibrous or mucosa-covered strands between the walls (Hanstede 2015, Fertil Steril
104:1561); a copper T is a white plastic T of 32 × 32 mm with wire on its stem and two threads.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hysteroview.imaging.phantom.camera import Pose
from hysteroview.imaging.phantom.cavity import SolidNoise
from hysteroview.imaging.phantom.march import Rays, Tracer
from hysteroview.imaging.phantom.noise import smoothstep
from hysteroview.imaging.phantom.raster import Field, Picture, Vector, enlarge, field, mix, picture
from hysteroview.imaging.phantom.scene import Purpose, Scene, generator
from hysteroview.imaging.phantom.shading import Shader
from hysteroview.imaging.phantom.spec import PhantomSpec, Structure

_STEPS = 60
_ROW = 256
_MM = 1 / 17  # in units of length
_PROBE = np.float32(0.004)
_PLASTIC, _COPPER, _THREAD = (168, 184, 190), (52, 92, 165), (190, 150, 95)  # BGR


@dataclass(frozen=True, slots=True, eq=False)
class Strut:
    """A bent rod of varying thickness.

    Attributes
    ----------
    points, radii
        (n, 3) and (n,), the line along its center.
    color
        BGR.
    wire_color, wire_pitch
        Color of rings around it, and their distance; no rings if it is 0.
    mottling
        Irregularity of its color, 0 to 1.
    """

    points: Vector
    radii: Vector
    color: tuple[float, float, float]
    wire_color: tuple[float, float, float] = (0.0, 0.0, 0.0)
    wire_pitch: float = 0.0
    mottling: float = 0.0

    def distance(self, place: Field) -> tuple[Field, Field]:
        """Return distance of points (..., 3) from the rod, and position along it: (...) each."""
        best = np.full(place.shape[:-1], 9, np.float32)
        along = np.zeros_like(best)
        run = 0.0
        ends = zip(self.points[:-1], self.points[1:], self.radii[:-1], self.radii[1:], strict=True)
        for start, end, thick, thin in ends:
            way = (end - start).astype(np.float32)
            length = float(np.linalg.norm(way))
            gap = place - start.astype(np.float32)
            share = np.clip(gap @ (way / np.float32(length**2)), 0, 1)
            gap -= share[..., None] * way
            found = np.sqrt((gap * gap).sum(axis=-1)) - np.float32(thick)
            found -= share * np.float32(thin - thick)
            along = np.where(found < best, np.float32(run) + share * np.float32(length), along)
            best = np.minimum(best, found)
            run += length
        return best, along


class StandingStructure:
    """The rods of one case, drawn over the wall."""

    def __init__(self, spec: PhantomSpec, scene: Scene) -> None:
        self._spec = spec
        rng = generator(spec, Purpose.STRUCTURE)
        draw = {Structure.SYNECHIA: _synechia, Structure.IUD: _iud}[spec.structure]
        self._struts = draw(scene, rng)
        self._is_wet = spec.structure is Structure.SYNECHIA

    @property
    def focus(self) -> Vector:
        """Point that the camera looks at, (3,)."""
        first = self._struts[0].points
        return np.asarray(first[len(first) // 2], np.float64)

    def clearance(self, position: Vector) -> float:
        """Return the distance of a point (3,) from the nearest rod."""
        return float(self._distance(field(position)[None])[0].min())

    def share(self, rays: Rays, pose: Pose, wall_depth: Field) -> float:
        """Return approximately the share of the view that is covered."""
        depth, gap = self._march(rays, pose, wall_depth)
        return float(((gap < 0.01) & (depth < wall_depth)).mean())

    def draw(
        self, color: Picture, rays: Rays, pose: Pose, lit: tuple[Tracer, Shader, Field, float]
    ) -> None:
        """Draw the rods over the wall, in place.

        Parameters
        ----------
        rays
            One for each pixel of `color` (s, s, 3).
        lit
            Light, shading, depth of the wall at any resolution, and exposure of the camera.
        """
        tracer, shader, wall_depth, exposure = lit
        depth, gap = self._march(rays, pose, wall_depth)
        side = color.shape[0]
        behind = depth > enlarge(wall_depth, (side, side)) + np.float32(0.02)
        pixel = depth * np.float32(rays.pixel_angle)
        cover = np.where(behind, 0, np.clip(1.15 - gap / pixel, 0, 1)).astype(np.float32)
        rows, columns = np.nonzero(cover > 0)
        if not len(rows):
            return
        directions = rays.directions[rows, columns] @ field(pose.rotation).T
        points = field(pose.position) + depth[rows, columns][:, None] * directions
        normals = self._normals(points)
        toward = tracer.light_position(pose) - points
        toward /= np.linalg.norm(toward, axis=1, keepdims=True)
        light = tracer.light_at(points[None], pose, rays.beam[rows, columns][None])
        albedo = self._albedo(points, normals)
        layer = shader.light_up(
            albedo[None],
            np.minimum(light * np.float32(exposure), np.float32(3)),
            field((toward * normals).sum(axis=1))[None],
            np.full((1, len(rows)), 0.9 if self._is_wet else 0.6, np.float32),
            softness=0.2 if self._is_wet else 0.12,
        )
        weight = picture(np.round(cover[rows, columns] * 255))
        color[rows, columns] = mix(picture(color[rows, columns][None]), layer, weight[None])[0]

    def _march(self, rays: Rays, pose: Pose, wall_depth: Field) -> tuple[Field, Field]:
        """March to the rods: depth, and signed distance at the nearest point of each ray.

        A ray stops when it has arrived, or is behind the wall.
        """
        shape = rays.directions.shape[:2]
        directions = (rays.directions @ field(pose.rotation).T).reshape(-1, 3)
        last = enlarge(wall_depth, (shape[1], shape[0])).reshape(-1) + np.float32(0.05)
        depth = np.full(len(directions), 0.03, np.float32)
        best, best_depth = np.full_like(depth, 9), depth.copy()
        going = np.arange(len(directions))
        for _ in range(_STEPS):
            here = depth[going]
            gap = self._distance(field(pose.position) + here[:, None] * directions[going])[0]
            nearer = gap / here < best[going] / best_depth[going]
            best[going[nearer]], best_depth[going[nearer]] = gap[nearer], here[nearer]
            here = here + np.maximum(gap * np.float32(0.95), np.float32(0.001))
            depth[going] = here
            arrived = gap < here * np.float32(0.15 * rays.pixel_angle)
            going = going[~arrived & (here < last[going])]
            if not len(going):
                break
        return best_depth.reshape(shape), best.reshape(shape)

    def _distance(self, place: Field) -> tuple[Field, Field, Field]:
        """Return the distance to the nearest rod, its index, and the position along it."""
        found = [strut.distance(place) for strut in self._struts]
        gaps = np.stack([gap for gap, _ in found])
        which = gaps.argmin(axis=0)
        along = np.stack([run for _, run in found])
        rows = (which[None],)
        return (
            np.take_along_axis(gaps, rows[0], 0)[0],
            field(which),
            np.take_along_axis(along, rows[0], 0)[0],
        )

    def _normals(self, points: Field) -> Field:
        slopes = []
        for axis in range(3):
            step = np.zeros(3, np.float32)
            step[axis] = _PROBE
            slopes.append(self._distance(points + step)[0] - self._distance(points - step)[0])
        normals = np.stack(slopes, axis=1)
        return field(normals / (np.linalg.norm(normals, axis=1, keepdims=True) + 1e-9))

    def _albedo(self, points: Field, normals: Field) -> Picture:
        _, which, along = self._distance(points)
        # in rows, because cv2.remap does not accept more than 32767 columns
        shape = (-(-len(points) // _ROW), _ROW, 3)
        noise = SolidNoise(np.resize(points, shape), np.resize(normals, shape)).sample(
            generator(self._spec, Purpose.STRUCTURE, 1), 0.09, 3
        )
        noise = noise.reshape(-1)[: len(points)]
        albedo = np.zeros((len(points), 3), np.float32)
        for index, strut in enumerate(self._struts):
            mine = which == index
            color = np.broadcast_to(field(strut.color), (int(mine.sum()), 3)).copy()
            color *= (1 + np.float32(0.35 * strut.mottling) * noise[mine])[:, None]
            if strut.mottling:  # redder where the mucosa still covers it
                red = np.clip(0.8 * strut.mottling * noise[mine], 0, 0.6)[:, None]
                color += red * (np.array((95, 98, 200), np.float32) - color)
            if strut.wire_pitch:
                wave = np.cos(along[mine] * np.float32(2 * np.pi / strut.wire_pitch))
                ring = smoothstep(-0.5, 0.3, field(wave))[:, None]
                color += ring * (field(strut.wire_color) - color)
            albedo[mine] = color
        return picture(np.clip(albedo, 0, 255))


def _synechia(scene: Scene, rng: np.random.Generator) -> list[Strut]:
    """Draw one to four strands that cross the cavity from front to back."""
    cavity, tissue = scene.cavity, np.array(scene.tissue.color)
    middle = np.array([rng.uniform(-0.4, 0.4) * cavity.half_width, 0.0, rng.uniform(0.2, 0.65)])
    struts = []
    for _ in range(int(rng.integers(1, 5))):
        foot = middle + np.array([rng.normal(0, 0.17), 0, rng.normal(0, 0.13)])
        slant = np.array([rng.normal(0, 0.16), 0, rng.normal(0, 0.12)])
        s = np.linspace(-1, 1, 9)
        bow = rng.normal(0, 0.06, 2)
        points = foot + s[:, None] * slant
        points[:, 1] += s * cavity.half_thickness * 1.05
        points[:, 0] += bow[0] * (1 - s * s)
        points[:, 2] += bow[1] * (1 - s * s)
        waist = rng.uniform(0.035, 0.12)
        flare = rng.uniform(0.8, 2.2)
        radii = waist * (1 + flare * np.abs(s) ** 3) * rng.lognormal(0, 0.06, len(s))
        pale = rng.uniform(0.25, 0.85)  # fibrous, or covered with mucosa
        color = (1 - pale) * tissue + pale * np.array((192, 202, 226))
        blue, green, red = color.tolist()
        struts.append(Strut(points, radii, (blue, green, red), mottling=rng.uniform(0.3, 0.8)))
    return struts


def _iud(scene: Scene, rng: np.random.Generator) -> list[Strut]:
    """Draw a T with its arms toward the cornua, with copper wire or a reservoir on the stem."""
    cavity = scene.cavity
    top = np.array(
        [rng.normal(0, 0.05), rng.normal(0, 0.04), cavity.fundus * rng.uniform(0.55, 0.72)]
    )
    side = rng.choice([-1.0, 1.0])
    tail = np.array([side * rng.uniform(0.12, 0.3), rng.normal(0.1, 0.08), top[2] - 29 * _MM])
    stem = np.linspace(0, 1, 5)[:, None] * (tail - top) + top
    reach = min(15 * _MM, 0.8 * cavity.half_width)
    turn = rng.normal(0, 0.12)
    arms = np.linspace(-1, 1, 9)
    sag = rng.uniform(0.02, 0.2)
    across = top + np.stack([arms * reach, arms * reach * turn, -sag * arms**2], axis=1)
    blue, green, red = (float(value) for value in np.array(_PLASTIC) * rng.uniform(0.9, 1.05))
    plastic = (blue, green, red)
    wired = bool(rng.random() < 0.6)
    pitch = rng.uniform(0.35, 0.55) * _MM
    struts = [
        Strut(stem, np.full(5, (0.85 if wired else 1.5) * _MM), plastic, _COPPER,
              pitch if wired else 0.0),
        Strut(across, np.full(9, rng.uniform(0.65, 0.85) * _MM), plastic),
    ]  # fmt: skip
    for _ in range(2):
        drift = np.array([rng.normal(0, 0.06), rng.normal(0, 0.06), -rng.uniform(0.15, 0.5)])
        bend = rng.normal(0, 0.05, 3)
        s = np.linspace(0, 1, 5)[:, None]
        thread = tail + s * drift + np.sin(np.pi * s) * bend
        struts.append(Strut(thread, np.full(5, 0.17 * _MM), _THREAD))
    return struts
