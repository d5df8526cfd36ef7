"""Every page can be used with the keyboard alone, with gloves, and with a screen reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from hysteroview.core.assessment import AssessmentCounts
from hysteroview.core.review.findings import FindingsReview
from hysteroview.exam.store.events import ExamEvents
from hysteroview.exam.store.records import Exam, Patient
from hysteroview.gui.archive.panel import ExamsPanel
from hysteroview.gui.archive.rows import exam_row
from hysteroview.gui.exam.page import ExamPage
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.main_window import MainWindow
from hysteroview.gui.review.exam_summary import ExamAccess, ExamSummary
from hysteroview.gui.review.summary_page import SummaryPage
from hysteroview.gui.sources.choice import FoundSources, arrange, choice_of
from hysteroview.gui.start.page import StartPage
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.review.exam_track import ExamClock, ExamTrack
from hysteroview.settings.live import CurrentSettings
from hysteroview.settings.source_presets import LoadedPresets

EXAM = Exam(
    exam_id="0" * 16,
    patient=Patient(identifier="4711"),
    started_wall_ns=10**18,
    source="phantom",
    model="colors",
    model_sha256="",
    ended_wall_ns=10**18 + 65 * 10**9,
)


NO_TRACK = ExamTrack(
    labels=None,
    frames=(),
    columns=None,
    proposed=(),
    model_sha256=None,
    operating_point=None,
    clock=ExamClock(EXAM.started_wall_ns, ()),
    events=ExamEvents(),
    snapshots={},
    begin_ns=0,
    end_ns=65 * 10**9,
)


def start_page(card: ModelCard) -> QWidget:
    exams = ExamsPanel({}, lambda: ExamAccess(Path("/nowhere")))
    page = StartPage(card.warning, exams)
    page.show_sources(replace_looks(arrange((), LoadedPresets(), "udp://127.0.0.1:5004")))
    exams.show_exams([exam_row(EXAM, {})])
    return page


def replace_looks(found: FoundSources) -> FoundSources:
    """Leave out what would be opened for its thumbnail."""
    kept = tuple(each for each in found.choices if not each.may_be_previewed)
    return replace(found, choices=kept)


def exam_page(_: ModelCard) -> QWidget:
    page = ExamPage(CurrentSettings())
    page.show_choice(choice_of("rtsp://10.0.0.5/live"), None)
    return page


def summary_page(card: ModelCard) -> QWidget:
    page = SummaryPage(card)
    page.show_summary(
        ExamSummary(
            exam=EXAM,
            verdict=None,
            thumbnails=(),
            snapshots=0,
            clips=0,
            withdrawn=0,
            is_log_whole=True,
            assessment=AssessmentCounts(),
            track=NO_TRACK,
            review=FindingsReview(),
        )
    )
    return page


@pytest.fixture(params=[start_page, exam_page, summary_page], ids=lambda make: make.__name__)
def page(
    request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication, card: ModelCard
) -> Iterator[QWidget]:
    apply_theme(qapp)
    make: Callable[[ModelCard], QWidget] = request.param
    window = MainWindow()
    qtbot.addWidget(window)
    made = make(card)
    window.show_page(made)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    yield made
    if isinstance(made, StartPage):
        made.close_tasks()


def controls_of(page: QWidget) -> list[QWidget]:
    kinds = (QAbstractButton, QLineEdit, QComboBox)
    return [
        each
        for kind in kinds
        for each in page.findChildren(kind)
        if each.isVisible() and each.isEnabled()
    ]


def test_gloved_hands_find_everything_and_a_screen_reader_names_it(page: QWidget) -> None:
    controls = controls_of(page)
    assert len(controls) >= 3
    for each in controls:
        assert each.height() >= 44, each
        assert each.width() >= 44, each
        told = each.text() if isinstance(each, QAbstractButton) else ""
        assert each.accessibleName() or told, each


def test_the_tab_key_comes_to_everything(qtbot: QtBot, page: QWidget) -> None:
    controls = set(controls_of(page))
    reached = set()
    for _ in range(3 * len(controls)):
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.add(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert controls <= reached


@pytest.mark.parametrize("size", [(1260, 672), (1920, 1080), (3840, 2160)])
def test_nothing_is_clipped_in_any_size(qtbot: QtBot, page: QWidget, size: tuple[int, int]) -> None:
    page.window().resize(*size)
    qtbot.wait(50)
    for each in controls_of(page):
        hint = each.minimumSizeHint()
        assert each.width() >= min(hint.width(), each.sizeHint().width()), each
        assert each.height() >= hint.height(), each
        place = each.mapTo(page, each.rect().topLeft())
        assert place.x() >= 0
        assert place.x() + each.width() <= page.width(), each


def test_the_reader_of_a_summary_learns_how_long_it_took(
    qtbot: QtBot, card: ModelCard, tmp_path: Path
) -> None:
    page = summary_page(card)
    qtbot.addWidget(page)
    assert isinstance(page, SummaryPage)
    assert "1 min 05 s" in page.text
    assert "Another model" in page.text
