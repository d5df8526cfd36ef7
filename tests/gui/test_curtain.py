"""Hiding the AI and study mode: who knew what when, and that nobody is kept from the AI."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from analyses import LABEL_SET, make_analysis, make_frame
from gui.wall import STATUS
from hysteroview.core.study import NORMAL, StudySettings
from hysteroview.core.types import NS_PER_S
from hysteroview.gui.actions import CALLS, Act
from hysteroview.gui.bindings import Bindings
from hysteroview.gui.curtain import Curtain, said
from hysteroview.gui.study_bar import StudyBar, calls_of

pytestmark = pytest.mark.usefixtures("qapp")
SHOWN = replace(STATUS, analysis=make_analysis(make_frame(7)))


class Room:
    """A curtain, its log and its clock."""

    def __init__(self, settings: StudySettings) -> None:
        self.now_ns = 0
        self.log: list[tuple[str, Mapping[str, Any]]] = []
        self.drawn: list[bool] = []
        self.warnings = 0
        self.curtain = Curtain(
            settings,
            lambda: SHOWN,
            lambda kind, content: self.log.append((kind, content)),
            clock_ns=lambda: self.now_ns,
        )
        self.curtain.drawn.connect(self.drawn.append)
        self.curtain.warned.connect(self._warn)
        self.curtain.start()

    def later(self, seconds: float) -> None:
        self.now_ns += round(seconds * NS_PER_S)
        self.curtain.look()

    @property
    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.log]

    def _warn(self) -> None:
        self.warnings += 1


def test_one_key_hides_and_shows_and_the_log_knows_what_the_ai_said() -> None:
    room = Room(StudySettings())
    assert not room.curtain.is_drawn
    room.curtain.toggle()
    room.curtain.toggle()
    assert room.drawn == [True, False]
    assert [content["on"] for _, content in room.log] == [True, False]
    assert room.log[0][1]["ai"]["label"] == "EP"
    assert room.log[0][1]["ai"]["frame_index"] == 7
    assert room.curtain.call("AH") is None  # no study, no call


def test_a_call_is_recorded_before_the_ai_is_revealed() -> None:
    room = Room(StudySettings(is_on=True, delay_s=5.0))
    assert room.drawn == [True]
    room.later(60)
    room.curtain.call("AH")
    room.later(4.9)
    assert room.curtain.is_drawn
    assert room.curtain.left_s() == pytest.approx(0.1)
    room.later(0.2)
    assert not room.curtain.is_drawn
    assert room.kinds == ["study", "study_call", "study_reveal"]
    called, revealed = room.log[1][1], room.log[2][1]
    assert (called["call"], called["ai"]["label"]) == ("AH", "EP")
    assert (revealed["call"], revealed["after_s"]) == ("AH", 5.1)
    assert room.curtain.call("EC") is None
    room.curtain.toggle()
    assert room.curtain.is_drawn
    assert room.curtain.reading.number == 2


def test_no_delay_reveals_at_once() -> None:
    room = Room(StudySettings(is_on=True, delay_s=0.0))
    room.curtain.call(NORMAL)
    assert not room.curtain.is_drawn


def test_on_demand_waits_for_the_key() -> None:
    room = Room(StudySettings(is_on=True, delay_s=None))
    room.curtain.call("EP")
    room.later(3600)
    assert room.curtain.is_drawn
    room.curtain.toggle()
    assert not room.curtain.is_drawn
    assert room.warnings == 0


def test_the_ai_without_a_call_is_asked_for_twice_and_logged() -> None:
    room = Room(StudySettings(is_on=True, delay_s=5.0))
    room.curtain.toggle()
    room.later(0.1)
    room.curtain.toggle()  # a slip
    assert (room.warnings, room.curtain.is_drawn) == (1, True)
    room.later(1)
    room.curtain.toggle()
    assert not room.curtain.is_drawn
    assert room.log[-1][1]["call"] is None


def test_a_call_is_taken_back_until_the_ai_is_revealed() -> None:
    room = Room(StudySettings(is_on=True, delay_s=5.0))
    undo = room.curtain.call("AH")
    assert undo is not None
    assert undo.take_back()
    assert room.kinds[-1] == "study_call_undone"
    room.later(10)
    assert room.curtain.is_drawn
    late = room.curtain.call("EC")
    assert late is not None
    room.later(6)
    assert not late.take_back()
    assert room.kinds[-1] == "study_reveal"


def test_study_mode_can_be_left_in_an_exam() -> None:
    room = Room(StudySettings(is_on=True, delay_s=5.0))
    room.curtain.change(StudySettings(is_on=False))
    assert not room.curtain.is_drawn
    room.curtain.change(StudySettings(is_on=True, delay_s=None))
    assert room.curtain.is_drawn


def test_nothing_is_said_where_nothing_was_assessed() -> None:
    assert said(STATUS) == {"state": "ACTIVE", "label": None}


def test_the_bar_offers_five_classes_normal_and_other(qtbot: QtBot) -> None:
    bar = StudyBar(LABEL_SET, Bindings())
    qtbot.addWidget(bar)
    assert list(bar.buttons) == [*LABEL_SET.codes, "normal", "other"] == list(calls_of(LABEL_SET))
    with qtbot.waitSignal(bar.requested) as requested:
        bar.buttons["normal"].click()
    assert requested.args == [CALLS[5]]
    room = Room(StudySettings(is_on=True, delay_s=5.0))
    room.curtain.call("normal")
    room.later(1.5)
    bar.show_reading(room.curtain.reading, room.curtain.left_s())
    assert bar.text == "AI in 4 s"
    assert bar.buttons["normal"].isChecked()
    room.later(5)
    bar.show_reading(room.curtain.reading, room.curtain.left_s())
    assert not bar.buttons["AH"].isEnabled()
    with qtbot.waitSignal(bar.requested) as requested:
        bar.reveal.click()
    assert requested.args == [Act.HIDE_AI]
