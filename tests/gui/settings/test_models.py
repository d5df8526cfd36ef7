"""Models are imported in the window: card, signer, trial, and only then used; and back again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bundles import BIAS, color_graph, write_bundle
from holders import observed
from hysteroview.gui.look.theme import apply_theme, style_sheet
from hysteroview.gui.settings.controller import SettingsController
from hysteroview.gui.settings.model_dialog import ModelDialog
from hysteroview.inference.model.card import built_in_folder, find_model, load_card
from hysteroview.inference.model.installed import models_folder
from hysteroview.inference.package import library
from hysteroview.inference.package.packing import pack_bundle
from hysteroview.inference.package.signing import make_key, trust_key

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # a remark of the offscreen platform


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def controller(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[SettingsController]:
    apply_theme(qapp)
    made = SettingsController(observed(), load_card(built_in_folder()))
    made.models.runtime = "onnx"
    made.page.setStyleSheet(style_sheet(1.0))
    made.page.resize(1280, 720)
    made.page.show()
    qtbot.waitExposed(made.page)
    yield made
    made.close()


def _package(tmp_path: Path, *, signed: bool = False, wrong: bool = False) -> Path:
    graph = color_graph(bias=BIAS[::-1].copy() * 9) if wrong else None
    bundle = write_bundle(tmp_path / "colors", graph, calibrated=not wrong)
    key = None
    if signed:
        key = tmp_path / "lab.hvkey"
        trust_key("Department", make_key(key))
    pack_bundle(bundle, tmp_path / "colors.hvmodel", key)
    return tmp_path / "colors.hvmodel"


def _drop(controller: SettingsController, path: Path) -> None:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, content, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    controller.page.dropEvent(event)


def _dialog(qtbot: QtBot, controller: SettingsController) -> ModelDialog:
    qtbot.waitUntil(lambda: controller.models.dialog is not None)
    dialog = controller.models.dialog
    assert dialog is not None
    return dialog


def test_a_dropped_model_is_tried_before_it_is_used_and_leads_back(
    qtbot: QtBot, controller: SettingsController, tmp_path: Path
) -> None:
    section = controller.page.model
    assert section is not None
    assert not section.previous.isEnabled()
    _drop(controller, _package(tmp_path, signed=True))
    dialog = _dialog(qtbot, controller)
    assert dialog.accepts.isHidden()
    assert dialog.primary.text() == "Try on this computer"
    dialog.primary.click()
    qtbot.waitUntil(lambda: dialog.primary.text() == "Use this model")
    assert "agrees with 3 reference pictures" in dialog.trial.text()
    assert find_model(None) == built_in_folder()  # not before the operator says so
    with qtbot.waitSignal(controller.model_used) as used:
        dialog.primary.click()
    assert used.args[0].title == "Colors, for tests"
    assert load_card(find_model(None)).title == "Colors, for tests"
    assert "Colors, for tests" in section.name.text()
    with qtbot.waitSignal(controller.model_used):
        section.previous.click()
    assert find_model(None) == built_in_folder()
    lines = (models_folder() / library.LOG_FILE).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["event"] for line in lines] == ["import", "use", "back"]


def test_who_signed_is_said_and_an_unknown_origin_has_to_be_accepted(
    qtbot: QtBot, controller: SettingsController, tmp_path: Path
) -> None:
    _drop(controller, _package(tmp_path))
    dialog = _dialog(qtbot, controller)
    words = " ".join(label.text() for label in dialog.findChildren(type(dialog.trial)))
    assert "Not signed: nobody vouches" in words
    assert "it knows nothing of real tissue" in words
    assert not dialog.primary.isEnabled()
    dialog.accepts.click()
    assert dialog.primary.isEnabled()
    dialog.leave.click()
    assert controller.models.dialog is None
    assert [each.name for each in library.installed_models()] == [""]


def test_a_model_that_fails_its_trial_cannot_be_used(
    qtbot: QtBot, controller: SettingsController, tmp_path: Path
) -> None:
    controller.models.import_file(_package(tmp_path, wrong=True))
    dialog = _dialog(qtbot, controller)
    dialog.accepts.click()
    dialog.primary.click()
    qtbot.waitUntil(lambda: not dialog.fault.isHidden())
    assert "wrong results" in dialog.fault.text()
    assert dialog.primary.isHidden()
    dialog.leave.click()
    assert [each.name for each in library.installed_models()] == [""]


def test_a_damaged_file_is_reported_on_the_page(
    qtbot: QtBot, controller: SettingsController, tmp_path: Path
) -> None:
    (tmp_path / "x.hvmodel").write_bytes(b"PK")
    section = controller.page.model
    assert section is not None
    _drop(controller, tmp_path / "x.hvmodel")
    qtbot.waitUntil(lambda: "cannot be used" in section.told.text())
    assert controller.models.dialog is None
    _drop(controller, tmp_path / "recording.mp4")
    assert "cannot be used" in section.told.text()
