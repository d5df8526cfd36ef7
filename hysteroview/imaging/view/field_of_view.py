"""Find the endoscope's picture in the frame: round, cut off, octagonal, rectangular or full."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Box, FieldOfView, Picture
from hysteroview.imaging.pixels.preprocess import size_of
from hysteroview.imaging.pixels.sampling import thumbnail
from hysteroview.imaging.view.console import flat_panels
from hysteroview.imaging.view.page import find_page
from hysteroview.imaging.view.shape import (
    Sides,
    fit_ellipse,
    fit_polygon,
    is_symmetric,
    round_sides,
)
from hysteroview.imaging.view.surfaces import Surfaces, surfaces_of

BLACK_LEVEL = 26  # borders of real consoles reach 24; dark tissue lit by a scope has 30
_LEAST_SHARE = 0.04  # of the frame; smaller bright places are text, a panel or a lamp
_AT_BORDER = 0.01  # distance from the frame's border, as a share of the frame
_UNEVEN_CUT = 0.1  # difference of what is cut off on opposite sides, as a share of the ellipse

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

    A white or gray page around the picture is excluded: a gray one only if the picture on it is
    round or rectangular, because parts of a picture may be gray too; a white one unless the outline
    shows that it is glare, which takes a part of the picture. Then the whole frame is the view.

    Parameters
    ----------
    small
        (h, w, 3) uint8, BGR, from `thumbnail`, or the maximum over several thumbnails.
    frame_size
        Width and height of the frame in px.
    known_panels
        Bright areas in pixels of `small` that are known not to be part of the picture.
    """
    surfaces = surfaces_of(small)
    page = find_page(surfaces)
    if page is not None:
        found = _find(surfaces, frame_size, known_panels, page.mask)
        if found is None and page.is_white:
            return None
        if found is not None and (
            _is_whole(found, frame_size) if page.is_white else not found.outline
        ):
            return found
    return _find(surfaces, frame_size, known_panels)


def _find(
    surfaces: Surfaces,
    frame_size: tuple[int, int],
    known_panels: Sequence[Box],
    page: Mask | None = None,
) -> FieldOfView | None:
    """Find the picture outside a page (h, w) uint8."""
    height, width = surfaces.highest.shape
    bright = (surfaces.highest > BLACK_LEVEL).astype(np.uint8)
    if page is not None:
        bright[page > 0] = 0
    panels = [*known_panels, *(box for box in flat_panels(surfaces) if not _is_on(page, box))]
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
    sides = Sides(x, y, x + w, y + h)
    ellipse = fit_ellipse(region, sides, panels)
    outline: tuple[tuple[int, int], ...] = ()
    if ellipse is not None:
        sides = round_sides(region, sides, ellipse)
    else:
        outline = fit_polygon(hull, sides, scale)
    bounds = sides.to_box(scale)
    return FieldOfView(
        bounds,
        None if ellipse is None else ellipse.to_box(scale),
        outline,
        tuple(
            box for panel in panels if overlap(box := Sides.around(panel).to_box(scale), bounds) > 0
        ),
    )


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


def _is_whole(view: FieldOfView, frame_size: tuple[int, int]) -> bool:
    """Whether a view on a white page is a whole picture, and not what glare leaves of one.

    Whole are octagons and the like, and round pictures that are cropped by the frame or by the same
    amount on opposite sides.
    """
    if view.outline:
        return is_symmetric(view.outline, view.bounds)
    if view.ellipse is None:
        return True
    bounds, whole = view.bounds, view.ellipse
    sides = (
        (bounds.x, bounds.x + bounds.width, whole.x, whole.x + whole.width, frame_size[0]),
        (bounds.y, bounds.y + bounds.height, whole.y, whole.y + whole.height, frame_size[1]),
    )
    for low, high, whole_low, whole_high, end in sides:
        cut_low = low - whole_low if low > _AT_BORDER * end else 0
        cut_high = whole_high - high if high < (1 - _AT_BORDER) * end else 0
        if abs(cut_low - cut_high) > _UNEVEN_CUT * (whole_high - whole_low):
            return False
    return True


def _is_on(page: Mask | None, box: Box) -> bool:
    """Whether most of a box is page; a gray page looks like a panel."""
    if page is None:
        return False
    part = page[box.y : box.y + box.height, box.x : box.x + box.width]
    return 2 * cv2.countNonZero(part) > part.size


def _is_within(box: Box, hull: NDArray[np.int32]) -> bool:
    """Whether the picture surrounds a box, which is then stained tissue and not a panel."""
    far_x, far_y = box.x + box.width - 1, box.y + box.height - 1
    corners = ((box.x, box.y), (far_x, box.y), (box.x, far_y), (far_x, far_y))
    return all(cv2.pointPolygonTest(hull, corner, measureDist=False) > 0 for corner in corners)


def overlap(first: Box, second: Box) -> float:
    """Return the intersection over union of two boxes."""
    width = min(first.x + first.width, second.x + second.width) - max(first.x, second.x)
    height = min(first.y + first.height, second.y + second.height) - max(first.y, second.y)
    shared = max(width, 0) * max(height, 0)
    return shared / (first.width * first.height + second.width * second.height - shared)
