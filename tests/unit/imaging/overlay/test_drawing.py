"""Tests of painting a drawing onto a copy of its picture."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from hysteroview.core.review.drawing import Drawing, DrawingView, Shape, ShapeKind
from hysteroview.imaging.overlay.drawing import draw_onto
from picture_notes import DRAWING, SHAPES, VIEW

PICTURE = np.full((360, 640, 4), (90, 110, 190, 255), np.uint8)


def _with(*shapes: Shape) -> Drawing:
    return Drawing(view=VIEW, shapes=shapes)


def test_drawing_is_painted_onto_a_copy() -> None:
    before = PICTURE.copy()
    drawn = draw_onto(PICTURE, DRAWING)
    assert np.array_equal(PICTURE, before)
    assert drawn.shape == PICTURE.shape
    assert not np.array_equal(drawn, PICTURE)
    assert (drawn[..., 3] == PICTURE[..., 3]).all()


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.kind.value)
def test_each_kind_is_painted_in_its_color_where_it_lies(shape: Shape) -> None:
    drawn = draw_onto(PICTURE[..., :3], _with(shape))
    blue, green, red = (int(shape.color[at : at + 2], 16) for at in (5, 3, 1))
    has_color = (np.abs(drawn.astype(int) - (blue, green, red)) < 40).all(axis=2)
    assert has_color.sum() > 20
    rows, columns = np.nonzero((drawn != PICTURE[..., :3]).any(axis=2))
    xs = [VIEW.to_pixels((x, y), 640)[0] for x, y in shape.points]
    ys = [VIEW.to_pixels((x, y), 640)[1] for x, y in shape.points]
    assert columns.min() > min(xs) - 30
    assert rows.min() > min(ys) - 30
    if shape.kind is not ShapeKind.TEXT:
        assert columns.max() < max(xs) + 60
        assert rows.max() < max(ys) + 40


def test_drawing_looks_the_same_in_a_picture_of_twice_the_size() -> None:
    large = cv2.resize(PICTURE, None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)
    drawn = draw_onto(np.asarray(large, np.uint8), _with(*SHAPES[:3]))
    shrunk = cv2.resize(drawn, (640, 360), interpolation=cv2.INTER_AREA).astype(int)
    other = draw_onto(PICTURE, _with(*SHAPES[:3])).astype(int)
    changed = (np.abs(other - PICTURE) > 30).any(axis=2)
    again = (np.abs(shrunk - PICTURE) > 30).any(axis=2)
    assert (changed & again).sum() > 0.8 * min(changed.sum(), again.sum())


def test_chinese_and_rare_characters_have_glyphs_of_their_own() -> None:
    drawn = [
        draw_onto(PICTURE, _with(replace(SHAPES[3], text=text))).tobytes()
        for text in ("\u606f", "\u8089", "\U00020bb7", "\u3402", "\U0001f9ff")
    ]
    assert len(set(drawn)) == len(drawn)  # the last one is a box: no font has it


def test_text_beyond_the_edge_is_cut_off() -> None:
    for place in ((1.4, 0.5), (-0.6, 0.0), (3.0, 3.0), (0.2, -0.2)):
        drawn = draw_onto(PICTURE, _with(replace(SHAPES[3], points=(place,))))
        assert drawn.shape == PICTURE.shape


def test_measure_says_its_length_in_percent() -> None:
    view = DrawingView.of_box(None, 640, 360)
    one = Shape(key="m", kind=ShapeKind.MEASURE, points=((0.2, 0.2), (0.5, 0.2)))
    two = replace(one, points=((0.2, 0.2), (0.5001, 0.2)))  # the same words
    three = replace(one, points=((0.2, 0.2), (0.52, 0.2)))
    pictures = [
        draw_onto(PICTURE, Drawing(view=view, shapes=(each,))) for each in (one, two, three)
    ]
    below = np.s_[70 + 60 : 110 + 60, 150:300]
    assert np.abs(pictures[0][below].astype(int) - pictures[1][below]).max() < 60
    assert not np.array_equal(pictures[0][below], pictures[2][below])
