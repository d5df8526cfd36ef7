"""The dialog that explains a frame, with a real process in place of torch."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.types import Frame
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.review.explain import controller as module
from hysteroview.gui.review.explain.controller import ExplainController
from hysteroview.gui.review.explain.dialog import ExplainDialog
from hysteroview.gui.tasks import TaskRunner
from hysteroview.imaging.phantom.phantom import Phantom
from hysteroview.imaging.phantom.spec import PhantomSpec
from hysteroview.inference.decide.analyzer import AnalyzerSettings
from hysteroview.inference.model.card import find_model, load_card
from hysteroview.pipeline.explain.explainer import Explainer
from hysteroview.pipeline.explain.messages import Begun, Explained, Finished, Method, Step

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # dialogs, offscreen


def answering(connection: Connection) -> None:
    """Explain as the laboratory's process does; Score-CAM never ends."""
    with suppress(EOFError):
        while True:
            request = connection.recv()
            code = request.code or "EP"
            shares = {"EH": 0.05, "AH": 0.02, "EC": 0.02, "EP": 0.9, "SM": 0.01}
            connection.send(Begun(shares, code, (14, 7), request.layer or 7))
            for method in request.methods:
                if method is Method.SCORE_CAM:
                    connection.send(Step(method, 16, 128, 70.0))
                    time.sleep(600)
                values = np.ones((10, 10), np.float32)
                if method is Method.OCCLUSION:
                    values *= -12
                    values[0, 0] = np.nan
                connection.send(Explained(method, values, 0.1))
            connection.send(Finished())


@pytest.fixture(scope="module")
def phantom_frame() -> Frame:
    made = Phantom(PhantomSpec(width_px=640, height_px=360)).render(1.0)
    pixels = np.dstack([made.pixels[..., :3], np.full((360, 640), 255, np.uint8)])
    return Frame(0, 0, 0, np.ascontiguousarray(pixels))


@pytest.fixture
def opened(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ExplainController]:
    apply_theme(qapp)
    monkeypatch.setattr(module, "check_installed", lambda: None)
    page = QWidget()
    qtbot.addWidget(page)
    tasks = TaskRunner(4, page)
    made = ExplainController(
        page, load_card(find_model(None), verify=False), AnalyzerSettings(), tasks,
        lambda: Explainer(answering),
    )  # fmt: skip
    yield made
    made.close()
    tasks.finish(10.0)


@pytest.fixture
def dialog(qtbot: QtBot, opened: ExplainController, phantom_frame: Frame) -> ExplainDialog:
    opened.ask(phantom_frame, 1.0)
    qtbot.waitUntil(lambda: opened.dialog is not None)
    assert opened.dialog is not None
    return opened.dialog


def test_maps_are_shown_as_they_come_and_a_click_says_what_hiding_changes(
    qtbot: QtBot, dialog: ExplainDialog
) -> None:
    qtbot.waitUntil(dialog.compute.isEnabled)
    assert dialog.state.text() == "EP: 90 %"
    shown = [method for method, each in dialog.pictures.items() if not each.pixmap().isNull()]
    assert shown == [None, *(each for each in Method if not each.is_slow)]
    assert dialog.layer.currentData() == 7
    picture = dialog.pictures[Method.OCCLUSION]
    qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=picture.rect().center())
    assert dialog.hidden_place.text() == (
        "If this place were hidden: EP 78 % instead of 90 % (-12.0 points)"
    )
    dialog.show_place(0.0, 0.0)
    assert "outside" in dialog.hidden_place.text()


def test_another_class_and_layer_are_computed(qtbot: QtBot, dialog: ExplainDialog) -> None:
    qtbot.waitUntil(dialog.compute.isEnabled)
    dialog.code.setCurrentIndex(dialog.code.findData("EH"))
    dialog.layer.setCurrentIndex(dialog.layer.findData(14))
    dialog.compute.click()
    assert not dialog.compute.isEnabled()
    qtbot.waitUntil(dialog.compute.isEnabled)
    assert dialog.state.text() == "EH: 5 %"
    assert dialog.layer.currentData() == 14


def test_cancel_ends_the_process_and_the_dialog_can_begin_again(
    qtbot: QtBot, opened: ExplainController, dialog: ExplainDialog
) -> None:
    qtbot.waitUntil(dialog.compute.isEnabled)
    dialog.score_cam.setChecked(True)
    dialog.compute.click()
    qtbot.waitUntil(lambda: "16 of 128, 1 min 10 s left" in dialog.state.text())
    explainer = opened._explainer
    assert explainer is not None
    pid = explainer.pid
    assert pid is not None
    dialog.cancel.click()
    qtbot.waitUntil(lambda: not psutil.pid_exists(pid))
    assert dialog.state.text() == "Canceled"
    dialog.score_cam.setChecked(False)
    dialog.compute.click()
    qtbot.waitUntil(dialog.compute.isEnabled)
    dialog.leave.click()
    qtbot.waitUntil(lambda: opened.dialog is None)


def test_without_the_extra_the_window_says_what_to_install(
    qtbot: QtBot, opened: ExplainController, phantom_frame: Frame, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise HysteroViewError("missing", remedy="Install the extra.")

    monkeypatch.setattr(module, "check_installed", refuse)
    with qtbot.waitSignal(opened.failed) as failed:
        opened.ask(phantom_frame, 1.0)
    assert "Install" in failed.args[0].remedy
    assert opened.dialog is None


def test_frame_that_is_not_assessed_is_not_explained(
    qtbot: QtBot, opened: ExplainController, tmp_path: Path
) -> None:
    black = np.zeros((360, 640, 4), np.uint8)
    black[..., 3] = 255
    with qtbot.waitSignal(opened.failed) as failed:
        opened.ask(Frame(0, 0, 0, black), 1.0)
    assert "nothing to explain" in failed.args[0].message


def test_page_that_was_left_meanwhile_opens_nothing(
    qtbot: QtBot, opened: ExplainController, phantom_frame: Frame
) -> None:
    opened.ask(phantom_frame, 1.0)
    opened.close()
    qtbot.waitUntil(lambda: opened._tasks.waiting == 0)
    assert opened.dialog is None
