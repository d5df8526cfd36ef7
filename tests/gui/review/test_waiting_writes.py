"""Writes that wait: none is dropped by a defect, by a full queue, or by the end of a page."""

from __future__ import annotations

import threading

from pytestqt.qtbot import QtBot

from hysteroview.core.errors import HysteroViewError
from hysteroview.gui.review.unsaved import UnsavedNotice
from hysteroview.gui.review.waiting_writes import WaitingWrites
from hysteroview.gui.tasks import TaskRunner
from hysteroview.gui.widgets.notice_bar import NoticeBar
from patience import PATIENCE_S


def test_after_a_defect_later_writes_wait_and_leaving_asks(qtbot: QtBot) -> None:
    tasks, notice = TaskRunner(8), NoticeBar()
    qtbot.addWidget(notice)
    writes, unsaved = WaitingWrites(tasks), UnsavedNotice(notice)
    unsaved.watch(writes)
    kept: list[str] = []
    defects = [TypeError("a defect")]

    def first() -> None:
        if defects:
            raise defects[0]
        kept.append("first")

    with qtbot.capture_exceptions() as reported:
        writes.add(first)
        writes.add(lambda: kept.append("second"))
        qtbot.waitUntil(lambda: writes.unsaved == 2)
    assert reported[0][0] is TypeError  # as any other defect
    assert "internal error" in notice.text
    unsaved.leave(lambda: kept.append("left"))
    assert "Leave without saving them?" in notice.text
    defects.clear()
    unsaved.try_again()
    qtbot.waitUntil(lambda: not writes.is_waiting)
    assert kept == ["first", "second"]
    assert tasks.finish(PATIENCE_S)


def test_the_last_writes_are_reported_if_too_much_waits_already(qtbot: QtBot) -> None:
    tasks, goes_on = TaskRunner(1), threading.Event()
    writes = WaitingWrites(tasks)
    failures: list[HysteroViewError] = []
    writes.add(lambda: goes_on.wait(PATIENCE_S))
    writes.add(lambda: None)
    writes.finish(failures.append)
    goes_on.set()
    assert tasks.finish(PATIENCE_S)
    (failure,) = failures
    assert "does not respond" in failure.message
