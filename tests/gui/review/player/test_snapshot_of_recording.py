"""Snapshots of a recording that belongs to no exam, and its frames side by side in the viewer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.store import open_store
from hysteroview.gui.program import Program
from hysteroview.gui.review.player.controller import ReviewController
from hysteroview.gui.review.player.keeping import RECORDING_NOTED
from numbered import Recipe, read_number, write_numbered

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def review(qtbot: QtBot, program: Program, tmp_path: Path) -> ReviewController:
    path = tmp_path / "Weiss_Anna.mp4"
    write_numbered(path, Recipe(frames=40, options={"g": "10", "bf": "0"}))
    program.review_file(str(path))
    qtbot.waitUntil(lambda: program.review.controller is not None)
    controller = program.review.controller
    assert controller is not None
    qtbot.waitUntil(lambda: controller.page.picture.frame is not None)
    return controller


def _show(qtbot: QtBot, review: ReviewController, index: int) -> None:
    review.page.transport.frame_requested.emit(index)

    def is_there() -> bool:
        frame = review.page.picture.frame
        return frame is not None and frame.index == index and not review.page.picture.is_near

    qtbot.waitUntil(is_there)


def test_snapshots_go_into_one_new_exam_that_notes_the_recording_without_its_name(
    qtbot: QtBot, program: Program, review: ReviewController
) -> None:
    link, page = review.pictures, review.page
    _show(qtbot, review, 7)
    qtbot.keyClick(page.picture, Qt.Key.Key_S)
    assert link.dialog is not None
    link.dialog.form.identifier.setText("4711")
    QTest.keyClick(link.dialog.form.identifier, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Snapshot 1 was added to the new exam" in page.notice.text)
    _show(qtbot, review, 30)
    page.transport.snapshot.click()
    assert link.dialog is None
    qtbot.waitUntil(lambda: "Snapshot 2 was added to the new exam" in page.notice.text)
    store_folder = program._store.store
    with open_store(store_folder, read_only=True) as store:
        (exam,) = store.search(Search())
        assert (exam.patient.identifier, exam.is_emergency) == ("4711", False)
        assert exam.ended_wall_ns is not None
        assert not [each.fault for each in verify(store, exam.exam_id) if each.fault]
        folder = store.exam_folder(exam.exam_id)
    entries, _, _ = read_chain(folder.audit, exam.exam_id, folder.medium)
    (noted,) = [each.content for each in entries if each.kind == RECORDING_NOTED]
    records = [json.loads(each.read_text()) for each in sorted(folder.snapshots.glob("*.json"))]
    assert [each["frame"]["index"] for each in records] == [7, 30]
    assert {each["review"]["recording"] for each in records} == {f"content {noted['contents'][0]}"}
    assert records[0]["analysis"]["reason"] == "this moment was not analyzed"
    for path in folder.path.rglob("*"):
        assert not path.is_file() or b"Weiss" not in path.read_bytes()


def test_patient_may_stay_empty_and_cancel_makes_no_exam(
    qtbot: QtBot, program: Program, review: ReviewController
) -> None:
    link, page = review.pictures, review.page
    qtbot.keyClick(page.picture, Qt.Key.Key_S)
    assert link.dialog is not None
    link.dialog.reject()
    assert link.dialog is None
    page.transport.snapshot.click()
    assert link.dialog is not None
    link.dialog.primary.click()
    qtbot.waitUntil(lambda: "was added to the new exam" in page.notice.text)
    with open_store(program._store.store, read_only=True) as store:
        (exam,) = store.search(Search())
        assert exam.is_emergency
        assert len({each.item for each in store.media(exam.exam_id)}) == 1


def test_store_that_cannot_be_written_is_said_and_keeps_no_exam(
    qtbot: QtBot, program: Program, review: ReviewController
) -> None:
    link, page = review.pictures, review.page
    program._store.store.parent.mkdir(parents=True, exist_ok=True)
    program._store.store.write_text("a file in its place")
    qtbot.keyClick(page.picture, Qt.Key.Key_S)
    assert link.dialog is not None
    link.dialog.primary.click()
    qtbot.waitUntil(lambda: bool(page.notice.text))
    assert "was added" not in page.notice.text
    assert link.exam_id == ""


def test_snapshot_that_is_not_saved_is_said_after_the_page_was_left(
    qtbot: QtBot, program: Program, review: ReviewController
) -> None:
    link = review.pictures
    program._store.store.parent.mkdir(parents=True, exist_ok=True)
    program._store.store.write_text("a file in its place")
    link.take_snapshot()
    assert link.dialog is not None
    link.dialog.primary.click()
    review.left.emit()
    qtbot.waitUntil(lambda: program.review.controller is None)
    qtbot.waitUntil(lambda: bool(program.start.notice.text))
    assert "was added" not in program.start.notice.text


def test_two_frames_stand_side_by_side(qtbot: QtBot, review: ReviewController) -> None:
    page, link = review.page, review.pictures
    _show(qtbot, review, 5)
    qtbot.keyClick(page.picture, Qt.Key.Key_V)
    assert link.pictures is not None
    viewer = link.pictures.viewer
    qtbot.waitUntil(viewer.isActiveWindow)
    assert not viewer.canvases[1].isVisible()
    assert "Only snapshots of this exam" in viewer.text
    QTest.keyClick(viewer, Qt.Key.Key_Escape)
    assert link.pictures is None
    _show(qtbot, review, 25)
    page.transport.pictures.click()
    assert link.pictures is not None
    viewer = link.pictures.viewer
    qtbot.waitUntil(viewer.isActiveWindow)
    assert viewer.canvases[1].isVisible()
    numbers = [read_number(frame.pixels) for frame in link._frames]
    assert numbers == [5, 25]
    assert "#25" in viewer.text
    QTest.keyClick(viewer, "O")
    assert "#5" in viewer.text
    viewer.reject()
