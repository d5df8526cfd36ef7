"""Leaving what is not saved outside the review page: each way out asks first."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from hysteroview.core.errors import StorageError
from hysteroview.exam.store.store import open_store
from hysteroview.gui.program import Program
from hysteroview.gui.review.waiting_writes import WaitingWrites
from hysteroview.gui.tasks import TaskRunner
from patience import PATIENCE_S
from viewed_exams import exam_with_pictures

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # dialogs, offscreen

_QUESTION = "Leave without saving them?"


def _note_that_is_not_saved(qtbot: QtBot, program: Program, store: Path) -> tuple[str, Path]:
    """Put a picture at a place while the log is broken; return the exam and the log."""
    exam_id = exam_with_pictures(store)
    program.start.exams.open_requested.emit(exam_id)
    qtbot.waitUntil(lambda: program.summary.exam_id == exam_id)
    log = store / "exams" / exam_id / "audit.jsonl"
    log.write_text(log.read_text().replace("begin", "began", 1))
    program.summary.picture_opened.emit(exam_id, 1)
    pictures = program._exams.pictures
    assert pictures is not None
    qtbot.waitUntil(lambda: pictures.viewer.canvases[0].image is not None)
    QTest.keyClick(pictures.viewer, "2")
    qtbot.waitUntil(lambda: pictures.notes.writes.unsaved == 1)
    pictures.viewer.reject()
    assert "Changes not saved yet: 1." in program.summary.notice.text
    return exam_id, log


def test_the_summary_its_window_and_the_settings_ask_before_a_note_is_dropped(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    exam_id, log = _note_that_is_not_saved(qtbot, program, tmp_path / "store")
    summary, notice = program.summary, program.summary.notice
    ways = (
        summary.leave.click, program.window.close, program.show_settings,
        lambda: summary.review_requested.emit(exam_id, None),
    )  # fmt: skip
    for leave in ways:
        leave()
        assert _QUESTION in notice.text
        assert program.window.isVisible()
        assert program.window.page is summary
        notice.no.click()
        assert "Changes not saved yet: 1." in notice.text
    log.write_text(log.read_text().replace("began", "begin", 1))
    notice.offer.click()
    qtbot.waitUntil(lambda: "All changes are saved now." in notice.text)
    with open_store(tmp_path / "store", read_only=True) as store:
        assert len(store.exam(exam_id).pictures) == 1
    assert program.window.guard is None
    summary.leave.click()
    assert program.window.page is program.start


def test_what_is_left_unsaved_is_not_asked_about_again(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    _note_that_is_not_saved(qtbot, program, tmp_path / "store")
    program.summary.leave.click()
    program.summary.notice.yes.click()
    assert program.window.page is program.start
    assert program.summary.notice.text == ""
    assert program.window.guard is None
    program.show_settings()
    assert program.settings_controller is not None
    assert program.window.page is program.settings_controller.page


def test_a_note_beside_an_earlier_exam_is_shown_and_asked_about_on_the_start_page(
    qtbot: QtBot, program: Program
) -> None:
    def fail() -> None:
        raise StorageError("The disk is full.", remedy="Free some space.")

    tasks = TaskRunner(8)
    writes, notice = WaitingWrites(tasks), program.start.notice
    program.earlier.writes_known.emit(writes)
    writes.add(fail)
    qtbot.waitUntil(lambda: "Changes not saved yet: 1." in notice.text)
    program.window.close()
    assert program.window.isVisible()
    assert _QUESTION in notice.text
    notice.yes.click()
    assert not program.window.isVisible()
    assert tasks.finish(PATIENCE_S)
