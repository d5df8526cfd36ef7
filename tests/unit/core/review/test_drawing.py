"""Tests of the shapes drawn about a picture."""

from __future__ import annotations

import json
import math

import pytest

from hysteroview.core.review.drawing import (
    MOST_POINTS,
    MOST_SHAPES,
    Drawing,
    DrawingView,
    Shape,
    ShapeKind,
    measure_words,
    simplified,
)
from hysteroview.core.types import Box
from picture_notes import DRAWING, SHAPES, VIEW


def test_every_shape_is_read_back_from_json() -> None:
    for shape in SHAPES:
        assert Shape.from_dict(json.loads(json.dumps(shape.as_dict()))) == shape


def test_drawing_lies_on_the_same_place_in_a_picture_of_another_size() -> None:
    view = DrawingView.of_box(Box(480, 60, 960, 960), 1920, 1080)
    point = view.from_pixels(960, 540, 1920)
    assert view.to_pixels(point, 1920) == pytest.approx((960, 540), abs=0.1)
    assert view.to_pixels(point, 640) == pytest.approx((320, 180), abs=0.1)
    assert not view.is_whole


def test_view_that_is_cut_off_has_the_diameter_of_its_larger_side() -> None:
    view = DrawingView.of_box(Box(100, 0, 600, 480), 800, 480)
    start, end = view.from_pixels(100, 240, 800), view.from_pixels(700, 240, 800)
    measure = Shape(key="m", kind=ShapeKind.MEASURE, points=(start, end))
    assert measure_words(measure) == "100 %"


def test_picture_without_a_known_view_is_its_own_view() -> None:
    view = DrawingView.of_box(None, 640, 480)
    assert (view.left, view.top, view.diameter, view.is_whole) == (0, 0, 1, True)


def test_measure_is_said_in_percent_of_the_diameter_in_any_direction() -> None:
    slanted = Shape(key="m", kind=ShapeKind.MEASURE, points=((0.1, 0.1), (0.4, 0.5)))
    assert measure_words(slanted) == "50 %"
    short = Shape(key="m", kind=ShapeKind.MEASURE, points=((0.1, 0.1), (0.1, 0.142)))
    assert measure_words(short) == "4.2 %"


def test_freehand_line_keeps_its_shape_with_far_fewer_points() -> None:
    circle = [(math.cos(t / 200 * math.tau) / 2, math.sin(t / 200 * math.tau) / 2)
              for t in range(201)]  # fmt: skip
    fewer = simplified(circle)
    assert 20 < len(fewer) < 80
    assert fewer[0] == circle[0]
    assert fewer[-1] == circle[-1]
    assert max(min(math.dist(a, b) for b in fewer) for a in circle) < 0.06


def test_wild_freehand_line_stays_within_the_bound() -> None:
    wild = [(n / 6000, float(n % 2)) for n in range(6000)]
    assert 2 <= len(simplified(wild)) <= MOST_POINTS


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "arrow", "points": [[0, 0]]},
        {"kind": "arrow", "points": [[0, 0], [1, 1], [0, 1]]},
        {"kind": "arrow", "points": [[0, 0], [1]]},
        {"kind": "arrow", "points": [[0, 0], [1, 1e9]]},
        {"kind": "arrow", "points": [[0, 0], [1, 1]], "color": "red"},
        {"kind": "arrow", "points": [[0, 0], [1, 1]], "text": "a"},
        {"kind": "text", "points": [[0, 0]]},
        {"kind": "text", "points": [[0, 0]], "text": "a\x1b[2Jb"},
        {"kind": "text", "points": [[0, 0]], "text": "a" * 201},
        {"kind": "star", "points": [[0, 0]]},
    ],
)
def test_invalid_shape_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises((TypeError, ValueError)):
        Shape.from_dict({"key": "a", **wrong})


def test_drawing_has_a_bound_and_each_key_once() -> None:
    with pytest.raises(ValueError, match="same key"):
        Drawing(view=VIEW, shapes=(SHAPES[0], SHAPES[0]))
    many = tuple(Shape(key=str(n), kind=ShapeKind.MEASURE, points=((0, 0), (1, 1)))
                 for n in range(MOST_SHAPES + 1))  # fmt: skip
    with pytest.raises(ValueError, match="at most"):
        Drawing(view=VIEW, shapes=many)
    assert DRAWING.free_key() not in {each.key for each in SHAPES}
