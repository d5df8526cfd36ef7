"""Fine drawing on a canvas: branching, winding vessels and openings of glands."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.imaging.phantom.canvas import INK_SCALE, Canvas, Color

_SHIFT = 4  # cv2 draws with 1/16 px positions


@dataclass(frozen=True, slots=True, kw_only=True)
class VesselStyle:
    """Appearance of vessels.

    Attributes
    ----------
    color
        BGR transmittance 0 to 255 of the ink (255: invisible).
    width, length
        Width and length of a trunk, in units of length.
    wander
        Change of direction per step, radians (standard deviation).
    curl
        Constant turn, radians per step, for corkscrew vessels.
    caliber_jumps
        Probability per step that the width changes abruptly: 0 in healthy vessels.
    branching
        Probability per step of a side branch.
    """

    color: Color
    width: float
    length: float
    wander: float = 0.18
    curl: float = 0.0
    caliber_jumps: float = 0.0
    branching: float = 0.10


def draw_vessel(
    canvas: Canvas,
    rng: np.random.Generator,
    style: VesselStyle,
    start: tuple[float, float, float],
    *,
    depth: int = 3,
    within: NDArray[np.float32] | None = None,
) -> None:
    """Draw one vessel and its branches from `start`: x, y in ink px, and direction in radians.

    It ends where `within` (n, n) falls below one half.
    """
    limit = canvas.stain.shape[0]
    pending = [(*start, style.width, style.length, depth)]
    while pending:
        x, y, angle, width, length, level = pending.pop()
        turn = rng.normal(0, 1) * style.curl
        step = max(style.length / 40, width * 0.5)
        covered, path, factor = 0.0, [(x, y)], 1.0
        runs: list[tuple[list[tuple[float, float]], float]] = []
        while covered < length and 0 <= x < limit and 0 <= y < limit:
            unit = canvas.ink_unit_px(x, y)
            angle += rng.normal(0, style.wander) + turn
            if rng.random() < 0.12:
                turn = rng.normal(0, 1) * style.curl
            x, y = x + np.cos(angle) * step * unit, y + np.sin(angle) * step * unit
            covered += step
            if within is not None and _at(within, x, y) < 0.5:
                break
            path.append((x, y))
            taper = (1 - 0.6 * covered / length) * min(1.0, 0.35 + 3 * covered / length)
            if rng.random() < style.caliber_jumps:
                factor = rng.uniform(0.45, 2.0)
            if len(path) >= 5:
                runs.append((path, width * factor * taper * unit))
                path = [path[-1]]
            if level > 0 and rng.random() < style.branching:
                side = angle + rng.choice((-1, 1)) * rng.uniform(0.4, 1.0)
                pending.append((x, y, side, width * 0.66 * taper, length * 0.55, level - 1))
        for points, width_px in runs:
            _stroke(canvas.stain, points, width_px, style.color)


def _at(field: NDArray[np.float32], x: float, y: float) -> float:
    last = field.shape[0] - 1
    column = min(max(int(x / INK_SCALE), 0), last)
    row = min(max(int(y / INK_SCALE), 0), last)
    return float(field[row, column])


def _stroke(
    image: NDArray[np.uint8], points: list[tuple[float, float]], width_px: float, color: Color
) -> None:
    """Draw a line; a line thinner than a pixel is drawn fainter instead."""
    faint = min(width_px, 1.0)
    ink = tuple(255 - (255 - c) * faint for c in color)
    line = np.round(np.array(points) * 2**_SHIFT).astype(np.int32)
    cv2.polylines(
        image,
        [line],
        isClosed=False,
        color=ink,
        thickness=max(1, round(width_px)),
        lineType=cv2.LINE_AA,
        shift=_SHIFT,
    )


def draw_dots(
    image: NDArray[np.uint8],
    points: NDArray[np.float32],
    radius_px: NDArray[np.float32],
    color: Color,
) -> None:
    """Draw filled dots at `points` (n, 2) ink px with radii (n,)."""
    scale = 2**_SHIFT
    centers = np.round(points * scale).astype(np.int32)
    radii = np.maximum(np.round(radius_px * scale), 6).astype(np.int32)
    for (x, y), radius in zip(centers.tolist(), radii.tolist(), strict=True):
        cv2.circle(image, (x, y), radius, color, -1, cv2.LINE_AA, _SHIFT)


def place_on_surface(
    canvas: Canvas, rng: np.random.Generator, spacing: float, jitter: float, reach: float = 1.35
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Distribute points uniformly over the surface.

    Points lie on rings around the center of the chart, spaced by the local scale, so that the
    spacing in units of length is the same everywhere.

    Parameters
    ----------
    spacing
        Distance between points in units of length.
    jitter
        Random displacement in spacings; 0.1 is regular, 0.6 disordered.
    reach
        Chart radius of the outermost ring.

    Returns
    -------
    (n, 2) x, y in ink px and (n,) ink px per unit of length.
    """
    ink = canvas.stain.shape[0]
    center, per_chart = ink / 2 - 0.5, ink / (2 * canvas.chart.extent)
    rows: list[NDArray[np.float64]] = []
    rho = 0.0
    while rho < reach and len(rows) < 400:
        probe = [
            canvas.ink_unit_px(center + rho * per_chart * c, center + rho * per_chart * s)
            for c, s in ((1, 0), (0, 1), (-1, 0), (0, -1))
        ]
        step = spacing * float(np.mean(probe)) / per_chart
        count = max(1, int(2 * np.pi * rho / step))
        angle = (np.arange(count) + rng.uniform()) * 2 * np.pi / count
        rows.append(
            np.stack([np.cos(angle) * rho, np.sin(angle) * rho], 1)
            + rng.uniform(-1, 1, (count, 2)) * jitter * step
        )
        rho += step * 0.9
    points = (np.concatenate(rows) * per_chart + center).astype(np.float32)
    index = np.clip(points / INK_SCALE, 0, canvas.chart.size_px - 1).astype(np.intp)
    unit = canvas.unit_px[index[:, 1], index[:, 0]] * INK_SCALE
    return points, unit.astype(np.float32)


def value_at(field: NDArray[np.float32], points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a canvas field (n, n) at points in ink px: (k,)."""
    index = np.clip(points / INK_SCALE, 0, field.shape[0] - 1).astype(np.intp)
    return field[index[:, 1], index[:, 0]]
