"""Find the endoscope's picture in the frame: round, cut off, octagonal, rectangular or full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Box, FieldOfView, Picture
from hysteroview.imaging.pixels.preprocess import size_of, thumbnail
from hysteroview.imaging.view.console import flat_panels
from hysteroview.imaging.view.page import white_page

BLACK_LEVEL = 26  # borders of real consoles reach 24; dark tissue lit by a scope has 30
_LEAST_SHARE = 0.04  # of the frame; smaller bright places are text, a panel or a lamp
_ROUND_TOLERANCE = 0.025  # distance of the outline from the ellipse, in radii
_ROUND_SHARE = 0.76  # share of the outline within the tolerance; a regular octagon reaches 0.6
_STRAIGHT_SHARE = 0.3  # share of a side; a full ellipse never follows more of its box than this
_LEAST_FREE_POINTS = 20
_FULL_SHARE = 0.985  # share of the bounds; a polygon that fills more is treated as a rectangle

Mask = NDArray[np.uint8]


def find_field_of_view(image: NDArray[np.uint8] | Picture) -> FieldOfView | None:
    """Find the endoscopic picture in one frame.

    Parameters
    ----------
    image
        (H, W, 3 or 4) uint8, BGR or BGRA, or a picture, of which only a thumbnail is computed.

    Returns
    -------
    The field of view in pixels of the frame, or None if there is no picture (a black frame, or only
    small bright spots).
    """
    height_px, width_px = size_of(image)
    return find_in_thumbnail(thumbnail(image), (width_px, height_px))


def find_in_thumbnail(
    small: NDArray[np.uint8], frame_size: tuple[int, int], known_panels: Sequence[Box] = ()
) -> FieldOfView | None:
    """Find the endoscopic picture in a small copy of the frame.

    Uniform areas in colors that tissue does not have are a console's panels and are excluded. The
    largest bright region that survives a morphological opening (which removes text and thin lines)
    is the picture. It is round if an ellipse fits the parts of its outline that are not cut off.

    Parameters
    ----------
    small
        (h, w, 3) uint8, BGR, from `thumbnail`, or the maximum over several thumbnails.
    frame_size
        Width and height of the frame in px.
    known_panels
        Bright areas in pixels of `small` that are known not to be part of the picture.
    """
    height, width = small.shape[:2]
    bright = (brightness(small) > BLACK_LEVEL).astype(np.uint8)
    page = white_page(small)
    if page is not None:
        bright[page > 0] = 0
    panels = [*known_panels, *flat_panels(small)]
    for box in panels:
        bright[box.y : box.y + box.height, box.x : box.x + box.width] = 0
    hull = _largest_region(bright)
    if hull is None:
        return None
    region = np.zeros(bright.shape, np.uint8)
    cv2.drawContours(region, [hull], -1, (1,), cv2.FILLED)
    if cv2.countNonZero(region) < _LEAST_SHARE * width * height:
        return None
    panels = [box for box in panels if not _is_within(box, hull)]
    # exact ratio of sizes: the thumbnail is rounded to whole pixels
    scale = (frame_size[0] / width, frame_size[1] / height)
    x, y, w, h = cv2.boundingRect(hull)
    sides = _Sides(x, y, x + w, y + h)
    ellipse = _fit_ellipse(region, sides, panels)
    outline: tuple[tuple[int, int], ...] = ()
    if ellipse is not None:
        sides = _round_sides(region, sides, ellipse)
    else:
        outline = _fit_polygon(hull, sides, scale)
    bounds = sides.to_box(scale)
    return FieldOfView(
        bounds,
        None if ellipse is None else ellipse.to_box(scale),
        outline,
        tuple(
            box
            for panel in panels
            if overlap(box := _Sides.around(panel).to_box(scale), bounds) > 0
        ),
    )


@dataclass(frozen=True, slots=True)
class _Sides:
    """Left, top, right and bottom in pixels of the thumbnail; right and bottom are exclusive."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, box: Box) -> _Sides:
        return cls(box.x, box.y, box.x + box.width, box.y + box.height)

    def to_box(self, scale: tuple[float, float]) -> Box:
        left, right = round(self.left * scale[0]), round(self.right * scale[0])
        top, bottom = round(self.top * scale[1]), round(self.bottom * scale[1])
        return Box(left, top, max(right - left, 1), max(bottom - top, 1))


def brightness(small: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the maximum over the channels of each pixel: (h, w) uint8."""
    blue, green, red = cv2.split(small)
    return np.asarray(cv2.max(cv2.max(blue, green), red), np.uint8)


def _largest_region(bright: Mask) -> NDArray[np.int32] | None:
    """Return the convex hull of the largest connected region: (n, 1, 2) x, y.

    The hull includes dark notches at the rim (a tubal ostium, a shadow) in the picture.
    """
    side = max(3, round(min(bright.shape) * 0.06)) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    # extend the picture beyond the frame, so that the opening does not round its corners
    padded = cv2.copyMakeBorder(bright, side, side, side, side, cv2.BORDER_REPLICATE)
    opened = cv2.morphologyEx(padded, cv2.MORPH_OPEN, kernel)[side:-side, side:-side]
    contours, _ = cv2.findContours(
        np.ascontiguousarray(opened), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    if not contours:
        return None
    return np.asarray(cv2.convexHull(max(contours, key=cv2.contourArea)), np.int32)


def _is_within(box: Box, hull: NDArray[np.int32]) -> bool:
    """Whether the picture surrounds a box, which is then stained tissue and not a panel."""
    far_x, far_y = box.x + box.width - 1, box.y + box.height - 1
    corners = ((box.x, box.y), (far_x, box.y), (box.x, far_y), (far_x, far_y))
    return all(cv2.pointPolygonTest(hull, corner, measureDist=False) > 0 for corner in corners)


def _straight_sides(region: Mask, sides: _Sides) -> tuple[bool, bool, bool, bool]:
    """Return which sides (left, top, right, bottom) the region follows over a long distance."""
    left, top, right, bottom = (
        int(side) for side in (sides.left, sides.top, sides.right, sides.bottom)
    )
    box = region[top:bottom, left:right]
    runs = (
        box[:, :2].min(axis=1).mean(),
        box[:2].min(axis=0).mean(),
        box[:, -2:].min(axis=1).mean(),
        box[-2:].min(axis=0).mean(),
    )
    first, second, third, fourth = (bool(run > _STRAIGHT_SHARE) for run in runs)
    return first, second, third, fourth


def _fit_ellipse(region: Mask, sides: _Sides, panels: list[Box]) -> _Sides | None:
    """Fit an axis-aligned ellipse to the free parts of the outline; None if it does not fit.

    Points along the frame, a straight side or a panel are not part of the ellipse. Further fits
    leave out points that are far from the previous one, such as a shadow or an undetected panel.
    """
    height, width = region.shape
    contours, _ = cv2.findContours(region, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    points = max(contours, key=cv2.contourArea)[:, 0, :].astype(np.float64)
    x, y = points.T
    free = (x > 1) & (x < width - 2) & (y > 1) & (y < height - 2)
    distances = (x - sides.left, y - sides.top, sides.right - 1 - x, sides.bottom - 1 - y)
    for is_straight, distance in zip(_straight_sides(region, sides), distances, strict=True):
        if is_straight:
            free &= distance > 1
    for box in panels:
        beside_x = (x > box.x - 3) & (x < box.x + box.width + 2)
        free &= ~(beside_x & (y > box.y - 3) & (y < box.y + box.height + 2))
    count = int(free.sum())
    if count < max(_LEAST_FREE_POINTS, 0.15 * len(points)):
        return None
    x, y = x[free] + 0.5, y[free] + 0.5
    kept = np.ones(count, np.bool_)
    for _ in range(3):
        fitted = _solve_ellipse(x[kept], y[kept], (width, height))
        if fitted is None:
            return None
        u0, v0, ru, rv = fitted
        distance = np.abs(np.hypot((x - u0) / ru, (y - v0) / rv) - 1)
        kept = distance < max(_ROUND_TOLERANCE, float(np.median(distance)))
    is_round = (distance < _ROUND_TOLERANCE).mean() > _ROUND_SHARE and 0.6 < ru / rv < 1.7
    reach = _Sides(u0 - ru, v0 - rv, u0 + ru, v0 + rv)
    return reach if is_round else None


def _solve_ellipse(
    x: NDArray[np.float64], y: NDArray[np.float64], size: tuple[int, int]
) -> tuple[float, float, float, float] | None:
    """Fit center and semi-axes of an axis-aligned ellipse by least squares."""
    if len(x) < _LEAST_FREE_POINTS:
        return None
    # a x^2 + b y^2 + c x + d y = 1, in centered units for a well-conditioned system
    u, v = x / size[0] - 0.5, y / size[1] - 0.5
    coefficients, *_ = np.linalg.lstsq(
        np.stack([u * u, v * v, u, v], axis=1), np.ones_like(u), rcond=None
    )
    a, b, c, d = coefficients
    if a <= 0 or b <= 0:
        return None
    u0, v0 = -c / (2 * a), -d / (2 * b)
    reach = 1 + a * u0 * u0 + b * v0 * v0
    ru, rv = float(np.sqrt(reach / a)), float(np.sqrt(reach / b))
    return (u0 + 0.5) * size[0], (v0 + 0.5) * size[1], ru * size[0], rv * size[1]


def _round_sides(region: Mask, sides: _Sides, ellipse: _Sides) -> _Sides:
    """Return the bounds of a round picture: those of the ellipse, except at cut-off sides."""
    height, width = region.shape
    left, top, right, bottom = _straight_sides(region, sides)
    return _Sides(
        sides.left if left and sides.left > ellipse.left else max(ellipse.left, 0),
        sides.top if top and sides.top > ellipse.top else max(ellipse.top, 0),
        sides.right if right and sides.right < ellipse.right else min(ellipse.right, width),
        sides.bottom if bottom and sides.bottom < ellipse.bottom else min(ellipse.bottom, height),
    )


def _fit_polygon(
    hull: NDArray[np.int32], sides: _Sides, scale: tuple[float, float]
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


def overlap(first: Box, second: Box) -> float:
    """Return the intersection over union of two boxes."""
    width = min(first.x + first.width, second.x + second.width) - max(first.x, second.x)
    height = min(first.y + first.height, second.y + second.height) - max(first.y, second.y)
    shared = max(width, 0) * max(height, 0)
    return shared / (first.width * first.height + second.width * second.height - shared)
