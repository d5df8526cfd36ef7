"""What may be said about a picture of an exam: a place, a drawing with each kind of shape."""

from __future__ import annotations

from hysteroview.core.review.drawing import Drawing, DrawingView, Shape, ShapeKind
from hysteroview.core.review.pictures import (
    PictureChange,
    PictureChangeKind,
    PictureNotes,
)

VIEW = DrawingView(left=0.25, top=0.05, diameter=0.5)
SHAPES = (
    Shape(key="a", kind=ShapeKind.ARROW, points=((0.1, 0.1), (0.5, 0.5))),
    Shape(key="b", kind=ShapeKind.ELLIPSE, points=((0.4, 0.4), (0.6, 0.5)), color="#ff5050"),
    Shape(key="c", kind=ShapeKind.FREEHAND, points=((0.2, 0.8), (0.3, 0.7), (0.4, 0.8))),
    Shape(key="d", kind=ShapeKind.TEXT, points=((0.6, 0.2),), text="\u606f\u8089 polyp"),
    Shape(key="e", kind=ShapeKind.MEASURE, points=((0.5, 0.6), (0.8, 0.6)), color="#50c8ff"),
)
DRAWING = Drawing(view=VIEW, shapes=SHAPES)


def said_of(item: str) -> PictureChange:
    """Return a change that says all that can be said about a picture."""
    notes = PictureNotes(item=item, lesion=2, rank=1, drawing=DRAWING)
    return PictureChange(number=1, kind=PictureChangeKind.PLACE, after=(notes,))
