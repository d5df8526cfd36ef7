"""The settings page changes what it shows, refuses what cannot be, and takes all back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from holders import observed
from hysteroview.core.gate import GateAction
from hysteroview.gui.look.theme import apply_theme, scale_for, style_sheet
from hysteroview.gui.session.observed_settings import ObservedSettings
from hysteroview.gui.settings.editors import ChoiceEditor, FieldEditor, SwitchEditor
from hysteroview.gui.settings.page import SettingsPage
from hysteroview.settings.choices import Pixelation, Theme
from hysteroview.settings.kinds import in_english
from hysteroview.settings.live import CurrentSettings
from hysteroview.settings.sections import TABLE, Settings
from hysteroview.settings.table import LiveSettings

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # a remark of the offscreen platform


@pytest.fixture
def settings(tmp_path: Path) -> ObservedSettings:
    return ObservedSettings(CurrentSettings(file=tmp_path / "config" / "settings.toml"))


@pytest.fixture
def page(qtbot: QtBot, qapp: QApplication, settings: ObservedSettings) -> SettingsPage:
    apply_theme(qapp)
    page = SettingsPage(settings)
    page.setStyleSheet(style_sheet(1.0))
    qtbot.addWidget(page)
    page.resize(1280, 720)
    page.show()
    qtbot.waitExposed(page)
    return page


def field_of(page: SettingsPage, key: str) -> QLineEdit:
    editor = page.rows[key].editor
    assert isinstance(editor, FieldEditor)
    return editor.field


def enter(qtbot: QtBot, page: SettingsPage, key: str, text: str) -> None:
    field = field_of(page, key)
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_each_entry_is_on_the_page_with_its_value(page: SettingsPage) -> None:
    assert set(page.rows) == {entry.key for entry in TABLE}
    assert field_of(page, "live.heatmap_opacity").text() == "60"
    assert field_of(page, "live.rate_hz").text() == ""
    assert field_of(page, "live.rate_hz").placeholderText() == "Every frame"
    assert not any(row.reset.isEnabled() for row in page.rows.values())


def test_the_quality_gate_is_one_compact_group(
    qtbot: QtBot, page: SettingsPage, settings: ObservedSettings
) -> None:
    rows = [row for key, row in page.rows.items() if key.startswith("gate.")]
    assert len(rows) == 10
    group = rows[0].parentWidget()
    assert group is not None
    assert all(row.parentWidget() is group for row in rows)
    assert group.height() < 400  # of 720 px
    assert len({row.x() for row in rows}) == 2
    row = page.rows["gate.blood"]
    assert isinstance(row.editor, ChoiceEditor)
    qtbot.keyClick(row.editor.box, Qt.Key.Key_Down)
    assert settings.now.gate.blood is GateAction.WARN
    assert row.reset.isEnabled()
    qtbot.mouseClick(row.reset, Qt.MouseButton.LeftButton)
    assert settings.now.gate.blood is GateAction.STOP
    assert "blood hides the view" in row.editor.toolTip()


def test_a_search_shows_the_reasons_of_the_gate_that_match(page: SettingsPage) -> None:
    page.search.setText("blood")
    shown = [key for key, row in page.rows.items() if row.isVisible()]
    assert shown == ["gate.blood"]
    page.search.setText("theme")
    assert not page.rows["gate.blood"].isVisible()
    parent = page.rows["gate.blood"].parentWidget()
    assert parent is not None
    assert not parent.isVisible()
    page.search.clear()
    assert page.rows["gate.frozen"].isVisible()


def test_a_switch_is_switched(qtbot: QtBot, page: SettingsPage, settings: ObservedSettings) -> None:
    editor = page.rows["study.is_on"].editor
    assert isinstance(editor, SwitchEditor)
    with qtbot.waitSignal(settings.changed) as told:
        qtbot.keyClick(editor.box, Qt.Key.Key_Space)
    assert told.args == [Settings(), settings.now]
    assert settings.now.study.is_on
    assert editor.box.text() == "On"


def test_a_choice_is_made(qtbot: QtBot, page: SettingsPage, settings: ObservedSettings) -> None:
    for key, down in (("appearance.theme", 1), ("recording.pixelation", 2)):
        editor = page.rows[key].editor
        assert isinstance(editor, ChoiceEditor)
        for _ in range(down):
            qtbot.keyClick(editor.box, Qt.Key.Key_Down)
    assert settings.now.appearance.theme is Theme.LIGHT
    assert settings.now.recording.pixelation is Pixelation.OFF


def test_a_number_is_entered_in_its_unit_and_may_be_none(
    qtbot: QtBot, page: SettingsPage, settings: ObservedSettings
) -> None:
    enter(qtbot, page, "live.heatmap_opacity", "25")
    enter(qtbot, page, "live.rate_hz", "7,5")
    enter(qtbot, page, "recording.split_mb", "")
    assert settings.now.live == LiveSettings(rate_hz=7.5, heatmap_opacity=0.25)
    assert settings.now.recording.split_mb is None


def test_a_folder_is_entered(
    qtbot: QtBot, page: SettingsPage, settings: ObservedSettings, tmp_path: Path
) -> None:
    enter(qtbot, page, "storage.second_folder", str(tmp_path))
    assert settings.now.storage.second_folder == tmp_path
    enter(qtbot, page, "storage.second_folder", "")
    assert settings.now.storage.second_folder is None


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("live.heatmap_opacity", "150"),
        ("live.heatmap_opacity", ""),
        ("live.rate_hz", "fast"),
        ("live.rate_hz", "0"),
        ("live.rate_hz", "nan"),
        ("recording.preroll_s", "5"),
        ("study.delay_s", "16"),
        ("storage.folder", ""),
        ("storage.folder", "somewhere"),
    ],
)
def test_a_wrong_value_is_shown_beside_it_and_not_taken(
    qtbot: QtBot, page: SettingsPage, settings: ObservedSettings, key: str, text: str
) -> None:
    before = settings.now
    with qtbot.assertNotEmitted(settings.changed):
        enter(qtbot, page, key, text)
    row = page.rows[key]
    assert row.fault == f"Not accepted. Allowed: {row.entry.kind.permitted(in_english)}."
    assert settings.now == before
    row.reset.click()
    assert row.fault == ""
    assert not row.reset.isEnabled()
    assert settings.now == before


def test_what_differs_goes_back_to_its_default(
    qtbot: QtBot, page: SettingsPage, settings: ObservedSettings
) -> None:
    settings.put(live=LiveSettings(5.0, heatmap_on=False))
    for key in ("live.rate_hz", "live.heatmap_on"):
        assert page.rows[key].reset.isEnabled()
        qtbot.mouseClick(page.rows[key].reset, Qt.MouseButton.LeftButton)
        assert not page.rows[key].reset.isEnabled()
    assert settings.now == Settings()


def test_the_default_is_the_site_s(qtbot: QtBot) -> None:
    base = Settings(live=LiveSettings(8.0))
    settings = ObservedSettings(CurrentSettings(base=base))
    page = SettingsPage(settings)
    qtbot.addWidget(page)
    row = page.rows["live.rate_hz"]
    assert row.reset.isEnabled()
    row.reset.click()
    assert settings.now.live.rate_hz == 8.0


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("OPACITY", {"live.heatmap_opacity"}),
        ("operating_point", {"live.operating_point"}),
        ("first disk", {"storage.second_folder"}),
        ("zebra", set()),
    ],
)
def test_the_search_finds_words_sentences_and_names(
    qtbot: QtBot, page: SettingsPage, wanted: str, found: set[str]
) -> None:
    qtbot.keyClicks(page.search, wanted)
    shown = {key for key, row in page.rows.items() if row.isVisible()}
    assert shown >= found if found else not shown
    assert len(shown) < 4
    page.search.clear()
    assert all(row.isVisible() for row in page.rows.values())


def test_buttons_lead_on(qtbot: QtBot, page: SettingsPage) -> None:
    for button, signal in ((page.back, page.done), (page.keys, page.keys_requested)):
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def editors(page: SettingsPage) -> list[QWidget]:
    kinds = (QLineEdit, QComboBox, QCheckBox, QPushButton)
    return [each for kind in kinds for each in page.findChildren(kind) if each.isVisible()]


@pytest.fixture
def _dark_afterwards(qapp: QApplication) -> Iterator[None]:
    yield
    apply_theme(qapp)


@pytest.mark.usefixtures("_dark_afterwards")
@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (3840, 2160)])
@pytest.mark.parametrize("theme", Theme)
def test_all_can_be_pressed_and_nothing_is_cut_off(
    qtbot: QtBot, qapp: QApplication, size: tuple[int, int], theme: Theme
) -> None:
    apply_theme(qapp, theme)
    page = SettingsPage(observed())
    qtbot.addWidget(page)
    scale = scale_for(*size)
    page.setStyleSheet(style_sheet(scale))
    page.set_scale(scale)
    page.resize(*size)
    page.show()
    qtbot.waitExposed(page)
    assert page.width() == size[0]
    for each in editors(page):
        assert each.height() >= 44 * scale, each.accessibleName()
        if not isinstance(each, QLineEdit):  # a long path is scrolled
            assert each.width() >= each.minimumSizeHint().width(), each.accessibleName()
    for row in page.rows.values():
        assert row.width() >= row.minimumSizeHint().width()


def test_the_keyboard_reaches_all_and_all_has_a_name(qtbot: QtBot, page: SettingsPage) -> None:
    page.activateWindow()
    page.search.setFocus()
    wanted = {each for each in editors(page) if each.isEnabled()}
    reached: set[QWidget] = set()
    for _ in range(2 * len(wanted) + 10):
        focus = QApplication.focusWidget()
        assert focus is not None
        reached.add(focus)
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    missed = [each.accessibleName() or each.objectName() for each in wanted - reached]
    assert not missed
    for each in wanted:
        assert each.accessibleName() or (isinstance(each, QPushButton) and each.text())
