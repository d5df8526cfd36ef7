"""Drawings about a picture: shapes in coordinates of its field of view, kept beside the picture."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.foreign.fields import build
from hysteroview.core.types import Box
from hysteroview.core.wording import printable

Point = tuple[float, float]

DEFAULT_COLOR: Final = "#ffd23f"
MOST_SHAPES = 200  # of one picture
MOST_POINTS = 2000  # of one shape
MOST_TEXT_CHARACTERS = 200
_MOST_KEY_CHARACTERS = 64
_FARTHEST = 16.0  # from the view's corner, in its diameters: outside of any picture
_DIGITS = 5  # 0.02 px in a picture of 1920 px
_COLOR = re.compile(r"#[0-9a-f]{6}")


class ShapeKind(StrEnum):
    """What a shape is, with the number of its points."""

    ARROW = "arrow"  # two: tail and tip
    ELLIPSE = "ellipse"  # two opposite corners of the box around it
    FREEHAND = "freehand"  # two or more, joined by a line
    TEXT = "text"  # one: the upper left corner
    MEASURE = "measure"  # two ends


_POINTS: Mapping[ShapeKind, tuple[int, int]] = {
    ShapeKind.ARROW: (2, 2),
    ShapeKind.ELLIPSE: (2, 2),
    ShapeKind.FREEHAND: (2, MOST_POINTS),
    ShapeKind.TEXT: (1, 1),
    ShapeKind.MEASURE: (2, 2),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawingView:
    """Position of the field of view in a picture with square pixels.

    All lengths are shares of the picture's width, so that they do not depend on its size.

    Attributes
    ----------
    left, top
        Upper left corner of the view.
    diameter
        The larger side of the view: the unit of all shapes of the drawing.
    is_whole
        The view is not known, and the whole picture stands for it.
    """

    left: float
    top: float
    diameter: float
    is_whole: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.diameter <= _FARTHEST or max(abs(self.left), abs(self.top)) > _FARTHEST:
            raise ValueError("a view is a part of a picture")

    @classmethod
    def of_box(cls, box: Box | None, width_px: int, height_px: int) -> DrawingView:
        """Return the view within a box of a picture of this size, square pixels.

        Parameters
        ----------
        box
            None if the view is not known.
        """
        area = box or Box(0, 0, width_px, height_px)
        return cls(
            left=round(area.x / width_px, _DIGITS),
            top=round(area.y / width_px, _DIGITS),
            diameter=round(max(area.width, area.height) / width_px, _DIGITS),
            is_whole=box is None,
        )

    def to_pixels(self, point: Point, width_px: float) -> Point:
        """Return x and y of a point of the drawing in a picture of this width, px."""
        x, y = point
        return (
            (self.left + x * self.diameter) * width_px,
            (self.top + y * self.diameter) * width_px,
        )

    def from_pixels(self, x: float, y: float, width_px: float) -> Point:
        """Return the point of the drawing at x and y in a picture of this width, px."""
        return (
            round((x / width_px - self.left) / self.diameter, _DIGITS),
            round((y / width_px - self.top) / self.diameter, _DIGITS),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One shape of a drawing.

    Attributes
    ----------
    key
        Identifies it within the drawing.
    points
        x and y of each, from the upper left corner of the field of view to the right and down, in
        units of the view's diameter.
    color
        "#rrggbb", lower case.
    text
        Of a text, in any script; empty for other kinds.
    """

    key: str
    kind: ShapeKind
    points: tuple[tuple[float, ...], ...]
    color: str = DEFAULT_COLOR
    text: str = ""

    def __post_init__(self) -> None:
        least, most = _POINTS[self.kind]
        if not least <= len(self.points) <= most:
            raise ValueError(f"{self.kind} does not have {len(self.points)} points")
        if any(len(each) != 2 or not all(map(_is_near, each)) for each in self.points):
            raise ValueError("a point is not in the picture")
        if not 0 < len(self.key) <= _MOST_KEY_CHARACTERS or not _COLOR.fullmatch(self.color):
            raise ValueError("key or color of a shape is invalid")
        if (self.kind is ShapeKind.TEXT) != bool(self.text):
            raise ValueError("only a text has text")
        if len(self.text) > MOST_TEXT_CHARACTERS or printable(self.text) != self.text:
            raise ValueError("the text of a shape is too long or contains control characters")

    @property
    def length(self) -> float:
        """Distance from the first to the last point, as a share of the view's diameter."""
        (x0, y0), (x1, y1) = self.points[0], self.points[-1]
        return math.hypot(x1 - x0, y1 - y0)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        fields = {
            "key": self.key,
            "kind": self.kind.value,
            "points": [list(point) for point in self.points],
            "color": self.color,
        }
        return fields | ({"text": self.text} if self.text else {})

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Shape:
        """Read the output of `as_dict`.

        Raises
        ------
        TypeError, ValueError
            It is invalid.
        """
        return build(cls, fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """The shapes drawn about one picture.

    Attributes
    ----------
    shapes
        In the order in which they are painted.
    """

    view: DrawingView
    shapes: tuple[Shape, ...] = ()

    def __post_init__(self) -> None:
        if len(self.shapes) > MOST_SHAPES:
            raise ValueError(f"a drawing has at most {MOST_SHAPES} shapes")
        if len({each.key for each in self.shapes}) < len(self.shapes):
            raise ValueError("two shapes of a drawing have the same key")

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        view = self.view
        return {
            "view": {
                "left": view.left, "top": view.top, "diameter": view.diameter,
                "is_whole": view.is_whole,
            },
            "shapes": [each.as_dict() for each in self.shapes],
        }  # fmt: skip

    def free_key(self) -> str:
        """Return a key that no shape has."""
        used = {each.key for each in self.shapes}
        number = len(used) + 1
        while (key := f"shape-{number}") in used:
            number += 1
        return key


def measure_words(shape: Shape) -> str:
    """Return the length of a measure in percent of the view's diameter, such as "31 %"."""
    percent = 100 * shape.length
    return f"{percent:.0f} %" if percent >= 10 else f"{percent:.1f} %"


def simplified(points: Sequence[Point], tolerance: float = 0.002) -> tuple[Point, ...]:
    """Leave out points of a line that lie close to it otherwise (Douglas and Peucker 1973).

    Parameters
    ----------
    tolerance
        Greatest distance of a point that is left out, in the unit of the points.

    Returns
    -------
    At least the first and the last point; at most `MOST_POINTS`.
    """
    line = np.asarray(points, np.float64)
    kept = {0, len(line) - 1}
    waiting = [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        distances = _distances(line[first + 1 : last], line[first], line[last])
        worst = int(distances.argmax())
        if distances[worst] > tolerance:
            middle = first + 1 + worst
            kept.add(middle)
            waiting += [(first, middle), (middle, last)]
    found = [points[place] for place in sorted(kept)]
    step = -(-len(found) // (MOST_POINTS - 1))
    return (*found[:-1:step], found[-1])


def _distances(
    points: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the distance of each point, (n, 2), from the line between two others, (n)."""
    along = end - start
    square = float(along @ along)
    shares = np.clip((points - start) @ along / square, 0, 1) if square else np.zeros(len(points))
    apart: NDArray[np.float64] = points - (start + shares[:, None] * along)
    return np.hypot(apart[:, 0], apart[:, 1])


def _is_near(value: float) -> bool:
    return math.isfinite(value) and abs(value) <= _FARTHEST
