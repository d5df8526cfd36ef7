"""The phantom: a synthetic uterine cavity seen through a hysteroscope."""

from __future__ import annotations

import cv2
import numpy as np

from hysteroview.imaging.phantom import artifacts
from hysteroview.imaging.phantom.body import Body, make_body
from hysteroview.imaging.phantom.camera import (
    LOOP_S,
    CameraPath,
    Pose,
    plan_path,
    random_pose,
)
from hysteroview.imaging.phantom.canvas import SurfaceMaps
from hysteroview.imaging.phantom.cavity import (
    SolidNoise,
    WallShape,
    paint_endometrium,
    shape_wall,
)
from hysteroview.imaging.phantom.lesions import (
    WallSite,
    find_site,
    paint_atypia,
    paint_carcinoma_bed,
    paint_hyperplasia,
)
from hysteroview.imaging.phantom.march import Hits, Tracer, aim_rays
from hysteroview.imaging.phantom.noise import smoothstep
from hysteroview.imaging.phantom.places import PhantomView
from hysteroview.imaging.phantom.raster import Field, Picture, enlarge, field, mix, picture
from hysteroview.imaging.phantom.scene import Purpose, Scene, draw_scene, generator
from hysteroview.imaging.phantom.shading import Shader, tone_table
from hysteroview.imaging.phantom.spec import (
    Lesion,
    PhantomFrame,
    PhantomSpec,
    PhantomTruth,
    Structure,
)
from hysteroview.imaging.phantom.structures import StandingStructure

_SMALL_VIEW_PX = 420  # below this size, maps of half the size are as sharp as the picture
_LARGEST_SHADED_PX = 400  # an endoscope's picture is softer than its video format
_LEAST_SHARE = 0.03
_ATTEMPTS = 8
_GLOW = np.maximum(np.arange(256) - 165, 0).astype(np.uint8)


class Phantom:
    """One case; `render` returns a moment of the camera's loop, `render_view` a random view.

    Both are pure: the same phantom gives the same picture for the same argument.
    """

    def __init__(self, spec: PhantomSpec) -> None:
        self._spec = spec
        self._scene = draw_scene(spec)
        optics = self._scene.optics
        smaller = min(spec.width_px, spec.height_px)
        self._radius = optics.radius_share * smaller
        self._center = (
            spec.width_px / 2 + optics.offset[0] * smaller,
            spec.height_px / 2 + optics.offset[1] * smaller,
        )
        self._side = 2 * int(np.ceil(self._radius)) + 2
        self._shaded = min(self._side, _LARGEST_SHADED_PX)
        map_px = 512 if self._side < _SMALL_VIEW_PX else 768
        shape, wall, body, place = _build(spec, self._scene, map_px)
        self._wall, self._body = wall, body
        self._tracer = Tracer(self._scene, shape, wall, body)
        self._rays = aim_rays(optics, int(np.clip(self._shaded // 3, 24, 180)))
        noise_rng = generator(spec, Purpose.NOISE)
        self._shader = Shader(optics, noise_rng)
        self._tone = tone_table()
        self._aperture = _aperture(self._side, self._radius)
        self._grain = _grain(noise_rng, self._side, optics.noise)
        self._focus = place.point if body is None else 0.4 * place.point + 0.6 * body.center
        if spec.lesion is Lesion.NONE:
            self._focus = np.array([0.0, 0.0, self._scene.cavity.fundus])
        self._ostia = [
            shape.points[round(shape.chart.to_px(v)), round(shape.chart.to_px(u))].astype(float)
            for u, v in shape.ostia
        ]
        self._standing: StandingStructure | None = None
        if spec.structure is not Structure.NONE:
            self._standing = StandingStructure(spec, self._scene)
            self._sharp_rays = aim_rays(optics, self._shaded)
            self._focus = self._standing.focus
        self._path = self._free_path()
        rng = generator(spec, Purpose.ARTIFACT)
        self._blood = artifacts.draw_blood(rng)
        self._bubbles = artifacts.draw_bubbles(rng)
        self._instrument = artifacts.draw_instrument(rng)

    @property
    def spec(self) -> PhantomSpec:
        return self._spec

    def render(self, time_s: float) -> PhantomFrame:
        """Render a moment of the loop of `LOOP_S` seconds."""
        tick = round(artifacts.loop_phase(time_s) * LOOP_S * 1000)
        return self._render(
            self._path.at(time_s), time_s, generator(self._spec, Purpose.VIEW, tick)
        )

    def view_at(self, time_s: float) -> PhantomView:
        """Return what the camera looks at, at a moment of the loop."""
        pose = self._path.at(time_s)
        return PhantomView(
            position=pose.position,
            forward=pose.rotation[:, 2],
            half_fov=self._scene.optics.half_fov,
            cavity=self._scene.cavity,
            ostia=np.array(self._ostia),
        )

    def render_view(self, index: int) -> PhantomFrame:
        """Render a random view; a lesion, if any, covers at least 3 % of the field of view."""
        rng = generator(self._spec, Purpose.VIEW, 1_000_000 + index)
        best: tuple[float, Pose] | None = None
        is_empty = self._spec.lesion is Lesion.NONE and self._standing is None
        for attempt in range(_ATTEMPTS):
            pose = random_pose(self._focus, attempt, rng)
            if self._clearance(pose) < 0.12:
                continue
            share = self._rough_share(pose)
            if best is None or share > best[0]:
                best = (share, pose)
            if share > 2 * _LEAST_SHARE or is_empty:
                break
        pose = best[1] if best is not None else self._path.at(LOOP_S * 0.4)
        return self._render(pose, -1.0, rng)

    def render_ostium(self, index: int) -> PhantomFrame:
        """Render a random view onto one of the two tubal openings, in turn."""
        rng = generator(self._spec, Purpose.VIEW, 2_000_000 + index)
        pose = self._path.at(LOOP_S * 0.4)
        for attempt in range(_ATTEMPTS):
            pose = random_pose(self._ostia[index % 2], attempt + 2, rng)
            if self._clearance(pose) > 0.12:
                break
        return self._render(pose, -1.0, rng)

    def _clearance(self, pose: Pose) -> float:
        free = self._tracer.clearance(pose)
        return (
            free if self._standing is None else min(free, self._standing.clearance(pose.position))
        )

    def _free_path(self) -> CameraPath:
        """Plan a path that is drawn back until the camera does not touch the surfaces."""
        path = plan_path(self._scene, self._focus, generator(self._spec, Purpose.PATH))
        for _ in range(6):
            poses = [path.at(t) for t in np.linspace(0, LOOP_S, 16, endpoint=False)]
            if min(self._clearance(pose) for pose in poses) > 0.12:
                break
            path = path.drawn_back()
        return path

    def _rough_share(self, pose: Pose) -> float:
        wall = self._tracer.trace_wall(self._rays, pose)
        if self._standing is not None:
            return self._standing.share(self._rays, pose, wall.depth)
        lesion = self._wall.relief[..., 3]
        chart = self._wall.chart
        x = np.clip((wall.u / chart.extent * 0.5 + 0.5) * chart.size_px, 0, chart.size_px - 1)
        y = np.clip((wall.v / chart.extent * 0.5 + 0.5) * chart.size_px, 0, chart.size_px - 1)
        seen = lesion[y.astype(np.intp), x.astype(np.intp)] > 0.5
        found = self._tracer.trace_body(self._rays, pose, wall.depth)
        if found is not None:
            rows, columns, hits = found
            seen[rows, columns] |= hits.edge < 0
        inside = np.hypot(*np.meshgrid(*[np.linspace(-1, 1, seen.shape[0])] * 2)) < 0.98
        return float(seen[inside].mean())

    def _render(self, pose: Pose, time_s: float, rng: np.random.Generator) -> PhantomFrame:
        side = (self._shaded, self._shaded)
        wall = self._tracer.trace_wall(self._rays, pose)
        found = self._tracer.trace_body(self._rays, pose, wall.depth)
        exposure = self._exposure(wall, found)
        color, lesion = self._shader.shade(
            self._wall, wall, side, exposure=exposure, softness=0.18, roughness=0.10
        )
        if found is not None:
            self._add_body(color, lesion, found, exposure)
        if self._standing is not None:
            lit = (self._tracer, self._shader, wall.depth, exposure)
            self._standing.draw(color, self._sharp_rays, pose, lit)
        full = (self._side, self._side)
        if self._shaded < self._side:
            lesion = enlarge(lesion, full)
        mask = (lesion > 0.5).astype(np.uint8) * 255
        color = self._finish(color, rng)
        return self._compose(color, mask, time_s, rng)

    def _exposure(self, wall: Hits, found: tuple[slice, slice, Hits] | None) -> float:
        """Return the gain of the camera's automatic exposure."""
        lit = wall.light * np.clip(wall.facing, 0.05, 1)
        if found is not None:
            rows, columns, hits = found
            bright = 1.3 * hits.light * np.clip(hits.facing, 0.05, 1)
            lit[rows, columns] = np.where(hits.edge < 0, bright, lit[rows, columns])
        lit = lit[::3, ::3]
        middle, high, top = np.percentile(lit, (50, 90, 99)).tolist()
        level = max(0.6 * middle + 0.4 * high, 0.5 * top)
        return float(self._scene.optics.exposure * 1.9 / max(level, 1e-3))

    def _add_body(
        self,
        color: Picture,
        lesion: Field,
        found: tuple[slice, slice, Hits],
        exposure: float,
    ) -> None:
        """Draw the body over the wall, in place."""
        body = self._body
        assert body is not None
        rows, columns, hits = found
        scale = self._shaded / len(self._rays.directions)
        y0, y1 = round(rows.start * scale), round(rows.stop * scale)
        x0, x1 = round(columns.start * scale), round(columns.stop * scale)
        size = (x1 - x0, y1 - y0)
        firm = body.sway == 0 and body.softness < 0.14
        layer = self._shader.shade(
            body.maps,
            hits,
            size,
            exposure=exposure,
            softness=body.softness,
            roughness=0.05 if firm else 0.09,
        )
        pixel = hits.depth * np.float32(self._rays.pixel_angle / scale)
        edge = enlarge(hits.edge / pixel, size)
        cover = np.clip(0.5 - edge * np.float32(0.5), 0, 1)
        weight = (cover * 255).astype(np.uint8)
        patch = color[y0:y1, x0:x1]
        patch[:] = mix(patch, layer.color, weight)
        lesion[y0:y1, x0:x1] = np.maximum(lesion[y0:y1, x0:x1], cover)

    def _finish(self, color: Picture, rng: np.random.Generator) -> Picture:
        """Simulate the camera: tone curve, glow around highlights, grain."""
        color = picture(cv2.LUT(color, self._tone))
        side = self._shaded
        small = cv2.resize(color, (side // 8, side // 8), interpolation=cv2.INTER_AREA)
        glow = cv2.GaussianBlur(cv2.LUT(small, _GLOW), (0, 0), side / 200 + 0.5)
        glow = cv2.resize(glow, (side, side), interpolation=cv2.INTER_LINEAR)
        color = picture(cv2.add(color, glow))
        if side < self._side:
            full = (self._side, self._side)
            color = picture(cv2.resize(color, full, interpolation=cv2.INTER_CUBIC))
        more, less = self._shifted_grain(rng)
        return picture(cv2.subtract(cv2.add(color, more), less))

    def _shifted_grain(self, rng: np.random.Generator) -> tuple[Picture, Picture]:
        spare = self._grain[0].shape[0] - self._side
        y, x = rng.integers(0, spare, 2)
        window = np.s_[y : y + self._side, x : x + self._side]
        return self._grain[0][window], self._grain[1][window]

    def _compose(
        self, color: Picture, mask: Picture, time_s: float, rng: np.random.Generator
    ) -> PhantomFrame:
        """Add artifacts, mask the round view and place it in the frame."""
        spec, phase = self._spec, artifacts.loop_phase(max(time_s, 0.0))
        if time_s < 0:
            phase = float(rng.uniform())
        blood, bubbles, sigma, covered = 0.0, 0, 0.0, 0.0
        if spec.instrument:
            color, alpha = self._instrument.insert(color, phase)
            mask[alpha > 127] = 0
            covered = float((alpha[self._aperture[..., 0] > 0] > 127).mean())
        if spec.blood:
            color, blood = self._blood.apply(color, phase)
        if spec.bubbles:
            color, bubbles = self._bubbles.apply(color, phase)
        if spec.blur:
            strength = 0.35 + 0.65 * np.sin(np.pi * phase) ** 2
            sigma = float(strength * self._radius * 0.018)
            color = artifacts.blur(color, sigma, 1.2 * sigma, 2 * np.pi * phase)
        color = picture(cv2.multiply(color, self._aperture, scale=1 / 255))
        mask[self._aperture[..., 0] <= 127] = 0
        pixels = np.zeros((spec.height_px, spec.width_px, 3), np.uint8)
        whole = np.zeros((spec.height_px, spec.width_px), np.uint8)
        left = round(self._center[0] - self._side / 2)
        top = round(self._center[1] - self._side / 2)
        x0, y0 = max(left, 0), max(top, 0)
        x1, y1 = min(left + self._side, spec.width_px), min(top + self._side, spec.height_px)
        inner = np.s_[y0 - top : y1 - top, x0 - left : x1 - left]
        pixels[y0:y1, x0:x1] = color[inner]
        whole[y0:y1, x0:x1] = mask[inner]
        if spec.console_text:
            artifacts.burn_in_text(pixels, generator(spec, Purpose.ARTIFACT, 1), time_s)
        view = int(np.count_nonzero(self._aperture[..., 0][inner] > 127))
        share = int(np.count_nonzero(whole)) / max(view, 1)
        box = cv2.boundingRect(whole) if share > 0 else None
        truth = PhantomTruth(
            lesion=spec.lesion,
            seed=spec.seed,
            lesion_share=share,
            box=None if box is None else (box[0], box[1], box[2], box[3]),
            view_center=(left + self._side / 2 - 0.5, top + self._side / 2 - 0.5),
            view_radius=self._radius,
            time_s=time_s,
            blood=blood,
            bubbles=bubbles,
            blur=sigma,
            instrument=covered,
            console_text=spec.console_text,
        )
        return PhantomFrame(pixels, whole, truth)


def _build(
    spec: PhantomSpec, scene: Scene, map_px: int
) -> tuple[WallShape, SurfaceMaps, Body | None, WallSite]:
    """Shape and paint wall and lesion."""
    shape = shape_wall(scene.cavity, map_px)
    solid = SolidNoise(shape.points, shape.normals)
    rng = generator(spec, Purpose.WALL)
    canvas = paint_endometrium(shape, scene.tissue, solid, rng)
    place = find_site(shape, scene.site)
    body_rng = generator(spec, Purpose.BODY)
    size = scene.site.size
    body = make_body(spec.lesion, place, size, scene.tissue, map_px // 2, body_rng)
    if spec.lesion is Lesion.EH:
        paint_hyperplasia(canvas, solid, place, size, rng)
    elif spec.lesion is Lesion.AH:
        paint_atypia(canvas, solid, place, size, rng)
    elif spec.lesion is Lesion.EC and body is not None:
        paint_carcinoma_bed(canvas, solid, place, float(body.half_axes.max()) * 1.25, rng)
    elif body is not None:  # the mucosa rises around the base
        swell = np.exp(-((place.distance / np.float32(body.half_axes.max() * 1.1)) ** 2))
        canvas.height += np.float32(0.05 if spec.lesion is Lesion.SM else 0.025) * swell
    canvas.height *= 0.25 + 0.75 * smoothstep(0.25, 0.7, shape.radius)  # leave space for the camera
    gray = canvas.tint.mean(axis=2, keepdims=True)
    canvas.tint = gray + np.float32(scene.optics.saturation) * (canvas.tint - gray)
    return shape, canvas.finish(shape.radius, outward=False), body, place


def _aperture(side: int, radius: float) -> Picture:
    """Return the round view with a slightly soft edge: (side, side, 3)."""
    axis = np.arange(side, dtype=np.float32) - np.float32(side / 2 - 0.5)
    x, y = np.meshgrid(axis, axis)
    soft = max(1.0, radius / 110)
    alpha = 1 - smoothstep(radius - soft - 0.5, radius + 0.5, np.sqrt(x * x + y * y))
    return np.asarray(cv2.merge([(alpha * 255).astype(np.uint8)] * 3), np.uint8)


def _grain(rng: np.random.Generator, side: int, sigma: float) -> tuple[Picture, Picture]:
    """Return sensor noise to add and to subtract, larger than the view so that it can be shifted.

    Luminance is fine and chroma coarse, as after a camera's demosaicing and denoising.
    """
    n = side + 64
    luma = field(cv2.GaussianBlur(rng.standard_normal((n, n), np.float32), (0, 0), 0.6))
    chroma = rng.standard_normal((n // 3 + 1, n // 3 + 1, 3), np.float32)
    chroma = enlarge(chroma, (n, n))
    noise = luma[..., None] * np.float32(1.6 * sigma) + chroma * np.float32(0.7 * sigma)
    noise = np.round(noise)
    return (
        np.clip(noise, 0, 60).astype(np.uint8),
        np.clip(-noise, 0, 60).astype(np.uint8),
    )
