"""Every action of the live window by its key, its button and its pedal, in a real exam."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from gui.wall import ColorSource, wait_for_state
from hysteroview.core.types import AssessmentState
from hysteroview.exam.store.audit import Entry, read_chain
from hysteroview.exam.store.records import ExamEntry
from hysteroview.exam.store.removed import withdrawn_items
from hysteroview.gui.actions.table import CALLS, Act
from hysteroview.gui.live.exam.open_exam import begin_exam
from hysteroview.gui.live.options import WindowOptions
from hysteroview.gui.live.window import LiveWindow
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.session.observed_settings import ObservedSettings
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.live.session import LiveSession
from hysteroview.settings.file import load_settings
from hysteroview.settings.keys import parse_keys
from hysteroview.settings.live import CurrentSettings
from hysteroview.settings.sections import Settings
from hysteroview.settings.table import LiveSettings, RecordingSettings, StudySettings

KEYS = {
    Act.SNAPSHOT: Qt.Key.Key_Space, Act.MARK: Qt.Key.Key_M, Act.RECORD: Qt.Key.Key_R,
    Act.PREROLL: Qt.Key.Key_B, Act.HEATMAP: Qt.Key.Key_H, Act.HIDE_AI: Qt.Key.Key_A,
    Act.PAUSE_AI: Qt.Key.Key_P, Act.UNDO: Qt.Key.Key_U, Act.OVERVIEW: Qt.Key.Key_F1,
    Act.FULL_SCREEN: Qt.Key.Key_F11, Act.FREEZE: Qt.Key.Key_F, Act.NEXT_CLASS: Qt.Key.Key_N,
}  # fmt: skip
PEDALS = {act: Qt.Key(Qt.Key.Key_F13 + place) for place, act in enumerate(KEYS)}
Way = Callable[[QtBot, LiveWindow, Act], None]


def by_key(qtbot: QtBot, live: LiveWindow, act: Act) -> None:
    qtbot.keyClick(live.window.windowHandle(), KEYS[act])


def by_pedal(qtbot: QtBot, live: LiveWindow, act: Act) -> None:
    qtbot.keyClick(live.window.windowHandle(), PEDALS[act])


def by_button(qtbot: QtBot, live: LiveWindow, act: Act) -> None:
    others = {Act.HEATMAP: live.page.controls.heatmap, Act.PAUSE_AI: live.page.controls.analysis}
    button = others.get(act) or live.page.rail.buttons[act]
    assert min(button.height(), button.width()) >= 44
    assert button.accessibleName()
    assert live.actions.keys.bindings.table[act].does in button.toolTip()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def open_exam(
    qtbot: QtBot, qapp: QApplication, card: ModelCard, tmp_path: Path
) -> Iterator[Callable[..., LiveWindow]]:
    apply_theme(qapp)
    opened: list[LiveWindow] = []

    def start(**sections: object) -> LiveWindow:
        pedal = parse_keys({act.value: [f"F{13 + place}"] for place, act in enumerate(KEYS)})
        settings = Settings(
            live=LiveSettings(rate_hz=10.0),
            recording=RecordingSettings(preroll_s=10.0),
            pedal=pedal,
            **sections,
        )
        current = CurrentSettings(settings, file=tmp_path / "settings.toml")
        session = LiveSession(ColorSource(), card, current)
        link = begin_exam(session, tmp_path / "store", current, ExamEntry())
        options = WindowOptions(folder=tmp_path)
        live = LiveWindow(session, ObservedSettings(current), options, link)
        opened.append(live)
        live.start()
        qtbot.waitExposed(live.window)
        wait_for_state(qtbot, live, AssessmentState.ACTIVE)
        return live

    yield start
    for live in opened:
        live.close()
        live.deleteLater()
    qapp.processEvents()


def entries(live: LiveWindow) -> list[Entry]:
    """What the exam's log holds once it has ended."""
    assert live.exam is not None
    live.close()
    return read_chain(live.exam.folder.audit, live.exam.folder.exam_id)[0]


@pytest.mark.parametrize("way", [by_key, by_button, by_pedal])
def test_every_action_is_done(qtbot: QtBot, open_exam: Callable[..., LiveWindow], way: Way) -> None:
    live = open_exam()
    window = live.window

    def do(act: Act) -> None:
        qtbot.wait(60)
        way(qtbot, live, act)

    with qtbot.waitSignal(live.controller.snapshot_saved):
        do(Act.SNAPSHOT)
    assert live.page.filmstrip.numbers == [1]
    do(Act.MARK)
    assert "marked" in live.page.notice.text
    do(Act.UNDO)
    assert "Mark 1 removed" in live.page.notice.text
    do(Act.RECORD)
    qtbot.waitUntil(lambda: "Stop" in live.page.rail.buttons[Act.RECORD].text())
    qtbot.waitUntil(lambda: live.exam._recorder.status().frames_written > 5)
    with qtbot.waitSignal(live.exam.clip_saved):
        do(Act.RECORD)
    with qtbot.waitSignal(live.exam.clip_saved):
        do(Act.PREROLL)
    is_on = live.page.controls.heatmap.isChecked()
    do(Act.HEATMAP)
    assert live.page.controls.heatmap.isChecked() is not is_on
    do(Act.FREEZE)
    assert live.page.rail.buttons[Act.FREEZE].isChecked()
    assert live.page.video.frozen is not None
    do(Act.FREEZE)
    assert not live.page.rail.buttons[Act.FREEZE].isChecked()
    do(Act.NEXT_CLASS)
    assert live.page.controls.heatmap.accessibleName() != "Heatmap: top"
    do(Act.HIDE_AI)
    assert "AI hidden" in live.page.findings.text
    assert live.page.rail.buttons[Act.HIDE_AI].isChecked()
    do(Act.HIDE_AI)
    assert "AI hidden" not in live.page.findings.text
    do(Act.PAUSE_AI)
    assert "paused" in live.page.findings.status_light.text
    do(Act.PAUSE_AI)
    if way is not by_button:
        do(Act.FULL_SCREEN)
        assert window.isFullScreen()
        do(Act.FULL_SCREEN)
        assert not window.isFullScreen()
    do(Act.OVERVIEW)
    assert live.actions.overview.isVisible()
    live.actions.overview.close()
    told = [entry.kind for entry in entries(live)]
    assert {"snapshot", "mark", "mark_undone", "recording", "preroll", "heatmap_label"} <= set(told)
    assert told.count("freeze") == 2
    assert told.count("ai_hidden") == 2
    assert told.count("clip") == 2


def test_ending_the_exam_is_asked_once_and_can_be_canceled(
    qtbot: QtBot, open_exam: Callable[..., LiveWindow]
) -> None:
    live = open_exam()
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(live.window, Qt.Key.Key_E, control)
    assert "End exam?" in live.page.notice.text
    qtbot.wait(60)
    qtbot.keyClick(live.window, Qt.Key.Key_Escape)
    assert live.page.notice.text == ""
    qtbot.mouseClick(live.page.rail.buttons[Act.END_EXAM], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(live.page.rail.buttons[Act.END_EXAM], Qt.MouseButton.LeftButton)  # a slip
    assert live.window.isVisible()
    with qtbot.waitSignal(live.actions.exam_end_requested):
        live.page.notice.yes.click()


def test_twenty_snapshots_in_five_seconds_are_all_in_the_exam_and_the_strip(
    qtbot: QtBot, open_exam: Callable[..., LiveWindow]
) -> None:
    live = open_exam()
    handle = live.window.windowHandle()
    for _ in range(20):
        qtbot.keyPress(handle, Qt.Key.Key_Space)
        qtbot.wait(100)
        qtbot.keyRelease(handle, Qt.Key.Key_Space)
        qtbot.wait(120)
    qtbot.waitUntil(lambda: live.controller.saved == 20)
    assert live.page.filmstrip.numbers == list(range(20, 0, -1))
    assert all(live.page.filmstrip.kept(number) for number in range(1, 21))
    assert [entry.kind for entry in entries(live)].count("snapshot") == 20


def test_a_snapshot_goes_and_comes_back_and_the_log_knows(
    qtbot: QtBot, open_exam: Callable[..., LiveWindow]
) -> None:
    live = open_exam()
    for _ in range(2):
        qtbot.wait(60)
        with qtbot.waitSignal(live.controller.snapshot_saved):
            qtbot.keyClick(live.window, Qt.Key.Key_Space)
    strip, viewer = live.page.filmstrip, live.snapshots.viewer
    strip.choose(1)
    assert viewer.shown is strip.kept(1)
    assert not viewer.geometry().contains(live.page.video.geometry().center())
    qtbot.keyClick(live.window, Qt.Key.Key_Escape)
    assert viewer.shown is None
    strip.choose(1)
    viewer.remove.click()
    assert "removed" in strip.item(1).toolTip()
    qtbot.keyClick(live.window, Qt.Key.Key_U)
    assert "removed" not in strip.item(1).toolTip()
    qtbot.wait(60)
    qtbot.keyClick(live.window, Qt.Key.Key_U)  # the snapshot before
    assert "removed" in strip.item(0).toolTip()
    item = strip.kept(2).item
    assert withdrawn_items(entries(live)) == {item}
    assert live.exam.folder.snapshots.joinpath(item).exists()


def test_study_mode_keeps_the_ai_back_until_the_own_call(
    qtbot: QtBot, open_exam: Callable[..., LiveWindow]
) -> None:
    live = open_exam(study=StudySettings(is_on=True, delay_s=1.0))
    window = live.window
    assert live.page.study.isVisible()
    assert "AI hidden" in live.page.findings.text
    with qtbot.waitSignal(live.controller.snapshot_saved) as kept:
        qtbot.keyClick(window, Qt.Key.Key_Space)
    assert '"hidden": true' in kept.args[0].files.record.read_text()
    qtbot.keyClick(window, Qt.Key.Key_2)
    assert "AI hidden" in live.page.findings.text
    qtbot.waitUntil(lambda: "AH" in live.page.findings.text)
    qtbot.keyClick(window, Qt.Key.Key_A)
    assert "AI hidden" in live.page.findings.text
    live.page.study.buttons["normal"].click()
    log = [(entry.kind, entry.content) for entry in entries(live)]
    calls = [content for kind, content in log if kind == "study_call"]
    assert [(call["reading"], call["call"]) for call in calls] == [(1, "AH"), (2, "normal")]
    assert calls[0]["ai"]["result"]["decision"]["label"] == "AH"
    assert [kind for kind, _ in log if kind.startswith("study")][:3] == [
        "study", "study_call", "study_reveal",
    ]  # fmt: skip


def test_the_pedal_works_beside_a_text_field_and_is_remembered(
    qtbot: QtBot, open_exam: Callable[..., LiveWindow], tmp_path: Path
) -> None:
    live = open_exam()
    field = QLineEdit(live.window)
    field.show()
    field.setFocus()
    qtbot.keyClicks(field, "Mr. B")
    assert field.text() == "Mr. B"
    with qtbot.waitSignal(live.controller.snapshot_saved):
        qtbot.keyClick(field, PEDALS[Act.SNAPSHOT])
    live.actions.runner.perform(Act.OVERVIEW)
    overview = live.actions.overview
    overview.cells[Act.MARK, "pedal"].click()
    with qtbot.waitSignal(overview.assigned):
        qtbot.keyClick(overview, Qt.Key.Key_PageDown)
    assert "PgDown" in live.page.rail.buttons[Act.MARK].toolTip()
    live.close()
    kept = load_settings(tmp_path / "settings.toml").settings.pedal.of("mark")
    assert [str(press) for press in kept] == ["PgDown"]


def test_keys_that_two_actions_claim_are_shown_at_the_start(
    open_exam: Callable[..., LiveWindow],
) -> None:
    live = open_exam(keys=parse_keys({"mark": ["R"]}))
    assert "Record" in live.page.notice.text
    assert "F1" in live.page.notice.text


def test_calls_beyond_the_classes_do_nothing(open_exam: Callable[..., LiveWindow]) -> None:
    live = open_exam()
    assert live.actions.runner.is_offered(CALLS[6])
    assert not live.actions.runner.is_offered(CALLS[7])
