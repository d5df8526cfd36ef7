"""The review page of an exam with two recordings, for tests."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from analyses import LABEL_SET
from hysteroview.exam.store.store import open_store
from hysteroview.gui.look.theme import style_sheet
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.player.controller import ReviewController
from hysteroview.gui.review.player.target import review_of_exam
from hysteroview.gui.tasks import TaskRunner
from hysteroview.inference.decide.analyzer import AnalyzerSettings
from hysteroview.inference.model.card import ModelCard
from kept_exams import Span
from recordings import number_of
from reviewed_exams import RATE_HZ, keep_recorded

KEY, WITH = Qt.Key, Qt.KeyboardModifier
LIGHT, HEAVY = LABEL_SET.codes[1], LABEL_SET.codes[2]
SPANS = (Span(LIGHT, 2.0), Span(HEAVY, 6.0, frames=60), Span(LIGHT, 20.0))
CLIPS = ((0.0, 4.0), (5.0, 10.0))


class Reviewed:
    """The review page of an exam with two recordings."""

    def __init__(self, store: Path, card: ModelCard, at_ns: int | None = None) -> None:
        self.store = store
        self.exam_id = keep_recorded(store, SPANS, CLIPS) if not store.exists() else self._known()
        self.tasks = TaskRunner(8)
        target = review_of_exam(ExamAccess(store), self.exam_id)
        self.review = ReviewController(target, card, self.tasks, AnalyzerSettings(), at_ns=at_ns)
        self.page, self.panel = self.review.page, self.review.page.findings

    def _known(self) -> str:
        (folder,) = (self.store / "exams").iterdir()
        return folder.name

    def press(self, qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        qtbot.keyClick(self.page, key, modifier or WITH.NoModifier)

    def shown_s(self) -> float | None:
        """Time of the exam that is shown, by the number in the picture."""
        frame = self.page.picture.frame
        if frame is None or self.page.picture.is_near:
            return None
        number = number_of(frame.pixels[..., 1])
        return number / RATE_HZ + CLIPS[self.page.recordings.currentRow()][0]

    def kept(self) -> list[tuple[str, str]]:
        """Code and state of the findings that the exam keeps."""
        with open_store(self.store, read_only=True) as store:
            return [(each.code, each.state.value) for each in store.exam(self.exam_id).findings]

    def close(self) -> None:
        self.review.close()
        assert self.review.endings.wait()
        self.tasks.finish(10)

    def open(self, qtbot: QtBot) -> None:
        """Show the page, and wait for its findings."""
        qtbot.addWidget(self.page)
        self.page.setStyleSheet(style_sheet(1.0))
        self.page.resize(1280, 720)
        self.page.show()
        qtbot.waitExposed(self.page)
        qtbot.waitUntil(lambda: self.panel.list.count() == len(SPANS))
        qtbot.waitUntil(lambda: self.page.picture.frame is not None)
