"""Contact sheets: several pictures with their captions on each page of paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.export.pictures.caption import Caption, CaptionRow, Ink, draw_caption

DPI: Final = 150
_MM_PER_INCH: Final = 25.4
_BORDER_MM, _GAP_MM = 12.0, 5.0
_TEXT_MM, _TITLE_MM = 2.3, 3.0
_COLUMNS: Final = 2


class PageSize(StrEnum):
    """Size of the paper, upright."""

    A4 = "A4"
    A3 = "A3"
    LETTER = "Letter"

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height."""
        return {"A4": (210.0, 297.0), "A3": (297.0, 420.0), "Letter": (215.9, 279.4)}[self.value]


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A picture on the sheet: (H, W, 4) uint8, BGRA, with square pixels, and its caption."""

    pixels: NDArray[np.uint8]
    caption: Caption


def pages_of(
    cells: Sequence[Cell], size: PageSize, title: str, notice: str, page_word: str
) -> Iterator[NDArray[np.uint8]]:
    """Yield the pages of a contact sheet at `DPI`.

    Parameters
    ----------
    title, notice
        At the head and the foot of each page.
    page_word
        Between the number of the page and that of all pages.

    Yields
    ------
    (H, W, 3) uint8, RGB.
    """
    width, height = (_px(each) for each in size.size_mm)
    border, gap = _px(_BORDER_MM), _px(_GAP_MM)
    room = width - 2 * border
    column = (room - (_COLUMNS - 1) * gap) // _COLUMNS
    foot = draw_caption(
        (CaptionRow(notice, ink=Ink.CAUTION),), room, _px(_TEXT_MM), is_on_paper=True
    )
    drawn = [_draw(cell, column) for cell in cells]
    head_px = round(2 * _px(_TITLE_MM))
    bottom = height - border - foot.shape[0] - gap
    pages = _paginate(drawn, bottom - border - head_px - gap, gap)
    for number, rows in enumerate(pages, 1):
        page = np.full((height, width, 3), 255, np.uint8)
        head = (CaptionRow(title, f"{number} {page_word} {len(pages)}", is_bold=True),)
        _put(page, draw_caption(head, room, _px(_TITLE_MM), is_on_paper=True), border, border)
        y = border + head_px + gap
        for row in rows:
            for place, cell in enumerate(row):
                _put(page, cell, border + place * (column + gap), y)
            y += max(cell.shape[0] for cell in row) + gap
        _put(page, foot, border, height - border - foot.shape[0])
        yield page


def _draw(cell: Cell, width_px: int) -> NDArray[np.uint8]:
    height = max(round(cell.pixels.shape[0] * width_px / cell.pixels.shape[1]), 1)
    height = min(height, 2 * width_px)
    small = cv2.resize(cell.pixels[..., :3], (width_px, height), interpolation=cv2.INTER_AREA)
    text = draw_caption(cell.caption, width_px, _px(_TEXT_MM), is_on_paper=True)
    return np.concatenate([np.asarray(small[..., ::-1], np.uint8), text])


def _paginate(
    cells: Sequence[NDArray[np.uint8]], room_px: int, gap_px: int
) -> list[list[Sequence[NDArray[np.uint8]]]]:
    """Divide cells into rows, and rows into pages; each page has at least one row."""
    pages: list[list[Sequence[NDArray[np.uint8]]]] = []
    used = room_px + 1
    for start in range(0, len(cells), _COLUMNS):
        row = cells[start : start + _COLUMNS]
        height = max(cell.shape[0] for cell in row)
        if used + height > room_px:
            pages.append([])
            used = 0
        pages[-1].append(row)
        used += height + gap_px
    return pages


def _put(page: NDArray[np.uint8], part: NDArray[np.uint8], x: int, y: int) -> None:
    """Copy a part to a page; what does not fit is cut off."""
    height, width = min(part.shape[0], page.shape[0] - y), min(part.shape[1], page.shape[1] - x)
    page[y : y + height, x : x + width] = part[:height, :width]


def _px(length_mm: float) -> int:
    return round(length_mm / _MM_PER_INCH * DPI)
