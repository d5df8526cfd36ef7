"""What is entered about an exam while its disk is full: said, kept in sight, and saved later."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from disks import fill, small_disk
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.records import Exam
from hysteroview.exam.store.store import open_store
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.review.controller import SummaryController
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.summary_page import SummaryPage
from hysteroview.gui.tasks import TaskRunner
from hysteroview.inference.model.card import ModelCard
from viewed_exams import exam_with_pictures

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # dialogs, offscreen


class Summary:
    """The summary of an exam with three pictures, on a disk that is full."""

    def __init__(self, qtbot: QtBot, disk: Path, card: ModelCard) -> None:
        self.store = disk / "store"
        self.exam_id = exam_with_pictures(self.store)
        self.page, self.tasks = SummaryPage(card), TaskRunner(16)
        qtbot.addWidget(self.page)
        access = ExamAccess(self.store)
        self.controller = SummaryController(self.page, card, self.tasks, lambda: access, self.page)
        self.page.resize(1280, 720)
        self.page.show()
        self.page.show_summary(access.read(self.exam_id, card))
        self.ballast = fill(disk)

    def kept(self) -> Exam:
        with open_store(self.store, read_only=True) as store:
            assert not [each.fault for each in verify(store, self.exam_id) if each.fault]
            return store.exam(self.exam_id)


@pytest.fixture
def summary(qtbot: QtBot, qapp: QApplication, tmp_path: Path, card: ModelCard) -> Iterator[Summary]:
    apply_theme(qapp)
    with small_disk(tmp_path / "disk", 4096) as disk:
        made = Summary(qtbot, disk, card)
        yield made
        made.controller.close()
        assert made.tasks.finish(60)


def test_lesions_stay_in_their_dialog_until_they_are_saved(qtbot: QtBot, summary: Summary) -> None:
    lesions = summary.controller.lesions
    lesions.ask(summary.exam_id)
    qtbot.waitUntil(lambda: lesions.dialog is not None)
    dialog = lesions.dialog
    assert dialog is not None
    dialog.add.click()
    qtbot.keyClicks(dialog.form.note, "at the left ostium")
    dialog.primary.click()
    qtbot.waitUntil(lambda: "no space left" in dialog.fault)
    assert dialog.isVisible()
    assert dialog.lesions[0].note == "at the left ostium"
    assert summary.kept().lesions == ()
    summary.ballast.unlink()
    dialog.primary.click()
    qtbot.waitUntil(lambda: lesions.dialog is None)
    assert [each.note for each in summary.kept().lesions] == ["at the left ostium"]


def test_a_report_stays_in_its_dialog_until_it_is_saved(qtbot: QtBot, summary: Summary) -> None:
    report = summary.controller.report
    report.ask(summary.exam_id)
    qtbot.waitUntil(lambda: report.dialog is not None)
    dialog = report.dialog
    assert dialog is not None
    dialog.form.show_values({"plan": "control"})
    dialog.primary.click()
    qtbot.waitUntil(lambda: "no space left" in dialog.fault)
    assert dialog.form.values()["plan"] == "control"
    summary.ballast.unlink()
    dialog.primary.click()
    qtbot.waitUntil(lambda: report.dialog is None)
    assert summary.kept().report["plan"] == "control"


def test_a_drawing_stays_also_when_the_viewer_is_closed_and_is_saved_later(
    qtbot: QtBot, summary: Summary
) -> None:
    summary.page.picture_opened.emit(summary.exam_id, 1)
    pictures = summary.controller.pictures
    assert pictures is not None
    viewer, canvas = pictures.viewer, pictures.viewer.canvases[0]
    qtbot.waitUntil(lambda: canvas.image is not None)
    QTest.keyClick(viewer, "A")
    middle = canvas.box.center().toPoint()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(canvas, middle / 2)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=middle / 2)
    qtbot.waitUntil(lambda: "Not saved yet" in viewer.fault)
    assert len(canvas.editor.drawing.shapes) == 1
    viewer.reject()
    notice = summary.page.notice
    assert "Changes not saved yet: 1." in notice.text
    summary.ballast.unlink()
    notice.offer.click()
    qtbot.waitUntil(lambda: "All changes are saved now." in notice.text)
    (noted,) = summary.kept().pictures
    assert noted.drawing is not None
    assert len(noted.drawing.shapes) == 1
