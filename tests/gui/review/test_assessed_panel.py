"""The summary says how much was not assessed and why, and what that means for the set-up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hysteroview.core.assessment import AssessmentCounts
from hysteroview.core.gate import GateAction, cause_of
from hysteroview.core.types import Reason
from hysteroview.gui.look.language import install_language
from hysteroview.gui.look.shapes import Mark, Shape
from hysteroview.gui.review.assessed_panel import AssessedPanel
from hysteroview.settings.choices import Language

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # of the offscreen platform

BLUR, BLOOD = cause_of(Reason.BLUR), cause_of(Reason.RED_OUT)
MANY = AssessmentCounts(analyzed=9000, missed={BLOOD: 4500, BLUR: 1980}, seconds=300)
USUAL = AssessmentCounts(analyzed=9000, missed={BLUR: 1980, BLOOD: 540}, seconds=300)
NONE = AssessmentCounts(analyzed=9000, missed={}, seconds=300)


@pytest.fixture
def panel(qtbot: QtBot) -> AssessedPanel:
    panel = AssessedPanel()
    qtbot.addWidget(panel)
    panel.show()
    return panel


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[None]:
    install_language(Language.CHINESE)
    yield
    install_language(Language.ENGLISH)


def mark_of(panel: AssessedPanel) -> Mark:
    mark = panel.findChild(Mark)
    assert isinstance(mark, Mark)
    return mark


def test_an_ordinary_exam_gives_the_shares_and_no_warning(panel: AssessedPanel) -> None:
    panel.show_counts(USUAL)
    assert panel.text == "28 % of 9000 analyzed frames: blurred 22 %, blood hides the view 6 %"
    assert not mark_of(panel).isVisible()


def test_a_gate_that_stops_most_frames_is_warned_of(panel: AssessedPanel) -> None:
    panel.show_counts(MANY)
    assert "stops 72 % of the frames, most often: blood hides the view (50 %)." in panel.text
    assert "white balance" in panel.text
    assert mark_of(panel).shape is Shape.TRIANGLE
    panel.clear()
    assert panel.text == ""
    assert not mark_of(panel).isVisible()


def test_a_gate_that_stops_nothing_is_a_note_and_not_an_alarm(panel: AssessedPanel) -> None:
    panel.show_counts(NONE)
    assert "has stopped 0 % of 9000 frames." in panel.text
    assert mark_of(panel).shape is Shape.INFO


def test_what_the_gate_did_not_stop_is_named(panel: AssessedPanel) -> None:
    counts = AssessmentCounts(
        analyzed=100, missed={BLUR: 20}, warned={BLOOD: 30}, warned_frames=30,
        gate=((BLOOD, GateAction.WARN), (BLUR, GateAction.OFF)),
    )  # fmt: skip
    panel.show_counts(counts)
    assert panel.text.splitlines()[1:] == [
        "30 % with a warning beside the result: blood hides the view 30 %",
        "Quality gate, warn only: blood hides the view; off: blurred",
    ]


@pytest.mark.usefixtures("chinese")
def test_everything_is_said_in_chinese(panel: AssessedPanel) -> None:
    for counts in (MANY, NONE, USUAL):
        panel.show_counts(counts)
        assert not [each for each in panel.text if each.isascii() and each.isalpha()], panel.text
    assert panel.text == "已分析的 9000 帧中的 28 %：模糊 22 %、血液遮挡视野 6 %"
