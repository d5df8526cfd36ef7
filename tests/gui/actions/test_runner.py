"""The table of actions and what is assigned over it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from hysteroview.gui.actions.bindings import Bindings, Device, fault_words, press_words
from hysteroview.gui.actions.runner import ActionRunner, Undo
from hysteroview.gui.actions.table import Act, action_table
from hysteroview.settings.keys import parse_keys
from hysteroview.settings.presses import Press

pytestmark = pytest.mark.usefixtures("qapp")


def test_every_action_is_in_the_table_with_words_and_a_key_of_its_own() -> None:
    table = action_table()
    assert set(table) == set(Act)
    assert all(row.words and row.does.endswith(".") and row.keys for row in table.values())
    assert Bindings().conflicts == ()


def test_what_was_assigned_comes_before_a_default_and_the_conflict_is_shown() -> None:
    bindings = Bindings(parse_keys({"mark": ["R"]}))
    assert bindings.act_of(Press("R")) == (Act.MARK, Device.KEYS)
    told = [(each.press, each.has_it, each.wants_it) for each in bindings.conflicts]
    assert told == [(Press("R"), Act.MARK, Act.RECORD)]
    assert bindings.words_of(Act.RECORD) == ""


def test_people_write_keys_as_they_like_and_what_is_no_key_is_shown() -> None:
    bindings = Bindings(parse_keys({"mark": ["hold space", "ctrl+m"], "record": ["Bogus"]}))
    assert bindings.act_of(Press("Space", is_long=True)) == (Act.MARK, Device.KEYS)
    assert bindings.act_of(Press("Ctrl+M")) == (Act.MARK, Device.KEYS)
    assert bindings.unknown == ((Press("Bogus"), Act.RECORD),)
    assert "Bogus" in fault_words(bindings)
    assert fault_words(Bindings()) == ""


def test_assigning_takes_the_press_from_whoever_had_it() -> None:
    bindings = Bindings().assigning(Act.MARK, Device.PEDAL, (Press("F13"),))
    assert bindings.conflicts == ()
    assert bindings.act_of(Press("F13")) == (Act.MARK, Device.PEDAL)
    assert bindings.presses_of(Act.SNAPSHOT, Device.PEDAL) == ()
    assert bindings.presses_of(Act.SNAPSHOT, Device.KEYS) == (Press("Space"),)
    again = Bindings(bindings.settings[Device.KEYS], bindings.settings[Device.PEDAL])
    assert again.act_of(Press("F13")) == (Act.MARK, Device.PEDAL)


def test_tooltips_tell_keys_and_pedals() -> None:
    bindings = Bindings(pedal=parse_keys({"freeze": ["hold F13"]}))
    assert "Space, F13" in bindings.tooltip(Act.SNAPSHOT)
    assert press_words(Press("F13", is_long=True)) in bindings.tooltip(Act.FREEZE)


def test_what_cannot_be_undone_is_done_when_asked_twice(qapp: QApplication) -> None:
    now_ns = [0]
    runner = ActionRunner(clock_ns=lambda: now_ns[0])
    done: list[str] = []
    asked: list[Act] = []
    answered: list[bool] = []
    runner.asked.connect(asked.append)
    runner.answered.connect(lambda: answered.append(True))
    runner.offer(Act.END_EXAM, lambda: done.append("end"))
    runner.add_leave_action(lambda: not done.append("last"))
    runner.add_leave_action(lambda: bool(done.append("first")))
    runner.perform(Act.END_EXAM)
    now_ns[0] += 200_000_000  # a foot that slipped
    runner.perform(Act.END_EXAM)
    assert (asked, done) == ([Act.END_EXAM], [])
    runner.perform(Act.LEAVE)
    assert (len(answered), done) == (1, [])
    runner.perform(Act.END_EXAM)
    now_ns[0] += 800_000_000
    runner.perform(Act.END_EXAM)
    assert done == ["end"]
    assert len(answered) == 2
    runner.perform(Act.LEAVE)
    assert done == ["end", "first", "last"]


def test_undo_goes_back_one_by_one_past_what_cannot_be_taken_back() -> None:
    runner = ActionRunner()
    told: list[str] = []
    runner.undone.connect(told.append)
    runner.remember(Undo("first", lambda: True))
    runner.remember(Undo("second", lambda: False))
    runner.perform(Act.UNDO)
    runner.perform(Act.UNDO)
    assert told == ["first", ""]
