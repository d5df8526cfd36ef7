"""The photo plan on the review page: marked, proposed, replaced, undone, and kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.reviewed import HEAVY, KEY, WITH, Reviewed
from hysteroview.cli.main import hysteroview
from hysteroview.core.review.places import PHOTO_PLAN, Place
from hysteroview.exam.store.store import open_store
from hysteroview.gui.look.theme import apply_theme
from hysteroview.inference.model.card import ModelCard

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def reviewed(
    qtbot: QtBot, qapp: QApplication, card: ModelCard, tmp_path: Path
) -> Iterator[Reviewed]:
    apply_theme(qapp)
    made = Reviewed(tmp_path / "store", card)
    made.open(qtbot)
    qtbot.waitUntil(made.page.photos.isEnabled)
    yield made
    made.close()


def row(reviewed: Reviewed, place: Place) -> str:
    return reviewed.page.photos.list.item(PHOTO_PLAN.index(place)).text()


def go_to(qtbot: QtBot, reviewed: Reviewed, frame: int) -> None:
    reviewed.page.transport.frame_requested.emit(frame)
    qtbot.waitUntil(lambda: reviewed.shown_s() == frame / 25)


def test_missing_places_are_named_with_their_keys(reviewed: Reviewed) -> None:
    for number, place in enumerate(PHOTO_PLAN, 1):
        assert f"Missing: press {number} while it is in view" in row(reviewed, place)


def test_a_digit_marks_the_place_and_the_best_frame_there_is_proposed(
    qtbot: QtBot, reviewed: Reviewed
) -> None:
    go_to(qtbot, reviewed, 40)  # 1.6 s; results begin at 2 s
    reviewed.press(qtbot, KEY.Key_2)
    assert row(reviewed, Place.FUNDUS).startswith("2  Fundus\nProposed, 0:02.")
    assert reviewed.page.photos.isVisible()
    reviewed.press(qtbot, KEY.Key_Delete)
    assert "Missing" in row(reviewed, Place.FUNDUS)
    reviewed.press(qtbot, KEY.Key_Z, WITH.ControlModifier)
    assert row(reviewed, Place.FUNDUS).startswith("2  Fundus\nProposed, 0:02.")


def test_a_place_that_was_not_analyzed_gets_the_marked_frame(
    qtbot: QtBot, reviewed: Reviewed
) -> None:
    reviewed.press(qtbot, KEY.Key_1)  # 0 to 1.5 s: no results
    assert "Marked frame, 0:00.0, not analyzed" in row(reviewed, Place.CERVICAL_CANAL)


def test_one_key_replaces_the_proposal_and_undo_brings_it_back(
    qtbot: QtBot, reviewed: Reviewed
) -> None:
    go_to(qtbot, reviewed, 60)
    reviewed.press(qtbot, KEY.Key_5)
    go_to(qtbot, reviewed, 20)
    reviewed.press(qtbot, KEY.Key_P)
    assert "Chosen by you, 0:00.8" in row(reviewed, Place.ANTERIOR_WALL)
    reviewed.press(qtbot, KEY.Key_Z, WITH.ControlModifier)
    assert "Proposed" in row(reviewed, Place.ANTERIOR_WALL)
    reviewed.press(qtbot, KEY.Key_Z, WITH.ControlModifier | WITH.ShiftModifier)
    qtbot.mouseClick(reviewed.page.photos.again, Qt.MouseButton.LeftButton)
    assert "Proposed" in row(reviewed, Place.ANTERIOR_WALL)


def test_marks_and_choices_are_there_at_the_next_opening_and_the_exam_verifies(
    qtbot: QtBot, reviewed: Reviewed, card: ModelCard
) -> None:
    go_to(qtbot, reviewed, 60)
    reviewed.press(qtbot, KEY.Key_3)
    reviewed.press(qtbot, KEY.Key_P)
    plan = reviewed.review.findings.plan
    assert plan is not None
    reviewed.close()
    again = Reviewed(reviewed.store, card)
    again.open(qtbot)
    qtbot.waitUntil(lambda: "Chosen by you, 0:02.4" in row(again, Place.RIGHT_OSTIUM))
    assert again.review.findings.plan is not None
    assert again.review.findings.plan.plan == plan.plan
    again.close()
    arguments = ["exam", f"--store={reviewed.store}", "verify", reviewed.exam_id]
    told = CliRunner().invoke(hysteroview, arguments)
    assert told.exit_code == 0, told.output


def test_an_accepted_finding_gets_a_picture(qtbot: QtBot, reviewed: Reviewed) -> None:
    reviewed.press(qtbot, KEY.Key_PageDown)
    reviewed.press(qtbot, KEY.Key_Y)
    assert f"Finding {HEAVY}\nProposed, " in reviewed.page.photos.text


def test_a_mark_waits_for_a_store_that_another_program_uses(
    qtbot: QtBot, reviewed: Reviewed
) -> None:
    with open_store(reviewed.store):
        reviewed.press(qtbot, KEY.Key_2)
        qtbot.waitUntil(lambda: "read-only" in reviewed.page.notice.text)
    assert "Marked frame" in row(reviewed, Place.FUNDUS)
    reviewed.page.notice.offer.click()
    qtbot.waitUntil(lambda: reviewed.review.unsaved.unsaved == 0)
    with open_store(reviewed.store, read_only=True) as store:
        folder = store.exam_folder(reviewed.exam_id)
        assert b"photo_plan" in folder.audit.read_bytes()


def test_lesions_that_are_entered_during_a_review_are_in_its_plan_at_once(
    qtbot: QtBot, reviewed: Reviewed
) -> None:
    """Only the next opening of the review showed them."""
    reviewed.press(qtbot, KEY.Key_PageDown)
    reviewed.press(qtbot, KEY.Key_Y)  # an accepted finding, which the lesion has
    reviewed.press(qtbot, KEY.Key_L, WITH.ControlModifier)
    qtbot.waitUntil(lambda: reviewed.review.lesions.dialog is not None)
    dialog = reviewed.review.lesions.dialog
    assert dialog is not None
    dialog.add.click()
    links = dialog.form.findings
    links.item(0).setCheckState(Qt.CheckState.Checked)
    dialog.primary.click()
    qtbot.waitUntil(lambda: "Lesion 1\nProposed, " in reviewed.page.photos.text)
    assert "Finding" not in reviewed.page.photos.text
    reviewed.page.lesions.click()
    qtbot.waitUntil(lambda: reviewed.review.lesions.dialog is not None)
    again = reviewed.review.lesions.dialog
    assert again is not None
    again.remove.click()
    again.primary.click()
    qtbot.waitUntil(lambda: f"Finding {HEAVY}" in reviewed.page.photos.text)


def test_places_that_are_entered_in_the_viewer_are_in_the_plan_when_it_closes(
    qtbot: QtBot, reviewed: Reviewed
) -> None:
    """Only the next opening of the review showed them."""
    go_to(qtbot, reviewed, 50)
    reviewed.press(qtbot, KEY.Key_S)
    qtbot.waitUntil(lambda: "Snapshot 1 was added" in reviewed.page.notice.text)
    timeline = reviewed.page.timeline
    qtbot.waitUntil(lambda: len(timeline.content.snapshots) == 1)
    reviewed.press(qtbot, KEY.Key_V)
    viewer = reviewed.review.pictures.pictures
    assert viewer is not None
    qtbot.waitUntil(lambda: viewer.viewer.pictures.count() > 0)
    viewer.viewer.sources.activated.emit(0)  # this exam
    viewer.viewer.picture_chosen.emit(viewer.viewer.pictures.keys[0])
    qtbot.waitUntil(viewer.viewer.place.isEnabled)
    qtbot.keyClick(viewer.viewer, KEY.Key_3)
    viewer.viewer.leave.click()
    qtbot.waitUntil(lambda: "Snapshot, 0:02.0" in row(reviewed, Place.RIGHT_OSTIUM))


def test_marked_places_and_a_part_without_an_end_are_on_the_timeline(
    qtbot: QtBot, reviewed: Reviewed
) -> None:
    timeline = reviewed.page.timeline
    qtbot.waitUntil(timeline.isVisible)
    before = timeline.height()
    go_to(qtbot, reviewed, 40)
    reviewed.press(qtbot, KEY.Key_2)
    (span,) = timeline.content.places
    assert (span.from_ns, span.to_ns, span.text) == (100_000_000, 3_100_000_000, "Fundus")
    assert timeline.height() > before
    assert "Fundus" in timeline.words_at(timeline.window_shown.x_at(2_000_000_000))
    reviewed.press(qtbot, KEY.Key_I)
    assert timeline.range_shown == (1_600_000_000, None)
    reviewed.press(qtbot, KEY.Key_Z, WITH.ControlModifier)
    assert not timeline.content.places
    assert timeline.height() == before
