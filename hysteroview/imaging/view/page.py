"""Detection of the white or gray page around pictures exported by report systems and viewers."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.imaging.view.surfaces import Surfaces

_WHITE = 235  # minimum of the channels on a page; compression may reduce it a few levels below 255
_LEAST_GRAY = 60  # darker corners may be tissue in shadow
_NEUTRAL = 8  # greatest difference of the channels of a gray page
_EVEN = 10  # greatest difference from the level of a gray page, with noise and compression
_CORNER = 0.02  # side of the examined corners, as a share of the shorter side
_FULL_CORNER = 0.9  # share of the page in a corner; noise may take the rest
_FULL_SIDE = 0.98  # share of the page in a side of the frame, from which it is a margin
_LEAST_CORNERS = 3  # a circle that is cut off on one side leaves three corners
_MOST_SHARE = 0.96  # share of the frame; more is an over-exposed picture or a blank page
# pixels at the edge of the picture are mixed with the page, which the open set takes for texture
_RIM = np.ones((3, 3), np.uint8)

Mask = NDArray[np.uint8]


class Page(NamedTuple):
    """A page in a small copy of a frame.

    Attributes
    ----------
    mask
        (h, w) uint8, 255 where the page is.
    is_white
        Whether it is white; otherwise it is gray, as parts of a picture may be too.
    """

    mask: Mask
    is_white: bool


def find_page(surfaces: Surfaces) -> Page | None:
    """Find the page around a picture.

    A page covers three corners or a complete side of the frame with white or with one level of
    gray, and every part of it touches the frame's border. White glare inside the picture is not a
    page; glare along a complete side of the frame is treated as one, and contains no information
    either.

    Parameters
    ----------
    surfaces
        Of a small copy of the frame.

    Returns
    -------
    None if there is no page.
    """
    lowest, highest = surfaces.lowest, surfaces.highest
    # compression takes a page whose level is close to the limit below it
    levels = sorted(_median(corner) for corner in _corners(lowest))
    least = min(_WHITE, levels[1] - _EVEN) if levels[1] >= _WHITE else _WHITE
    white = _page(np.asarray(cv2.inRange(lowest, least, 255), np.uint8))
    if white is not None:
        return Page(white, is_white=True)
    for level in _corner_levels(lowest, highest):
        even = cv2.bitwise_and(
            cv2.inRange(lowest, level - _EVEN, 255), cv2.inRange(highest, 0, level + _EVEN)
        )
        # compression adds specks beside the picture
        gray = _page(np.asarray(cv2.morphologyEx(even, cv2.MORPH_CLOSE, _RIM), np.uint8))
        if gray is not None:
            return Page(gray, is_white=False)
    return None


def _corner_levels(lowest: Mask, highest: Mask) -> list[int]:
    """Return the different levels of gray in the corners of a frame, without dark and colored."""
    levels: list[int] = []
    for low, high in zip(_corners(lowest), _corners(highest), strict=True):
        darkest = _median(low)
        if darkest < _LEAST_GRAY:  # most corners
            continue
        brightest = _median(high)
        level = (darkest + brightest) // 2
        is_gray = brightest - darkest <= _NEUTRAL
        if is_gray and all(abs(level - other) > _EVEN // 2 for other in levels):
            levels.append(level)
    return levels


def _median(patch: Mask) -> int:
    """Return the median, rounded down; numpy's own takes long on so few pixels."""
    levels: list[int] = sorted(patch.ravel().tolist())
    return (levels[(len(levels) - 1) // 2] + levels[len(levels) // 2]) // 2


def _corners(plane: Mask) -> tuple[Mask, ...]:
    side = max(2, round(min(plane.shape) * _CORNER))
    return (
        plane[:side, :side],
        plane[:side, -side:],
        plane[-side:, :side],
        plane[-side:, -side:],
    )


def _page(level: Mask) -> Mask | None:
    """Return the page among the pixels (h, w) uint8 of its level; None if it is not a page."""
    corners = sum(np.count_nonzero(patch) >= _FULL_CORNER * patch.size for patch in _corners(level))
    margins = (level[:, 0], level[:, -1], level[0], level[-1])
    if corners < _LEAST_CORNERS and not any(
        np.count_nonzero(margin) >= _FULL_SIDE * margin.size for margin in margins
    ):
        return None
    # compression adds specks beside the picture
    page = _touching_the_border(
        np.asarray(cv2.morphologyEx(level, cv2.MORPH_CLOSE, _RIM), np.uint8)
    )
    if cv2.countNonZero(page) > _MOST_SHARE * page.size:
        return None
    return np.asarray(cv2.dilate(page, _RIM), np.uint8)


def _touching_the_border(mask: Mask) -> Mask:
    """Return the parts of a mask (h, w) uint8 that touch the frame's border."""
    count, labels = cv2.connectedComponents(mask)
    border = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    touching = np.zeros(count, np.uint8)
    touching[np.unique(border)] = 255
    touching[0] = 0  # the background of the mask
    return np.asarray(touching[labels], np.uint8)
