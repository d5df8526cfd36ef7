"""Transfer of the colors and softness of real hysteroscopy to other pictures.

Real hysteroscopy is redder and softer than colonoscopy and than the phantom. The tables below
are percentiles of 420 stills of rigid hysteroscopes on several processors; the stills cannot be
distributed, only their figures. Targets are drawn from the tables: a picture is blurred with a
Gaussian until it has the target's softness, and each channel is transformed by one curve (a power
or a gain with a shoulder) until it has the target's mean. Nothing else is changed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.imaging.pixels.crop_planes import split_planes
from hysteroview.imaging.quality.detail import GRAIN, least_contrast

Picture = NDArray[np.uint8]
_RANKS = (0.05, 0.25, 0.50, 0.75, 0.95)
_POLYP_SHARE = 353 / 420
_MOST_SIGMA_PX = 4.0  # of a crop of 224 px
_STEPS = 9  # of bisection: 1/500 of the range


@dataclass(frozen=True, slots=True)
class TissueTable:
    """Percentiles (5, 25, 50, 75, 95) of pictures inside the field of view.

    Attributes
    ----------
    red
        Mean of the red channel, 0 to 255.
    red_over_second
        Median of red over the greater of green and blue.
    softness
        Twice the logarithm of coarse over fine contrast of the gray value, in a crop of 224 px.
    """

    red: tuple[float, ...]
    red_over_second: tuple[float, ...]
    softness: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TissueLook:
    """Color and softness that a picture gets.

    Attributes
    ----------
    softness
        As in `TissueTable`; a picture that is softer stays as it is.
    means
        Of red, green and blue, 0 to 255.
    is_power
        Whether channels are bent by a power or by a gain with a shoulder.
    """

    softness: float
    means: tuple[float, float, float]
    is_power: bool


POLYP = TissueTable(
    (105, 132, 149, 182, 216), (1.3, 1.6, 2.7, 4.0, 5.6), (1.95, 2.40, 2.58, 2.68, 2.79)
)
NO_POLYP = TissueTable(
    (127, 159, 175, 210, 222), (1.4, 1.7, 1.9, 3.3, 5.0), (1.60, 2.06, 2.33, 2.53, 2.77)
)


def as_hysteroscopy(picture: Picture, mask: Picture, rng: np.random.Generator) -> Picture:
    """Return a picture with the color and softness of a random hysteroscopy.

    Parameters
    ----------
    picture, mask
        A crop (s, s, 3) uint8, RGB, and its field of view (s, s) uint8.

    Returns
    -------
    A new picture of the same size, black outside the field of view, with camera noise and JPEG
    artifacts.
    """
    return with_look(picture, mask, draw_look(rng), rng)


def draw_look(rng: np.random.Generator) -> TissueLook:
    """Draw the color and softness of a random hysteroscopy."""
    table = POLYP if rng.random() < _POLYP_SHARE else NO_POLYP
    softness = _draw(table.softness, rng)
    red = _draw(table.red, rng)
    second = max(red / _draw(table.red_over_second, rng), 8.0)
    third = max(second * float(np.clip(rng.normal(0.84, 0.10), 0.55, 1.0)), 6.0)
    means = (red, second, third) if rng.random() < 0.8 else (red, third, second)
    return TissueLook(softness, means, is_power=bool(rng.random() < 0.5))


def with_look(
    picture: Picture, mask: Picture, look: TissueLook, rng: np.random.Generator
) -> Picture:
    """Return a picture with this look, and noise and JPEG artifacts of its own."""
    soft = _soften(picture, mask, look.softness)[0]
    inside = mask > 0
    bent = [
        _bend(soft[..., channel], inside, mean, is_power=look.is_power)
        for channel, mean in enumerate(look.means)
    ]
    colored = np.stack(bent, axis=-1).astype(np.float64)
    gray_grain = rng.standard_normal((*colored.shape[:2], 1)) * rng.uniform(0.3, 1.0)
    grained = colored + gray_grain + rng.standard_normal(colored.shape) * 0.3
    bgr = np.ascontiguousarray(np.clip(grained, 0, 255).astype(np.uint8)[..., ::-1])
    quality = int(rng.integers(75, 95))
    encoded = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    decoded = np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), np.uint8)
    return np.asarray(cv2.copyTo(np.ascontiguousarray(decoded[..., ::-1]), mask), np.uint8)


def fill_rim(picture: Picture, mask: Picture) -> Picture:
    """Extend the picture beyond its rim, so that blur does not mix in black."""
    weight = cv2.GaussianBlur((mask > 0).astype(np.float32), (0, 0), 12) + np.float32(1e-3)
    spread = cv2.GaussianBlur(picture.astype(np.float32), (0, 0), 12) / weight[..., None]
    return np.where(mask[..., None] > 0, picture, np.clip(spread, 0, 255).astype(np.uint8))


def _draw(percentiles: tuple[float, ...], rng: np.random.Generator) -> float:
    """Draw a value whose distribution has these percentiles, with short tails."""
    low = percentiles[0] - (percentiles[1] - percentiles[0]) / 4
    high = percentiles[-1] + (percentiles[-1] - percentiles[-2]) / 4
    return float(np.interp(rng.random(), (0.0, *_RANKS, 1.0), (low, *percentiles, high)))


def added_blur(picture: Picture, mask: Picture, rng: np.random.Generator) -> float:
    """Return the standard deviation, px, of the blur of `as_hysteroscopy` with the same `rng`."""
    table = POLYP if rng.random() < _POLYP_SHARE else NO_POLYP
    return _soften(picture, mask, _draw(table.softness, rng))[1]


def _soften(picture: Picture, mask: Picture, target: float) -> tuple[Picture, float]:
    """Blur a picture until it reaches the target softness; a softer one is unchanged.

    Returns
    -------
    The picture, and the standard deviation of the blur in px.
    """
    filled = fill_rim(picture, mask)
    low, high = 0.0, _MOST_SIGMA_PX
    if _softness(filled, mask) >= target:
        return filled, 0.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _softness(cv2.GaussianBlur(filled, (0, 0), middle), mask) < target:
            low = middle
        else:
            high = middle
    return np.asarray(cv2.GaussianBlur(filled, (0, 0), high), np.uint8), high


def _softness(picture: NDArray[np.generic], mask: Picture) -> float:
    """Measure softness in the same way as for the tables: of the gray value."""
    seen = np.asarray(picture, np.uint8)
    planes = split_planes(seen, mask)
    assert planes is not None, "a crop with next to nothing inside has no softness"
    gray = np.asarray(cv2.cvtColor(seen, cv2.COLOR_RGB2GRAY), np.uint8)
    fine = least_contrast(np.asarray(cv2.blur(gray, (3, 3)), np.uint8), planes.full_inside)
    coarse = least_contrast(planes.quarter, planes.quarter_inside)
    return 2 * math.log((coarse + 0.1) / (max(fine - GRAIN, 0.0) + 0.1))


def _bend(channel: Picture, inside: NDArray[np.bool_], mean: float, *, is_power: bool) -> Picture:
    """Transform a channel by a monotonic curve until it has the given mean inside the mask."""
    levels = np.arange(256) / 255
    shares = np.bincount(channel[inside], minlength=256) / np.count_nonzero(inside)
    low, high = (-3.0, 3.0) if is_power else (-4.0, 2.1)
    for _ in range(25):
        middle = (low + high) / 2
        is_bright = float(shares @ _curve(levels, middle, is_power=is_power)) > mean / 255
        # a greater power is darker, a greater gain brighter
        if is_bright == is_power:
            low = middle
        else:
            high = middle
    curve = _curve(levels, (low + high) / 2, is_power=is_power)
    return np.clip(np.round(curve * 255), 0, 255).astype(np.uint8)[channel]


def _curve(values: NDArray[np.float64], exponent: float, *, is_power: bool) -> NDArray[np.float64]:
    if is_power:
        return np.asarray(values ** np.exp(exponent), np.float64)
    lit = values * np.exp(exponent)
    return np.asarray(np.where(lit < 0.8, lit, 0.8 + 0.2 * np.tanh((lit - 0.8) / 0.2)), np.float64)
