"""The program from its command to its exit, without an operator."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest
from click.testing import CliRunner
from PySide6.QtWidgets import QApplication, QMessageBox

from gui.wall import ColorSource
from holders import observed
from hysteroview.cli.run import check_display, run
from hysteroview.core.errors import HysteroViewError, SourceError, StorageError
from hysteroview.gui.app import run_window
from hysteroview.gui.defects import DefectReporter
from hysteroview.gui.live.options import WindowOptions
from hysteroview.gui.live.page import LivePage
from hysteroview.inference.model.card import ModelCard
from hysteroview.settings.live import CurrentSettings


@pytest.fixture(autouse=True)
def _hook_is_given_back() -> Iterator[None]:
    before = sys.excepthook
    yield
    assert sys.excepthook is before


def test_a_run_without_an_operator_leaves_screenshot_and_snapshot(
    qapp: QApplication, card: ModelCard, tmp_path: Path
) -> None:
    source = ColorSource()
    options = WindowOptions(
        folder=tmp_path / "snapshots",
        seconds=4.0,
        screenshot=tmp_path / "window.png",
        snapshot_at_s=3.0,
    )
    assert run_window(source, card, CurrentSettings(), options) == 0
    window = cv2.imread(str(tmp_path / "window.png"))
    assert window.shape == (720, 1280, 3)
    assert window[200:300, 300:600].mean() > 40  # a picture
    (record,) = (tmp_path / "snapshots").glob("*_record.json")
    assert json.loads(record.read_text())["frame"]["index"] > 5
    assert source.is_closed


def test_a_source_lost_before_its_first_picture_fails_the_run(
    qapp: QApplication, card: ModelCard, tmp_path: Path
) -> None:
    source = ColorSource()
    source.lose()
    with pytest.raises(SourceError, match="camera was lost"):
        run_window(source, card, CurrentSettings(), WindowOptions(folder=tmp_path, seconds=0.5))


def test_a_screenshot_that_cannot_be_written_fails_the_run(
    qapp: QApplication, card: ModelCard, tmp_path: Path
) -> None:
    options = WindowOptions(
        folder=tmp_path, seconds=0.5, screenshot=tmp_path / "nowhere" / "window.png"
    )
    with pytest.raises(StorageError, match="cannot be written"):
        run_window(ColorSource(), card, CurrentSettings(), options)


@pytest.mark.qt_log_ignore("propagateSizeHints")  # a remark of the offscreen platform
def test_a_defect_is_shown_once_with_details_and_without_a_stop(
    qapp: QApplication, card: ModelCard
) -> None:
    window = LivePage(card, ColorSource().info, observed())
    reporter = DefectReporter(window)
    reporter.install()
    for _ in range(3):
        try:
            raise KeyError("pixels")
        except KeyError:
            sys.excepthook(*sys.exc_info())
    reporter.uninstall()
    assert reporter.count == 3
    messages = window.findChildren(QMessageBox)
    assert len(messages) == 1
    assert "KeyError: 'pixels'" in messages[0].detailedText()
    assert "Traceback" not in messages[0].text() + messages[0].informativeText()
    window.deleteLater()
    qapp.processEvents()


def test_without_a_display_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(HysteroViewError, match="no display") as error:
        check_display()
    assert "make run" in error.value.remedy
    monkeypatch.setenv("DISPLAY", ":987")  # nobody is there
    with pytest.raises(HysteroViewError, match="no display"):
        check_display()
    monkeypatch.setenv("DISPLAY", "elsewhere:10.0")
    check_display()
    monkeypatch.setenv("DISPLAY", "")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    check_display()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--screenshot", "a.png"],
        ["--seconds", "2", "--snapshot-at", "3"],
        ["--rate", "often"],
        ["--rate", "0"],
    ],
)
def test_contradictions_are_usage_errors(arguments: list[str]) -> None:
    assert CliRunner().invoke(run, arguments).exit_code == 2


@pytest.mark.parametrize("arguments", [["no such film.mp4"], ["--model", "no such model"]])
def test_what_is_not_there_is_a_failure_of_the_world(arguments: list[str]) -> None:
    result = CliRunner().invoke(run, [*arguments, "--seconds", "1"])
    assert isinstance(result.exception, HysteroViewError)
    assert result.exception.remedy
