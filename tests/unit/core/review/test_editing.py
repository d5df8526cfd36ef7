"""Tests of drawing with a pointer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hysteroview.core.review.drawing import MOST_SHAPES, Drawing, Shape, ShapeKind
from hysteroview.core.review.editing import DrawingEditor, Tool
from picture_notes import DRAWING, VIEW

REACH = 0.02


@pytest.fixture
def editor() -> DrawingEditor:
    return DrawingEditor(Drawing(view=VIEW), text_width=lambda text: 0.5 * len(text))


def _draw(editor: DrawingEditor, tool: Tool, *points: tuple[float, float]) -> Drawing | None:
    editor.choose(tool)
    editor.press(points[0], REACH)
    for point in points[1:]:
        editor.drag(point)
    return editor.release()


@pytest.mark.parametrize("tool", [Tool.ARROW, Tool.ELLIPSE, Tool.MEASURE])
def test_drag_draws_a_shape_and_selects_it(editor: DrawingEditor, tool: Tool) -> None:
    editor.recolor("#ff5050")
    drawn = _draw(editor, tool, (0.2, 0.2), (0.4, 0.4), (0.5, 0.3))
    assert drawn is not None
    (shape,) = drawn.shapes
    assert (shape.kind.value, shape.points) == (tool.value, ((0.2, 0.2), (0.5, 0.3)))
    assert (shape.color, editor.selected) == ("#ff5050", shape.key)


def test_freehand_line_follows_the_pointer(editor: DrawingEditor) -> None:
    way = [(0.1 + n / 200, 0.5 + (n % 50) / 500) for n in range(100)]
    drawn = _draw(editor, Tool.FREEHAND, *way)
    assert drawn is not None
    points = drawn.shapes[0].points
    assert (points[0], points[-1]) == (way[0], way[-1])
    assert 3 < len(points) < 20


@pytest.mark.parametrize("tool", list(Tool))
def test_click_leaves_no_shape(editor: DrawingEditor, tool: Tool) -> None:
    assert _draw(editor, tool, (0.2, 0.2), (0.202, 0.2)) is None
    assert editor.drawing.shapes == ()


def test_shape_is_selected_moved_and_deleted(editor: DrawingEditor) -> None:
    _draw(editor, Tool.ELLIPSE, (0.2, 0.2), (0.4, 0.4))
    editor.choose(Tool.SELECT)
    editor.press((0.9, 0.9), REACH)
    assert editor.release() is None
    assert editor.selected is None
    moved = _draw(editor, Tool.SELECT, (0.3, 0.2), (0.4, 0.3))  # on its rim
    assert moved is not None
    assert moved.shapes[0].points == ((0.3, 0.3), (0.5, 0.5))
    nudged = editor.nudge(0.01, 0)
    assert nudged is not None
    assert nudged.shapes[0].points[0] == (0.31, 0.3)
    deleted = editor.delete()
    assert deleted is not None
    assert deleted.shapes == ()
    assert editor.delete() is None


def test_end_of_the_selected_shape_is_dragged(editor: DrawingEditor) -> None:
    _draw(editor, Tool.MEASURE, (0.2, 0.2), (0.4, 0.2))
    changed = _draw(editor, Tool.SELECT, (0.4, 0.21), (0.6, 0.2))
    # choosing the tool keeps the selection of what was just drawn
    assert changed is not None
    assert changed.shapes[0].points == ((0.2, 0.2), (0.6, 0.2))


def test_text_is_written_changed_and_removed_when_empty(editor: DrawingEditor) -> None:
    written = editor.add_text((0.5, 0.5), "polyp")
    assert written is not None
    key = written.shapes[0].key
    assert editor.hit((0.55, 0.52), REACH) == written.shapes[0]
    assert editor.change_text(key, "polyp") is None
    changed = editor.change_text(key, "\u606f\u8089")
    assert changed is not None
    assert changed.shapes[0].text == "\u606f\u8089"
    emptied = editor.change_text(key, "")
    assert emptied is not None
    assert emptied.shapes == ()
    assert editor.add_text((0.5, 0.5), "") is None


def test_color_of_the_selected_shape_is_changed(editor: DrawingEditor) -> None:
    _draw(editor, Tool.ARROW, (0.2, 0.2), (0.4, 0.2))
    changed = editor.recolor("#ffffff")
    assert changed is not None
    assert changed.shapes[0].color == "#ffffff"
    assert editor.recolor("#ffffff") is None


def test_topmost_shape_is_hit_first_and_keys_step_through_them(editor: DrawingEditor) -> None:
    first = _draw(editor, Tool.ARROW, (0.2, 0.2), (0.4, 0.2))
    second = _draw(editor, Tool.ARROW, (0.3, 0.2), (0.5, 0.2))
    assert first is not None
    assert second is not None
    assert editor.hit((0.35, 0.2), REACH) == second.shapes[1]
    editor.choose(Tool.SELECT)
    editor.step(1)
    assert editor.selected == second.shapes[0].key
    editor.step(-1)
    assert editor.selected == second.shapes[1].key


def test_cancel_leaves_the_drawing_as_it_was(editor: DrawingEditor) -> None:
    editor.choose(Tool.ARROW)
    editor.press((0.2, 0.2), REACH)
    editor.drag((0.5, 0.5))
    assert len(editor.drawing.shapes) == 1
    editor.cancel()
    assert editor.drawing.shapes == ()
    assert editor.release() is None


def test_undone_drawing_is_taken_over(editor: DrawingEditor) -> None:
    _draw(editor, Tool.ARROW, (0.2, 0.2), (0.4, 0.2))
    editor.show(Drawing(view=VIEW))
    assert (editor.selected, editor.shape) == (None, None)
    editor.show(DRAWING)
    assert editor.drawing == DRAWING


def test_full_drawing_takes_no_more_shapes(editor: DrawingEditor) -> None:
    shape = Shape(key="x", kind=ShapeKind.ARROW, points=((0, 0), (1, 1)))
    many = tuple(replace(shape, key=str(n)) for n in range(MOST_SHAPES))
    editor.show(Drawing(view=VIEW, shapes=many))
    assert editor.is_full
    assert _draw(editor, Tool.ARROW, (0.2, 0.2), (0.4, 0.2)) is None
    assert editor.add_text((0.5, 0.5), "a") is None
