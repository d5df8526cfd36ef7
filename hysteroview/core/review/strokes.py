"""The lines and words of which a shape consists in a picture, for everything that paints it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from hysteroview.core.review.drawing import (
    DrawingView,
    Point,
    Shape,
    ShapeKind,
    measure_words,
)

# shares of the view's diameter
_LINE, _TEXT, _HEAD, _TICK = 0.006, 0.045, 0.045, 0.018
_HEAD_ANGLE = math.radians(26)
_LEAST_LINE_PX, _LEAST_TEXT_PX = 1.5, 9.0
_ELLIPSE_POINTS = 72


@dataclass(frozen=True, slots=True)
class Strokes:
    """One shape in a picture of a certain size, all in pixels.

    Attributes
    ----------
    lines
        Points of each line.
    line_px
        Width of the lines.
    text
        Words of a text, or length of a measure; empty for none.
    text_at
        Upper left corner of the words.
    text_px
        Size of the letters.
    """

    lines: tuple[tuple[Point, ...], ...]
    line_px: float
    text: str
    text_at: Point
    text_px: float


def strokes_of(shape: Shape, view: DrawingView, width_px: float) -> Strokes:
    """Return a shape in a picture.

    Parameters
    ----------
    width_px
        Width of the picture; its pixels are square.
    """
    points = [view.to_pixels((x, y), width_px) for x, y in shape.points]
    unit = view.diameter * width_px
    text_px = max(_TEXT * unit, _LEAST_TEXT_PX)
    lines: tuple[tuple[Point, ...], ...] = ()
    text, text_at = shape.text, points[0]
    match shape.kind:
        case ShapeKind.ARROW:
            lines = _arrow(points[0], points[1], _HEAD * unit)
        case ShapeKind.ELLIPSE:
            lines = (_ellipse(points[0], points[1]),)
        case ShapeKind.FREEHAND:
            lines = (tuple(points),)
        case ShapeKind.MEASURE:
            lines = _measure(points[0], points[1], _TICK * unit)
            text = measure_words(shape)
            text_at = _beside(points[0], points[1], text_px)
        case ShapeKind.TEXT:
            pass
    return Strokes(lines, max(_LINE * unit, _LEAST_LINE_PX), text, text_at, text_px)


def distance_to(strokes: Strokes, x: float, y: float, text_width_px: float = 0.0) -> float:
    """Return the distance of a place from the nearest line or from the words, px.

    Parameters
    ----------
    text_width_px
        Width of the words, which depends on the font.
    """
    found = [
        _from_segment((x, y), start, end) for line in strokes.lines for start, end in pairwise(line)
    ]
    if strokes.text:
        left, top = strokes.text_at
        across = max(left - x, x - left - text_width_px, 0.0)
        down = max(top - y, y - top - 1.2 * strokes.text_px, 0.0)
        found.append(math.hypot(across, down))
    return min(found, default=math.inf)


def _arrow(tail: Point, tip: Point, head_px: float) -> tuple[tuple[Point, ...], ...]:
    angle = math.atan2(tail[1] - tip[1], tail[0] - tip[0])
    left, right = (
        (tip[0] + head_px * math.cos(angle + turn), tip[1] + head_px * math.sin(angle + turn))
        for turn in (-_HEAD_ANGLE, _HEAD_ANGLE)
    )
    return (tail, tip), (left, tip, right)


def _ellipse(corner: Point, other: Point) -> tuple[Point, ...]:
    x, y = (corner[0] + other[0]) / 2, (corner[1] + other[1]) / 2
    across, down = abs(corner[0] - other[0]) / 2, abs(corner[1] - other[1]) / 2
    turns = (math.tau * step / _ELLIPSE_POINTS for step in range(_ELLIPSE_POINTS + 1))
    return tuple((x + across * math.cos(turn), y + down * math.sin(turn)) for turn in turns)


def _measure(start: Point, end: Point, tick_px: float) -> tuple[tuple[Point, ...], ...]:
    angle = math.atan2(end[1] - start[1], end[0] - start[0]) + math.pi / 2
    across, down = tick_px * math.cos(angle), tick_px * math.sin(angle)
    ticks = [((x - across, y - down), (x + across, y + down)) for x, y in (start, end)]
    return (start, end), *ticks


def _beside(start: Point, end: Point, text_px: float) -> Point:
    """Return where the length of a measure stands: right of its middle, or below a flat one."""
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    is_flat = abs(end[0] - start[0]) > 2 * abs(end[1] - start[1])
    return (x - text_px, y + 0.5 * text_px) if is_flat else (x + 0.6 * text_px, y - 0.6 * text_px)


def _from_segment(point: Point, start: Point, end: Point) -> float:
    across, down = end[0] - start[0], end[1] - start[1]
    square = across * across + down * down
    share = 0.0
    if square:
        share = ((point[0] - start[0]) * across + (point[1] - start[1]) * down) / square
    share = min(max(share, 0.0), 1.0)
    return math.dist(point, (start[0] + share * across, start[1] + share * down))


def moved(points: Sequence[Sequence[float]], across: float, down: float) -> tuple[Point, ...]:
    """Return points that are moved to the right and down, in their own unit."""
    return tuple((round(x + across, 5), round(y + down, 5)) for x, y in points)
