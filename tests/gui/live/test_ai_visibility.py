"""Hiding the AI and study mode: who knew what when, and that nobody is kept from the AI."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from analyses import LABEL_SET, make_analysis, make_frame
from gui.wall import STATUS
from holders import observed
from hysteroview.core.types import NS_PER_S
from hysteroview.core.wording import shown_words
from hysteroview.exam.store.audit import Entry
from hysteroview.exam.store.events import NORMAL, events_of
from hysteroview.gui.actions.bindings import Bindings
from hysteroview.gui.actions.table import CALLS, Act
from hysteroview.gui.live.ai_visibility import AiVisibility, logged_result
from hysteroview.gui.live.controls.study_bar import StudyBar, calls_of
from hysteroview.settings.table import StudySettings

pytestmark = pytest.mark.usefixtures("qapp")
SHOWN = replace(STATUS, analysis=make_analysis(make_frame(7)))


class Room:
    """The visibility of the AI, its log and its clock."""

    def __init__(self, settings: StudySettings) -> None:
        self.now_ns = 0
        self.log: list[tuple[str, Mapping[str, Any]]] = []
        self.hidden_changed: list[bool] = []
        self.warnings = 0
        self.settings = observed(study=settings)
        self.ai_visibility = AiVisibility(
            self.settings,
            lambda: SHOWN,
            lambda kind, content: self.log.append((kind, content)),
            clock_ns=lambda: self.now_ns,
        )
        self.ai_visibility.hidden_changed.connect(self.hidden_changed.append)
        self.ai_visibility.warned.connect(self._warn)
        self.ai_visibility.start()

    def later(self, seconds: float) -> None:
        self.now_ns += round(seconds * NS_PER_S)
        self.ai_visibility.reveal_if_due()

    @property
    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.log]

    def _warn(self) -> None:
        self.warnings += 1


def test_one_key_hides_and_shows_and_the_log_knows_what_the_ai_said() -> None:
    room = Room(StudySettings())
    assert not room.ai_visibility.is_hidden
    room.ai_visibility.toggle()
    room.ai_visibility.toggle()
    assert room.hidden_changed == [True, False]
    assert [content["on"] for _, content in room.log] == [True, False]
    assert room.log[0][1]["ai"]["result"]["decision"]["label"] == "EP"
    assert room.log[0][1]["ai"]["result"]["frame_index"] == 7
    assert room.ai_visibility.call("AH") is None  # no study, no call


def test_a_call_is_recorded_before_the_ai_is_revealed() -> None:
    room = Room(StudySettings(is_on=True, delay_s=5.0))
    assert room.hidden_changed == [True]
    room.later(60)
    room.ai_visibility.call("AH")
    room.later(4.9)
    assert room.ai_visibility.is_hidden
    assert room.ai_visibility.left_s() == pytest.approx(0.1)
    room.later(0.2)
    assert not room.ai_visibility.is_hidden
    assert room.kinds == ["study", "study_call", "study_reveal"]
    called, revealed = room.log[1][1], room.log[2][1]
    assert (called["call"], called["ai"]["result"]["decision"]["label"]) == ("AH", "EP")
    assert (revealed["call"], revealed["after_s"]) == ("AH", 5.1)
    assert room.ai_visibility.call("EC") is None
    room.ai_visibility.toggle()
    assert room.ai_visibility.is_hidden
    assert room.ai_visibility.reading.number == 2


def test_no_delay_reveals_at_once() -> None:
    room = Room(StudySettings(is_on=True, delay_s=0.0))
    room.ai_visibility.call(NORMAL)
    assert not room.ai_visibility.is_hidden


def test_on_demand_waits_for_the_key() -> None:
    room = Room(StudySettings(is_on=True, delay_s=None))
    room.ai_visibility.call("EP")
    room.later(3600)
    assert room.ai_visibility.is_hidden
    room.ai_visibility.toggle()
    assert not room.ai_visibility.is_hidden
    assert room.warnings == 0


def test_the_ai_without_a_call_is_asked_for_twice_and_logged() -> None:
    room = Room(StudySettings(is_on=True, delay_s=5.0))
    room.ai_visibility.toggle()
    room.later(0.1)
    room.ai_visibility.toggle()  # a slip
    assert (room.warnings, room.ai_visibility.is_hidden) == (1, True)
    room.later(1)
    room.ai_visibility.toggle()
    assert not room.ai_visibility.is_hidden
    assert room.log[-1][1]["call"] is None


def test_a_call_is_taken_back_until_the_ai_is_revealed() -> None:
    room = Room(StudySettings(is_on=True, delay_s=5.0))
    undo = room.ai_visibility.call("AH")
    assert undo is not None
    assert undo.take_back()
    assert room.kinds[-1] == "study_call_undone"
    room.later(10)
    assert room.ai_visibility.is_hidden
    late = room.ai_visibility.call("EC")
    assert late is not None
    room.later(6)
    assert not late.take_back()
    assert room.kinds[-1] == "study_reveal"


def test_study_mode_can_be_left_in_an_exam() -> None:
    room = Room(StudySettings(is_on=True, delay_s=5.0))
    room.settings.put(study=StudySettings(is_on=False))
    assert not room.ai_visibility.is_hidden
    room.settings.change("study", is_on=True, delay_s=None)
    assert room.ai_visibility.is_hidden


def test_nothing_is_said_where_nothing_was_assessed() -> None:
    assert logged_result(STATUS) == {"state": "ACTIVE", "result": None}


def test_the_bar_offers_five_classes_normal_and_other(qtbot: QtBot) -> None:
    bar = StudyBar(LABEL_SET, Bindings())
    qtbot.addWidget(bar)
    assert list(bar.buttons) == [*LABEL_SET.codes, "normal", "other"] == list(calls_of(LABEL_SET))
    with qtbot.waitSignal(bar.requested) as requested:
        bar.buttons["normal"].click()
    assert requested.args == [CALLS[5]]
    room = Room(StudySettings(is_on=True, delay_s=5.0))
    room.ai_visibility.call("normal")
    room.later(1.5)
    bar.show_reading(room.ai_visibility.reading, room.ai_visibility.left_s())
    assert bar.text == "AI in 4 s"
    assert bar.buttons["normal"].isChecked()
    room.later(5)
    bar.show_reading(room.ai_visibility.reading, room.ai_visibility.left_s())
    assert not bar.buttons["AH"].isEnabled()
    with qtbot.waitSignal(bar.requested) as requested:
        bar.reveal.click()
    assert requested.args == [Act.HIDE_AI]


def test_the_summary_lists_what_study_mode_logged() -> None:
    """The assessment that stands of each reading, with what the AI said; none that was undone."""
    room = Room(StudySettings(is_on=True, delay_s=None))
    visibility = room.ai_visibility
    visibility.call("SM")
    visibility.call("EC")
    visibility.toggle()  # shows the AI
    visibility.toggle()  # the next reading
    undo = visibility.call("EH")
    assert undo is not None
    assert undo.take_back()
    visibility.toggle()
    room.later(1)
    visibility.toggle()  # insists on the AI without an assessment
    entries = [
        Entry(number, number * NS_PER_S, kind, content, "")
        for number, (kind, content) in enumerate(room.log)
    ]
    first, second = events_of(entries).own_calls
    assert (first.reading, first.call, first.wall_ns) == (1, "EC", 2 * NS_PER_S)
    assert shown_words(first.ai_state, first.ai_result) == ("EP", "")
    assert (second.reading, second.call) == (2, None)
