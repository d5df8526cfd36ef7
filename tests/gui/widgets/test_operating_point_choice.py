"""The choice of the operating point: what the card has, with what each costs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hysteroview.gui.live.window import LiveWindow
from hysteroview.gui.widgets.operating_point_choice import OperatingPointChoice
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.model.operating_point import OperatingPoint


@pytest.fixture
def pointed(card: ModelCard) -> ModelCard:
    """A card with two of the three points."""
    points = tuple(
        OperatingPoint(name, threshold, 0.998, (0.991, 1.0), 0.87, (0.8, 0.93), 120)
        for name, threshold in (("sensitive", 0.1), ("specific", 0.4))
    )
    return replace(card, operating_points=points)


def test_only_the_points_of_the_card_can_be_chosen(qtbot: QtBot, pointed: ModelCard) -> None:
    choice = OperatingPointChoice(pointed, "specific")
    qtbot.addWidget(choice)
    assert [choice.itemData(index) for index in range(choice.count())] == ["sensitive", "specific"]
    assert choice.currentData() == "specific"
    with qtbot.waitSignal(choice.point_chosen) as chosen:
        choice.setCurrentIndex(0)
    assert chosen.args == ["sensitive"]


def test_it_tells_what_a_point_costs_and_not_that_it_misses_nothing(
    qtbot: QtBot, pointed: ModelCard
) -> None:
    choice = OperatingPointChoice(pointed, "sensitive")
    qtbot.addWidget(choice)
    told = choice.toolTip()
    assert told == choice.itemData(0, Qt.ItemDataRole.ToolTipRole)
    assert "sensitivity 99.8% (99.1% to 100.0%)" in told  # and not 100 %
    assert "specificity 87.0% (80.0% to 93.0%)" in told
    assert "120" in told


def test_a_model_without_points_says_so(qtbot: QtBot, card: ModelCard) -> None:
    choice = OperatingPointChoice(card, "balanced")
    qtbot.addWidget(choice)
    assert not choice.isEnabled()
    assert "no operating points" in choice.toolTip()


def test_the_live_window_remembers_what_was_chosen(qtbot: QtBot, live: LiveWindow) -> None:
    live.page.controls.chosen.emit("operating_point", "specific")
    assert live.settings.now.live.operating_point == "specific"
