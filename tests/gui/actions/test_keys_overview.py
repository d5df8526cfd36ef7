"""The overview of keys and pedals: assigned by pressing, conflicts asked about."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hysteroview.gui.actions.bindings import Bindings, Device
from hysteroview.gui.actions.key_filter import KeyFilter
from hysteroview.gui.actions.keys_overview import KeysOverview
from hysteroview.gui.actions.table import Act
from hysteroview.gui.look.theme import apply_theme, style_sheet
from hysteroview.settings.presses import Press


@pytest.fixture
def keys(qapp: QApplication) -> Iterator[KeyFilter]:
    keys = KeyFilter(Bindings(), lambda: False)
    keys.install(qapp)
    yield keys
    keys.close()


@pytest.fixture
def overview(qtbot: QtBot, qapp: QApplication, keys: KeyFilter) -> KeysOverview:
    apply_theme(qapp)
    overview = KeysOverview(keys)
    overview.setStyleSheet(style_sheet(1.0))
    qtbot.addWidget(overview)
    overview.show()
    qtbot.waitExposed(overview)
    return overview


def test_a_pedal_is_assigned_by_pressing_it(qtbot: QtBot, overview: KeysOverview) -> None:
    cell = overview.cells[Act.MARK, Device.PEDAL]
    cell.click()
    assert "Mark" in overview.hint.text()
    with qtbot.waitSignal(overview.assigned) as assigned:
        qtbot.keyClick(overview, Qt.Key.Key_PageDown)
    assert assigned.args[0].act_of(Press("PgDown")) == (Act.MARK, Device.PEDAL)
    assert cell.text() in cell.accessibleName()
    assert assigned.args[0].settings[Device.PEDAL].of("mark") == (Press("PgDown"),)


def test_a_long_press_is_assigned_by_holding(qtbot: QtBot, overview: KeysOverview) -> None:
    overview.cells[Act.FREEZE, Device.PEDAL].click()
    with qtbot.waitSignal(overview.assigned) as assigned:
        qtbot.keyPress(overview, Qt.Key.Key_F13)
    qtbot.keyRelease(overview, Qt.Key.Key_F13)
    assert assigned.args[0].act_of(Press("F13", is_long=True)) == (Act.FREEZE, Device.PEDAL)
    assert assigned.args[0].act_of(Press("F13")) == (Act.SNAPSHOT, Device.PEDAL)


def test_a_key_that_has_a_meaning_is_asked_about(
    qtbot: QtBot, keys: KeyFilter, overview: KeysOverview
) -> None:
    overview.cells[Act.MARK, Device.KEYS].click()
    qtbot.keyClick(overview, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: "Record" in overview.hint.text())
    assert keys.bindings.act_of(Press("R")) == (Act.RECORD, Device.KEYS)
    with qtbot.waitSignal(overview.assigned) as assigned:
        qtbot.keyClick(overview, Qt.Key.Key_R)
    assert assigned.args[0].act_of(Press("R")) == (Act.MARK, Device.KEYS)
    assert overview.cells[Act.RECORD, Device.KEYS].text() == "—"


def test_escape_cancels_and_closing_stops_waiting(
    qtbot: QtBot, keys: KeyFilter, overview: KeysOverview
) -> None:
    overview.cells[Act.MARK, Device.KEYS].click()
    qtbot.keyClick(overview, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not overview.cancel.isEnabled())
    assert overview.isVisible()
    overview.cells[Act.MARK, Device.KEYS].click()
    overview.close()
    elsewhere = QWidget()
    qtbot.addWidget(elsewhere)
    elsewhere.show()
    with qtbot.waitSignal(keys.pressed) as pressed:
        qtbot.keyClick(elsewhere, Qt.Key.Key_F13)
    assert pressed.args == [Act.SNAPSHOT]


def test_no_key_and_defaults(keys: KeyFilter, overview: KeysOverview) -> None:
    overview.cells[Act.MARK, Device.KEYS].click()
    overview.clear.click()
    assert keys.bindings.act_of(Press("M")) is None
    overview.defaults.click()
    assert keys.bindings.act_of(Press("M")) == (Act.MARK, Device.KEYS)


def test_a_pedal_that_writes_is_shown(qtbot: QtBot, overview: KeysOverview) -> None:
    overview.cells[Act.MARK, Device.PEDAL].click()
    with qtbot.waitSignal(overview.assigned):
        qtbot.keyClick(overview, Qt.Key.Key_X)
    assert "text field" in overview.hint.text()
