"""The chosen source is opened beside the window, and saved under a name."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from gui.wall import ColorSource
from hysteroview.capture.source import VideoSource
from hysteroview.core.errors import HysteroViewError, SettingsError
from hysteroview.gui.sources.choice import choice_of, save_choice
from hysteroview.gui.sources.opening import SourceOpener
from hysteroview.gui.tasks import TaskRunner
from hysteroview.settings.corrections import ColorChoice, Correction
from hysteroview.settings.source_presets import load_presets
from hysteroview.settings.view_presets import AUTOMATIC, ViewPreset, ViewShape

STREAM = choice_of("rtsp://10.0.0.5/live#color=bt601")


@pytest.fixture
def opener(qtbot: QtBot) -> Iterator[SourceOpener]:
    tasks = TaskRunner(4)
    yield SourceOpener(tasks)
    tasks.finish(5.0)


def no_failure(error: HysteroViewError) -> None:
    pytest.fail(str(error))


def test_a_single_picture_stays(qtbot: QtBot, opener: SourceOpener, tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "one.png"), np.full((48, 64, 3), 80, np.uint8))
    opened: list[VideoSource] = []
    opener.open(choice_of(str(tmp_path / "one.png")), opened.append, no_failure)
    qtbot.waitUntil(lambda: bool(opened))
    assert [opened[0].read() is not None for _ in range(3)] == [True, True, True]
    opened[0].close()


def test_what_cannot_be_opened_is_a_failure(qtbot: QtBot, opener: SourceOpener) -> None:
    failures: list[HysteroViewError] = []
    opener.open(choice_of("/nowhere.mp4"), lambda _: pytest.fail("opened"), failures.append)
    qtbot.waitUntil(lambda: bool(failures))


def test_a_source_that_opens_after_the_operator_went_back_is_closed(
    qtbot: QtBot, opener: SourceOpener, monkeypatch: pytest.MonkeyPatch
) -> None:
    late, wanted, gate = ColorSource(), ColorSource(), threading.Event()

    def open_slowly(location: str, _: object) -> VideoSource:
        gate.wait(10)
        return late if location == "late.mp4" else wanted

    monkeypatch.setattr("hysteroview.gui.sources.opening.open_source", open_slowly)
    opened: list[VideoSource] = []
    opener.open(choice_of("late.mp4"), opened.append, no_failure)
    opener.cancel()
    opener.open(choice_of("wanted.mp4"), opened.append, no_failure)
    gate.set()
    qtbot.waitUntil(lambda: bool(opened))
    assert opened == [wanted]
    assert (late.is_closed, wanted.is_closed) == (True, False)


def test_a_source_is_saved_with_its_view_and_colors(tmp_path: Path) -> None:
    file = tmp_path / "sources.toml"
    save_choice(STREAM, "Tower", file)
    seen = replace(STREAM, view=ViewPreset(ViewShape.FULL))
    saved = save_choice(seen, "Tower 2", file)
    assert load_presets(file).presets[-1] == saved
    first, second = load_presets(file).presets
    assert (first.location, first.correction, first.view) == (
        "rtsp://10.0.0.5/live", Correction(ColorChoice.BT601), AUTOMATIC,
    )  # fmt: skip
    assert second.view == ViewPreset(ViewShape.FULL)
    save_choice(seen, "Tower", file)
    assert [each.view for each in load_presets(file).presets] == [ViewPreset(ViewShape.FULL)] * 2


def test_a_name_that_cannot_be_used_and_a_damaged_file_change_nothing(tmp_path: Path) -> None:
    file = tmp_path / "sources.toml"
    with pytest.raises(ValueError, match="name"):
        save_choice(STREAM, "", file)
    assert not file.exists()
    file.write_text("damaged [")
    with pytest.raises(SettingsError):
        save_choice(STREAM, "Tower", file)
    assert file.with_name("sources.toml.damaged").read_text() == "damaged ["
    assert not file.exists()
