"""The model of the window: dropped on the start page, and never another one during an exam."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from bundles import write_bundle
from gui.wall import ColorSource
from hysteroview.gui.program import Program
from hysteroview.inference.model.card import built_in_folder, find_model, load_card
from hysteroview.inference.package import library
from hysteroview.inference.package.packing import pack_bundle

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # dialogs, offscreen


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    bundle = write_bundle(tmp_path / "colors", None, calibrated=True)
    pack_bundle(bundle, tmp_path / "colors.hvmodel", None)
    return tmp_path / "colors.hvmodel"


def _drop(program: Program, path: Path) -> None:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, content, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    program.start.dropEvent(event)


def test_a_model_dropped_on_the_start_page_is_looked_into_and_used_after_its_trial(
    qtbot: QtBot, program: Program, package: Path
) -> None:
    before = program.review.card
    _drop(program, package)
    controller = program.settings_controller
    assert controller is not None
    controller.models.runtime = "onnx"
    assert program.window.page is controller.page
    qtbot.waitUntil(lambda: controller.models.dialog is not None)
    dialog = controller.models.dialog
    assert dialog is not None
    dialog.accepts.click()  # it is not signed
    dialog.primary.click()
    qtbot.waitUntil(lambda: dialog.primary.text() == "Use this model")
    assert program.review.card is before  # not before the operator says so
    with qtbot.waitSignal(controller.model_used):
        dialog.primary.click()
    assert program.review.card.title == "Colors, for tests"
    assert controller.page.model is not None
    with qtbot.waitSignal(controller.model_used):
        controller.page.model.previous.click()
    assert program.review.card.folder == built_in_folder()
    assert find_model(None) == built_in_folder()


def test_no_other_model_while_a_picture_is_live(
    qtbot: QtBot, program: Program, package: Path
) -> None:
    program.begin(ColorSource(), None)
    live = program.live
    assert live is not None
    page = program.window.page
    before = live.session.card
    _drop(program, package)
    program.show_settings()
    assert program.settings_controller is None
    assert program.window.page is page
    with library.opened_candidate(package) as candidate:  # as "model use" in a terminal does
        library.use(library.install(candidate, {"agrees": True}))
    assert load_card(find_model(None)).title == "Colors, for tests"
    assert live.session.card is before
    live.actions.exam_end_requested.emit()
    qtbot.waitUntil(lambda: program.live is None)
    assert program.review.card.sha256 == before.sha256  # until the next start
