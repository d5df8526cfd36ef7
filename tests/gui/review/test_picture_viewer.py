"""The pictures of an exam open large from its summary, one after the other, by key and mouse."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from hysteroview.exam.snapshot.png import compress
from hysteroview.exam.store.store import open_store
from hysteroview.gui.review.controller import SummaryController
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.summary_page import SummaryPage
from hysteroview.gui.tasks import TaskRunner
from hysteroview.inference.model.card import ModelCard
from kept_exams import keep_exam

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # dialogs, offscreen

COLORS = ((255, 0, 0), (0, 255, 0), (0, 0, 255))
PIXELS_HIGH = 200


def exam_with_pictures(store: Path) -> str:
    exam_id = keep_exam(store)
    with open_store(store) as opened:
        folder = opened.exam_folder(exam_id)
        for number, color in enumerate(COLORS):
            pixels = np.full((PIXELS_HIGH, 320, 4), (*color, 255), np.uint8)
            name = f"{number}_overlay.png"
            folder.medium.write(folder.snapshots / name, compress(pixels))
            record = folder.snapshots / f"{number}_record.json"
            files = f'{{"shown": {{"name": "{name}", "sha256": ""}}}}'
            text = f'{{"taken": {{"utc_ns": {number}}}, "files": {files}}}'
            folder.medium.write(record, text.encode())
            opened.add_media(exam_id, record)
    return exam_id


def test_pictures_open_large_and_lead_to_one_another(
    qtbot: QtBot, tmp_path: Path, card: ModelCard
) -> None:
    exam_id = exam_with_pictures(tmp_path)
    page, tasks = SummaryPage(card), TaskRunner(8)
    qtbot.addWidget(page)
    controller = SummaryController(page, card, tasks, lambda: ExamAccess(tmp_path))
    controller.show(exam_id)
    qtbot.waitUntil(lambda: page.thumbnails.count() == 3)
    page.resize(1280, 720)
    page.show()
    qtbot.waitExposed(page)
    box = page.thumbnails.visualItemRect(page.thumbnails.item(1))
    QTest.mouseDClick(page.thumbnails.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    QTest.mouseClick(page.thumbnails.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    viewer = page.viewer
    assert viewer is not None

    def shows(color: tuple[int, int, int]) -> bool:
        image = viewer.canvas.image
        if image is None or image.height() != PIXELS_HIGH:  # in full size
            return False
        found = image.pixelColor(5, 5)
        return (found.blue(), found.green(), found.red()) == color

    qtbot.waitUntil(lambda: shows(COLORS[1]))
    qtbot.keyClick(viewer, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: shows(COLORS[2]))
    assert not viewer.next.isEnabled()
    qtbot.keyClick(viewer, Qt.Key.Key_Left)
    qtbot.mouseClick(viewer.previous, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shows(COLORS[0]))
    qtbot.keyClick(viewer, Qt.Key.Key_Escape)
    assert page.viewer is None
    tasks.finish(10)


def test_a_picture_that_is_damaged_is_named(qtbot: QtBot, tmp_path: Path, card: ModelCard) -> None:
    exam_id = exam_with_pictures(tmp_path)
    page, tasks = SummaryPage(card), TaskRunner(8)
    qtbot.addWidget(page)
    controller = SummaryController(page, card, tasks, lambda: ExamAccess(tmp_path))
    controller.show(exam_id)
    qtbot.waitUntil(lambda: page.thumbnails.count() == 3)
    (tmp_path / "exams" / exam_id / "snapshots" / "0_overlay.png").write_bytes(b"nothing")
    page.thumbnails.itemActivated.emit(page.thumbnails.item(0))
    viewer = page.viewer
    assert viewer is not None
    qtbot.waitUntil(lambda: "cannot be read as a picture" in viewer.fault)
    viewer.accept()
    tasks.finish(10)


def test_the_headline_is_the_patient_and_not_a_number(
    qtbot: QtBot, tmp_path: Path, card: ModelCard
) -> None:
    exam_id = keep_exam(tmp_path)
    page = SummaryPage(card)
    qtbot.addWidget(page)
    page.show_summary(ExamAccess(tmp_path).read(exam_id, card))
    assert page.text.splitlines()[0] == "4711"
    assert f"Exam {exam_id}" in page.text
