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
from hysteroview.core.review.lesions import Lesion
from hysteroview.core.review.pictures import PictureNotes
from hysteroview.core.review.places import PHOTO_PLAN, Place
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.store.store import open_store
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.review.photos.controller import taken_of
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
    assert "Proposed" in row(reviewed, Place.FUNDUS)


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


def test_a_store_that_another_program_uses_keeps_no_mark(qtbot: QtBot, reviewed: Reviewed) -> None:
    with open_store(reviewed.store):
        reviewed.press(qtbot, KEY.Key_2)
        qtbot.waitUntil(lambda: "read-only" in reviewed.page.notice.text)
        qtbot.waitUntil(lambda: "Missing" in row(reviewed, Place.FUNDUS))


def test_snapshots_with_a_place_or_of_a_lesion_are_in_the_plan() -> None:
    notes = (
        PictureNotes(item="a", place=Place.FUNDUS), PictureNotes(item="b", place=Place.FUNDUS),
        PictureNotes(item="c", lesion=2), PictureNotes(item="unreadable", lesion=3),
    )  # fmt: skip
    lesions = (Lesion(number=1, pictures=("d",)),)
    times = {"a": NS_PER_S, "b": 2 * NS_PER_S, "c": 3, "d": 4, "unreadable": None}
    taken = {each.name: pts_ns for each, pts_ns in taken_of(lesions, notes, times).items()}
    assert taken == {"fundus": 2 * NS_PER_S, "2": 3, "1": 4}
