"""A frame is explained from the review page by the real process with torch, and kept."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import psutil
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hysteroview.exam.store.index import Search
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.store import open_store
from hysteroview.gui.program import Program
from hysteroview.gui.review.explain.dialog import ExplainDialog
from hysteroview.gui.review.player.controller import ReviewController
from hysteroview.gui.review.player.new_exam import NewExamDialog
from hysteroview.imaging.phantom.phantom import Phantom
from hysteroview.imaging.phantom.spec import PhantomSpec
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.explain import explainer
from hysteroview.pipeline.explain.messages import Method

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # dialogs, offscreen


@pytest.fixture
def review(qtbot: QtBot, program: Program, tmp_path: Path) -> ReviewController:
    """The review page of a picture of a phantom, with a tiny network."""
    path = tmp_path / "phantom.png"
    shown = Phantom(PhantomSpec(width_px=640, height_px=360)).render(1.0).pixels
    assert cv2.imwrite(str(path), shown[..., :3])
    program.review_file(str(path))
    qtbot.waitUntil(lambda: program.review.controller is not None)
    controller = program.review.controller
    assert controller is not None
    qtbot.waitUntil(lambda: controller.page.picture.frame is not None)
    return controller


def explained(qtbot: QtBot, review: ReviewController) -> ExplainDialog:
    """Press the button, and wait for all maps."""
    review.page.explain.click()
    qtbot.waitUntil(lambda: review.explain.dialog is not None)
    dialog = review.explain.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.compute.isEnabled)
    return dialog


def maps(dialog: ExplainDialog) -> list[Method]:
    return [each for each in Method if not dialog.pictures[each].pixmap().isNull()]


def test_the_button_shows_maps_of_torch_which_are_canceled_and_kept_as_explanations(
    qtbot: QtBot, program: Program, review: ReviewController, card: ModelCard
) -> None:
    pytest.importorskip("pytorch_grad_cam", reason='needs the extra "lab"')
    dialog = explained(qtbot, review)
    assert maps(dialog) == [each for each in Method if not each.is_slow]
    assert "%" in dialog.state.text()
    dialog.hidden.setCurrentIndex(0)
    dialog.score_cam.setChecked(True)
    dialog.compute.click()
    qtbot.waitUntil(dialog.compute.isEnabled)
    assert maps(dialog) == list(Method)

    # kept: the recording belongs to no exam, so that one is made
    save = {each.text(): each for each in dialog.save.menu().actions()}
    save["Grad-CAM"].trigger()
    qtbot.waitUntil(lambda: review.pictures.dialog is not None)
    asked = review.pictures.dialog
    assert isinstance(asked, NewExamDialog)
    assert asked is QApplication.activeModalWidget()
    QTest.keyClicks(asked.form.identifier, "4711")
    asked.primary.click()
    qtbot.waitUntil(lambda: "Snapshot 1 was added" in dialog.hidden_place.text())
    save["Occlusion test"].trigger()
    qtbot.waitUntil(lambda: "Snapshot 2 was added" in dialog.hidden_place.text())
    with open_store(program._store.store, read_only=True) as store:
        (exam,) = store.search(Search())
        assert not [each.fault for each in verify(store, exam.exam_id) if each.fault]
        folder = store.exam_folder(exam.exam_id)
    records = [json.loads(each.read_text()) for each in sorted(folder.snapshots.glob("*.json"))]
    cam, hidden = (each["explanation"] for each in records)
    assert (cam["method"], cam["layer"], cam["hidden_share"]) == ("Grad-CAM", 4, None)
    assert cam["model_sha256"] == card.sha256
    assert cam["code"] == records[0]["heatmap"]["label"]
    assert (hidden["method"], hidden["layer"], hidden["hidden_share"]) == ("Occlusion", None, 0.125)
    raw, shown = (
        cv2.imread(str(folder.snapshots / records[0]["files"][each]["name"]))
        for each in ("raw", "overlay")
    )
    frame = review.page.picture.frame
    assert frame is not None
    assert np.array_equal(raw, frame.pixels[..., :3])  # the map is apart from the picture
    assert not np.array_equal(shown[:20, :100], raw[:20, :100])  # its mark

    # canceled: the process is gone
    pid = review.explain._explainer.pid if review.explain._explainer else None
    assert pid is not None
    dialog.compute.click()
    dialog.cancel.click()
    qtbot.waitUntil(lambda: not psutil.pid_exists(pid))
    assert dialog.state.text() == "Canceled"
    dialog.leave.click()
    qtbot.waitUntil(lambda: review.explain.dialog is None)


def test_without_torch_the_page_says_what_to_install(
    qtbot: QtBot, review: ReviewController, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = explainer.find_spec
    monkeypatch.setattr(
        explainer, "find_spec", lambda name: None if name == "torch" else known(name)
    )
    review.page.explain.click()
    assert "torch" in review.page.notice.text
    assert "hysteroview[lab]" in review.page.notice.text
    assert review.explain.dialog is None
