"""Tests of the lines and words of which a shape consists in a picture."""

from __future__ import annotations

import math

import pytest

from hysteroview.core.review.drawing import DrawingView, Shape, ShapeKind
from hysteroview.core.review.strokes import Strokes, distance_to, moved, strokes_of
from picture_notes import SHAPES, VIEW

WHOLE = DrawingView.of_box(None, 1000, 1000)


def _strokes(kind: ShapeKind, *points: tuple[float, float], text: str = "") -> Strokes:
    return strokes_of(Shape(key="a", kind=kind, points=points, text=text), WHOLE, 1000)


def test_everything_grows_with_the_picture() -> None:
    for shape in SHAPES:
        small, large = strokes_of(shape, VIEW, 800), strokes_of(shape, VIEW, 1600)
        for line, twice in zip(small.lines, large.lines, strict=True):
            for (x, y), both in zip(line, twice, strict=True):
                assert both == pytest.approx((2 * x, 2 * y))
        assert large.text_px == pytest.approx(2 * small.text_px)


def test_arrow_has_its_head_at_the_tip() -> None:
    shaft, head = _strokes(ShapeKind.ARROW, (0.1, 0.1), (0.5, 0.1)).lines
    assert shaft[1] == head[1] == pytest.approx((500, 100))
    assert all(x < 500 for x, _ in (head[0], head[2]))


def test_ellipse_is_hit_on_its_rim_and_not_in_its_middle() -> None:
    strokes = _strokes(ShapeKind.ELLIPSE, (0.2, 0.2), (0.6, 0.4))
    assert distance_to(strokes, 400, 200) < 2
    assert distance_to(strokes, 600, 300) < 2
    assert distance_to(strokes, 400, 300) == pytest.approx(100, abs=2)


def test_measure_of_length_zero_and_words_are_hit() -> None:
    point = _strokes(ShapeKind.MEASURE, (0.5, 0.5), (0.5, 0.5))
    assert distance_to(point, 500, 500) < 1
    words = _strokes(ShapeKind.TEXT, (0.5, 0.5), text="polyp")
    assert distance_to(words, 540, 520, text_width_px=90) == 0
    assert distance_to(words, 600, 520, text_width_px=90) == pytest.approx(10)
    assert math.isinf(distance_to(_strokes(ShapeKind.FREEHAND, (0, 0), (0, 0)), 0, 0)) is False


def test_shape_is_moved_in_its_own_unit() -> None:
    assert moved(((0.1, 0.2), (0.3, 0.4)), 0.1, -0.1) == ((0.2, 0.1), (0.4, 0.3))
