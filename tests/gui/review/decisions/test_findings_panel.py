"""Tests of the list of findings: decisions by real clicks, undone, and kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from analyses import LABEL_SET
from hysteroview.core.errors import StorageError
from hysteroview.core.review.findings import FindingState, ReviewFinding, review_of
from hysteroview.exam.store.store import open_store
from hysteroview.gui.review.decisions.controller import FindingsController
from hysteroview.gui.review.decisions.keepers import DecisionKeeper, ExamDecisions
from hysteroview.gui.review.decisions.panel import FindingsPanel
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.timeline.content import EpisodeState
from hysteroview.gui.review.timeline.finding_spans import spans_of
from hysteroview.gui.tasks import TaskRunner
from hysteroview.pipeline.review.kept.decisions import RecordingDecisions
from hysteroview.pipeline.review.proposals import proposals_of
from kept_exams import Span, keep_exam, log_of

LIGHT, HEAVY = LABEL_SET.codes[1], LABEL_SET.codes[2]
SPANS = (Span(LIGHT, 1.0), Span(HEAVY, 10.0, frames=100))
PROPOSED = proposals_of(log_of(SPANS), LABEL_SET)
NOW_NS = 11_000_000_000


class Review:
    """A panel in a window, with its controller."""

    def __init__(self, window: QWidget, keeper: DecisionKeeper) -> None:
        self.panel = FindingsPanel(LABEL_SET, window)
        self.panel.resize(360, 560)
        self.tasks = TaskRunner(100, window)
        self.place = (NOW_NS, NOW_NS, NOW_NS)
        self.controller = FindingsController(
            self.panel, keeper, self.tasks, lambda: self.place, window
        )
        self.failures: list[object] = []
        self.controller.failed.connect(self.failures.append)


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(400, 600)
    yield made  # noqa: PT022 - it must live as long


@pytest.fixture
def review(window: QWidget, qtbot: QtBot, tmp_path: Path) -> Iterator[Review]:
    made = Review(window, RecordingDecisions(tmp_path / "key"))
    window.show()
    qtbot.waitExposed(window)
    with qtbot.waitSignal(made.controller.changed):
        made.controller.show(PROPOSED)
    yield made
    made.tasks.finish(10)


def _click(qtbot: QtBot, button: QPushButton) -> None:
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def _click_row(
    qtbot: QtBot, review: Review, row: int, modifier: Qt.KeyboardModifier | None = None
) -> None:
    box = review.panel.list.visualItemRect(review.panel.list.item(row))
    qtbot.mouseClick(
        review.panel.list.viewport(), Qt.MouseButton.LeftButton,
        modifier or Qt.KeyboardModifier.NoModifier, box.center(),
    )  # fmt: skip


def test_nothing_is_a_finding_until_it_is_accepted(review: Review, qtbot: QtBot) -> None:
    assert "Nothing is a finding until it is accepted." in review.panel.text
    assert review.panel.list.item(0).text().startswith(HEAVY)
    assert review.panel.text.count("Not decided") == 2
    _click_row(qtbot, review, 0)
    _click(qtbot, review.panel.accept)
    assert "Accepted" in review.panel.list.item(0).text()
    assert [each.code for each in review.controller.review.decided] == [HEAVY]


def test_each_decision_can_be_undone_and_done_again(review: Review, qtbot: QtBot) -> None:
    _click_row(qtbot, review, 0)
    _click(qtbot, review.panel.reject)
    _click(qtbot, review.panel.undo)
    assert review.controller.review.decided == ()
    _click(qtbot, review.panel.redo)
    assert review.controller.review.decided[0].state is FindingState.REJECTED
    assert not review.panel.redo.isEnabled()


def test_split_at_the_picture_that_is_shown_and_merge(review: Review, qtbot: QtBot) -> None:
    _click_row(qtbot, review, 0)
    _click(qtbot, review.panel.split)
    assert review.panel.list.count() == 3
    halves = review.panel.selected
    assert len(halves) == 2
    _click(qtbot, review.panel.merge)
    assert review.panel.list.count() == 2
    review.place = (0, 0, 0)
    _click(qtbot, review.panel.split)
    assert "is split at the picture" in str(review.failures[0])
    assert review.panel.list.count() == 2


def test_other_class_note_and_own_finding(review: Review, qtbot: QtBot) -> None:
    _click_row(qtbot, review, 0)
    actions = {each.data(): each for each in review.panel.relabel.menu().actions()}
    actions["other"].trigger()
    assert f"The AI said {HEAVY}" in review.panel.list.item(0).text()
    qtbot.keyClicks(review.panel.note, "after the biopsy")
    qtbot.keyClick(review.panel.note, Qt.Key.Key_Return)
    assert "after the biopsy" in review.panel.list.item(0).text()
    review.place = (2_000_000_000, 3_000_000_000, 2_500_000_000)
    actions = {each.data(): each for each in review.panel.add.menu().actions()}
    actions[LIGHT].trigger()
    own = review.controller.review.find(review.panel.selected[0])
    assert (own.code, own.ai_code, own.state) == (LIGHT, None, FindingState.ACCEPTED)
    assert (own.start_ns, own.best_ns, own.end_ns) == (
        2_000_000_000, 2_500_000_000, 3_000_000_000,
    )  # fmt: skip


def test_a_decision_on_an_own_finding_leaves_episodes_that_wait_beside_it(
    review: Review, qtbot: QtBot
) -> None:
    own = ReviewFinding(key="change-1-1", code=LIGHT, start_ns=1, end_ns=3, best_ns=2)
    review.panel.show_waiting("Wait.")
    review.panel.show_findings([*PROPOSED, own])
    review.panel.list.selectAll()
    decided: list[str] = []
    review.panel.decided.disconnect()
    review.panel.decided.connect(lambda key, _: decided.append(key))
    _click(qtbot, review.panel.reject)
    assert decided == ["change-1-1"]
    assert not review.panel.merge.isEnabled()


def test_click_shows_the_best_frame_and_its_thumbnail(review: Review, qtbot: QtBot) -> None:
    wanted: list[int] = []
    review.panel.thumbnail_requested.connect(wanted.append)
    review.panel.show_findings(review.controller.review.findings)
    assert sorted(wanted) == sorted(each.best_ns for each in PROPOSED)
    with qtbot.waitSignal(review.panel.shown) as caught:
        _click_row(qtbot, review, 0)
    best_ns = next(each.best_ns for each in PROPOSED if each.code == HEAVY)
    assert caught.args == [best_ns]
    image = QImage(160, 90, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    review.panel.show_thumbnail(best_ns, image)
    icon = review.panel.list.item(0).icon().pixmap(20, 20).toImage()
    assert icon.pixelColor(icon.width() // 2, icon.height() // 2) == QColor("red")


def test_decisions_about_a_recording_are_there_at_the_next_opening(
    review: Review, qtbot: QtBot, tmp_path: Path
) -> None:
    _click_row(qtbot, review, 0)
    _click(qtbot, review.panel.accept)
    _click_row(qtbot, review, 1)
    _click(qtbot, review.panel.reject)
    _click(qtbot, review.panel.undo)
    qtbot.waitUntil(lambda: review.tasks.waiting == 0)
    kept = RecordingDecisions(tmp_path / "key")
    assert review_of(PROPOSED, kept.read()).findings == review.controller.review.findings
    assert [kind for kind, _ in kept.read()] == ["finding", "finding", "finding_undone"]


def test_decisions_about_an_exam_are_in_its_record(
    window: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    exam_id = keep_exam(tmp_path / "store", SPANS)
    made = Review(window, ExamDecisions(ExamAccess(tmp_path / "store"), exam_id))
    window.show()
    with qtbot.waitSignal(made.controller.changed):
        made.controller.show(PROPOSED)
    _click_row(qtbot, made, 0)
    _click(qtbot, made.panel.accept)
    qtbot.waitUntil(lambda: made.tasks.waiting == 0)
    made.tasks.finish(10)
    with open_store(tmp_path / "store", read_only=True) as store:
        assert [each.code for each in store.exam(exam_id).findings] == [HEAVY]


class FullDisk(RecordingDecisions):
    """Keeps decisions only while there is room."""

    has_room = False

    def write(
        self, kind: str, content: Mapping[str, Any], decided: Iterable[ReviewFinding]
    ) -> None:
        if not self.has_room:
            raise StorageError("The disk is full.", remedy="Free some space.")
        super().write(kind, content, decided)


def test_decisions_that_cannot_be_saved_stay_say_so_and_are_saved_in_order_later(
    window: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    disk = FullDisk(tmp_path / "key")
    made = Review(window, disk)
    writes, reasons = made.controller.writes, []
    writes.failed.connect(reasons.append)
    window.show()
    with qtbot.waitSignal(made.controller.changed):
        made.controller.show(PROPOSED)
    _click_row(qtbot, made, 0)
    _click(qtbot, made.panel.accept)
    qtbot.waitUntil(lambda: writes.unsaved == 1)
    qtbot.keyClicks(made.panel.note, "beside the left ostium")
    qtbot.keyClick(made.panel.note, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(reasons) == 2)
    assert "Changes not saved yet: 2." in made.panel.text
    assert "Accepted" in made.panel.text  # nothing is lost
    assert "beside the left ostium" in made.panel.text
    disk.has_room = True
    with qtbot.waitSignal(writes.kept):
        writes.try_again()
    made.tasks.finish(10)
    assert "not saved" not in made.panel.text
    shown = made.controller.review.findings
    assert review_of(PROPOSED, RecordingDecisions(tmp_path / "key").read()).findings == shown


def test_each_line_of_a_finding_has_room(review: Review) -> None:
    for row in range(review.panel.list.count()):
        item = review.panel.list.item(row)
        least = review.panel.list.fontMetrics().height() * (item.text().count("\n") + 1)
        assert review.panel.list.visualItemRect(item).height() >= least


def test_no_episodes_do_not_mean_benign(review: Review) -> None:
    review.panel.show_findings(())
    assert "This does not mean benign." in review.panel.text


def test_findings_are_episodes_of_the_timeline(review: Review, qtbot: QtBot) -> None:
    _click_row(qtbot, review, 0)
    _click(qtbot, review.panel.accept)
    spans = spans_of(review.controller.review.findings, LABEL_SET)
    assert [(each.code, each.state) for each in spans] == [
        (LIGHT, EpisodeState.OPEN), (HEAVY, EpisodeState.ACCEPTED),
    ]  # fmt: skip
