"""Leaving a review never blocks the window, and the last decision is kept all the same."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from disks import fill, small_disk
from gui.reviewed import CLIPS, HEAVY, SPANS
from hysteroview.core.errors import HysteroViewError, StorageError
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.store import open_store
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.main_window import MainWindow
from hysteroview.gui.review.decisions.keepers import ExamDecisions
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.player.flow import ReviewFlow
from hysteroview.gui.tasks import TaskRunner
from hysteroview.inference.decide.analyzer import AnalyzerSettings
from hysteroview.inference.model.card import ModelCard
from hysteroview.settings.live import CurrentSettings
from patience import PATIENCE_S
from reviewed_exams import keep_recorded


class Left:
    """A review of a stored exam, and what the page behind it was told."""

    def __init__(self, qtbot: QtBot, store: Path, card: ModelCard) -> None:
        self.store = store
        self.exam_id = keep_recorded(store, SPANS, CLIPS)
        self.window, self.tasks = MainWindow(), TaskRunner(8)
        self.flow = ReviewFlow(self.window, self.tasks, card, AnalyzerSettings, CurrentSettings())
        self.kept_on_return: list[list[tuple[str, str]]] = []
        self.failures: list[HysteroViewError] = []
        self.flow.open_exam(
            ExamAccess(store), self.exam_id,
            lambda: self.kept_on_return.append(self.kept()), self.failures.append,
        )  # fmt: skip
        self.window.show()
        qtbot.waitUntil(lambda: self.flow.controller is not None)
        self.review = self.flow.controller
        assert self.review is not None
        qtbot.waitUntil(lambda: self.review.page.findings.list.count() == len(SPANS))
        self.review.page.take_focus()
        qtbot.keyClick(self.review.page, Qt.Key.Key_PageDown)

    def kept(self) -> list[tuple[str, str]]:
        with open_store(self.store, read_only=True) as store:
            return [(each.code, each.state.value) for each in store.exam(self.exam_id).findings]

    def close(self) -> None:
        self.flow.close()
        self.flow.wait()
        self.tasks.finish(PATIENCE_S)
        self.review = None
        self.window.close()


@pytest.fixture
def left(qtbot: QtBot, qapp: QApplication, tmp_path: Path, card: ModelCard) -> Iterator[Left]:
    apply_theme(qapp)
    made = Left(qtbot, tmp_path / "store", card)
    qtbot.addWidget(made.window)
    yield made
    made.close()


@contextmanager
def slow_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Let decisions be written only once the event is set."""
    goes_on, write = threading.Event(), ExamDecisions.write

    def late(*values: object) -> None:
        goes_on.wait(PATIENCE_S)
        write(*values)

    with monkeypatch.context() as patched:
        patched.setattr(ExamDecisions, "write", late)
        yield goes_on
        goes_on.set()


def test_a_decision_right_before_leaving_is_kept_and_the_window_does_not_wait_for_it(
    qtbot: QtBot, left: Left, monkeypatch: pytest.MonkeyPatch
) -> None:
    with slow_disk(monkeypatch) as goes_on:
        qtbot.keyClick(left.review.page, Qt.Key.Key_Y)
        left.review.page.left.emit()  # it would wait here for a disk that waits for this test
        assert left.kept_on_return == []
        assert not left.review.page.isEnabled()
        qtbot.waitUntil(lambda: "being saved" in left.review.page.notice.text)
        goes_on.set()
        qtbot.waitUntil(lambda: bool(left.kept_on_return))
    assert left.kept_on_return == [[(HEAVY, "ACCEPTED")]]  # before the page behind reads the exam
    assert left.failures == []


def test_a_review_that_gives_way_to_another_page_keeps_its_last_decision(
    qtbot: QtBot, left: Left, monkeypatch: pytest.MonkeyPatch
) -> None:
    with slow_disk(monkeypatch) as goes_on:
        qtbot.keyClick(left.review.page, Qt.Key.Key_Y)
        left.flow.close()
        assert left.flow.is_ending
        goes_on.set()
        qtbot.waitUntil(lambda: not left.flow.is_ending)
    assert left.kept() == [(HEAVY, "ACCEPTED")]


def test_a_last_decision_that_cannot_be_kept_is_reported_on_the_page_behind(
    qtbot: QtBot, left: Left, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StorageError("The disk is full.", remedy="Free some space.")

    monkeypatch.setattr(ExamDecisions, "write", fail)
    qtbot.keyClick(left.review.page, Qt.Key.Key_Y)
    left.review.page.left.emit()
    qtbot.waitUntil(lambda: bool(left.failures))
    assert "disk is full" in left.failures[0].message
    qtbot.waitUntil(lambda: bool(left.kept_on_return))
    assert left.kept() == []


def test_a_full_disk_is_said_nothing_is_lost_and_leaving_asks(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, card: ModelCard
) -> None:
    apply_theme(qapp)
    with small_disk(tmp_path / "disk", 4096) as disk:
        left = Left(qtbot, disk / "store", card)
        qtbot.addWidget(left.window)
        try:
            page = left.review.page
            picture = page.picture
            qtbot.waitUntil(lambda: picture.frame is not None and not picture.is_near)
            ballast = fill(disk)
            qtbot.keyClick(page, Qt.Key.Key_Y)  # accept
            qtbot.keyClick(page, Qt.Key.Key_2)  # a mark of the photo plan
            qtbot.waitUntil(lambda: left.review.unsaved.unsaved == 2)
            assert "Changes not saved yet: 2." in page.notice.text
            assert "no space left" in page.notice.text
            assert "Accepted" in page.findings.text
            page.left.emit()
            assert "Leave without saving them?" in page.notice.text
            left.window.close()  # asks the same
            assert left.window.isVisible()
            assert left.kept_on_return == []
            page.notice.no.click()
            assert page.notice.offer.text() == "Try again"
            ballast.unlink()
            page.notice.offer.click()
            qtbot.waitUntil(lambda: left.review.unsaved.unsaved == 0)
            assert left.kept() == [(HEAVY, "ACCEPTED")]
            page.left.emit()
            qtbot.waitUntil(lambda: bool(left.kept_on_return))
            with open_store(left.store, read_only=True) as store:
                assert not [each.fault for each in verify(store, left.exam_id) if each.fault]
        finally:
            left.close()


def test_a_review_without_a_new_decision_is_left_at_once(left: Left) -> None:
    began_s = time.process_time()
    left.review.page.left.emit()
    assert len(left.kept_on_return) == 1
    assert time.process_time() - began_s < 0.3
