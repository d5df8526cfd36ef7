"""Drawing with a pointer: what a press, a drag and a release do to a drawing, without a window."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from hysteroview.core.review.drawing import (
    DEFAULT_COLOR,
    MOST_SHAPES,
    Drawing,
    DrawingView,
    Point,
    Shape,
    ShapeKind,
    simplified,
)
from hysteroview.core.review.strokes import distance_to, moved, strokes_of

COLORS: Final = (DEFAULT_COLOR, "#ffffff", "#ff5050", "#50c8ff", "#60e060")
_LEAST_LENGTH = 0.01  # of a new shape, so that a click leaves none
_NOMINAL_PX = 1000.0  # width of the picture in which hits are found
_NOMINAL_VIEW: Final = DrawingView(left=0.0, top=0.0, diameter=1.0)
_WITH_TWO_ENDS = (ShapeKind.ARROW, ShapeKind.ELLIPSE, ShapeKind.MEASURE)


class Tool(StrEnum):
    """What the pointer does."""

    SELECT = "select"
    ARROW = "arrow"
    ELLIPSE = "ellipse"
    FREEHAND = "freehand"
    TEXT = "text"
    MEASURE = "measure"


@dataclass(frozen=True, slots=True)
class _Hold:
    """What is dragged: a shape, or one of its points, since this place."""

    shape: Shape
    start: Point
    place: int | None = None


class DrawingEditor:
    """The drawing of one picture under the pointer; all points are in the unit of its shapes.

    Parameters
    ----------
    text_width
        Returns the width of a text in units of the height of its letters.
    """

    def __init__(self, drawing: Drawing, text_width: Callable[[str], float] = len) -> None:
        self._drawing, self._text_width = drawing, text_width
        self._hold: _Hold | None = None
        self._new: list[Point] = []
        self._changed: Shape | None = None
        self.tool = Tool.SELECT
        self.color = DEFAULT_COLOR
        self.selected: str | None = None

    @property
    def drawing(self) -> Drawing:
        """The drawing with the shape that is being drawn or moved."""
        if self._new and (shape := self._new_shape()) is not None:
            return replace(self._drawing, shapes=(*self._drawing.shapes, shape))
        if self._changed is not None:
            return self._with(self._changed)
        return self._drawing

    @property
    def shape(self) -> Shape | None:
        """The shape that is selected, as it is now."""
        found = (each for each in self.drawing.shapes if each.key == self.selected)
        return next(found, None)

    @property
    def is_busy(self) -> bool:
        """Whether something is being drawn or moved."""
        return bool(self._new) or self._hold is not None

    @property
    def is_full(self) -> bool:
        """Whether the drawing has as many shapes as it may have."""
        return len(self._drawing.shapes) >= MOST_SHAPES

    def show(self, drawing: Drawing) -> None:
        """Take another drawing; a shape that is also in it stays selected."""
        self._drawing = drawing
        self.cancel()
        if self.selected not in {each.key for each in drawing.shapes}:
            self.selected = None

    def choose(self, tool: Tool) -> None:
        """Choose what the pointer does."""
        self.cancel()
        self.tool = tool
        if tool is not Tool.SELECT:
            self.selected = None

    def cancel(self) -> None:
        """Leave what is being drawn or moved as it was."""
        self._new, self._hold, self._changed = [], None, None

    def hit(self, point: Point, reach: float) -> Shape | None:
        """Return the topmost shape within a distance of a point."""
        for shape in reversed(self._drawing.shapes):
            strokes = strokes_of(shape, _NOMINAL_VIEW, _NOMINAL_PX)
            width = self._text_width(strokes.text) * strokes.text_px if strokes.text else 0.0
            x, y = point[0] * _NOMINAL_PX, point[1] * _NOMINAL_PX
            if distance_to(strokes, x, y, width) <= reach * _NOMINAL_PX:
                return shape
        return None

    def press(self, point: Point, reach: float) -> None:
        """Begin a shape, or take hold of one, or of an end of the one that is selected."""
        if self.tool is Tool.SELECT:
            place = self._end_at(point, reach)
            chosen = self.shape if place is not None else self.hit(point, reach)
            self.selected = None if chosen is None else chosen.key
            self._hold = None if chosen is None else _Hold(chosen, point, place)
        elif self.tool is not Tool.TEXT and not self.is_full:
            self._new = [point, point]

    def drag(self, point: Point) -> None:
        """Go on with what was pressed."""
        if self._new and self.tool is Tool.FREEHAND:
            self._new.append(point)
        elif self._new:
            self._new[1] = point
        elif self._hold is not None:
            self._changed = _dragged(self._hold, point)

    def release(self) -> Drawing | None:
        """End what was pressed; return the new drawing, or None if nothing was changed."""
        after, before = self.drawing, self._drawing
        is_new = bool(self._new)
        self.cancel()
        if after == before:
            return None
        self._drawing = after
        if is_new:
            self.selected = after.shapes[-1].key
        return after

    def add_text(self, point: Point, text: str) -> Drawing | None:
        """Write a text; return the new drawing, or None if there is nothing to write."""
        if not text or self.is_full:
            return None
        shape = Shape(
            key=self._drawing.free_key(), kind=ShapeKind.TEXT, points=(point,), color=self.color,
            text=text,
        )  # fmt: skip
        self._drawing = replace(self._drawing, shapes=(*self._drawing.shapes, shape))
        self.selected = shape.key
        return self._drawing

    def change_text(self, key: str, text: str) -> Drawing | None:
        """Write a text anew; an empty one is removed. None if it stays as it is."""
        shape = next(each for each in self._drawing.shapes if each.key == key)
        if not text:
            self.selected = key
            return self.delete()
        return None if text == shape.text else self._keep(replace(shape, text=text))

    def recolor(self, color: str) -> Drawing | None:
        """Choose the color of new shapes, and of the one that is selected."""
        self.color = color
        shape = self.shape
        if shape is None or shape.color == color:
            return None
        return self._keep(replace(shape, color=color))

    def nudge(self, across: float, down: float) -> Drawing | None:
        """Move the shape that is selected."""
        shape = self.shape
        if shape is None:
            return None
        return self._keep(replace(shape, points=moved(shape.points, across, down)))

    def delete(self) -> Drawing | None:
        """Remove the shape that is selected; None if there is none."""
        shape = self.shape
        if shape is None:
            return None
        self.cancel()
        self.selected = None
        rest = tuple(each for each in self._drawing.shapes if each.key != shape.key)
        self._drawing = replace(self._drawing, shapes=rest)
        return self._drawing

    def step(self, way: int) -> None:
        """Select the next shape, or the one before."""
        keys = [each.key for each in self._drawing.shapes]
        if not keys:
            return
        now = keys.index(self.selected) if self.selected in keys else (-1 if way > 0 else 0)
        self.selected = keys[(now + way) % len(keys)]

    def _keep(self, shape: Shape) -> Drawing:
        self._drawing = self._with(shape)
        return self._drawing

    def _with(self, shape: Shape) -> Drawing:
        shapes = (shape if each.key == shape.key else each for each in self._drawing.shapes)
        return replace(self._drawing, shapes=tuple(shapes))

    def _end_at(self, point: Point, reach: float) -> int | None:
        """Return which end of the selected shape is at a point."""
        shape = self.shape
        if shape is None or shape.kind not in _WITH_TWO_ENDS:
            return None
        near = [math.dist(point, each) for each in shape.points]
        place = near.index(min(near))
        return place if near[place] <= 1.5 * reach else None

    def _new_shape(self) -> Shape | None:
        points = tuple(self._new)
        if self.tool is Tool.FREEHAND:
            points = simplified(points)
        extent = max(math.dist(points[0], each) for each in points)
        if extent < _LEAST_LENGTH:
            return None
        return Shape(
            key=self._drawing.free_key(), kind=ShapeKind(self.tool.value), points=points,
            color=self.color,
        )  # fmt: skip


def _dragged(hold: _Hold, point: Point) -> Shape:
    shape = hold.shape
    if hold.place is None:
        across, down = point[0] - hold.start[0], point[1] - hold.start[1]
        return replace(shape, points=moved(shape.points, across, down))
    points = list(shape.points)
    points[hold.place] = point
    return replace(shape, points=tuple(points))
