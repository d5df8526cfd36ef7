"""Pictures of an exam: opened from its summary, zoomed, drawn on, placed, chosen and ordered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hysteroview.core.review.drawing import ShapeKind
from hysteroview.core.review.places import Place
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.records import Exam
from hysteroview.exam.store.store import open_store
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.viewer.controller import ViewerController
from hysteroview.gui.review.viewer.viewer import PictureViewer
from hysteroview.gui.tasks import TaskRunner
from viewed_exams import COLORS, exam_with_pictures, is_color

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # dialogs, offscreen
Open = Callable[..., ViewerController]


@pytest.fixture
def tasks() -> Iterator[TaskRunner]:
    made = TaskRunner(16)
    yield made
    made.finish(30)


@pytest.fixture(name="open_viewer")
def _open_viewer(qtbot: QtBot, tmp_path: Path, tasks: TaskRunner) -> Open:
    window = QWidget()
    window.resize(1280, 720)
    qtbot.addWidget(window)
    window.show()

    def open_it(exam_id: str, number: int = 1) -> ViewerController:
        made = ViewerController(ExamAccess(tmp_path), exam_id, tasks, window)
        made.open(window, number)
        qtbot.waitUntil(lambda: made.viewer.canvases[0].image is not None)
        return made

    return open_it


def _kept(store: Path, exam_id: str) -> Exam:
    with open_store(store, read_only=True) as opened:
        return opened.exam(exam_id)


def _faults(store: Path, exam_id: str) -> list[str]:
    with open_store(store, read_only=True) as opened:
        return [each.fault for each in verify(opened, exam_id) if each.fault]


def _at(viewer: PictureViewer, x: float, y: float) -> QPoint:
    """Return the place of the widget at which a share of the picture is."""
    box = viewer.canvas.box
    return QPoint(round(box.x() + x * box.width()), round(box.y() + y * box.height()))


def _drag(viewer: PictureViewer, *way: tuple[float, float]) -> None:
    canvas = viewer.canvas
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=_at(viewer, *way[0]))
    for place in way[1:]:
        QTest.mouseMove(canvas, _at(viewer, *place))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=_at(viewer, *way[-1]))


def test_arrow_keys_lead_from_picture_to_picture(
    qtbot: QtBot, tmp_path: Path, open_viewer: Open
) -> None:
    viewer = open_viewer(exam_with_pictures(tmp_path), 2).viewer
    assert is_color(viewer.canvas.image, COLORS[1])
    QTest.keyClick(viewer, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: is_color(viewer.canvas.image, COLORS[2]))
    assert "Snapshot 3 (3 of 3)" in viewer.text
    QTest.keyClick(viewer, Qt.Key.Key_Right)
    QTest.keyClick(viewer, Qt.Key.Key_Left)
    QTest.mouseClick(viewer.previous, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: is_color(viewer.canvas.image, COLORS[0]))


def test_each_tool_draws_a_shape_that_is_kept_beside_the_picture(
    qtbot: QtBot, tmp_path: Path, open_viewer: Open, tasks: TaskRunner
) -> None:
    exam_id = exam_with_pictures(tmp_path)
    pictures = sorted((tmp_path / "exams" / exam_id / "snapshots").iterdir())
    before = [each.read_bytes() for each in pictures]
    controller = open_viewer(exam_id)
    viewer = controller.viewer
    for key, way in (
        ("A", ((0.2, 0.2), (0.4, 0.4))),
        ("E", ((0.5, 0.5), (0.7, 0.8))),
        ("F", ((0.1, 0.8), (0.2, 0.7), (0.3, 0.8), (0.4, 0.7))),
        ("M", ((0.1, 0.5), (0.4, 0.5))),
    ):  # fmt: skip
        QTest.keyClick(viewer, key)
        _drag(viewer, *way)
    assert "not millimeters" in viewer.text
    QTest.keyClick(viewer, "T")
    QTest.mouseClick(viewer.canvas, Qt.MouseButton.LeftButton, pos=_at(viewer, 0.6, 0.2))
    qtbot.waitUntil(viewer.canvas.field.isVisible)
    viewer.canvas.field.setText("\u606f\u8089")
    QTest.keyClick(viewer.canvas.field, Qt.Key.Key_Return)
    viewer.reject()
    controller.close()
    qtbot.waitUntil(lambda: tasks.waiting == 0)
    assert not _faults(tmp_path, exam_id)
    assert _shapes(tmp_path, exam_id) == [
        ShapeKind.ARROW, ShapeKind.ELLIPSE, ShapeKind.FREEHAND, ShapeKind.MEASURE, ShapeKind.TEXT,
    ]  # fmt: skip
    assert [each.read_bytes() for each in pictures] == before


def _shapes(store: Path, exam_id: str) -> list[ShapeKind]:
    drawing = _kept(store, exam_id).pictures[0].drawing
    return [] if drawing is None else [each.kind for each in drawing.shapes]


def test_shape_is_moved_changed_deleted_and_all_of_it_undone_by_keys(
    tmp_path: Path, open_viewer: Open
) -> None:
    controller = open_viewer(exam_with_pictures(tmp_path))
    viewer, editor = controller.viewer, controller.viewer.canvas.editor
    QTest.keyClick(viewer, "M")
    _drag(viewer, (0.2, 0.5), (0.6, 0.5))
    drawn = editor.drawing
    QTest.keyClick(viewer, "V")
    _drag(viewer, (0.4, 0.5), (0.5, 0.7))  # the shape
    moved = editor.drawing
    assert moved.shapes[0].points[0] != drawn.shapes[0].points[0]
    assert moved.shapes[0].length == pytest.approx(drawn.shapes[0].length, abs=1e-4)
    _drag(viewer, (0.7, 0.7), (0.4, 0.7))  # one of its ends
    assert editor.drawing.shapes[0].length < 0.5 * drawn.shapes[0].length
    QTest.keyClick(viewer, Qt.Key.Key_Delete)
    assert editor.drawing.shapes == ()
    for _ in range(2):
        QTest.keyClick(viewer, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor.drawing == moved
    for _ in range(5):
        QTest.keyClick(viewer, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert controller.review.notes == ()
    QTest.keyClick(viewer, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert editor.drawing == drawn
    assert controller.notes.history.index() == 1


def test_zoomed_picture_is_drawn_on_at_the_same_place(tmp_path: Path, open_viewer: Open) -> None:
    controller = open_viewer(exam_with_pictures(tmp_path))
    viewer = controller.viewer
    QTest.keyClicks(viewer, "++++")
    assert viewer.canvas.zoom.factor == pytest.approx(4)
    start = viewer.canvas.zoom.part.topLeft()
    _drag(viewer, (0.5, 0.5), (0.55, 0.5))  # with the tool that selects: the picture moves
    assert viewer.canvas.zoom.part.x() == pytest.approx(start.x() - 0.05, abs=0.01)
    QTest.keyClick(viewer, "A")
    _drag(viewer, (0.45, 0.45), (0.55, 0.55))
    (shape,) = viewer.canvas.editor.drawing.shapes
    view = viewer.canvas.editor.drawing.view
    assert view.to_pixels((shape.points[0][0], shape.points[0][1]), 1.0)[0] == pytest.approx(
        0.45, abs=0.01
    )
    QTest.keyClick(viewer, "0")
    assert not viewer.canvas.zoom.is_on


def test_escape_leaves_the_tool_then_the_selection_then_the_viewer(
    tmp_path: Path, open_viewer: Open
) -> None:
    viewer = open_viewer(exam_with_pictures(tmp_path)).viewer
    QTest.keyClick(viewer, "A")
    _drag(viewer, (0.2, 0.2), (0.4, 0.4))
    QTest.keyClick(viewer, Qt.Key.Key_Escape)
    assert viewer.tools.buttons[viewer.canvas.editor.tool].text() == "Select"
    QTest.keyClick(viewer, "N")
    assert viewer.canvas.editor.selected is not None
    QTest.keyClick(viewer, Qt.Key.Key_Escape)
    assert viewer.canvas.editor.selected is None
    assert viewer.isVisible()
    QTest.keyClick(viewer, Qt.Key.Key_Escape)
    assert not viewer.isVisible()


def test_places_are_given_by_digits_and_by_menu(
    qtbot: QtBot, tmp_path: Path, open_viewer: Open, tasks: TaskRunner
) -> None:
    exam_id = exam_with_pictures(tmp_path)
    controller = open_viewer(exam_id)
    viewer = controller.viewer
    QTest.keyClick(viewer, "2")
    assert viewer.place.text() == "Fundus"
    QTest.keyClick(viewer, "2")  # again takes it back
    assert controller.review.notes == ()
    QTest.keyClick(viewer, "3")
    QTest.keyClick(viewer, Qt.Key.Key_Right)
    QTest.keyClick(viewer, "L")
    QTest.keyClick(viewer, "2")
    assert viewer.place.text() == "Lesion 2"
    QTest.keyClick(viewer, Qt.Key.Key_Right)
    actions = {each.text().partition("\t")[0]: each for each in viewer.place.choices.actions()}
    actions["Posterior wall"].trigger()
    qtbot.waitUntil(lambda: tasks.waiting == 0)
    places = [(each.place, each.lesion) for each in _kept(tmp_path, exam_id).pictures]
    assert places == [(Place.RIGHT_OSTIUM, None), (None, 2), (Place.POSTERIOR_WALL, None)]


def test_pictures_are_chosen_and_ordered_by_keys(
    qtbot: QtBot, tmp_path: Path, open_viewer: Open, tasks: TaskRunner
) -> None:
    exam_id = exam_with_pictures(tmp_path)
    controller = open_viewer(exam_id)
    viewer = controller.viewer
    for _ in range(3):
        QTest.keyClick(viewer, "R")
        QTest.keyClick(viewer, Qt.Key.Key_Right)
    items = viewer.pictures.keys
    assert viewer.tray.keys == items
    QTest.keyClick(viewer, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert viewer.tray.keys == [items[0], items[2], items[1]]
    viewer.tray.setFocus()
    viewer.tray.select(items[0])
    QTest.keyClick(viewer, Qt.Key.Key_Delete)
    assert viewer.tray.keys == [items[2], items[1]]
    qtbot.waitUntil(lambda: tasks.waiting == 0)
    ranks = {each.item: each.rank for each in _kept(tmp_path, exam_id).pictures}
    assert ranks == {items[2]: 1, items[1]: 2}


def test_two_pictures_stand_side_by_side_and_each_takes_the_keys(
    qtbot: QtBot, tmp_path: Path, open_viewer: Open
) -> None:
    controller = open_viewer(exam_with_pictures(tmp_path))
    viewer = controller.viewer
    QTest.keyClick(viewer, "C")
    right = viewer.canvases[1]
    qtbot.waitUntil(lambda: is_color(right.image, COLORS[1]))
    assert viewer.side == 1
    QTest.keyClick(viewer, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: is_color(right.image, COLORS[2]))
    QTest.keyClicks(viewer, "++")
    assert right.zoom.is_on
    assert not viewer.canvases[0].zoom.is_on
    QTest.keyClick(viewer, "2")
    QTest.keyClick(viewer, "O")
    assert viewer.side == 0
    QTest.keyClick(viewer, "1")
    places = [each.place for each in controller.review.notes]
    assert places == [Place.CERVICAL_CANAL, Place.FUNDUS]
    QTest.keyClick(viewer, "C")
    assert not right.isVisible()


def test_picture_of_another_exam_of_the_patient_is_compared_and_not_changed(
    qtbot: QtBot, tmp_path: Path, open_viewer: Open
) -> None:
    exam_with_pictures(tmp_path, identifier="99")  # of another patient
    earlier = exam_with_pictures(tmp_path, first=2)
    exam_id = exam_with_pictures(tmp_path)
    controller = open_viewer(exam_id)
    viewer = controller.viewer
    assert viewer.sources.count() == 2
    viewer.sources.setCurrentIndex(1)
    viewer.sources.activated.emit(1)
    qtbot.waitUntil(lambda: is_color(viewer.canvases[1].image, COLORS[2]))
    assert is_color(viewer.canvases[0].image, COLORS[0])
    for key in ("2", "R", "A"):
        QTest.keyClick(viewer, key)
    _drag(viewer, (0.2, 0.2), (0.4, 0.4))
    assert "Only snapshots of this exam" in viewer.text
    assert controller.review.notes == ()
    assert not _kept(tmp_path, earlier).pictures


def test_change_of_a_record_that_others_have_changed_is_not_kept_and_that_is_said(
    qtbot: QtBot, tmp_path: Path, open_viewer: Open
) -> None:
    exam_id = exam_with_pictures(tmp_path)
    controller = open_viewer(exam_id)
    log = tmp_path / "exams" / exam_id / "audit.jsonl"
    log.write_text(log.read_text().replace("begin", "began", 1))
    QTest.keyClick(controller.viewer, "2")
    qtbot.waitUntil(lambda: "was changed outside the program" in controller.viewer.fault)
    assert "Not saved yet" in controller.viewer.fault
    assert controller.notes.writes.unsaved == 1


def test_picture_that_is_damaged_is_named(qtbot: QtBot, tmp_path: Path, open_viewer: Open) -> None:
    exam_id = exam_with_pictures(tmp_path)
    viewer = open_viewer(exam_id).viewer
    (tmp_path / "exams" / exam_id / "snapshots" / "1_overlay.png").write_bytes(b"nothing")
    QTest.keyClick(viewer, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: "cannot be read as a picture" in viewer.fault)
    QTest.keyClick(viewer, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: viewer.fault == "")


def test_exam_without_pictures_says_so(qtbot: QtBot, tmp_path: Path, tasks: TaskRunner) -> None:
    exam_id = exam_with_pictures(tmp_path, count=0)
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    controller = ViewerController(ExamAccess(tmp_path), exam_id, tasks, window)
    controller.open(window)
    qtbot.waitUntil(lambda: "This exam has no pictures." in controller.viewer.text)
    for key in "2RCNO":
        QTest.keyClick(controller.viewer, key)
