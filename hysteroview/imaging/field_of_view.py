"""Find the endoscope's picture in the frame: round, cut off, octagonal, rectangular or full."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import NS_PER_S, Box, FieldOfView, Frame, Picture
from hysteroview.imaging.preprocess import reduce, size_of, thumbnail

_GLANCE_PX = 24
_BLACK_LEVEL = 26  # borders of real consoles reach 24, dark tissue in the light of a scope 30
_LEAST_SHARE = 0.04  # of the frame; smaller bright places are text, a panel or a lamp
_ROUND_TOLERANCE = 0.035  # median distance of the outline from the fitted ellipse, in radii


def find_field_of_view(image: NDArray[np.uint8] | Picture) -> FieldOfView | None:
    """Find the endoscopic picture in one frame.

    The largest bright region that survives an opening (which removes text and thin lines) is
    the picture. It is called round if an ellipse fits those parts of its outline that the
    frame does not cut off.

    Parameters
    ----------
    image
        (H, W, 3 or 4) uint8, BGR or BGRA, or a picture of which only a thumbnail is made.

    Returns
    -------
    The field of view in pixels of the frame, or None if there is no picture: a black frame, or
    nothing but small bright places.
    """
    height, width = size_of(image)
    small = thumbnail(image)
    bright = (small.max(axis=2) > _BLACK_LEVEL).astype(np.uint8)
    region = _largest_region(bright)
    if region is None or region.sum() < _LEAST_SHARE * region.size:
        return None
    ys, xs = np.flatnonzero(region.any(axis=1)), np.flatnonzero(region.any(axis=0))
    # scale by the true ratio of sizes: resize rounds the small picture to whole pixels
    fx, fy = width / region.shape[1], height / region.shape[0]
    left, right = round(xs[0] * fx), round((xs[-1] + 1) * fx)
    top, bottom = round(ys[0] * fy), round((ys[-1] + 1) * fy)
    bounds = Box(left, top, max(right - left, 1), max(bottom - top, 1))
    return FieldOfView(bounds, _fit_ellipse(region, fx, fy))


def _largest_region(bright: NDArray[np.uint8]) -> NDArray[np.bool_] | None:
    """Return the mask of the largest connected region, its bays and holes (shadows) filled."""
    side = max(3, round(min(bright.shape) * 0.06)) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    # continue the picture beyond the frame, so that the opening does not round its corners
    padded = cv2.copyMakeBorder(bright, side, side, side, side, cv2.BORDER_REPLICATE)
    opened = cv2.morphologyEx(padded, cv2.MORPH_OPEN, kernel)[side:-side, side:-side]
    contours, _ = cv2.findContours(
        np.ascontiguousarray(opened), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    if not contours:
        return None
    largest = max(contours, key=cv2.contourArea)
    # the convex hull takes dark bays at the rim (a tubal ostium, a shadow) back into the picture
    filled = np.zeros(opened.shape, np.uint8)
    cv2.drawContours(filled, [cv2.convexHull(largest)], -1, 1, cv2.FILLED)
    return filled.astype(np.bool_)


def _fit_ellipse(region: NDArray[np.bool_], fx: float, fy: float) -> Box | None:
    """Fit an upright ellipse to the outline away from the frame's edges; None if it is not one."""
    height, width = region.shape
    contours, _ = cv2.findContours(
        region.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    points = max(contours, key=cv2.contourArea)[:, 0, :].astype(np.float64)
    x, y = points.T
    inside = (x > 1) & (x < width - 2) & (y > 1) & (y < height - 2)
    if inside.sum() < 0.3 * len(points) or inside.sum() < 20:
        return None
    x, y = x[inside] + 0.5, y[inside] + 0.5
    # a x^2 + b y^2 + c x + d y = 1, in centered units for a well-conditioned system
    u, v = x / width - 0.5, y / height - 0.5
    coefficients, *_ = np.linalg.lstsq(
        np.stack([u * u, v * v, u, v], axis=1), np.ones_like(u), rcond=None
    )
    a, b, c, d = coefficients
    if a <= 0 or b <= 0:
        return None
    u0, v0 = -c / (2 * a), -d / (2 * b)
    reach = 1 + a * u0 * u0 + b * v0 * v0
    ru, rv = float(np.sqrt(reach / a)), float(np.sqrt(reach / b))
    distance = np.abs(np.hypot((u - u0) / ru, (v - v0) / rv) - 1)
    aspect = (ru * width * fx) / (rv * height * fy)
    if np.percentile(distance, 80) > _ROUND_TOLERANCE or not 0.6 < aspect < 1.7:
        return None
    left, top = (u0 - ru + 0.5) * width * fx, (v0 - rv + 0.5) * height * fy
    return Box(round(left), round(top), round(2 * ru * width * fx), round(2 * rv * height * fy))


def overlap(first: Box, second: Box) -> float:
    """Intersection over union of two boxes."""
    width = min(first.x + first.width, second.x + second.width) - max(first.x, second.x)
    height = min(first.y + first.height, second.y + second.height) - max(first.y, second.y)
    shared = max(width, 0) * max(height, 0)
    return shared / (first.width * first.height + second.width * second.height - shared)


def _is_black(image: NDArray[np.uint8] | Picture, bounds: Box) -> bool:
    """Whether a glance at the picture shows nothing."""
    side = min(_GLANCE_PX, bounds.width, bounds.height)
    return bool(reduce(image, bounds, side, side)[..., :3].max() <= _BLACK_LEVEL)


class FieldOfViewTracker:
    """Keep the field of view steady from frame to frame.

    It looks again every `interval_s` of the stream's own time, so that live and batch agree,
    and moves only when the picture has clearly moved: a shadow at the rim is not a new scope.
    A picture that has gone black is noticed at once.
    """

    def __init__(self, interval_s: float = 0.5) -> None:
        self._interval_ns = round(interval_s * NS_PER_S)
        self._looked_ns: int | None = None
        self._shape: tuple[int, ...] = ()
        self._view: FieldOfView | None = None

    def update(self, frame: Frame) -> FieldOfView | None:
        """Return the field of view of `frame`; None if there is no picture."""
        fresh = self._looked_ns is None or self._shape != size_of(frame.image)
        waited = self._looked_ns is None or (
            abs(frame.pts_ns - self._looked_ns) >= self._interval_ns
        )
        is_sure = self._view is not None and not _is_black(frame.image, self._view.bounds)
        if is_sure and not (fresh or waited):
            return self._view
        found = find_field_of_view(frame.image)
        self._looked_ns, self._shape = frame.pts_ns, size_of(frame.image)
        if (
            fresh
            or self._view is None
            or found is None
            or overlap(found.bounds, self._view.bounds) < 0.93
        ):
            self._view = found
        return self._view
