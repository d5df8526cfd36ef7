"""The rail of large buttons: every text has room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hysteroview.gui.actions.bindings import Bindings
from hysteroview.gui.live.controls.action_rail import ActionRail
from hysteroview.gui.look.language import install_language
from hysteroview.gui.look.theme import apply_theme, style_sheet
from hysteroview.settings.choices import Language

_BORDER_PX, _LEAST_GAP_PX = 2, 4


@pytest.fixture(autouse=True)
def _english_afterwards(qapp: QApplication) -> Iterator[None]:
    apply_theme(qapp)
    yield
    install_language(Language.ENGLISH)


@pytest.mark.parametrize("scale", [1.0, 1.5, 3.0])
@pytest.mark.parametrize("language", [Language.ENGLISH, Language.CHINESE])
def test_every_button_has_room_for_its_text(qtbot: QtBot, language: Language, scale: float) -> None:
    install_language(language)
    rail = ActionRail(Bindings())
    qtbot.addWidget(rail)
    rail.setStyleSheet(style_sheet(scale))
    rail.set_scale(scale)
    for button in rail.buttons.values():
        button.ensurePolished()
    margins = rail.layout().contentsMargins()
    room = rail.width() - margins.left() - margins.right() - 2 * _BORDER_PX
    for button in rail.buttons.values():
        for line in button.text().split("\n"):
            assert button.fontMetrics().horizontalAdvance(line) <= room - _LEAST_GAP_PX, line
