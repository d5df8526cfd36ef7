"""Detection of the white page around pictures exported by report systems."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

_WHITE = 235  # minimum of the channels on a page; compression may reduce it a few levels below 255
_CORNER = 0.02  # side of the examined corners, as a share of the shorter side
_FULL_SIDE = 0.98  # share of white in a side of the frame, from which it is a margin
_LEAST_CORNERS = 3  # a circle that is cut off on one side leaves three corners
_MOST_SHARE = 0.96  # share of the frame; more is an over-exposed picture or a blank page
_RIM = np.ones((3, 3), np.uint8)  # pixels at the edge of the picture are mixed with the page


def white_page(small: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """Find the white page around a picture.

    A page covers the corners or a complete side of the frame, and every part of it touches the
    frame's border. White glare inside the picture is not a page; glare along a complete side of the
    frame is treated as one, and contains no information either.

    Parameters
    ----------
    small
        (h, w, 3) uint8, BGR, from `thumbnail`.

    Returns
    -------
    (h, w) uint8, 255 where the page is; None if there is none.
    """
    blue, green, red = cv2.split(small)
    white = cv2.inRange(cv2.min(cv2.min(blue, green), red), _WHITE, 255)
    height, width = white.shape
    side = max(2, round(min(height, width) * _CORNER))
    patches = (
        white[:side, :side],
        white[:side, -side:],
        white[-side:, :side],
        white[-side:, -side:],
    )
    corners = sum(bool(patch.all()) for patch in patches)
    margins = (white[:, 0], white[:, -1], white[0], white[-1])
    has_margin = any(np.count_nonzero(margin) >= _FULL_SIDE * margin.size for margin in margins)
    if corners < _LEAST_CORNERS and not has_margin:
        return None
    page = _touching_the_border(np.asarray(white, np.uint8))
    if cv2.countNonZero(page) > _MOST_SHARE * page.size:
        return None
    return np.asarray(cv2.dilate(page, _RIM), np.uint8)


def _touching_the_border(white: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the parts of a mask (h, w) uint8 that touch the frame's border."""
    count, labels = cv2.connectedComponents(white)
    border = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    touching = np.zeros(count, np.uint8)
    touching[np.unique(border)] = 255
    touching[0] = 0  # the background of the mask
    return np.asarray(touching[labels], np.uint8)
