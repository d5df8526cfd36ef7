"""Ray marching from the camera to the surfaces at low resolution; the smooth result is enlarged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.imaging.phantom.body import Body
from hysteroview.imaging.phantom.camera import Pose
from hysteroview.imaging.phantom.canvas import SurfaceMaps
from hysteroview.imaging.phantom.cavity import WALL_EXTENT, WallShape, room_at
from hysteroview.imaging.phantom.chart import Chart, project
from hysteroview.imaging.phantom.noise import smoothstep
from hysteroview.imaging.phantom.raster import Field, field
from hysteroview.imaging.phantom.scene import Optics, Scene

_MAP_END = (0.96 * WALL_EXTENT) ** 2
_WALL_STEPS, _BODY_STEPS, _BODY_PROBES = 14, 12, 4


class Hits(NamedTuple):
    """Intersections of the rays with one surface; all (h, w) float32.

    Attributes
    ----------
    u, v
        Chart coordinates.
    light
        Irradiance before the cosine, relative.
    facing, slope_u, slope_v
        Cosine between normal and light, and its reduction by the slopes of the relief.
    depth
        Distance from the camera.
    edge
        Signed distance from the outline in units of length at the hit; negative inside.
    """

    u: Field
    v: Field
    light: Field
    facing: Field
    slope_u: Field
    slope_v: Field
    depth: Field
    edge: Field


@dataclass(frozen=True, slots=True)
class Rays:
    """Rays of the round view in camera coordinates.

    Attributes
    ----------
    directions
        (h, w, 3) unit: right, down, forward.
    beam
        (h, w) light in this direction: a cone, with the vignetting of the lens.
    pixel_angle
        Angle between two neighboring rays in radians.
    """

    directions: Field
    beam: Field
    pixel_angle: float


def aim_rays(optics: Optics, size_px: int) -> Rays:
    """Return `size_px` rays across the view, to slightly beyond its edge."""
    axis = ((np.arange(size_px, dtype=np.float32) + 0.5) / size_px * 2 - 1) * np.float32(1.01)
    x, y = np.meshgrid(axis, axis)
    rho = np.sqrt(x * x + y * y) + np.float32(1e-6)
    angle = np.float32(optics.half_fov) * rho * (1 - optics.barrel + optics.barrel * rho * rho)
    sine = np.sin(angle) / rho
    directions = np.stack([x * sine, y * sine, np.cos(angle)], axis=2).astype(np.float32)
    beam = np.exp(-optics.cone * 0.55 * rho * rho) * (1 - 0.16 * np.minimum(rho, 1.1) ** 4)
    return Rays(directions, beam.astype(np.float32), 2 * optics.half_fov / size_px)


def sample(image: Field, chart: Chart, u: Field, v: Field) -> Field:
    """Look up a map at chart coordinates."""
    scale, offset = chart.affine(image.shape[0])
    return np.asarray(
        cv2.remap(
            image,
            u * np.float32(scale) + np.float32(offset),
            v * np.float32(scale) + np.float32(offset),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
    )


class Tracer:
    """Intersect rays with the surfaces of one scene."""

    def __init__(
        self, scene: Scene, shape: WallShape, wall: SurfaceMaps, body: Body | None
    ) -> None:
        self._cavity = scene.cavity
        self._optics = scene.optics
        self._wall = wall
        self._body = body
        coarse = (256, 256)
        self._normals = np.asarray(cv2.resize(shape.normals, coarse), np.float32)

    def trace_wall(self, rays: Rays, pose: Pose) -> Hits:
        """March all rays to the wall."""
        d = field(cv2.transform(rays.directions, pose.rotation))
        o = pose.position.astype(np.float32)
        depth = field(np.full(d.shape[:2], 0.04))
        dx, dy, dz = (np.ascontiguousarray(d[..., k]) for k in range(3))
        before, step = np.ones_like(depth), np.ones_like(depth)
        for _ in range(_WALL_STEPS):
            u, v, distance = project(o[0] + depth * dx, o[1] + depth * dy, o[2] + depth * dz)
            gap = sample(self._wall.radius, self._wall.chart, u, v) - distance
            # The map does not cover the space behind the center: advance until the ray enters it.
            # Secant steps: at a grazing angle the gap closes much slower than the ray advances.
            closing = np.clip((before - gap) / step, 0.3, 1.3)
            step = np.where(u * u + v * v > _MAP_END, np.float32(0.10), gap / closing)
            step = np.where(np.abs(step) < 1e-5, np.float32(1e-5), step)
            before = gap
            depth += step
        depth = field(cv2.blur(depth, (3, 3), borderType=cv2.BORDER_REPLICATE))
        points = o + depth[..., None] * d
        u, v, _ = project(points[..., 0], points[..., 1], points[..., 2])
        normals = sample(self._normals, self._wall.chart, u, v)
        light = self.light_at(points, pose, rays.beam)
        if self._body is not None:
            light *= self._shadow(points, pose)
        facing, slope_u, slope_v = self._lighting(points, normals, (u, v), pose, None)
        return Hits(u, v, light, facing, slope_u, slope_v, depth, np.zeros_like(depth))

    def trace_body(
        self, rays: Rays, pose: Pose, wall_depth: Field
    ) -> tuple[slice, slice, Hits] | None:
        """March the rays that may hit the body; return their rows and columns, and the hits."""
        body = self._body
        if body is None:
            return None
        to_center = (body.center - pose.position) @ pose.rotation
        distance = float(np.linalg.norm(to_center))
        cosine = rays.directions @ (to_center / distance).astype(np.float32)
        reach = min(body.reach / max(distance, 1e-3), 1.0)
        near = cosine > np.sqrt(max(1 - reach * reach, 0.0))
        if not near.any():
            return None
        rows, columns = _span(near.any(axis=1)), _span(near.any(axis=0))
        d = field(cv2.transform(rays.directions[rows, columns], pose.rotation))
        hits = self._march_body(body, d, pose, cosine[rows, columns] * np.float32(distance))
        depth, edge, points, (u, v) = hits
        rows, columns, inner = _shrink(np.asarray(edge < 0.03), rows, columns)
        depth, edge, points, u, v = (a[inner] for a in (depth, edge, points, u, v))
        # Where the wall is nearer, the body is hidden inside it.
        edge = np.maximum(edge, (depth - wall_depth[rows, columns]) * np.float32(0.7))
        own = sample(self._wall.radius, self._wall.chart, *project(*_split(points))[:2])
        lift = own - np.sqrt(_dot(points, points))
        light = self.light_at(points, pose, rays.beam[rows, columns])
        light *= 0.55 + 0.45 * smoothstep(-0.02, 0.13, lift)
        normals = self._body_normals(body, points, pose.swing)
        facing, slope_u, slope_v = self._lighting(points, normals, (u, v), pose, body)
        return rows, columns, Hits(u, v, light, facing, slope_u, slope_v, depth, edge)

    def clearance(self, pose: Pose) -> float:
        """Return the approximate distance of the camera from the nearest surface."""
        point = pose.position.astype(np.float32)[None, None]
        u, v, distance = project(*_split(point))
        free = room_at(self._cavity, pose.position)
        if float(u[0, 0] ** 2 + v[0, 0] ** 2) < _MAP_END:
            gap = sample(self._wall.radius, self._wall.chart, u, v) - distance
            free = min(free, float(gap[0, 0]))
        if self._body is not None:
            free = min(free, float(self._body.rough_distance(point, pose.swing)[0, 0]))
        return free

    def _march_body(
        self, body: Body, d: Field, pose: Pose, closest: Field
    ) -> tuple[Field, Field, Field, tuple[Field, Field]]:
        """March, then continue past the hit: the depth inside is the distance from the outline."""
        o = body.axes.astype(np.float32) @ (pose.position - body.base).astype(np.float32)
        dx, dy, dz = cv2.split(cv2.transform(d, body.axes))
        scale = np.float32(body.half_axes.min() * min(1.0, body.taper * 1.6))
        depth = np.maximum(closest - np.float32(body.reach), np.float32(0.02))
        best = np.full(depth.shape, 9, np.float32)
        best_depth = depth.copy()
        for step in range(_BODY_STEPS + _BODY_PROBES):
            along = (o[0] + depth * dx, o[1] + depth * dy, o[2] + depth * dz)
            u, v, distance = project(*body.to_own_space(along, pose.swing))
            gap = (distance - sample(body.maps.radius, body.maps.chart, u, v)) * scale
            nearer = gap < best
            if step < _BODY_STEPS:
                best_depth = np.where(nearer, depth, best_depth)
            best = np.where(nearer, gap, best)
            if step < _BODY_STEPS - 1:
                # The space of a bent body may be stretched without limit: limit the step.
                depth = depth + np.where(gap > 0, np.clip(gap * 0.8, 0.002, 0.5), gap * 0.8)
            else:  # past the hit
                depth = depth + np.float32(0.02)
        along = (o[0] + best_depth * dx, o[1] + best_depth * dy, o[2] + best_depth * dz)
        u, v, _ = project(*body.to_own_space(along, pose.swing))
        points = pose.position.astype(np.float32) + best_depth[..., None] * d
        return best_depth, best, points, (u, v)

    def _body_normals(self, body: Body, points: Field, swing: float) -> Field:
        x, y, z = body.to_own_space(body.to_axes(points), swing)
        to_world = body.axes.T / body.half_axes
        return _unit(np.asarray(cv2.transform(cv2.merge([x, y, z]), to_world)))

    def light_position(self, pose: Pose) -> Field:
        """Return the position of the light, (3,)."""
        right, down = self._optics.light_offset
        offset = pose.rotation[:, 0] * right + pose.rotation[:, 1] * down
        return np.asarray(pose.position + offset, np.float32)

    def light_at(self, points: Field, pose: Pose, beam: Field) -> Field:
        """Return the irradiance before the cosine at points (h, w, 3) in the beam (h, w)."""
        gap = points - self.light_position(pose)
        square = _dot(gap, gap) + np.float32(0.03)
        return np.asarray(beam * square ** np.float32(-0.5 * self._optics.falloff), np.float32)

    def _shadow(self, points: Field, pose: Pose) -> Field:
        """Return 0 to 1: less below the body and where it blocks the light."""
        body = self._body
        assert body is not None
        near = body.rough_distance(points, pose.swing)
        contact = 1 - np.float32(0.6) * np.exp(np.minimum(-near, 0) / np.float32(0.07))
        start = self.light_position(pose)
        way = points - start
        along = _dot(way, body.center.astype(np.float32) - start)
        along = np.clip(along / _dot(way, way), 0.0, 0.93)
        passing = body.rough_distance(start + along[..., None] * way, pose.swing)
        return contact * (0.25 + 0.75 * smoothstep(-0.05, 0.03, passing))

    def _lighting(
        self, points: Field, normals: Field, at: tuple[Field, Field], pose: Pose, body: Body | None
    ) -> tuple[Field, Field, Field]:
        """Return the cosine of the light, and its components along the chart's two directions."""
        light = _unit(self.light_position(pose) - points)
        u, v = at
        square = 1 + u * u + v * v
        x, y, z = 2 * u / square, 2 * v / square, 2 / square
        along_u = field(cv2.merge([1 - u * x, -u * y, -u * z]))
        along_v = field(cv2.merge([-v * x, 1 - v * y, -v * z]))
        if body is not None:
            stretch = (body.half_axes / body.half_axes.mean())[:, None] * body.axes
            along_u = field(cv2.transform(along_u, stretch.T))
            along_v = field(cv2.transform(along_v, stretch.T))
        facing = _dot(light, normals)
        slope_u = _dot(light, along_u) - facing * _dot(normals, along_u)
        slope_v = _dot(light, along_v) - facing * _dot(normals, along_v)
        return facing, slope_u, slope_v


def _dot(a: Field, b: Field) -> Field:
    """Return the scalar product of vectors (..., 3), much faster than a sum over an axis."""
    return np.asarray(a[..., 0] * b[..., 0] + a[..., 1] * b[..., 1] + a[..., 2] * b[..., 2])


def _unit(vectors: Field) -> Field:
    return np.asarray(vectors / (np.sqrt(_dot(vectors, vectors)) + np.float32(1e-6))[..., None])


def _split(points: Field) -> tuple[Field, Field, Field]:
    return points[..., 0], points[..., 1], points[..., 2]


def _shrink(
    flags: NDArray[np.bool_], rows: slice, columns: slice
) -> tuple[slice, slice, tuple[slice, slice]]:
    """Return the part of a window that contains all flags, in view and in window coordinates."""
    if not flags.any():
        flags = np.ones_like(flags)
    down, across = _span(flags.any(axis=1)), _span(flags.any(axis=0))
    return (
        slice(rows.start + down.start, rows.start + down.stop),
        slice(columns.start + across.start, columns.start + across.stop),
        (down, across),
    )


def _span(flags: NDArray[np.bool_] | np.bool_) -> slice:
    at = np.flatnonzero(flags)
    return slice(int(at[0]), int(at[-1]) + 1)
