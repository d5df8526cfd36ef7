"""Findings are decided on the review page, by keys and mouse, and kept in the exam."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from gui.reviewed import CLIPS, HEAVY, KEY, LIGHT, SPANS, WITH, Reviewed
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.store.folder import ExamFolder
from hysteroview.exam.store.records import TrackSecond
from hysteroview.exam.store.store import open_store
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.program import Program
from hysteroview.gui.review.timeline.content import EpisodeState
from hysteroview.inference.model.card import ModelCard
from patience import PATIENCE_S
from recordings import number_of
from reviewed_exams import RATE_HZ, keep_recorded

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def reviewed(
    qtbot: QtBot, qapp: QApplication, card: ModelCard, tmp_path: Path
) -> Iterator[Reviewed]:
    apply_theme(qapp)
    made = Reviewed(tmp_path / "store", card)
    made.open(qtbot)
    yield made
    made.close()


def test_findings_of_the_exam_are_listed_by_weight_with_their_times(reviewed: Reviewed) -> None:
    rows = [reviewed.panel.list.item(row).text() for row in range(3)]
    assert rows[0].startswith(HEAVY)
    assert "in the recording 0:05" in rows[0]
    assert any("0:02.0 to 0:04.0" in row for row in rows)
    assert any("0:20.0 to 0:22.0" in row and "not recorded" in row for row in rows)


def test_page_keys_lead_through_the_findings_and_to_their_recordings(
    qtbot: QtBot, reviewed: Reviewed
) -> None:
    heavy_ns = reviewed.review.findings.controller.review.findings[0].best_ns
    reviewed.press(qtbot, KEY.Key_PageDown)
    qtbot.waitUntil(lambda: reviewed.shown_s() == heavy_ns / NS_PER_S)
    assert reviewed.page.recordings.currentRow() == 1
    assert "0:01.0 to 0:03.4" in reviewed.panel.list.item(0).text()  # as the player counts


def test_a_finding_that_was_not_recorded_is_said_to_be_so(qtbot: QtBot, reviewed: Reviewed) -> None:
    row = next(r for r in range(3) if "not recorded" in reviewed.panel.list.item(r).text())
    box = reviewed.panel.list.visualItemRect(reviewed.panel.list.item(row))
    qtbot.mouseClick(reviewed.panel.list.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert "not recorded" in reviewed.page.notice.text


def test_keys_decide_undo_and_redo_and_the_exam_keeps_it(qtbot: QtBot, reviewed: Reviewed) -> None:
    reviewed.press(qtbot, KEY.Key_PageDown)
    reviewed.press(qtbot, KEY.Key_Y)
    reviewed.press(qtbot, KEY.Key_PageDown)
    reviewed.press(qtbot, KEY.Key_X)
    reviewed.press(qtbot, KEY.Key_Z, WITH.ControlModifier)
    reviewed.press(qtbot, KEY.Key_Y, WITH.ControlModifier | WITH.ShiftModifier)  # nothing
    reviewed.press(qtbot, KEY.Key_Z, WITH.ControlModifier | WITH.ShiftModifier)
    reviewed.close()
    assert sorted(reviewed.kept()) == sorted([(HEAVY, "ACCEPTED"), (LIGHT, "REJECTED")])


def test_keys_of_the_player_do_not_decide(qtbot: QtBot, reviewed: Reviewed) -> None:
    reviewed.press(qtbot, KEY.Key_PageDown)
    for key in (KEY.Key_J, KEY.Key_K, KEY.Key_L, KEY.Key_K, KEY.Key_I, KEY.Key_O, KEY.Key_Up):
        reviewed.press(qtbot, key)
    assert reviewed.review.findings.controller.review.decided == ()


def test_own_finding_at_the_frame_that_is_shown_and_for_the_chosen_part(
    qtbot: QtBot, reviewed: Reviewed
) -> None:
    controller = reviewed.review.findings.controller
    adding = {each.data(): each for each in reviewed.panel.add.menu().actions()}
    adding["other"].trigger()
    first = controller.review.find(reviewed.panel.selected[0])
    assert (first.start_ns, first.best_ns) == (0, 0)
    reviewed.page.transport.frame_requested.emit(50)
    qtbot.waitUntil(lambda: reviewed.shown_s() == 2.0)
    reviewed.press(qtbot, KEY.Key_I)
    reviewed.page.transport.frame_requested.emit(75)
    qtbot.waitUntil(lambda: reviewed.shown_s() == 3.0)
    reviewed.press(qtbot, KEY.Key_O)
    adding[LIGHT].trigger()
    own = controller.review.find(reviewed.panel.selected[0])
    assert (own.start_ns, own.best_ns) == (2 * NS_PER_S, 3 * NS_PER_S)
    assert 3 * NS_PER_S < own.end_ns < 3.04 * NS_PER_S
    assert own.ai_code is None


def test_split_at_the_frame_that_is_shown(qtbot: QtBot, reviewed: Reviewed) -> None:
    reviewed.press(qtbot, KEY.Key_PageDown)
    qtbot.waitUntil(lambda: (reviewed.shown_s() or 0) >= 6)
    reviewed.page.transport.frame_requested.emit(50)
    qtbot.waitUntil(lambda: reviewed.shown_s() == 7.0)
    reviewed.press(qtbot, KEY.Key_D)
    halves = [reviewed.review.findings.controller.review.find(k) for k in reviewed.panel.selected]
    assert sorted((each.start_ns, each.end_ns) for each in halves)[1][0] == 7 * NS_PER_S
    assert reviewed.panel.list.count() == 4


def test_the_timeline_shows_the_decision(qtbot: QtBot, reviewed: Reviewed) -> None:
    shown: list[object] = []
    reviewed.review.findings.spans_changed.connect(shown.append)
    reviewed.press(qtbot, KEY.Key_PageDown)
    reviewed.press(qtbot, KEY.Key_Y)
    spans = {each.code: each for each in shown[-1]}  # type: ignore[attr-defined]
    assert spans[HEAVY].state is EpisodeState.ACCEPTED
    assert (spans[HEAVY].from_ns, list(spans)) == (NS_PER_S, [HEAVY])  # of this recording


def test_escape_in_the_note_keeps_the_page_and_what_was_there(
    qtbot: QtBot, reviewed: Reviewed
) -> None:
    left: list[bool] = []
    reviewed.review.left.connect(lambda: left.append(True))
    reviewed.press(qtbot, KEY.Key_PageDown)
    reviewed.panel.note.setFocus()
    qtbot.keyClicks(reviewed.panel.note, "x")
    qtbot.keyClick(reviewed.panel.note, KEY.Key_Escape)
    assert not left
    assert reviewed.panel.note.text() == ""
    assert reviewed.review.findings.controller.review.decided == ()


def test_a_store_that_another_program_uses_says_so_and_is_written_later(
    qtbot: QtBot, reviewed: Reviewed
) -> None:
    with open_store(reviewed.store):
        reviewed.press(qtbot, KEY.Key_PageDown)
        reviewed.press(qtbot, KEY.Key_Y)
        qtbot.waitUntil(lambda: "read-only" in reviewed.page.notice.text)
        assert "Changes not saved yet: 1." in reviewed.panel.text
        assert reviewed.kept() == []
    reviewed.page.notice.offer.click()
    qtbot.waitUntil(lambda: reviewed.review.unsaved.unsaved == 0)
    assert reviewed.kept() == [(HEAVY, "ACCEPTED")]


def test_up_and_down_lead_to_a_snapshot_that_was_taken_in_the_same_review(
    qtbot: QtBot, reviewed: Reviewed
) -> None:
    reviewed.press(qtbot, KEY.Key_PageDown)
    qtbot.waitUntil(lambda: reviewed.shown_s() == 6.0)
    reviewed.press(qtbot, KEY.Key_S)
    qtbot.waitUntil(lambda: "was added to the exam" in reviewed.page.notice.text)
    qtbot.waitUntil(lambda: bool(reviewed.review.moves.events))
    for away, back in ((KEY.Key_End, KEY.Key_Up), (KEY.Key_Home, KEY.Key_Down)):
        reviewed.press(qtbot, away)
        qtbot.waitUntil(lambda: reviewed.shown_s() not in (None, 6.0))
        reviewed.press(qtbot, back)
        qtbot.waitUntil(lambda: reviewed.shown_s() == 6.0)


def test_a_review_can_begin_at_a_moment_of_the_exam(
    qtbot: QtBot, card: ModelCard, reviewed: Reviewed
) -> None:
    reviewed.close()
    again = Reviewed(reviewed.store, card, at_ns=7 * NS_PER_S)
    qtbot.addWidget(again.page)
    qtbot.waitUntil(lambda: again.shown_s() == 7.0)
    again.close()


def test_best_frames_are_shown_in_the_list(qtbot: QtBot, reviewed: Reviewed) -> None:
    heavy = reviewed.review.findings.controller.review.findings[0]

    def has_picture() -> bool:
        icon = reviewed.panel.list.item(0).icon().pixmap(64, 32).toImage()
        colors = {icon.pixel(x, 6) for x in range(0, icon.width(), 2)}
        return len(colors) > 1

    qtbot.waitUntil(has_picture)
    assert heavy.best_ns == 6 * NS_PER_S


def test_from_the_summary_to_the_finding_and_back_with_the_decision(
    qtbot: QtBot, program: Program, card: ModelCard, tmp_path: Path
) -> None:
    exam_id = keep_recorded(tmp_path / "store", SPANS, CLIPS, sha256=card.sha256)
    program.start.exams.open_requested.emit(exam_id)
    rows = program.summary.findChildren
    qtbot.waitUntil(lambda: len(rows(QPushButton, "findingRow")) == 3)
    row = next(e for e in rows(QPushButton, "findingRow") if e.text().startswith("0:06.0"))
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: program.review.controller is not None)
    review = program.review.controller
    assert review is not None

    def is_there() -> bool:
        frame = review.page.picture.frame
        is_frame = frame is not None and not review.page.picture.is_near
        return is_frame and number_of(frame.pixels[..., 1]) == RATE_HZ  # type: ignore[union-attr]

    qtbot.waitUntil(is_there)
    assert review.page.recordings.currentRow() == 1
    qtbot.waitUntil(lambda: review.page.findings.list.count() == 3)
    qtbot.keyClick(review.page, KEY.Key_PageDown)
    qtbot.keyClick(review.page, KEY.Key_Y)
    qtbot.keyClick(review.page, KEY.Key_Escape)
    qtbot.waitUntil(lambda: program.window.page is program.summary)
    qtbot.waitUntil(lambda: " accepted" in program.summary.text)


def test_the_page_of_the_exam_with_report_and_export_opens_from_its_review(
    qtbot: QtBot, program: Program, card: ModelCard, tmp_path: Path
) -> None:
    exam_id = keep_recorded(tmp_path / "store", SPANS, CLIPS, sha256=card.sha256)
    program.review_exam(exam_id)
    qtbot.waitUntil(lambda: program.review.controller is not None)
    review = program.review.controller
    assert review is not None
    qtbot.waitUntil(review.page.exam.isVisible)
    qtbot.mouseClick(review.page.exam, Qt.MouseButton.LeftButton)
    assert program.window.page is program.summary
    qtbot.waitUntil(program.summary.report.isEnabled)
    assert program.summary.export.isEnabled()
    qtbot.waitUntil(lambda: program.review.controller is None)


def test_findings_that_are_still_read_or_cannot_be_are_not_said_to_be_none(
    qtbot: QtBot, qapp: QApplication, card: ModelCard, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Those of an hour take seconds; meanwhile the list is empty."""
    apply_theme(qapp)
    may_read, read = threading.Event(), ExamFolder.read_track

    def slowly(folder: ExamFolder) -> Iterator[TrackSecond]:
        may_read.wait(PATIENCE_S)
        return read(folder)

    def broken(_: ExamFolder) -> Iterator[TrackSecond]:
        raise ValueError("no track")

    monkeypatch.setattr(ExamFolder, "read_track", slowly)
    slow = Reviewed(tmp_path / "store", card)
    qtbot.addWidget(slow.page)
    assert slow.panel.text == "The findings are being read…"
    may_read.set()
    qtbot.waitUntil(lambda: slow.panel.list.count() == len(SPANS))
    assert "being read" not in slow.panel.text
    slow.close()
    monkeypatch.setattr(ExamFolder, "read_track", broken)
    damaged = Reviewed(tmp_path / "store", card)
    qtbot.addWidget(damaged.page)
    qtbot.waitUntil(lambda: damaged.panel.text == "The findings cannot be read.")
    damaged.close()
