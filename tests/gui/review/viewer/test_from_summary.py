"""The viewer opens from the summary of an exam, which then shows what was said."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from hysteroview.gui.review.controller import SummaryController
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.summary_page import SummaryPage
from hysteroview.gui.tasks import TaskRunner
from hysteroview.inference.model.card import ModelCard
from viewed_exams import COLORS, exam_with_pictures, is_color

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # dialogs, offscreen


def test_picture_opens_once_and_its_place_is_on_the_summary(
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
    assert controller.pictures is not None
    viewer = controller.pictures.viewer
    qtbot.waitUntil(lambda: is_color(viewer.canvas.image, COLORS[1]))
    QTest.keyClick(viewer, "2")
    QTest.keyClick(viewer, "R")
    QTest.keyClick(viewer, Qt.Key.Key_Escape)
    assert controller.pictures is None
    qtbot.waitUntil(lambda: page.thumbnails.item(1).text() == "2 \u00b7 Fundus \u00b7 report 1")
    assert page.thumbnails.item(0).text() == "1"
    tasks.finish(10)


def test_the_headline_is_the_patient_and_not_a_number(
    qtbot: QtBot, tmp_path: Path, card: ModelCard
) -> None:
    exam_id = exam_with_pictures(tmp_path)
    page = SummaryPage(card)
    qtbot.addWidget(page)
    page.show_summary(ExamAccess(tmp_path).read(exam_id, card))
    assert page.text.splitlines()[0] == "4711"
    assert f"Exam {exam_id}" in page.text
