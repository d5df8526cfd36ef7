"""Colors, aspect and field of view are set before and during an exam, and known the next time."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from clips import write_clip
from gui.wall import STATUS
from hysteroview.capture.files.fingerprint import recall
from hysteroview.core.assessment import AssessmentCounts
from hysteroview.core.gate import Cause
from hysteroview.core.states import AssessmentState
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.store import open_store
from hysteroview.gui.live.window import LiveWindow
from hysteroview.gui.program import Program
from hysteroview.gui.sources.choice import Kind, arrange, choice_of
from hysteroview.gui.widgets.notice_bar import Level
from hysteroview.settings.corrections import AspectChoice, ColorChoice
from hysteroview.settings.last_source import last_source_path, recall_source
from hysteroview.settings.source_presets import LoadedPresets, SourcePreset
from hysteroview.settings.view_presets import ViewPreset, ViewShape

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # dialogs, offscreen
WIDE = "#color=bt709-full&aspect=16:9"


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "recorded.mp4"
    write_clip(path, frames=500, size=(320, 240))
    return path


def choose(list_: QComboBox, value: object) -> None:
    """Choose a row as the operator does."""
    row = next(row for row in range(list_.count()) if list_.itemData(row) == value)
    list_.setCurrentIndex(row)
    list_.activated.emit(row)


def begin(qtbot: QtBot, program: Program) -> LiveWindow:
    program.exam_page.emergency.click()
    qtbot.waitUntil(lambda: program.live is not None)
    live = program.live
    assert live is not None
    qtbot.waitUntil(lambda: live.page.video.shown() is not None)
    return live


def test_a_recording_is_previewed_as_it_is_set_and_known_the_next_time(
    qtbot: QtBot, program: Program, film: Path
) -> None:
    page = program.exam_page
    with qtbot.waitSignal(program.start.recording_chosen) as plain:
        program.start.choose_recording(film)
    assert plain.args[0].pixels.shape == (180, 240, 4)
    assert program.window.page is page
    with qtbot.waitSignal(page.preview.found) as wide:
        choose(page.details.aspect, AspectChoice.RATIO_16_9)
    assert wide.args[0].shape == (180, 320, 4)
    with qtbot.waitSignal(page.preview.found) as pale:
        choose(page.details.color, ColorChoice.BT709_FULL)
    assert not np.array_equal(pale.args[0], wide.args[0])
    live = begin(qtbot, program)
    frame = live.page.video.shown().frame
    assert frame.pixel_aspect == Fraction(16 * 240, 9 * 320)
    qtbot.waitUntil(lambda: recall(str(film)).endswith(WIDE))
    assert recall_source(last_source_path()) == f"{film}{WIDE}"
    live.actions.exam_end_requested.emit()
    qtbot.waitUntil(lambda: program.live is None)
    program.start.choose_recording(film)
    qtbot.waitUntil(lambda: program.window.page is page)
    assert page.details.aspect.currentData() == AspectChoice.RATIO_16_9
    assert page.details.color.currentData() == ColorChoice.BT709_FULL


def test_what_is_set_during_an_exam_is_shown_at_once_logged_and_kept(
    qtbot: QtBot, program: Program, film: Path, tmp_path: Path
) -> None:
    program.start.choose_recording(film)
    qtbot.waitUntil(lambda: program.window.page is program.exam_page)
    live = begin(qtbot, program)
    assert live.setup is not None
    live.page.findings.setup.click()
    dialog = live.setup.dialog
    assert dialog is not None
    choose(dialog.details.aspect, AspectChoice.RATIO_16_9)
    wide = Fraction(16 * 240, 9 * 320)
    qtbot.waitUntil(lambda: live.page.video.shown().frame.pixel_aspect == wide)
    dialog.cancel.click()
    qtbot.waitUntil(lambda: live.page.video.shown().frame.pixel_aspect == 1)
    live.page.findings.setup.click()
    dialog = live.setup.dialog
    assert dialog is not None
    choose(dialog.details.aspect, AspectChoice.RATIO_16_9)
    choose(dialog.details.color, ColorChoice.BT709_FULL)
    choose(dialog.details.view, ViewPreset(ViewShape.FULL))
    dialog.primary.click()
    qtbot.waitUntil(lambda: live.page.video.shown().frame.pixel_aspect == wide)
    assert live.session.view == ViewPreset(ViewShape.FULL)
    qtbot.waitUntil(lambda: recall(str(film)).endswith(WIDE))
    live.actions.exam_end_requested.emit()
    qtbot.waitUntil(lambda: program.live is None)
    with open_store(tmp_path / "store", read_only=True) as opened:
        (exam,) = opened.search(Search())
        folder = opened.exam_folder(exam.exam_id)
    entries = read_chain(folder.audit, exam.exam_id, folder.medium)[0]
    changes = [each.content for each in entries if each.kind == "picture"]
    assert changes[-1] == {"color": "bt709-full", "aspect": "16:9", "view": "full"}


def test_a_source_of_which_nothing_is_assessed_offers_what_may_be_wrong(
    qtbot: QtBot, program: Program, film: Path
) -> None:
    program.start.choose_recording(film)
    qtbot.waitUntil(lambda: program.window.page is program.exam_page)
    program.exam_page.only_look.click()
    qtbot.waitUntil(lambda: program.live is not None)
    live = program.live
    assert live is not None
    live.bridge.stop()

    def watch(now_s: int, assessed: int = 0) -> None:
        missed = {Cause(AssessmentState.ABSTAINED): 25 * now_s}
        counts = AssessmentCounts(analyzed=25 * now_s + assessed, missed=missed)
        session = replace(STATUS.session, state=AssessmentState.ABSTAINED, counts=counts)
        live.notices.watch_assessment(replace(STATUS, session=session), now_s * NS_PER_S)

    for now_s in range(12):
        watch(now_s)
    notice = live.page.notice
    assert notice.level is Level.WARNING
    assert "Nothing was assessed for 10 s" in notice.text
    notice.show_hint("Sound on")
    assert not notice.offer.isVisible()
    qtbot.waitUntil(notice.offer.isVisible)  # the warning is back
    notice.offer.click()
    assert live.setup is not None
    assert live.setup.dialog is not None
    live.setup.dialog.cancel.click()
    for now_s in range(12, 24):
        watch(now_s)
    assert notice.level is Level.WARNING  # said again, as nothing has changed
    watch(24, assessed=1)
    assert notice.level is None


def test_each_kind_of_source_offers_what_can_be_set(program: Program, film: Path) -> None:
    details = program.exam_page.details
    for location, colors, aspect in (
        (str(film), True, True),
        ("picture.png", False, True),
        ("rtsp://10.0.0.5/live", True, True),
        ("camera:9", False, True),
        ("phantom:", False, False),
    ):
        details.show_choice(choice_of(location))
        assert details.color.isVisibleTo(details) == colors, location
        assert details.aspect.isVisibleTo(details) == aspect, location


def test_a_corrected_source_keeps_its_name_and_its_card() -> None:
    choice = choice_of(f"/films/exam 7.mp4{WIDE}")
    assert (choice.name, choice.kind) == ("exam 7.mp4", Kind.RECORDING)
    narrow = SourcePreset("Tower", "camera:9")
    found = arrange((), LoadedPresets((narrow,)), "camera:9#aspect=4:3")
    assert [each.name for each in found.choices] == ["Tower", "Phantom"]
    assert found.choices[0].location == "camera:9#aspect=4:3"
