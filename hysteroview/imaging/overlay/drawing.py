"""Paint a drawing onto a copy of its picture, for exports and reports."""

from __future__ import annotations

from functools import cache
from itertools import groupby

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.resources import bundled_path
from hysteroview.core.review.drawing import Drawing
from hysteroview.core.review.strokes import Strokes, strokes_of

Color = tuple[int, int, int]

_SHIFT = 4  # positions are given to OpenCV in sixteenths of a pixel
_RIM: Color = (0, 0, 0)
_RIM_SHARE = 0.8  # of the line's width, on both sides
_BOLD = 650
_FIRST_IDEOGRAPHIC = 0x2E80
_BIG5_SECOND_LEVEL = 0xC7  # first byte; such characters are in the font of rare ones
_CHINESE_SIZE = 1.2  # OpenCV makes letters of this font smaller than those of its own


def draw_onto(pixels: NDArray[np.uint8], drawing: Drawing) -> NDArray[np.uint8]:
    """Return a copy of a picture with a drawing.

    Lines and letters have a dark rim, so that they can be seen on any tissue. A measure has its
    length in percent of the view's diameter beside it.

    Parameters
    ----------
    pixels
        (H, W, 4) uint8, BGRA, or (H, W, 3) uint8, BGR, with square pixels, of any size.

    Returns
    -------
    An array of the same shape; the alpha channel is unchanged.
    """
    picture = np.ascontiguousarray(pixels[..., :3]).copy()
    for shape in drawing.shapes:
        strokes = strokes_of(shape, drawing.view, picture.shape[1])
        color = _color(shape.color)
        _draw_lines(picture, strokes, color)
        if strokes.text:
            _draw_text(picture, strokes, color)
    if pixels.shape[2] == picture.shape[2]:
        return picture
    return np.concatenate([picture, pixels[..., 3:]], axis=2)


def _draw_lines(picture: NDArray[np.uint8], strokes: Strokes, color: Color) -> None:
    lines = [np.rint(np.array(line) * (1 << _SHIFT)).astype(np.int32) for line in strokes.lines]
    width = max(round(strokes.line_px), 1)
    rim = 2 * max(round(_RIM_SHARE * strokes.line_px), 1)
    for ink, thick in ((_RIM, width + rim), (color, width)):
        cv2.polylines(picture, lines, False, ink, thick, cv2.LINE_AA, _SHIFT)  # noqa: FBT003


def _draw_text(picture: NDArray[np.uint8], strokes: Strokes, color: Color) -> None:
    size = round(strokes.text_px)
    rim = max(round(_RIM_SHARE * strokes.line_px), 1)
    ink = _letters(strokes.text, size, rim)
    x, y = round(strokes.text_at[0]) - rim, round(strokes.text_at[1]) - rim
    left, top = max(x, 0), max(y, 0)
    right, bottom = x + ink.shape[1], y + ink.shape[0]
    area = picture[top:bottom, left:right]
    if not area.size or right <= 0 or bottom <= 0:
        return
    ink = ink[top - y : top - y + area.shape[0], left - x : left - x + area.shape[1]]
    around = cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * rim + 1,) * 2))
    for cover, value in ((np.asarray(around, np.uint8), _RIM), (ink, color)):
        share = cover[..., None].astype(np.float32) / 255
        paint = np.array(value, np.float32)
        area[:] = np.rint(area * (1 - share) + paint * share).astype(np.uint8)


def _letters(text: str, size: int, rim: int) -> NDArray[np.uint8]:
    """Return the cover of a line of text in [0, 255], (h, w) uint8, with room for a rim."""
    runs = [(face, "".join(part)) for face, part in groupby(text, _face_of)]
    sizes = [round(size * (_CHINESE_SIZE if face else 1)) for face, _ in runs]
    widths = [
        cv2.getTextSize((0, 0), part, (0, 0), _font(face), each, _BOLD)[2]
        for (face, part), each in zip(runs, sizes, strict=True)
    ]
    cover = np.zeros((round(1.5 * size) + 2 * rim, sum(widths) + size + 2 * rim), np.uint8)
    x = rim
    for (face, part), each, width in zip(runs, sizes, widths, strict=True):
        cv2.putText(cover, part, (x, rim + size), (255,), _font(face), each, _BOLD)
        x += width
    return cover


def _face_of(letter: str) -> str:
    """Return which of the program's Chinese fonts has a character; empty for OpenCV's own font."""
    if ord(letter) < _FIRST_IDEOGRAPHIC:
        return ""
    if letter.encode("gb2312", "ignore"):
        return "Bold"
    traditional = letter.encode("big5", "ignore")
    return "Bold" if traditional and traditional[0] < _BIG5_SECOND_LEVEL else "Rare"


@cache
def _font(face: str) -> cv2.FontFace:
    if not face:
        return cv2.FontFace("sans")
    return cv2.FontFace(str(bundled_path("resources") / "fonts" / f"NotoSansCJKsc-{face}.otf"))


def _color(text: str) -> Color:
    """Return "#rrggbb" as BGR."""
    red, green, blue = bytes.fromhex(text[1:])
    return blue, green, red
