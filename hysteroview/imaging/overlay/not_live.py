"""A picture that is not live: gray, and marked in its pixels, so that nobody takes it for live."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

_KEPT = 135 / 255  # brightness of the gray picture, as on the screen
_BAND = 40  # of 255: brightness of the band under the text, beside the picture's own
_INK, _CAUTION = (240, 238, 235), (70, 180, 250)  # BGR
_TITLE_SHARE, _LINE_SHARE = 1 / 12, 1 / 24  # sizes of the text, share of the height
_LEAST_TEXT_PX = 6
_REGULAR, _BOLD = 400, 650


def mark_not_live(
    pixels: NDArray[np.uint8], title: str, line: str, *, is_caution: bool = True
) -> NDArray[np.uint8]:
    """Return a gray, darkened copy of a picture with two lines of text in its middle.

    Parameters
    ----------
    pixels
        (H, W, 4) uint8, BGRA, with square pixels.
    title, line
        What is wrong, in large letters, and an explanation. Text that does not fit is made smaller.
    is_caution
        Whether the title has the color of a warning.

    Returns
    -------
    (H, W, 4) uint8, BGRA.
    """
    gray = cv2.convertScaleAbs(cv2.cvtColor(pixels, cv2.COLOR_BGRA2GRAY), alpha=_KEPT)
    picture = np.asarray(cv2.cvtColor(gray, cv2.COLOR_GRAY2BGR), np.uint8)
    height, width = gray.shape
    font = cv2.FontFace("sans")
    room = max(round(width * 0.94), 1)
    title_px = _fitting(font, title, round(height * _TITLE_SHARE), _BOLD, room)
    line_px = _fitting(font, line, round(height * _LINE_SHARE), _REGULAR, room)
    band_px = min(round(2.0 * title_px + 2.2 * line_px), height)
    top = (height - band_px) // 2
    band = picture[top : top + band_px]
    band[:] = cv2.convertScaleAbs(band, alpha=_BAND / 255)
    baseline = top + round(1.45 * title_px)
    color = _CAUTION if is_caution else _INK
    _write(picture, font, title, (baseline, title_px, _BOLD), color)
    _write(picture, font, line, (baseline + round(1.6 * line_px), line_px, _REGULAR), _INK)
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2BGRA), np.uint8)


def mark_corner(pixels: NDArray[np.uint8], words: str) -> NDArray[np.uint8]:
    """Return a copy of a picture with a warning on a dark band in its upper left corner.

    Parameters
    ----------
    pixels
        (H, W, 4) uint8, BGRA, with square pixels.

    Returns
    -------
    (H, W, 4) uint8, BGRA; outside the band the pixels are the same.
    """
    picture = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGRA2BGR), np.uint8)
    height, width = picture.shape[:2]
    font = cv2.FontFace("sans")
    size_px = _fitting(font, words, round(height * _LINE_SHARE), _BOLD, round(width * 0.94))
    band_px = min(2 * size_px, height)
    band = picture[:band_px, : min(_width(font, words, size_px, _BOLD) + 2 * size_px, width)]
    band[:] = cv2.convertScaleAbs(band, alpha=_BAND / 255)
    cv2.putText(picture, words, (size_px, round(1.4 * size_px)), _CAUTION, font, size_px, _BOLD)
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2BGRA), np.uint8)


def _fitting(font: cv2.FontFace, text: str, size_px: int, weight: int, room_px: int) -> int:
    """Return the largest size up to `size_px` at which the text fits."""
    while size_px > _LEAST_TEXT_PX and _width(font, text, size_px, weight) > room_px:
        size_px -= 1
    return max(size_px, _LEAST_TEXT_PX)


def _width(font: cv2.FontFace, text: str, size_px: int, weight: int) -> int:
    _, _, width, _ = cv2.getTextSize((0, 0), text, (0, 0), font, size_px, weight)
    return int(width)


def _write(
    picture: NDArray[np.uint8],
    font: cv2.FontFace,
    text: str,
    place: tuple[int, int, int],
    color: tuple[int, int, int],
) -> None:
    """Write centered text; `place` is its baseline, size in px and weight."""
    baseline, size_px, weight = place
    x = (picture.shape[1] - _width(font, text, size_px, weight)) // 2
    cv2.putText(picture, text, (x, baseline), color, font, size_px, weight)
