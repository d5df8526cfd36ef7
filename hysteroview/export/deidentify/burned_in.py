"""Text that is burned into pictures: removed outside the field of view, reported inside it."""

from __future__ import annotations

from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import FieldOfView
from hysteroview.imaging.pixels.view_mask import frame_mask

_LEAST_PX, _LARGEST_SHARE = 6, 1 / 8  # heights of letters; of the picture's height
_CONTRAST: Final = 45  # gray levels by which ink differs from its surroundings
_LEAST_LETTERS: Final = 4  # in a line
_SAME_HEIGHT: Final = 1.8  # ratio of the heights of letters in a line
_GAP: Final = 1.6  # between letters, in heights
_OFF_LINE: Final = 0.35  # by which their feet may differ, in heights
_FILLING: Final = (0.12, 0.9)  # share of its box that a letter covers
_SLIMNESS: Final = (0.08, 1.6)  # width of a letter in heights
_AT_RIM_PX: Final = 3
_RIM_SHARE: Final = 1 / 100  # of the height, by which the found view may be too small
_LEAST_INK_PX: Final = 20  # of the smallest text; less is noise


class _Letter(NamedTuple):
    """The box of something that may be a letter."""

    x: int
    y: int
    width: int
    height: int

    @property
    def foot(self) -> int:
        return self.y + self.height


def black_outside(pixels: NDArray[np.uint8], view: FieldOfView) -> NDArray[np.uint8]:
    """Return a picture that is black outside its field of view, with panels inside it black too.

    Parameters
    ----------
    pixels
        (H, W, 4) uint8, BGRA.
    view
        Of this picture.

    Returns
    -------
    (H, W, 4) uint8, BGRA, a new array; inside the view the pixels are the same.
    """
    mask = frame_mask(view, (pixels.shape[1], pixels.shape[0]))
    kept = cv2.bitwise_and(pixels, pixels, mask=mask)
    kept[..., 3] = 255
    return np.asarray(kept, np.uint8)


def has_text(pixels: NDArray[np.uint8], view: FieldOfView) -> bool:
    """Whether the endoscopic picture may have text in it, such as a name that a console writes.

    Letters are small marks of one height beside one another; four of them on a line are text.
    Handwriting, single letters, and text that hardly differs from the tissue are not found.

    Parameters
    ----------
    pixels, view
        As for `black_outside`.
    """
    height, width = pixels.shape[:2]
    mask = frame_mask(view, (width, height))
    inside = cv2.erode(mask, np.ones((2 * _AT_RIM_PX + 1,) * 2, np.uint8))
    # tissue is red, so that light ink of any color stands out in green and blue
    ink = np.asarray(cv2.max(pixels[..., 0], pixels[..., 1]), np.uint8)
    side = max(round(height / 24), 5) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (side, side))
    for operation in (cv2.MORPH_TOPHAT, cv2.MORPH_BLACKHAT):
        marks = cv2.morphologyEx(ink, operation, kernel)
        marks = cv2.threshold(marks, _CONTRAST, 255, cv2.THRESH_BINARY)[1]
        if _has_line(_letters(np.asarray(cv2.bitwise_and(marks, inside), np.uint8))):
            return True
    return False


def may_identify(pixels: NDArray[np.uint8], view: FieldOfView | None) -> bool:
    """Whether text that is burned into a picture may say who the patient is.

    That is so if text was seen inside the endoscopic picture, if a console has drawn a panel over
    it, if there is anything but black beside it, or if no endoscopic picture was found.

    Parameters
    ----------
    pixels, view
        As for `black_outside`; None if no view was found.
    """
    if view is None or view.panels:
        return True
    mask = frame_mask(view, (pixels.shape[1], pixels.shape[0]))
    rim = 2 * round(pixels.shape[0] * _RIM_SHARE) + 1
    around = cv2.dilate(mask, np.ones((rim, rim), np.uint8))
    beside = cv2.max(cv2.max(pixels[..., 0], pixels[..., 1]), pixels[..., 2])
    beside = cv2.bitwise_and(beside, cv2.bitwise_not(around))
    bright = cv2.threshold(beside, _CONTRAST, 255, cv2.THRESH_BINARY)[1]
    return cv2.countNonZero(bright) >= _LEAST_INK_PX or has_text(pixels, view)


def _letters(marks: NDArray[np.uint8]) -> list[_Letter]:
    _, _, stats, _ = cv2.connectedComponentsWithStats(marks, connectivity=8)
    found = []
    for x, y, width, height, area in stats[1:].tolist():
        if not _LEAST_PX <= height <= marks.shape[0] * _LARGEST_SHARE:
            continue
        is_letter = _FILLING[0] <= area / (width * height) <= _FILLING[1]
        if is_letter and _SLIMNESS[0] <= width / height <= _SLIMNESS[1]:
            found.append(_Letter(x, y, width, height))
    return sorted(found)


def _has_line(letters: list[_Letter]) -> bool:
    """Whether enough letters follow one another from left to right."""
    lengths = [1] * len(letters)
    for place, letter in enumerate(letters):
        for before in range(place - 1, -1, -1):
            if _follows(letters[before], letter):
                lengths[place] = max(lengths[place], lengths[before] + 1)
        if lengths[place] >= _LEAST_LETTERS:
            return True
    return False


def _follows(one: _Letter, other: _Letter) -> bool:
    low, high = sorted((one.height, other.height))
    gap = other.x - (one.x + one.width)
    return (
        high <= _SAME_HEIGHT * low
        and -0.2 * high <= gap <= _GAP * high
        and abs(one.foot - other.foot) <= _OFF_LINE * high
    )
