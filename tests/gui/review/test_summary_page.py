"""The summary of an exam: findings with what they rest on, and what happened in the exam."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from hysteroview.core.review.findings import CHANGED, OTHER, FindingState, review_of
from hysteroview.core.review.lesions import Lesion
from hysteroview.core.review.places import Place
from hysteroview.core.types import NS_PER_S
from hysteroview.core.wording import NO_RESULT
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.review.lesions import change_lesions
from hysteroview.exam.store.store import open_store
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.main_window import MainWindow
from hysteroview.gui.review.decisions.keepers import ExamDecisions
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.summary_page import SummaryPage
from hysteroview.gui.review.timeline.content import EpisodeState
from hysteroview.inference.model.card import ModelCard, load_card
from kept_exams import Event, Span, frame_of, keep_exam

POLYP = Span("EP", 10.0, frames=100, share=0.999)
FLICKER = [Span("EH", at_s, frames=1, share=0.68) for at_s in (30.0, 50.0)]
AI = {"state": "ACTIVE", "result": frame_of(POLYP, 1, 0).as_dict()}
BLURRED = AI["result"] | {
    "decision": AI["result"]["decision"] | {"state": "NOT_ASSESSABLE", "reason": "BLUR"}
}


@pytest.fixture
def card(bundle: Path) -> ModelCard:
    return load_card(bundle)


def page_of(
    qtbot: QtBot, store: Path, card: ModelCard, spans: list[Span], events: list[Event] | None = None
) -> SummaryPage:
    exam_id = keep_exam(store, spans, events or [], sha256=card.sha256)
    page = SummaryPage(card)
    qtbot.addWidget(page)
    page.show_summary(ExamAccess(store).read(exam_id, card))
    return page


def test_a_finding_has_a_whole_count_and_an_explained_interval(
    qtbot: QtBot, tmp_path: Path, card: ModelCard
) -> None:
    """The view of a polyp with a short interruption used to be "2 episode(s)"."""
    page = page_of(qtbot, tmp_path, card, [POLYP, Span("EP", 15.0, share=0.999)])
    told = page.text
    assert "EP Endometrial polyp: > 99 %" in told
    assert "95 % interval over 1 episode: " in told
    assert "Shown for 5.9 s, first at 0:10.0" in told
    assert "(s)" not in told


def test_the_best_supported_of_many_episodes_are_named(
    qtbot: QtBot, tmp_path: Path, card: ModelCard
) -> None:
    page = page_of(qtbot, tmp_path, card, [Span("EP", 10.0 * each) for each in range(1, 8)])
    assert "95 % interval over the 5 best-supported of 7 episodes: " in page.text


def test_what_was_shown_briefly_is_muted_and_not_a_finding(
    qtbot: QtBot, tmp_path: Path, card: ModelCard
) -> None:
    page = page_of(qtbot, tmp_path, card, [POLYP, *FLICKER, Span("SM", 60.0, frames=5)])
    (brief,) = [each for each in page.findChildren(QLabel) if "Shown briefly" in each.text()]
    assert brief.text() == (
        "Shown briefly: EH 2 times, < 0.1 s in all, first at 0:30.0; SM once, 0.2 s, at 1:00.0"
    )
    assert brief.objectName() == "remark"
    assert "hyperplasia" not in page.text


def test_nothing_but_brief_episodes_does_not_mean_benign(
    qtbot: QtBot, tmp_path: Path, card: ModelCard
) -> None:
    page = page_of(qtbot, tmp_path, card, FLICKER)
    assert NO_RESULT in page.text
    assert "Shown briefly: EH 2 times" in page.text


def test_losses_of_signal_marks_and_own_assessments_have_their_times(
    qtbot: QtBot, tmp_path: Path, card: ModelCard
) -> None:
    events = [
        Event(20, "signal", {"lost": True}),
        Event(24, "signal", {"lost": False}),
        Event(30, "mark", {"mark": 1}),
        Event(32.5, "mark", {"mark": 2}),
        Event(45, "study_call", {"reading": 1, "call": "EC", "ai": AI}),
        Event(50, "study_call", {"reading": 2, "call": "normal", "ai": AI | {"result": BLURRED}}),
        Event(60, "study_reveal", {"reading": 3, "call": None, "ai": AI | {"result": None}}),
        Event(70, "signal", {"lost": True}),
    ]
    page = page_of(qtbot, tmp_path, card, [POLYP], events)
    assert page.text.splitlines()[-6:] == [
        "No signal at 0:20.0, for 4.0 s",
        "No signal from 1:10.0 until the end",
        "Marks: 1 at 0:30.0, 2 at 0:32.5",
        "Own assessment at 0:45.0: EC. AI: EP",
        "Own assessment at 0:50.0: normal. AI: Not assessed: blurred",
        "AI shown at 1:00.0 without an assessment before. AI: Waiting for a result",
    ]


def test_a_runtime_that_broke_is_on_the_summary(
    qtbot: QtBot, tmp_path: Path, card: ModelCard
) -> None:
    broken, used = "TensorRT 11.4 · NVIDIA RTX 4070 · fp32", "ONNX Runtime 1.32.0 · CPU · fp32"
    content = {"broken": broken, "used": used, "reason": "It has not answered for 1 s."}
    events = [Event(20, "runtime", content), Event(21, "runtime", {"broken": 7})]
    page = page_of(qtbot, tmp_path, card, [POLYP], events)
    assert page.text.splitlines()[-1] == (
        f"AI runtime failed at 0:20.0: {broken}. The analysis continued with {used}."
    )


def test_any_number_of_events_leaves_room_for_the_pictures(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, card: ModelCard
) -> None:
    apply_theme(qapp)
    events = [Event(each, "mark", {"mark": each}) for each in range(1, 100)]
    spans = [Span(code, 10.0 * at) for at, code in enumerate(("EP", "EC", "SM", "AH", "EH"))]
    page = page_of(qtbot, tmp_path, card, spans, events)
    window = MainWindow()
    qtbot.addWidget(window)
    window.show_page(page)
    window.resize(1280, 720)
    window.show()
    qtbot.waitExposed(window)
    assert (window.width(), window.height()) == (1280, 720)
    assert page.thumbnails.height() > 200
    assert page.leave.geometry().bottom() <= page.height()


def test_no_name_in_the_table_of_findings_is_cut_off(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, card: ModelCard
) -> None:
    apply_theme(qapp)
    spans = [Span(code, 10.0 * at) for at, code in enumerate(("EP", "EC", "SM", "AH", "EH"), 1)]
    page = page_of(qtbot, tmp_path, card, spans)
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.show_page(page)
    window.show()
    qtbot.waitExposed(window)
    names = page.findChildren(QLabel, "finding")
    assert len(names) >= 10
    for name in names:
        assert name.heightForWidth(name.width()) <= name.height() + 1, name.text()


def test_lesions_are_listed_and_opened_from_the_summary(
    qtbot: QtBot, tmp_path: Path, card: ModelCard
) -> None:
    page = page_of(qtbot, tmp_path, card, [POLYP])
    assert "Pathology" not in page.text
    access = ExamAccess(tmp_path)
    with open_store(tmp_path) as store:
        (exam,) = store.search(Search())
        lesion = Lesion(number=1, code="EP", place=Place.FUNDUS, is_biopsied=True)
        change_lesions(store, exam.exam_id, lambda review: review.add(lesion))
    page.show_summary(access.read(exam.exam_id, card))
    assert "1  EP Endometrial polyp · Fundus\nPathology pending" in page.text
    with qtbot.waitSignal(page.lesions_requested) as asked:
        page.lesions.click()
    assert asked.args == [exam.exam_id]


def decided_page(qtbot: QtBot, store: Path, card: ModelCard) -> SummaryPage:
    """Return the page of an exam with an accepted, a rejected, an open and an own finding."""
    spans = [POLYP, Span("EC", 20.0, frames=80), Span("SM", 30.0)]
    exam_id = keep_exam(store, spans, sha256=card.sha256)
    access = ExamAccess(store)
    keeper = ExamDecisions(access, exam_id)
    review = review_of(access.track(exam_id).proposed, ())
    by_code = {each.code: each.key for each in review.findings}
    for make in (
        lambda review: review.decide(by_code["EP"], FindingState.ACCEPTED),
        lambda review: review.decide(by_code["SM"], FindingState.REJECTED),
        lambda review: review.add(OTHER, 40 * NS_PER_S, 42 * NS_PER_S, 41 * NS_PER_S),
    ):
        change = make(review)
        review = review.with_change(change)
        keeper.write(CHANGED, change.as_dict(), review.decided)
    page = SummaryPage(card)
    qtbot.addWidget(page)
    page.show_summary(access.read(exam_id, card))
    return page


def test_accepted_rejected_and_open_findings_are_told_apart(
    qtbot: QtBot, tmp_path: Path, card: ModelCard
) -> None:
    page = decided_page(qtbot, tmp_path, card)
    rows = [each.text() for each in page.findChildren(QPushButton, "findingRow")]
    assert "0:10.0 · 4.0 s · up to > 99 % · accepted" in [
        row.replace("\u00a0", " ") for row in rows
    ]
    assert len([row for row in rows if row.endswith("rejected")]) == 1
    assert len([row for row in rows if row.endswith("not decided")]) == 1
    (own,) = [row for row in rows if "added by the operator" in row]
    assert own.startswith("Other finding · 0:40.0 · 2.0 s")
    assert {each.state for each in page.timeline.content.episodes} == set(EpisodeState)


def test_one_click_opens_the_finding_in_the_player(
    qtbot: QtBot, tmp_path: Path, card: ModelCard
) -> None:
    page = decided_page(qtbot, tmp_path, card)
    (own,) = [
        each for each in page.findChildren(QPushButton, "findingRow")
        if "added by the operator" in each.text()
    ]  # fmt: skip
    with qtbot.waitSignal(page.review_requested) as asked:
        qtbot.mouseClick(own, Qt.MouseButton.LeftButton)
    assert asked.args[1] == 41 * NS_PER_S


def test_findings_have_half_of_an_upright_window(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, card: ModelCard
) -> None:
    """They had a few lines above a large place for pictures."""
    apply_theme(qapp)
    page = decided_page(qtbot, tmp_path, card)
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1080, 1920)
    window.show_page(page)
    window.show()
    qtbot.waitExposed(window)
    rows = [each for each in page.findChildren(QPushButton, "findingRow") if each.isVisible()]
    assert len([each for each in rows if not each.visibleRegion().isEmpty()]) == 4
