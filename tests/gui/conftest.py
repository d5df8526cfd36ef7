"""A live window on a source that follows orders of the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.wall import ColorSource, wait_for_state
from hysteroview.core.types import AssessmentState
from hysteroview.gui.live.options import WindowOptions
from hysteroview.gui.live.window import LiveWindow
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.program import Program
from hysteroview.gui.session.observed_settings import ObservedSettings
from hysteroview.inference.model.card import ModelCard, load_card
from hysteroview.pipeline.live.session import LiveSession
from hysteroview.settings.live import CurrentSettings
from hysteroview.settings.sections import Settings
from hysteroview.settings.table import LiveSettings, StorageSettings


@pytest.fixture(autouse=True)
def _no_widget_of_the_test_before(qapp: QApplication) -> None:
    """Delete what was to be deleted: without an event loop it would stay, and be restyled."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def source() -> ColorSource:
    return ColorSource()


@pytest.fixture
def card(bundle: Path) -> ModelCard:
    return load_card(bundle)


@pytest.fixture
def open_live(
    qtbot: QtBot, qapp: QApplication, card: ModelCard, tmp_path: Path
) -> Iterator[Callable[..., LiveWindow]]:
    """Open a live window on a source; it is closed after the test."""
    apply_theme(qapp)
    opened: list[LiveWindow] = []

    def start(source: ColorSource, *, rate_hz: float | None = None) -> LiveWindow:
        options = WindowOptions(folder=tmp_path / "snapshots")
        chosen = Settings(live=LiveSettings(rate_hz=rate_hz))
        current = CurrentSettings(chosen, file=tmp_path / "config" / "settings.toml")
        live = LiveWindow(LiveSession(source, card, current), ObservedSettings(current), options)
        opened.append(live)
        live.start()
        qtbot.waitExposed(live.window)
        return live

    yield start
    for live in opened:
        live.close()
        live.deleteLater()
    qapp.processEvents()


@pytest.fixture
def live(qtbot: QtBot, source: ColorSource, open_live: Callable[..., LiveWindow]) -> LiveWindow:
    """A live window whose analysis is running."""
    live = open_live(source)
    wait_for_state(qtbot, live, AssessmentState.ACTIVE)
    return live


@pytest.fixture
def program(
    qtbot: QtBot, qapp: QApplication, card: ModelCard, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Program]:  # fmt: skip
    """The program at its start page; exams, settings and what is kept are in the test's folder."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    apply_theme(qapp)
    settings = Settings(storage=StorageSettings(store=tmp_path / "store"))
    made = Program(card, CurrentSettings(settings), WindowOptions(folder=None))
    made.show_start()
    qtbot.waitExposed(made.window)
    yield made
    made.close()
    qapp.processEvents()
