"""Appearance of the five lesions: relief, color, glands and vessels.

Sources are given in the docstring of each painter and in docs/phantom.md. Everything is painted
from descriptions; nothing was measured on tissue.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.imaging.phantom.canvas import INK_SCALE, Canvas, Color
from hysteroview.imaging.phantom.cavity import SolidNoise, WallShape
from hysteroview.imaging.phantom.ink import (
    VesselStyle,
    draw_dots,
    draw_vessel,
    place_on_surface,
    value_at,
)
from hysteroview.imaging.phantom.noise import smoothstep
from hysteroview.imaging.phantom.raster import Field, field
from hysteroview.imaging.phantom.scene import Site


@dataclass(frozen=True, slots=True)
class WallSite:
    """The wall around the lesion.

    Attributes
    ----------
    point, normal
        (3,) point and normal of the smooth wall at the site.
    distance
        (n, n) distance of each point of the wall from the site.
    """

    point: NDArray[np.float64]
    normal: NDArray[np.float64]
    distance: Field


def find_site(shape: WallShape, site: Site) -> WallSite:
    """Look up the wall at the lesion's site."""
    row = round(shape.chart.to_px(site.v))
    column = round(shape.chart.to_px(site.u))
    point = shape.points[row, column]
    distance = np.linalg.norm(shape.points - point, axis=2).astype(np.float32)
    return WallSite(point.astype(np.float64), shape.normals[row, column].astype(float), distance)


def domes(
    canvas: Canvas, rng: np.random.Generator, spacing: float, jitter: float, warp: Field
) -> Field:
    """Return rounded domes with furrows between them, 0 to 1: (n, n).

    Parameters
    ----------
    warp
        (n, n) added to the distance from the center of a dome, in spacings, for irregular outlines.
    """
    points, _ = place_on_surface(canvas, rng, spacing, jitter, canvas.chart.extent * 0.98)
    n = canvas.chart.size_px
    seeds = np.full((n, n), 255, np.uint8)
    at = np.clip(np.round(points / INK_SCALE), 0, n - 1).astype(np.intp)
    seeds[at[:, 1], at[:, 0]] = 0
    distance = cv2.distanceTransform(seeds, cv2.DIST_L2, 5) / (canvas.unit_px * np.float32(spacing))
    return np.asarray(np.sqrt(np.clip(1.05 - (distance / 0.72 + warp) ** 2, 0.02, 1)), np.float32)


def paint_hyperplasia(
    canvas: Canvas, solid: SolidNoise, place: WallSite, size: float, rng: np.random.Generator
) -> None:
    """Paint hyperplasia without atypia: thick, pale, with rounded domes and wide regular openings.

    White areas with markedly reduced or absent vascularity in all cases of Barati 2008 (Pak J
    Med Sci 24:65-68), one with a cystic surface, one with white elevations. Thickening and
    dilated gland openings: textbook description, see docs/phantom.md.
    """
    reach = 0.55 + 0.45 * size
    area = _area(place, reach, solid.sample(rng, 0.35, 2), 0.12, edge=0.16)
    spacing = rng.uniform(0.17, 0.27)
    warp = 0.28 * solid.sample(rng, spacing * 1.1, 2)
    folds = domes(canvas, rng, spacing, 0.42, warp)
    folds = field(cv2.GaussianBlur(folds, (0, 0), canvas.chart.size_px / 300))
    swell = 0.075 + 0.05 * rng.uniform()
    canvas.height += area * (0.05 + np.float32(swell) * folds)
    pale = (rng.uniform(164, 186), rng.uniform(172, 192), rng.uniform(226, 238))
    canvas.blend(pale, area * np.float32(rng.uniform(0.6, 0.85)))
    canvas.blend((112, 122, 208), 0.6 * area * np.clip(1 - folds, 0, 1) ** 1.5)
    _clear_ink(canvas, area, 0.75)
    openings, unit = place_on_surface(canvas, rng, rng.uniform(0.045, 0.062), 0.3)
    inside = value_at(area, openings) > 0.45
    openings, unit = openings[inside], unit[inside]
    wide = unit * np.float32(rng.uniform(0.0045, 0.0065))
    wide *= rng.lognormal(0, 0.22, len(wide)).astype(np.float32)
    draw_dots(canvas.bloom, openings, wide * 2.0, (22, 20, 12))
    draw_dots(canvas.stain, openings, wide, (148, 150, 206))
    style = VesselStyle(color=(165, 160, 225), width=0.008, length=0.35, wander=0.10)
    for start in _starts(canvas, rng, area, 5):
        draw_vessel(canvas, rng, style, start, depth=1)
    canvas.lesion = np.maximum(canvas.lesion, area)


def paint_atypia(
    canvas: Canvas, solid: SolidNoise, place: WallSite, size: float, rng: np.random.Generator
) -> None:
    """Paint atypical hyperplasia: irregular thickening, discoloration, abnormal vessels.

    Dotto 2003 (J Am Assoc Gynecol Laparosc 10:233-246) grades the hysteroscopic appearance from
    low-risk to high-risk hyperplasia to carcinoma; the vessels are those of Dueholm's HYCA score,
    milder than in `paint_carcinoma`. Colors and glands: textbook description, docs/phantom.md.
    """
    reach = 0.48 + 0.36 * size
    area = _area(place, reach, solid.sample(rng, 0.22, 3), 0.2, edge=0.10)
    uneven = np.clip(0.5 + 0.7 * solid.sample(rng, 0.22, 2), 0, 1.3)
    warp = 0.45 * solid.sample(rng, 0.10, 3)
    knobs = domes(canvas, rng, rng.uniform(0.11, 0.16), 0.75, warp)
    canvas.height += area * uneven * (0.035 + 0.05 * knobs)
    canvas.height += area * np.float32(0.008) * solid.sample(rng, 0.03, 2)
    patches = solid.sample(rng, 0.17, 3)
    canvas.blend((92, 98, 196), area * 0.55)
    yellow = (rng.uniform(125, 150), rng.uniform(165, 184), rng.uniform(200, 216))
    canvas.blend(yellow, area * smoothstep(0.0, 0.4, patches) * 0.85)
    canvas.blend((52, 50, 168), area * smoothstep(0.15, 0.6, -patches) * 0.7)
    _clear_ink(canvas, area, 0.6)
    openings, unit = place_on_surface(canvas, rng, rng.uniform(0.05, 0.065), 0.85)
    inside = (value_at(area, openings) > 0.5) & (rng.uniform(size=len(openings)) < 0.6)
    openings, unit = openings[inside], unit[inside]
    spread = rng.lognormal(0, 0.5, len(unit)).astype(np.float32)
    draw_dots(canvas.stain, openings, unit * 0.007 * spread, (105, 110, 165))
    for start in _starts(canvas, rng, area, int(rng.integers(14, 24))):
        style = VesselStyle(
            color=(88, 82, 165),
            width=rng.uniform(0.007, 0.015),
            length=rng.uniform(0.2, 0.45),
            wander=0.34,
            curl=0.38,
            caliber_jumps=0.06,
            branching=0.12,
        )
        draw_vessel(canvas, rng, style, start, depth=1, within=area)
    canvas.lesion = np.maximum(canvas.lesion, area)


def paint_carcinoma(canvas: Canvas, rng: np.random.Generator) -> None:
    """Paint a carcinoma's body: cauliflower lobes, necrosis, bleeding, disordered vessels.

    Dueholm's HYCA score as reviewed in "The role of hysteroscopy in diagnosing endometrial
    cancer" (MDedge ObGyn, August 2020): an irregular, polypoid or papillary outline; necrosis as
    cotton-candy or whitish-gray areas without vessels; vessels tortuous and looped, irregular
    in caliber, branching and distribution. The same review gives Garuti's nodular, polypoid and
    papillary forms.
    """
    solid = _solid(canvas)
    lobes = domes(canvas, rng, rng.uniform(0.55, 0.8), 0.7, 0.30 * solid.sample(rng, 0.5, 2))
    papillae = domes(canvas, rng, rng.uniform(0.20, 0.27), 0.7, 0.25 * solid.sample(rng, 0.2, 2))
    crumbs = solid.sample(rng, 0.08, 3)
    canvas.height += 0.30 * lobes + 0.13 * papillae * (0.5 + 0.5 * lobes) + 0.02 * crumbs - 0.25
    base = (rng.uniform(105, 140), rng.uniform(115, 150), rng.uniform(190, 212))
    canvas.blend(base, np.ones_like(lobes))
    canvas.shade(0.62 + 0.38 * lobes)
    canvas.blend((45, 40, 125), 0.75 * np.clip(1 - papillae, 0, 1) ** 1.5)
    rot = solid.sample(rng, 0.6, 3)
    gray = (rng.uniform(165, 190), rng.uniform(185, 202), rng.uniform(198, 212))
    canvas.blend(gray, 0.9 * smoothstep(0.1, 0.4, rot) * smoothstep(0.3, 0.8, papillae))
    bleeding = smoothstep(0.42, 0.62, solid.sample(rng, 0.35, 3))
    canvas.blend((32, 26, 112), 0.88 * bleeding)
    canvas.shade(1 + 0.16 * crumbs)
    canvas.gloss *= np.clip(0.7 + 0.9 * solid.sample(rng, 0.25, 2), 0.1, 1.6)
    everywhere = np.ones_like(lobes)
    for start in _starts(canvas, rng, everywhere, int(rng.integers(22, 34)), reach=1.1):
        style = VesselStyle(
            color=(66, 58, 150),
            width=rng.uniform(0.02, 0.05),
            length=rng.uniform(0.3, 0.8),
            wander=0.5,
            curl=0.3,
            caliber_jumps=0.25,
            branching=0.15,
        )
        draw_vessel(canvas, rng, style, start, depth=1)


def paint_carcinoma_bed(
    canvas: Canvas, solid: SolidNoise, place: WallSite, reach: float, rng: np.random.Generator
) -> None:
    """Paint the wall around a carcinoma: raised, reddened, with small separate growths."""
    area = _area(place, reach, solid.sample(rng, 0.25, 2), 0.16, edge=0.10)
    knobs = domes(canvas, rng, 0.11, 0.7, 0.3 * solid.sample(rng, 0.12, 2))
    canvas.height += area * (0.02 + 0.035 * knobs)
    canvas.blend((95, 100, 190), 0.7 * area)
    canvas.blend((45, 40, 125), 0.6 * area * np.clip(1 - knobs, 0, 1) ** 1.5)
    canvas.blend((170, 190, 205), 0.8 * area * smoothstep(0.1, 0.5, solid.sample(rng, 0.2, 2)))
    canvas.lesion = np.maximum(canvas.lesion, area)


def paint_polyp(canvas: Canvas, mucosa: Color, rng: np.random.Generator) -> None:
    """Paint a polyp: smooth, soft, pink to red, with fine vessels along its axis.

    Sessile or pedunculated, colored according to its vascularity, with glands and vessels around an
    axis of stroma: "Hysteroscopy and treatment of uterine polyps" (obgynkey.com).
    """
    solid = _solid(canvas)
    red = rng.uniform(0, 1)
    color = (
        0.35 * mucosa[0] + rng.uniform(80, 105) - 30 * red,
        0.35 * mucosa[1] + rng.uniform(82, 105) - 34 * red,
        0.35 * mucosa[2] + rng.uniform(142, 152) - 8 * red,
    )
    canvas.blend(color, np.ones_like(canvas.height))
    canvas.shade(1 + 0.05 * solid.sample(rng, 0.5, 3))
    canvas.height += 0.03 * solid.sample(rng, 0.9, 2) + 0.004 * solid.sample(rng, 0.10, 2)
    canvas.gloss *= np.float32(rng.uniform(1.0, 1.5))
    points, unit = place_on_surface(canvas, rng, rng.uniform(0.11, 0.15), 0.5, 1.3)
    fade = rng.uniform(3, 18)
    draw_dots(canvas.stain, points, unit * 0.016, (255 - 1.1 * fade, 255 - fade, 255 - fade / 2))
    style = VesselStyle(color=(150, 138, 216), width=0.026, length=2.2, wander=0.13, branching=0.07)
    _from_base(canvas, rng, style, int(rng.integers(5, 10)))


def paint_myoma(canvas: Canvas, mucosa: Color, rng: np.random.Generator) -> None:
    """Paint a myoma: round, firm, whitish, with large branching vessels on its surface.

    Textbook description; hysteroscopy of submucous myomas is reviewed by Pisat and Drizi
    2023 (doi:10.36205/trocar1.2023008). Myomas have several feeding vessels where polyps have
    one or none: sonography in PubMed 17592057.
    """
    solid = _solid(canvas)
    white = (rng.uniform(182, 205), rng.uniform(192, 212), rng.uniform(220, 236))
    canvas.blend(white, np.ones_like(canvas.height))
    canvas.blend(mucosa, np.full_like(canvas.height, rng.uniform(0.08, 0.42)))
    broad = solid.sample(rng, 0.7, 3)
    canvas.blend((140, 148, 220), np.clip(0.30 * broad, 0, 0.4))
    canvas.height += np.float32(0.022) * solid.sample(rng, 0.8, 2)
    canvas.gloss *= np.float32(rng.uniform(1.3, 1.8))
    style = VesselStyle(
        color=(118, 104, 198),
        width=rng.uniform(0.042, 0.068),
        length=1.9,
        wander=0.12,
        branching=0.13,
    )
    _from_base(canvas, rng, style, int(rng.integers(6, 10)))


def _area(place: WallSite, reach: float, noise: Field, uneven: float, *, edge: float) -> Field:
    outline = place.distance + np.float32(uneven) * noise
    return 1 - smoothstep(reach - edge, reach + edge, outline)


def _clear_ink(canvas: Canvas, area: Field, share: float) -> None:
    """Fade the healthy glands and vessels where the lesion has replaced them."""
    ink = canvas.stain.shape[0]
    weight = cv2.resize((area * (255 * share)).astype(np.uint8), (ink, ink))
    fade = cv2.multiply(cv2.bitwise_not(canvas.stain), cv2.merge([weight] * 3), scale=1 / 255)
    canvas.stain = np.asarray(cv2.add(canvas.stain, fade), np.uint8)


def _starts(
    canvas: Canvas, rng: np.random.Generator, area: Field, count: int, reach: float = 1.4
) -> list[tuple[float, float, float]]:
    """Return up to `count` vessel origins (ink px, radians) where `area` is above one half."""
    ink = canvas.stain.shape[0]
    middle, span = ink / 2, reach * ink / (2 * canvas.chart.extent)
    found: list[tuple[float, float, float]] = []
    for x, y in (middle + rng.uniform(-span, span, (count * 40, 2))).tolist():
        if area[int(y / INK_SCALE), int(x / INK_SCALE)] > 0.5:
            found.append((x, y, rng.uniform(0, 2 * np.pi)))
            if len(found) == count:
                break
    return found


def _from_base(canvas: Canvas, rng: np.random.Generator, style: VesselStyle, count: int) -> None:
    """Draw vessels that enter from the base (edge of the chart) and run to the top."""
    ink = canvas.stain.shape[0]
    per_chart = ink / (2 * canvas.chart.extent)
    turn = rng.uniform(0, 2 * np.pi)
    for k in range(count):
        angle = turn + (k + rng.uniform(-0.35, 0.35)) * 2 * np.pi / count
        rho = rng.uniform(1.2, 1.9) * per_chart
        x, y = ink / 2 + rho * np.cos(angle), ink / 2 + rho * np.sin(angle)
        draw_vessel(canvas, rng, style, (x, y, angle + np.pi + rng.normal(0, 0.25)))


def _solid(canvas: Canvas) -> SolidNoise:
    directions = canvas.chart.directions()
    return SolidNoise(directions, directions)
