"""Shape of a region in a thumbnail: an ellipse with cut-off sides, a polygon, or a rectangle."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Box
from hysteroview.imaging.native.kernels import KERNELS

_ROUND_TOLERANCE = 0.025  # distance of the outline from the ellipse, in radii
_ROUND_SHARE = 0.76  # share of the outline within the tolerance; a regular octagon reaches 0.6
_STRAIGHT_SHARE = 0.3  # share of a side; a full ellipse never follows more of its box than this
_LEAST_FREE_POINTS = 20
_MOST_RADIUS = 2.0  # semi-axis of an ellipse, in widths or heights of the frame
_SYMMETRIC = 0.95  # overlap of a polygon with itself, turned by 180°
_FULL_SHARE = 0.985  # share of the bounds; a polygon that fills more is treated as a rectangle

Mask = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Sides:
    """Left, top, right and bottom in pixels of the thumbnail; right and bottom are exclusive."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, box: Box) -> Sides:
        return cls(box.x, box.y, box.x + box.width, box.y + box.height)

    def to_box(self, scale: tuple[float, float]) -> Box:
        left, right = round(self.left * scale[0]), round(self.right * scale[0])
        top, bottom = round(self.top * scale[1]), round(self.bottom * scale[1])
        return Box(left, top, max(right - left, 1), max(bottom - top, 1))


def is_symmetric(outline: tuple[tuple[int, int], ...], box: Box) -> bool:
    """Whether a polygon is that of an octagon or the like, and not of a part of a picture."""
    scale = 100 / max(box.width, box.height)
    corners = [((x - box.x) * scale, (y - box.y) * scale) for x, y in outline]
    shape = np.zeros((round(box.height * scale) + 1, round(box.width * scale) + 1), np.uint8)
    cv2.fillConvexPoly(shape, np.round(corners).astype(np.int32), (1,))
    turned = cv2.rotate(shape, cv2.ROTATE_180)
    both = cv2.countNonZero(cv2.bitwise_and(shape, turned))
    return both > _SYMMETRIC * cv2.countNonZero(cv2.bitwise_or(shape, turned))


def _straight_sides(region: Mask, sides: Sides) -> tuple[bool, bool, bool, bool]:
    """Return which sides (left, top, right, bottom) the region follows over a long distance."""
    left, top, right, bottom = (
        int(side) for side in (sides.left, sides.top, sides.right, sides.bottom)
    )
    pairs = (
        (region[top:bottom, left], region[top:bottom, min(left + 1, right - 1)]),
        (region[top, left:right], region[min(top + 1, bottom - 1), left:right]),
        (region[top:bottom, max(right - 2, left)], region[top:bottom, right - 1]),
        (region[max(bottom - 2, top), left:right], region[bottom - 1, left:right]),
    )
    first, second, third, fourth = (
        bool(np.count_nonzero(one & other) / len(one) > _STRAIGHT_SHARE) for one, other in pairs
    )
    return first, second, third, fourth


def fit_ellipse(region: Mask, sides: Sides, panels: list[Box]) -> Sides | None:
    """Fit an axis-aligned ellipse to the free parts of the outline; None if it does not fit.

    Points along the frame, a straight side or a panel are not part of the ellipse. Further fits
    leave out points that are far from the previous one, such as a shadow or an undetected panel.
    """
    height, width = region.shape
    contours, _ = cv2.findContours(region, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outline = np.asarray(max(contours, key=cv2.contourArea)[:, 0, :], np.int32)
    is_straight = _straight_sides(region, sides)
    if KERNELS is not None:
        bounds = (int(sides.left), int(sides.top), int(sides.right), int(sides.bottom))
        fitted = KERNELS.view.ellipse(
            np.ascontiguousarray(outline), (width, height), (bounds, is_straight), panels
        )
        if fitted is not None:
            return Sides(*fitted.reach) if fitted.is_round else None
    x, y = outline.T
    free = (x > 1) & (x < width - 2) & (y > 1) & (y < height - 2)
    distances = (x - sides.left, y - sides.top, sides.right - 1 - x, sides.bottom - 1 - y)
    for is_along, distance in zip(is_straight, distances, strict=True):
        if is_along:
            free &= distance > 1
    for box in panels:
        beside_x = (x > box.x - 3) & (x < box.x + box.width + 2)
        free &= ~(beside_x & (y > box.y - 3) & (y < box.y + box.height + 2))
    if free.sum() < max(_LEAST_FREE_POINTS, 0.15 * len(outline)):
        return None
    return _fit(x[free] + 0.5, y[free] + 0.5, (width, height))


def _fit(x: NDArray[np.float64], y: NDArray[np.float64], size: tuple[int, int]) -> Sides | None:
    """Fit an ellipse three times, without points that are far from the one before."""
    kept = np.ones(len(x), np.bool_)
    for _ in range(3):
        fitted = solve_ellipse(x[kept], y[kept], size)
        if fitted is None:
            return None
        u0, v0, ru, rv = fitted
        u, v = (x - u0) / ru, (y - v0) / rv
        distance = np.abs(np.sqrt(u * u + v * v) - 1)
        kept = distance < max(_ROUND_TOLERANCE, _median(distance))
    near = np.count_nonzero(distance < _ROUND_TOLERANCE) / len(x)
    is_round = near > _ROUND_SHARE and 0.6 < ru / rv < 1.7
    reach = Sides(u0 - ru, v0 - rv, u0 + ru, v0 + rv)
    return reach if is_round else None


def _median(values: NDArray[np.float64]) -> float:
    """Return the median; numpy's own takes twice as long on so few values."""
    ordered = np.sort(values)
    return float(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def solve_ellipse(
    x: NDArray[np.float64], y: NDArray[np.float64], size: tuple[int, int]
) -> tuple[float, float, float, float] | None:
    """Fit center and semi-axes of an axis-aligned ellipse by least squares.

    Sums and products are added in the order of the compiled step, so that both have the same bits.
    """
    if len(x) < _LEAST_FREE_POINTS:
        return None
    # a x^2 + b y^2 + c x + d y = 1 around the middle of the points, which lies inside the ellipse
    x0, y0 = _sum(x) / len(x), _sum(y) / len(y)
    u, v = (x - x0) / size[0], (y - y0) / size[1]
    terms = (u * u, v * v, u, v)
    # the normal equations, well-conditioned with the points around the middle
    rows = [[_sum(one * other) for other in terms] + [_sum(one)] for one in terms]
    solution = _solve(rows)
    if solution is None:  # all points on one line
        return None
    a, b, c, d = solution
    if a <= 0 or b <= 0:
        return None
    u0, v0 = -c / (2 * a), -d / (2 * b)
    reach = 1 + a * u0 * u0 + b * v0 * v0
    ru, rv = math.sqrt(reach / a), math.sqrt(reach / b)
    if max(ru, rv) > _MOST_RADIUS:  # a straight line, which a huge ellipse fits too
        return None
    return u0 * size[0] + x0, v0 * size[1] + y0, ru * size[0], rv * size[1]


def _sum(values: NDArray[np.float64]) -> float:
    """Add values one after the other; `numpy.sum` adds some of them together first."""
    return float(np.cumsum(values)[-1])


def _solve(rows: list[list[float]]) -> list[float] | None:
    """Solve equations (n, n + 1) with a symmetric, positive matrix; None if it is not positive."""
    count = len(rows)
    for i, row in enumerate(rows):
        if not row[i] > 0:
            return None
        for lower in rows[i + 1 :]:
            factor = lower[i] / row[i]
            lower[i:] = [
                value - factor * above for value, above in zip(lower[i:], row[i:], strict=True)
            ]
    solution = [0.0] * count
    for i in reversed(range(count)):
        rest = rows[i][count]
        for k in range(i + 1, count):
            rest -= rows[i][k] * solution[k]
        solution[i] = rest / rows[i][i]
    return solution


def round_sides(region: Mask, sides: Sides, ellipse: Sides) -> Sides:
    """Return the bounds of a round picture: those of the ellipse, except at cut-off sides."""
    height, width = region.shape
    left, top, right, bottom = _straight_sides(region, sides)
    return Sides(
        sides.left if left and sides.left > ellipse.left else max(ellipse.left, 0),
        sides.top if top and sides.top > ellipse.top else max(ellipse.top, 0),
        sides.right if right and sides.right < ellipse.right else min(ellipse.right, width),
        sides.bottom if bottom and sides.bottom < ellipse.bottom else min(ellipse.bottom, height),
    )


def fit_polygon(
    hull: NDArray[np.int32], sides: Sides, scale: tuple[float, float]
) -> tuple[tuple[int, int], ...]:
    """Return the corners of an octagon or the like in px of the frame; empty for a rectangle."""
    polygon = cv2.approxPolyDP(hull, 1.2, closed=True)[:, 0, :].astype(np.float64)
    if len(polygon) < 3:
        return ()
    # contours run through pixel centers: move each corner half a pixel outward
    middle = np.array([sides.left + sides.right, sides.top + sides.bottom]) / 2 - 0.5
    polygon += 0.5 + 0.5 * np.sign(polygon - middle)
    area = cv2.contourArea(polygon.astype(np.float32))
    if area > _FULL_SHARE * (sides.right - sides.left) * (sides.bottom - sides.top):
        return ()
    return tuple((round(x * scale[0]), round(y * scale[1])) for x, y in polygon.tolist())
