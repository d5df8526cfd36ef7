"""Closing a review does not wait for its threads: a disk or a share may hang."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clips import write_clip
from gui.reviewed import CLIPS, SPANS, Reviewed
from hysteroview.capture.opening import open_source
from hysteroview.capture.source import SeekableSource, seekable
from hysteroview.exam.store.folder import ExamFolder
from hysteroview.exam.store.records import TrackSecond
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.review.controller import SummaryController
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.player.controller import ReviewController
from hysteroview.gui.review.player.target import Recording, ReviewTarget
from hysteroview.gui.review.summary_page import SummaryPage
from hysteroview.gui.tasks import TaskRunner
from hysteroview.inference.decide.analyzer import AnalyzerSettings
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.worker import Worker
from kept_exams import log_of
from patience import PATIENCE_S
from reviewed_exams import keep_recorded


def test_closing_a_review_waits_for_no_thread(
    qtbot: QtBot, qapp: QApplication, card: ModelCard, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    apply_theme(qapp)
    write_clip(tmp_path / "film.mp4")
    began, goes_on = threading.Event(), threading.Event()

    def open_it() -> SeekableSource:
        began.set()
        goes_on.wait(PATIENCE_S)
        return seekable(open_source(str(tmp_path / "film.mp4")))

    plain_join = Worker.join

    def join(worker: Worker, timeout_s: float) -> bool:
        assert goes_on.is_set(), "the window waits for a thread that hangs"
        return plain_join(worker, timeout_s)

    monkeypatch.setattr(Worker, "join", join)
    tasks = TaskRunner(4)
    recording = Recording(name="film", open_it=open_it)
    target = ReviewTarget(title="film", recordings=(recording, recording))
    review = ReviewController(target, card, tasks, AnalyzerSettings())
    qtbot.addWidget(review.page)
    assert began.wait(PATIENCE_S)
    review.page.recordings.setCurrentRow(1)  # this ends the player of the first, too
    review.close()
    assert review.endings.are_alive
    goes_on.set()
    assert review.endings.wait()
    assert not review.endings.are_alive
    tasks.finish(10)


def test_closing_ends_the_reading_of_a_long_exam(
    qtbot: QtBot, qapp: QApplication, card: ModelCard, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """An hour takes seconds to read; the end of the program waited for it."""
    apply_theme(qapp)
    seconds, began = [TrackSecond.of(0, 0, log_of(SPANS)[:25])], threading.Event()

    def endless(_: ExamFolder) -> Iterator[TrackSecond]:
        began.set()
        yield from itertools.cycle(seconds)

    monkeypatch.setattr(ExamFolder, "read_track", endless)
    reviewed = Reviewed(tmp_path / "store", card)
    qtbot.addWidget(reviewed.page)
    assert began.wait(PATIENCE_S)
    reviewed.close()  # fails if a thread is still running after its bound


def test_the_summary_of_an_exam_is_not_read_to_its_end_when_it_is_left(
    qtbot: QtBot, qapp: QApplication, card: ModelCard, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    apply_theme(qapp)
    store = tmp_path / "store"
    exam_id = keep_recorded(store, SPANS, CLIPS)
    seconds, began = [TrackSecond.of(0, 0, log_of(SPANS)[:25])], threading.Event()

    def endless(_: ExamFolder) -> Iterator[TrackSecond]:
        began.set()
        yield from itertools.cycle(seconds)

    tasks, page = TaskRunner(4), SummaryPage(card)
    qtbot.addWidget(page)
    summary = SummaryController(page, card, tasks, lambda: ExamAccess(store), page)
    with monkeypatch.context() as patched:
        patched.setattr(ExamFolder, "read_track", endless)
        summary.show(exam_id)
        assert began.wait(PATIENCE_S)
    before = page.text
    summary.show(exam_id)  # again, after something was changed
    try:
        qtbot.waitUntil(lambda: page.text != before)
    finally:
        summary.close()
    assert tasks.finish(PATIENCE_S)
