"""Text in the font that comes with the program, with its rare characters."""

from __future__ import annotations

from enum import Enum
from functools import cache, lru_cache
from itertools import groupby
from typing import Final

from PIL import ImageDraw, ImageFont

from hysteroview.core.resources import bundled_path

_NOT_A_CHARACTER: Final = "\uffff"
_OPENING: Final = "（《“‘([{"  # after these no line breaks
_CLOSING: Final = "，。、；：！？）》”’,.;:!?)]}%"  # before these no line breaks

Color = tuple[int, int, int]


class Face(Enum):
    """One of the files of the font; each has characters that the others lack."""

    LATIN = "latin/NotoSansCJKsc-"
    CHINESE = "NotoSansCJKsc-"
    RARE = "NotoSansCJKsc-Rare"


@lru_cache(maxsize=128)
def font_of(face: Face, size_px: int, *, is_bold: bool = False) -> ImageFont.FreeTypeFont:
    """Return the font in a size; rare characters are never bold."""
    weight = "" if face is Face.RARE else "Bold" if is_bold else "Regular"
    path = bundled_path("resources") / "fonts" / f"{face.value}{weight}.otf"
    return ImageFont.truetype(path, size_px)


def width_of(text: str, size_px: int, *, is_bold: bool = False) -> float:
    """Return the width of a line in px."""
    return sum(
        font_of(face, size_px, is_bold=is_bold).getlength("".join(part))
        for face, part in groupby(text, _face_of)
    )


def draw_line(
    draw: ImageDraw.ImageDraw, place: tuple[float, float], text: str, size_px: int, *,
    color: Color, is_bold: bool = False,
) -> None:  # fmt: skip
    """Draw a line of text; `place` is x and y of the left end of its baseline."""
    x, y = place
    for face, part in groupby(text, _face_of):
        run, font = "".join(part), font_of(face, size_px, is_bold=is_bold)
        draw.text((x, y), run, fill=color, font=font, anchor="ls")
        x += font.getlength(run)


def wrapped(text: str, size_px: int, room_px: float, *, is_bold: bool = False) -> list[str]:
    """Break a text into lines that fit: between words, or anywhere between ideographs."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        joined = line + piece
        if line and width_of(joined.rstrip(), size_px, is_bold=is_bold) > room_px:
            lines.append(line.rstrip())
            joined = piece.lstrip()
        line = joined
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> list[str]:
    """Split a text where a line may break."""
    pieces: list[str] = []
    for each in text:
        is_joined = (
            bool(pieces)
            and (each in _CLOSING or pieces[-1][-1] in _OPENING
            or not (_is_wide(each) or _is_wide(pieces[-1][-1]) or pieces[-1][-1] == " "))
        )  # fmt: skip
        if is_joined:
            pieces[-1] += each
        else:
            pieces.append(each)
    return pieces


def _is_wide(character: str) -> bool:
    return ord(character) >= 0x2E80


@cache
def _face_of(character: str) -> Face:
    """Return the file that has a character; that of Latin letters if none has it."""
    faces = (Face.CHINESE, Face.RARE) if _is_wide(character) else (Face.LATIN, Face.CHINESE)
    return next((face for face in faces if _has(face, character)), Face.LATIN)


def _has(face: Face, character: str) -> bool:
    if character.isspace():
        return True
    missing = bytes(font_of(face, 24).getmask(_NOT_A_CHARACTER))
    return bytes(font_of(face, 24).getmask(character)) != missing
