"""Artifacts in the view: blood, bubbles, blur, an instrument, burned-in text."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.imaging.phantom.camera import LOOP_S
from hysteroview.imaging.phantom.noise import smoothstep, tile_noise
from hysteroview.imaging.phantom.raster import Field, Picture, field, mix, picture

_TILE_PX = 256
# Transmittance of blood for blue, green and red, and the color that blood itself reflects.
_BLOOD = (np.arange(256)[:, None] * (0.16, 0.18, 0.62) + (8, 6, 34)).astype(np.uint8)[None]


@dataclass(frozen=True, slots=True)
class Blood:
    """Strands and turbid film of blood that drift through the fluid.

    Attributes
    ----------
    film, strands
        (256, 256) seamless, about -1 to 1.
    amount
        0 to 1.
    """

    film: Field
    strands: Field
    amount: float

    def apply(self, view: Picture, phase: float) -> tuple[Picture, float]:
        """Return the picture with blood over it, and the mean opacity."""
        size = view.shape[0]
        axis = np.arange(128, dtype=np.float32) / 128
        x, y = (field(plane) for plane in np.meshgrid(axis, axis))
        drift = np.float32(_TILE_PX * phase)
        sway = np.float32(14 * np.sin(2 * np.pi * phase))
        film = _wrap(self.film, x * 110 + sway, y * 110 + drift)
        bent = _wrap(self.film, x * 90, y * 90 - drift) * 26
        strands = 1 - np.abs(_wrap(self.strands, x * 60 + bent, y * 170 + drift + bent))
        veil = smoothstep(0.78, 1.0, strands) * smoothstep(-0.5, 0.4, film) * 0.9
        opacity = np.clip(
            0.30 * self.amount * smoothstep(-0.7, 0.9, film)
            + (0.25 + 0.75 * self.amount) * veil * 0.95,
            0,
            0.95,
        ).astype(np.float32)
        opacity = field(cv2.resize(opacity, (size, size), interpolation=cv2.INTER_CUBIC))
        weight = (np.clip(opacity, 0, 1) * 255).astype(np.uint8)
        dark = picture(cv2.LUT(view, _BLOOD))
        return mix(view, dark, weight), float(opacity.mean())


def draw_blood(rng: np.random.Generator) -> Blood:
    """Draw the blood of a case."""
    film = tile_noise(rng, _TILE_PX, 4) + 0.5 * tile_noise(rng, _TILE_PX, 8)
    strands = tile_noise(rng, _TILE_PX, 4) + 0.4 * tile_noise(rng, _TILE_PX, 16)
    return Blood(film, strands.astype(np.float32), rng.uniform(0.25, 0.9))


@dataclass(frozen=True, slots=True)
class Bubbles:
    """Gas bubbles: each row is x, y (in the view, -1 to 1), radius (in view radii), phase."""

    rows: NDArray[np.float64]

    def apply(self, view: Picture, phase: float) -> tuple[Picture, int]:
        """Return the picture with bubbles, and the number of bubbles."""
        size = view.shape[0]
        out = view.copy()
        for x, y, radius, offset in self.rows.tolist():
            turn = 2 * np.pi * (phase + offset)
            cx = (x + 0.03 * np.sin(turn)) * 0.5 + 0.5
            cy = (y + 0.02 * np.cos(2 * turn)) * 0.5 + 0.5
            draw_bubble(out, cx * size, cy * size, max(radius * size / 2, 2.0))
        return out, len(self.rows)


def draw_bubbles(rng: np.random.Generator) -> Bubbles:
    """Draw the bubbles of a case; they collect at the top, as gas does."""
    count = int(rng.integers(4, 16))
    angle = rng.normal(-np.pi / 2, 1.0, count)
    rho = np.sqrt(rng.uniform(0.05, 0.8, count))
    radius = np.clip(rng.lognormal(-2.9, 0.55, count), 0.02, 0.2)
    columns = [rho * np.cos(angle), rho * np.sin(angle), radius, rng.uniform(0, 1, count)]
    return Bubbles(np.stack(columns, axis=1))


def draw_bubble(view: Picture, cx: float, cy: float, radius: float) -> None:
    """Draw one bubble: an inverted, reduced scene inside, a dark rim, bright crescents."""
    size = view.shape[0]
    x0, x1 = max(int(cx - radius), 0), min(int(cx + radius) + 2, size)
    y0, y1 = max(int(cy - radius), 0), min(int(cy + radius) + 2, size)
    if x1 - x0 < 2 or y1 - y0 < 2:
        return
    x, y = np.meshgrid(
        (np.arange(x0, x1, dtype=np.float32) - np.float32(cx)) / np.float32(radius),
        (np.arange(y0, y1, dtype=np.float32) - np.float32(cy)) / np.float32(radius),
    )
    rho = np.sqrt(x * x + y * y)
    bend = np.float32(radius) * (1 + 1.5 * rho**4)
    seen = cv2.remap(
        view,
        np.float32(cx) - x * bend,
        np.float32(cy) - y * bend,
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    ).astype(np.float32)
    rim = np.exp(-(((rho - 0.93) / 0.09) ** 2))
    crescent = np.exp(-(((rho - 0.78) / 0.07) ** 2)) * np.clip(-0.6 * x - 0.8 * y, 0, 1) ** 3
    spot = np.exp(-((x + 0.36) ** 2 + (y + 0.42) ** 2) / 0.016)
    counter = np.exp(-(((rho - 0.84) / 0.06) ** 2)) * np.clip(0.6 * x + 0.8 * y, 0, 1) ** 4
    seen = seen * (0.92 - 0.55 * rim)[..., None] + 14
    seen += (190 * crescent + 255 * spot + 120 * counter)[..., None]
    cover = np.clip((1 - rho) * np.float32(radius), 0, 1)[..., None]
    patch = view[y0:y1, x0:x1]
    patch[:] = np.clip(patch * (1 - cover) + seen * cover, 0, 255).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class Instrument:
    """A grasper or scissors that enters from the edge of the view.

    Attributes
    ----------
    sprite
        (h, w, 4) uint8 BGRA, pointing right.
    angle, depth
        Direction in which it points (radians in the picture), and position of its tip in view radii
        from the middle, against that direction.
    """

    sprite: Picture
    angle: float
    depth: float

    def insert(self, view: Picture, phase: float) -> tuple[Picture, Picture]:
        """Return the picture with the instrument, and its coverage (s, s), 0 to 255."""
        size = view.shape[0]
        turn = 2 * np.pi * phase
        angle = self.angle + 0.06 * np.sin(turn)
        depth = self.depth + 0.10 * np.sin(2 * turn)
        h, w = self.sprite.shape[:2]
        scale = size / 2 * 1.5 / w
        c, s = np.cos(angle) * scale, np.sin(angle) * scale
        tip_x = size / 2 - np.cos(angle) * depth * size / 2
        tip_y = size / 2 - np.sin(angle) * depth * size / 2
        matrix = np.array(
            [
                [c, -s, tip_x - c * (w - 1) + s * h / 2],
                [s, c, tip_y - s * (w - 1) - c * h / 2],
            ]
        )
        layer = picture(cv2.warpAffine(self.sprite, matrix, (size, size), flags=cv2.INTER_AREA))
        alpha = np.ascontiguousarray(layer[..., 3])
        shadow = picture(cv2.blur(alpha, (size // 24 | 1, size // 24 | 1)))
        out = cv2.multiply(view, cv2.merge([cv2.bitwise_not(shadow // 2)] * 3), scale=1 / 255)
        out = cv2.multiply(out, cv2.merge([cv2.bitwise_not(alpha)] * 3), scale=1 / 255)
        metal = np.ascontiguousarray(layer[..., :3])
        return np.asarray(cv2.add(out, metal), np.uint8), alpha


def draw_instrument(rng: np.random.Generator) -> Instrument:
    """Draw the instrument of a case."""
    angle = rng.uniform(-np.pi, np.pi)
    return Instrument(_instrument_sprite(rng), angle, rng.uniform(0.15, 0.55))


def _instrument_sprite(rng: np.random.Generator) -> Picture:
    """Draw a steel shaft with two jaws, its color premultiplied by alpha."""
    h, w = 128, 640
    alpha = np.zeros((h, w), np.uint8)
    half = int(rng.integers(24, 34))
    middle, hinge = h // 2, w - 150
    cv2.rectangle(alpha, (0, middle - half), (hinge, middle + half), 255, -1)
    gape = int(rng.integers(6, 26))
    for side in (-1, 1):
        jaw = [
            (hinge - 2, middle + side * half),
            (hinge - 2, middle - side * 2),
            (w - 2, middle + side * gape),
            (w - 8, middle + side * (gape + 9)),
            (hinge + 60, middle + side * (half + gape // 2)),
        ]
        cv2.fillPoly(alpha, [np.array(jaw, np.int32)], 255, cv2.LINE_AA)
    across = (np.arange(h, dtype=np.float32)[:, None] - middle) / half
    steel = 92 - 70 * across**2
    steel += 150 * np.exp(-(((across + 0.35) / 0.13) ** 2))
    steel += 60 * np.exp(-(((across - 0.55) / 0.10) ** 2))
    along = np.linspace(0.35, 1.0, w, dtype=np.float32)[None]
    brushed = 1 + 0.10 * rng.standard_normal((1, w)).astype(np.float32)
    metal = np.clip(steel * along * cv2.blur(brushed, (9, 1)), 8, 255)
    metal[:, hinge - 6 : hinge] *= 0.45  # the hinge
    color = np.stack([metal * 1.0, metal * 0.97, metal * 0.96, np.full((h, w), 255.0)], axis=2)
    premultiplied = np.clip(color * (alpha[..., None] / 255.0), 0, 255)
    return premultiplied.astype(np.uint8)


def blur(view: Picture, sigma_px: float, motion_px: float, angle: float) -> Picture:
    """Return the picture with defocus and motion blur."""
    soft = cv2.GaussianBlur(view, (0, 0), max(sigma_px, 0.3))
    length = max(1, round(motion_px)) | 1
    if length == 1:
        return np.asarray(soft, np.uint8)
    kernel = np.zeros((length, length), np.float32)
    reach = np.array([np.cos(angle), np.sin(angle)]) * (length // 2)
    middle = length // 2
    start = (round(middle - reach[0]), round(middle - reach[1]))
    end = (round(middle + reach[0]), round(middle + reach[1]))
    cv2.line(kernel, start, end, 1.0)
    return np.asarray(cv2.filter2D(soft, -1, kernel / kernel.sum()), np.uint8)


def burn_in_text(pixels: Picture, rng: np.random.Generator, time_s: float) -> None:
    """Write console text into the corners; it clearly belongs to no patient."""
    height, width = pixels.shape[:2]
    scale = max(min(height, width) / 720 * 0.62, 0.22)
    line = max(1, round(scale * 1.6))
    step = max(8, round(30 * scale / 0.62))
    number = int(rng.integers(1000, 9999))
    shown = max(time_s, 0.0)
    left = ("PHANTOM", f"ID TEST-{number}", "1900-01-01")
    for row, text in enumerate(left):
        _write(pixels, text, 6 + width // 100, step * (row + 1), scale, line)
    clock = f"00:{int(shown // 60):02d}:{int(shown % 60):02d}"
    span = cv2.getTextSize(clock, cv2.FONT_HERSHEY_SIMPLEX, scale, line)[0][0]
    _write(pixels, clock, width - span - 6 - width // 100, height - step // 2, scale, line)


def _write(pixels: Picture, text: str, x: int, y: int, scale: float, line: int) -> None:
    for color, shift in ((0, 1), (225, 0)):
        cv2.putText(
            pixels,
            text,
            (x + shift, y + shift),
            cv2.FONT_HERSHEY_SIMPLEX,
            scale,
            (color, color, color),
            line,
            cv2.LINE_AA,
        )


def loop_phase(time_s: float) -> float:
    """Return the phase of a time within the loop, 0 to 1."""
    return time_s / LOOP_S % 1.0


def _wrap(tile: Field, x: Field, y: Field) -> Field:
    return np.asarray(
        cv2.remap(
            tile,
            x.astype(np.float32),
            y.astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_WRAP,
        )
    )
