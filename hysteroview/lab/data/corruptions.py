"""Synthetic corruptions of pictures, one at a time and graded, which the gate must detect."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Reason
from hysteroview.imaging.phantom.artifacts import draw_bubble
from hysteroview.imaging.phantom.noise import smoothstep, tile_noise
from hysteroview.lab.data.tissue import fill_rim

Picture = NDArray[np.uint8]
_MOTION_SIGMA_PX = 1.5  # a moving picture is not quite in focus either
GRADES = (0.0, 0.5, 1.0)  # from the least corruption that hides a small lesion to a total loss


def corrupt(
    picture: Picture, mask: Picture, reason: Reason, grade: float, rng: np.random.Generator
) -> Picture:
    """Corrupt a picture.

    Parameters
    ----------
    picture, mask
        A crop (s, s, 3) uint8, RGB, and its field of view (s, s) uint8.
    grade
        0 to 1, see `GRADES`.

    Returns
    -------
    A new picture of the same size, black outside the field of view.
    """
    return np.asarray(cv2.copyTo(_CORRUPTIONS[reason](picture, mask, grade, rng), mask), np.uint8)


def blur_width(grade: float, size_px: int, *, is_motion: bool) -> float:
    """Return the standard deviation, px, of the blur of a grade along its direction."""
    if not is_motion:
        return size_px * (0.010 + 0.018 * grade)
    length = round(size_px * (0.05 + 0.07 * grade)) | 1
    return float(np.hypot(length / np.sqrt(12), _MOTION_SIGMA_PX))


def _blur(picture: Picture, mask: Picture, grade: float, rng: np.random.Generator) -> Picture:
    """Defocus or motion blur."""
    size = picture.shape[0]
    filled = fill_rim(picture, mask)
    if rng.random() < 0.5:
        soft = cv2.GaussianBlur(filled, (0, 0), blur_width(grade, size, is_motion=False))
    else:
        length = round(size * (0.05 + 0.07 * grade)) | 1
        angle = rng.uniform(0, np.pi)
        kernel = np.zeros((length, length), np.float32)
        reach = np.array([np.cos(angle), np.sin(angle)]) * (length // 2)
        middle = length // 2
        ends = [tuple(round(middle + sign * part) for part in reach) for sign in (-1, 1)]
        cv2.line(kernel, (ends[0][0], ends[0][1]), (ends[1][0], ends[1][1]), (1.0,))
        soft = cv2.filter2D(
            cv2.GaussianBlur(filled, (0, 0), _MOTION_SIGMA_PX), -1, kernel / kernel.sum()
        )
    return _grain(soft, 1.0, rng)


def _dark(picture: Picture, mask: Picture, grade: float, rng: np.random.Generator) -> Picture:
    del mask
    inside = picture[picture > 0]
    level = float(np.percentile(inside, 90)) if inside.size else 255.0
    aim = 75 - 60 * grade  # gray levels of the brightest tenth
    return _grain(picture * np.float32(min(aim / level, 1.0)), 2.0, rng)


def _overexposed(
    picture: Picture, mask: Picture, grade: float, rng: np.random.Generator
) -> Picture:
    gray = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)[mask > 0]
    level = float(np.percentile(gray, 70 - 50 * grade))
    gain = 290 / max(level, 1.0)
    lit = picture.astype(np.float32) * np.float32(gain)
    # sensors bloom: values far beyond white become white in all channels
    excess = np.maximum(lit.max(axis=2, keepdims=True) - 255, 0)
    return _grain(lit + 0.7 * excess, 1.0, rng)


def _red_out(picture: Picture, mask: Picture, grade: float, rng: np.random.Generator) -> Picture:
    del mask
    noise = _cloud(rng, picture.shape[0])
    opacity = np.clip(0.6 + 0.33 * grade + 0.12 * noise, 0, 0.98)[..., None]
    depth = rng.uniform(0.7, 1.3)
    blood = np.array([120, 14, 12], np.float32) * np.float32(depth)
    thinned = picture.astype(np.float32) * np.array([0.62, 0.20, 0.18], np.float32)
    return _grain(thinned * (1 - opacity) + blood * opacity * (1 + 0.15 * noise[..., None]), 1, rng)


def _bubbles(picture: Picture, mask: Picture, grade: float, rng: np.random.Generator) -> Picture:
    """Foam: so many bubbles that little is visible between them."""
    del mask
    out = picture.copy()
    size = picture.shape[0]
    aim, covered = 0.5 + 0.45 * grade, np.zeros((size, size), np.uint8)
    while cv2.countNonZero(covered) < aim * covered.size * 0.78:
        radius = float(np.clip(rng.lognormal(np.log(size * 0.035), 0.45), 3, size * 0.1))
        angle, reach = rng.uniform(0, 2 * np.pi), size / 2 * np.sqrt(rng.random())
        x, y = size / 2 + reach * np.cos(angle), size / 2 + reach * np.sin(angle)
        draw_bubble(out, x, y, radius)
        cv2.circle(covered, (round(x), round(y)), round(radius), 1, cv2.FILLED)
    return out


def _lens_contact(
    picture: Picture, mask: Picture, grade: float, rng: np.random.Generator
) -> Picture:
    """Tissue on the lens: its color without structure, brighter to one side."""
    size = picture.shape[0]
    color = np.array(cv2.mean(picture, mask)[:3], np.float32)
    color *= np.float32(rng.uniform(110, 200) / max(float(color.max()), 1.0))
    soft = cv2.GaussianBlur(fill_rim(picture, mask), (0, 0), size * (0.08 + 0.1 * grade))
    angle = rng.uniform(0, 2 * np.pi)
    axis = np.linspace(-1, 1, size, dtype=np.float32)
    slope = axis[None, :] * np.cos(angle) + axis[:, None] * np.sin(angle)
    shade = 1 + np.float32(rng.uniform(0.1, 0.5)) * slope + 0.05 * _cloud(rng, size)
    mixed = (0.6 - 0.4 * grade) * soft.astype(np.float32) + (0.4 + 0.4 * grade) * color
    return _grain(mixed * shade[..., None], 1.2, rng)


def _outside_body(
    picture: Picture, mask: Picture, grade: float, rng: np.random.Generator
) -> Picture:
    """A room: drapes, walls, lamps and edges in various colors, in focus or not."""
    del mask
    size = picture.shape[0]
    walls = np.array([[200, 205, 210], [120, 140, 150], [60, 110, 120], [70, 100, 160],
                      [225, 225, 215], [90, 130, 100], [150, 140, 125]], np.float32)  # fmt: skip
    room = np.empty((size, size, 3), np.float32)
    room[:] = walls[rng.integers(len(walls))]
    for _ in range(int(rng.integers(5, 14))):
        center = rng.uniform(0, size, 2)
        reach = rng.uniform(0.08, 0.5, 2) * size
        corners = cv2.boxPoints((tuple(center), tuple(reach), float(rng.uniform(0, 90))))
        color = walls[rng.integers(len(walls))] * np.float32(rng.uniform(0.3, 1.15))
        cv2.fillConvexPoly(room, corners.astype(np.int32), tuple(color.tolist()))
    lamps = int(rng.integers(0, 3))
    has_glove = rng.random() < 0.4
    for index in range(lamps + has_glove):
        x, y = rng.integers(0, size, 2).tolist()
        if index < lamps:
            cv2.circle(room, (x, y), int(rng.integers(4, size // 6)), (255, 255, 250), cv2.FILLED)
        else:
            axes, turn = (size // 8, size // 5), float(rng.uniform(0, 90))
            cv2.ellipse(room, (x, y), axes, turn, 0, 360, (205, 160, 140), cv2.FILLED)
    room *= 1 + 0.12 * _cloud(rng, size)[..., None]
    soft = np.asarray(cv2.GaussianBlur(room, (0, 0), 0.5 + 3 * rng.random()), np.float32)
    left = np.float32(0.25 * (1 - grade))  # the color of the picture, as with a stained lens
    return _grain(soft * (1 - left) + picture * left, 1.5, rng)


def _test_card(picture: Picture, mask: Picture, grade: float, rng: np.random.Generator) -> Picture:
    """Color bars, gray steps, one color, or a grid."""
    del mask
    size = picture.shape[0]
    card = np.zeros((size, size, 3), np.uint8)
    kind = int(rng.integers(4))
    level = int(rng.choice([191, 255]))
    if kind == 0:
        bars = [(1, 1, 1), (1, 1, 0), (0, 1, 1), (0, 1, 0), (1, 0, 1), (1, 0, 0), (0, 0, 1)]
        columns = np.arange(size) * len(bars) // size
        card[:] = (np.array(bars) * level).astype(np.uint8)[columns][None]
        low = round(size * rng.uniform(0.67, 0.9))
        steps = (np.arange(size) * 6 // size * 51).astype(np.uint8)
        card[low:] = steps[None, :, None]
    elif kind == 1:
        steps = (np.arange(size) * 11 // size * 25).astype(np.uint8)
        card[:] = steps[None, :, None]
        card[size // 2 :] = steps[::-1][None, :, None]
    elif kind == 2:
        card[:] = [(0, 0, level), (20, 40, 160), (0, 130, 60)][int(rng.integers(3))]
        place = (size // 4, size // 2)
        cv2.putText(card, "NO SIGNAL", place, cv2.FONT_HERSHEY_SIMPLEX, 0.6, (255,) * 3, 1)
    else:
        card[:] = 120
        step = int(rng.integers(16, 40))
        card[::step] = 255
        card[:, ::step] = 255
        cv2.circle(card, (size // 2, size // 2), size // 3, (255, 255, 255), 2)
    # the least grade simulates a noisy converter
    return _grain(card, 2.5 * (1 - grade), rng)


_CORRUPTIONS: dict[Reason, Callable[[Picture, Picture, float, np.random.Generator], Picture]] = {
    Reason.BLUR: _blur,
    Reason.DARK: _dark,
    Reason.OVEREXPOSED: _overexposed,
    Reason.RED_OUT: _red_out,
    Reason.BUBBLES: _bubbles,
    Reason.LENS_CONTACT: _lens_contact,
    Reason.OUTSIDE_BODY: _outside_body,
    Reason.TEST_CARD: _test_card,
}
REASONS = tuple(_CORRUPTIONS)


def _grain(picture: NDArray[np.generic], sigma: float, rng: np.random.Generator) -> Picture:
    noise = rng.standard_normal(picture.shape, np.float32) * np.float32(sigma)
    return np.clip(np.asarray(picture, np.float32) + noise, 0, 255).astype(np.uint8)


def _cloud(rng: np.random.Generator, size: int) -> NDArray[np.float32]:
    """Smooth noise, (size, size), about -1 to 1."""
    tile = cv2.resize(tile_noise(rng, 64, 3), (size, size), interpolation=cv2.INTER_CUBIC)
    return np.asarray(2 * smoothstep(-1.0, 1.0, np.asarray(tile, np.float32)) - 1, np.float32)
