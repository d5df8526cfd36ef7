"""The band of text below an exported picture; it never covers the picture."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from hysteroview.export.pictures.fonts import Color, draw_line, width_of, wrapped

_SHARE: Final = 1 / 46  # size of the text, share of the picture's width
_LEAST_PX, _LARGEST_PX = 11, 40
_MARGIN, _ROW = 0.9, 1.5  # in sizes of the text


class Ink(Enum):
    """Color of a text on the dark band, as on the live page, and on paper."""

    PLAIN = ((237, 241, 244), (18, 24, 29))
    MUTED = ((164, 175, 186), (74, 86, 97))
    CAUTION = ((255, 181, 71), (125, 74, 0))
    ACCENT = ((111, 183, 255), (10, 88, 168))


@dataclass(frozen=True, slots=True)
class CaptionRow:
    """One row: a text at the left, and perhaps one at the right, which may go to the next line."""

    left: str
    right: str = ""
    ink: Ink = Ink.PLAIN
    right_ink: Ink = Ink.MUTED
    is_bold: bool = False
    scale: float = 1.0


Caption = tuple[CaptionRow, ...]


def with_caption(pixels: NDArray[np.uint8], caption: Caption) -> NDArray[np.uint8]:
    """Return a picture with a band of text below it.

    Parameters
    ----------
    pixels
        (H, W, 4) uint8, BGRA, with square pixels.

    Returns
    -------
    (H + h, W, 4) uint8, BGRA; the first H rows are the picture, bit for bit.
    """
    width = pixels.shape[1]
    size = min(max(round(width * _SHARE), _LEAST_PX), _LARGEST_PX)
    band = draw_caption(caption, width, size)
    bgra = np.full((*band.shape[:2], 4), 255, np.uint8)
    bgra[..., :3] = band[..., ::-1]
    return np.concatenate([pixels, bgra])


def draw_caption(
    caption: Caption, width_px: int, size_px: int, *, is_on_paper: bool = False
) -> NDArray[np.uint8]:
    """Draw rows of text.

    Returns
    -------
    (h, width_px, 3) uint8, RGB; h follows from the text.
    """
    ground: Color = (255, 255, 255) if is_on_paper else (20, 23, 27)
    margin = round((0.0 if is_on_paper else _MARGIN) * size_px)
    room = max(width_px - 2 * margin, size_px)
    lines = [line for row in caption for line in _lines(row, size_px, room)]
    border = margin or 0.2 * size_px
    height = round(sum(_ROW * line[0].size for line in lines) + 1.2 * border)
    picture = Image.new("RGB", (width_px, max(height, 1)), ground)
    draw = ImageDraw.Draw(picture)
    y = 0.6 * border
    for line in lines:
        y += _ROW * line[0].size
        for each in line:
            x: float = margin
            if each.is_right:
                x = width_px - margin - width_of(each.text, each.size)
            place = (x, round(y - 0.38 * line[0].size))
            color = each.ink.value[int(is_on_paper)]
            draw_line(draw, place, each.text, each.size, color=color, is_bold=each.is_bold)
    return np.asarray(picture, np.uint8)


@dataclass(frozen=True, slots=True)
class _Text:
    """A piece of text in a line."""

    text: str
    size: int
    ink: Ink
    is_bold: bool = False
    is_right: bool = False


def _lines(row: CaptionRow, size_px: int, room: float) -> list[tuple[_Text, ...]]:
    """Return the lines of a row: one for both texts if they fit, or else several."""
    size = round(row.scale * size_px)
    taken = width_of(row.left, size, is_bold=row.is_bold) + width_of(row.right, size_px) + size
    if row.right and taken <= room:
        left = _Text(row.left, size, row.ink, row.is_bold)
        return [(left, _Text(row.right, size_px, row.right_ink, is_right=True))]
    lines = [
        (_Text(text, size, row.ink, row.is_bold),)
        for text in wrapped(row.left, size, room, is_bold=row.is_bold)
    ]
    more = wrapped(row.right, size_px, room)
    return [*lines, *((_Text(text, size_px, row.right_ink),) for text in more)]
