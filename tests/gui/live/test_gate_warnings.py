"""The window warns of a set-up with which the gate stops far too much, or nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from gui.wall import STATUS
from hysteroview.core.assessment import AssessmentCounts
from hysteroview.core.gate import Cause, cause_of
from hysteroview.core.types import Reason
from hysteroview.gui.live.gate_warnings import GateWarnings
from hysteroview.gui.session.status import LiveStatus
from hysteroview.gui.widgets.notice_bar import Level, NoticeBar

BLUR, BLOOD = cause_of(Reason.BLUR), cause_of(Reason.RED_OUT)


@pytest.fixture
def bar(qtbot: QtBot) -> NoticeBar:
    bar = NoticeBar()
    qtbot.addWidget(bar)
    return bar


def status(missed: dict[Cause, int], *, seconds: int = 100) -> LiveStatus:
    counts = AssessmentCounts(analyzed=3000, missed=missed, seconds=seconds)
    return replace(STATUS, session=replace(STATUS.session, counts=counts))


def test_a_warning_names_the_leading_reason_and_is_logged_once(bar: NoticeBar) -> None:
    logged: list[str] = []
    warnings = GateWarnings(bar, logged.append)
    warnings.show_status(status({BLUR: 100}))
    assert bar.level is None
    for _ in range(3):
        warnings.show_status(status({BLOOD: 2000, BLUR: 100}))
    assert bar.level is Level.WARNING
    assert "most often: blood hides the view (67 %)" in bar.text
    assert "Rinse the cavity" in bar.text
    assert len(logged) == 1
    bar.clear()
    warnings.show_status(status({BLOOD: 2000, BLUR: 100}, seconds=300))
    assert bar.level is None
    warnings.show_status(status({BLOOD: 2000, BLUR: 100}, seconds=400))  # it still holds
    assert bar.level is Level.WARNING
    bar.clear()
    warnings.show_status(status({BLUR: 1900, BLOOD: 900}, seconds=410))  # another one leads
    assert "most often: blurred" in bar.text
    assert len(logged) == 3


def test_a_gate_that_finds_nothing_is_a_note_shown_once(bar: NoticeBar) -> None:
    warnings = GateWarnings(bar, None)
    warnings.show_status(status({}))
    assert bar.level is Level.NOTE
    assert "0 % of 3000 frames" in bar.text
    bar.clear()
    warnings.show_status(status({}, seconds=5000))
    assert bar.level is None


def test_nothing_is_said_over_another_warning_or_while_the_ai_is_hidden(bar: NoticeBar) -> None:
    warnings = GateWarnings(bar, None)
    told = status({BLOOD: 2000})
    bar.show_warning("The disk is nearly full.")
    warnings.show_status(told)
    bar.show_hint("Sound on")
    warnings.show_status(told)
    assert bar.text == "Sound on"
    bar.ask("End exam?", "End exam")
    warnings.show_status(told)
    assert bar.text == "End exam?"
    bar.clear()
    warnings.show_status(replace(told, is_ai_hidden=True))
    assert bar.level is None
    warnings.show_status(told)
    assert bar.level is Level.WARNING
