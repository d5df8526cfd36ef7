"""The live window on a real session: keys, files, failures, and nothing left behind."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.wall import BLACK, GREEN, HEIGHT_PX, RED, WIDTH_PX, ColorSource, wait_for_state
from hysteroview.capture.files import stills
from hysteroview.capture.loop import LoopingSource
from hysteroview.core.freshness import FRESHNESS
from hysteroview.core.gate import GateAction, cause_of
from hysteroview.core.types import Analysis, AssessmentState, Reason
from hysteroview.gui.live.window import LiveWindow
from hysteroview.gui.look.shapes import Shape
from hysteroview.gui.session.status import LiveStatus, PictureState
from hysteroview.settings.choices import WithoutSignal
from hysteroview.settings.file import load_settings


def press(qtbot: QtBot, live: LiveWindow, key: Qt.Key) -> None:
    qtbot.wait(60)  # what follows sooner is a contact that bounces
    qtbot.keyClick(live.window, key)


def wait_for_picture(qtbot: QtBot, live: LiveWindow, picture: PictureState) -> None:
    with qtbot.waitSignal(
        live.bridge.status_changed,
        check_params_cb=lambda status: status.picture is picture,
    ):
        pass


def test_it_shows_what_the_model_says(qtbot: QtBot, live: LiveWindow, source: ColorSource) -> None:
    qtbot.waitUntil(lambda: "AH" in live.page.findings.text)
    assert live.page.findings.traffic_light.shape is Shape.TRIANGLE
    assert "PHANTOM" in live.window.windowTitle()
    assert live.page.video.shown() is not None
    source.color = GREEN
    qtbot.waitUntil(lambda: "EP" in live.page.findings.text.split()[:1])
    qtbot.waitUntil(lambda: live.page.findings.traffic_light.shape is Shape.DISC)
    qtbot.waitUntil(lambda: live.page.strip.values["heatmap_age"].text() != "—")
    assert live.page.strip.values["latency"].text().endswith("ms")


def test_the_picture_comes_before_the_model_is_there(
    qtbot: QtBot, open_live: Callable[..., LiveWindow], source: ColorSource
) -> None:
    live = open_live(source)
    qtbot.waitUntil(lambda: live.page.video.shown() is not None)
    assert live.bridge.refresh().session.state is AssessmentState.STARTING
    assert not re.search(r"\d", live.page.findings.text)
    assert "starting" in live.page.findings.status_light.text


def test_space_keeps_what_the_operator_saw(qtbot: QtBot, live: LiveWindow, tmp_path: Path) -> None:
    qtbot.waitUntil(lambda: live.page.video.shown().heatmap is not None)
    live.page.controls.opacity.setFocus()  # wherever the focus is
    with qtbot.waitSignal(live.controller.snapshot_saved) as saved:
        press(qtbot, live, Qt.Key.Key_Space)
    files = saved.args[0].files
    record = json.loads(files.record.read_text())
    assert record["analysis"]["state"] == "ACTIVE"
    assert record["analysis"]["result"]["label"] == "AH"
    assert record["analysis"]["origin"]["is_calibrated"] is False
    assert record["source"] == {"name": "wall", "is_phantom": True}
    assert "CPU" in record["analysis"]["origin"]["runtime"]
    raw, overlay = cv2.imread(str(files.raw)), cv2.imread(str(files.overlay))
    assert raw.shape == (HEIGHT_PX, WIDTH_PX, 3)
    assert (raw != overlay).any()
    assert "1 saved" in live.page.controls.count.text()
    assert live.page.filmstrip.numbers == [1]


def test_twenty_presses_are_twenty_snapshots(
    qtbot: QtBot, live: LiveWindow, tmp_path: Path
) -> None:
    for _ in range(20):
        press(qtbot, live, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: live.controller.saved == 20)
    assert len(list((tmp_path / "snapshots").glob("*_record.json"))) == 20
    assert len(list((tmp_path / "snapshots").iterdir())) == 60


def test_a_snapshot_that_cannot_be_written_is_shown_and_the_picture_goes_on(
    qtbot: QtBot, live: LiveWindow, tmp_path: Path
) -> None:
    (tmp_path / "snapshots").write_text("a file where the folder should be")
    with qtbot.waitSignal(live.controller.snapshot_failed) as failed:
        press(qtbot, live, Qt.Key.Key_Space)
    number, error = failed.args
    assert number == 1
    assert error.remedy
    assert error.remedy in live.page.notice.text
    assert live.page.filmstrip.numbers == []
    qtbot.waitSignal(live.bridge.frame_arrived).wait()
    (tmp_path / "snapshots").unlink()
    with qtbot.waitSignal(live.controller.snapshot_saved):
        press(qtbot, live, Qt.Key.Key_Space)
    folder = tmp_path / "snapshots"
    assert live.page.notice.text == f"Snapshot 2 saved in {folder}, without an exam"


def test_a_reason_of_the_gate_is_set_to_warn_only_while_it_runs(
    qtbot: QtBot, live: LiveWindow
) -> None:
    def says(analysis: Analysis) -> bool:
        return analysis.origin.gate == ((cause_of(Reason.RED_OUT), GateAction.WARN),)

    with qtbot.waitSignal(live.bridge.analysis_arrived, check_params_cb=says):
        live.settings.change("gate", blood=GateAction.WARN)
    assert live.session.status().counts.analyzed > 0


def test_keys_that_need_an_exam_say_so_and_do_not_deny_what_is_saved(
    qtbot: QtBot, live: LiveWindow, tmp_path: Path
) -> None:
    for key, words in ((Qt.Key.Key_M, "Mark"), (Qt.Key.Key_R, "Record"), (Qt.Key.Key_B, "Last")):
        live.page.notice.clear()
        press(qtbot, live, key)
        assert f"“{words}" in live.page.notice.text
        assert "needs an exam" in live.page.notice.text
        assert f"Only snapshots are saved, in {tmp_path / 'snapshots'}." in live.page.notice.text
    live.controller._folders = ()  # as after “View without saving”
    press(qtbot, live, Qt.Key.Key_M)
    assert live.page.notice.text == "“Mark” needs an exam. Nothing is saved while viewing."
    press(qtbot, live, Qt.Key.Key_Space)
    assert "only during an exam" in live.page.notice.text
    assert not (tmp_path / "snapshots").exists()


def test_h_switches_the_heatmap(qtbot: QtBot, live: LiveWindow) -> None:
    qtbot.waitUntil(lambda: live.page.video.shown().heatmap is not None)
    press(qtbot, live, Qt.Key.Key_H)
    assert live.page.video.shown().heatmap is None
    assert live.settings.now.live.heatmap_on is False
    press(qtbot, live, Qt.Key.Key_H)
    qtbot.waitUntil(lambda: live.page.video.shown().heatmap is not None)
    assert live.page.controls.heatmap.isChecked()


def test_the_slider_sets_the_opacity(qtbot: QtBot, live: LiveWindow) -> None:
    def strongest() -> int:
        heatmap = live.page.video.shown().heatmap
        return 0 if heatmap is None else int(heatmap.layer[..., 3].max())

    live.page.controls.opacity.setValue(100)
    qtbot.waitUntil(lambda: strongest() > 200)
    live.page.controls.opacity.setValue(20)
    qtbot.waitUntil(lambda: 0 < strongest() < 60)


def test_the_list_sets_the_rate(qtbot: QtBot, live: LiveWindow) -> None:
    rate = live.page.controls.rate
    assert [rate.itemData(index) for index in range(rate.count())] == [None, 15, 10, 5, 2]
    rate.setCurrentIndex(3)
    assert live.settings.now.live.rate_hz == 5

    def is_slower_than_the_picture() -> bool:
        status = live.session.status()
        return 4 < status.analyzed_hz < 6 and status.captured_hz > 2 * status.analyzed_hz

    qtbot.waitUntil(is_slower_than_the_picture)


def test_p_pauses_and_resumes(qtbot: QtBot, live: LiveWindow) -> None:
    press(qtbot, live, Qt.Key.Key_P)
    assert "paused" in live.page.findings.status_light.text
    assert not re.search(r"\d", live.page.findings.text)
    assert "Resume" in live.page.controls.analysis.text()
    press(qtbot, live, Qt.Key.Key_P)
    wait_for_state(qtbot, live, AssessmentState.ACTIVE)


def test_a_killed_worker_costs_the_heatmap_and_not_the_picture(
    qtbot: QtBot, live: LiveWindow
) -> None:
    pid = live.session.inference_pid
    assert pid is not None
    frames: list[int] = []
    live.bridge.frame_arrived.connect(lambda frame: frames.append(frame.index))
    os.kill(pid, signal.SIGKILL)
    wait_for_state(qtbot, live, AssessmentState.RESTARTING)
    assert not re.search(r"\d", live.page.findings.text)
    assert "restarting" in live.page.findings.status_light.text
    before = len(frames)
    qtbot.waitUntil(lambda: len(frames) >= before + 5)
    wait_for_state(qtbot, live, AssessmentState.ACTIVE)
    assert live.page.strip.values["restarts"].text() == "1"


def test_an_analysis_that_has_failed_is_shown_and_can_be_restarted(
    qtbot: QtBot, live: LiveWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hysteroview.pipeline.inference.process.MAX_RESTARTS", 1)
    for state in (AssessmentState.RESTARTING, AssessmentState.ERROR):
        pid = live.session.inference_pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        wait_for_state(qtbot, live, state)
        if state is AssessmentState.RESTARTING:
            wait_for_state(qtbot, live, AssessmentState.ACTIVE)
    assert not re.search(r"\d", live.page.findings.text)
    assert "failed" in live.page.findings.status_light.text
    assert "Restart the analysis" in live.page.notice.text
    qtbot.waitSignal(live.bridge.frame_arrived).wait()
    assert "Restart" in live.page.controls.analysis.text()
    press(qtbot, live, Qt.Key.Key_P)
    wait_for_state(qtbot, live, AssessmentState.ACTIVE)
    assert live.page.notice.text == ""


def test_a_pulled_cable_is_no_signal(qtbot: QtBot, live: LiveWindow, source: ColorSource) -> None:
    source.stall()
    wait_for_picture(qtbot, live, PictureState.NO_SIGNAL)
    assert live.bridge.refresh().session.state is AssessmentState.STALE
    assert not re.search(r"\d", live.page.findings.text)
    assert live.page.video.shown().heatmap is None


def test_a_lost_camera_is_shown_with_its_remedy(
    qtbot: QtBot, live: LiveWindow, source: ColorSource
) -> None:
    source.lose()
    wait_for_picture(qtbot, live, PictureState.NO_SIGNAL)
    status = live.bridge.refresh()
    assert status.session.state is AssessmentState.ERROR
    assert status.session.source_failure == "The camera was lost. Plug it in again."
    assert "Plug it in" in live.page.findings.status_light.text
    assert not live.page.controls.analysis.isEnabled()


def test_a_recording_that_ends_says_so(qtbot: QtBot, open_live: Callable[..., LiveWindow]) -> None:
    live = open_live(ColorSource(frame_count=60))
    wait_for_picture(qtbot, live, PictureState.ENDED)
    light = live.page.findings.status_light  # says so once the model is loaded
    qtbot.waitUntil(lambda: "recording has ended" in light.text)
    assert not re.search(r"\d", live.page.findings.text)


def not_live(qtbot: QtBot, live: LiveWindow, source: ColorSource, picture: PictureState) -> None:
    """Wait for a picture that is not live and is on the screen."""
    qtbot.waitUntil(lambda: live.page.video.shown() is not None)
    if picture is PictureState.NO_SIGNAL:
        source.stall()
    qtbot.waitUntil(lambda: live.page.video.shown().state is picture)


@pytest.mark.parametrize(("picture", "title"), [
    (PictureState.NO_SIGNAL, "NO SIGNAL"), (PictureState.ENDED, "ENDED"),
])  # fmt: skip
def test_space_without_a_live_picture_keeps_a_marked_one(
    qtbot: QtBot, open_live: Callable[..., LiveWindow], picture: PictureState, title: str
) -> None:
    source = ColorSource(frame_count=10 if picture is PictureState.ENDED else None)
    live = open_live(source)
    not_live(qtbot, live, source, picture)
    with qtbot.waitSignal(live.controller.snapshot_saved) as saved:
        press(qtbot, live, Qt.Key.Key_Space)
    kept = saved.args[0]
    record = json.loads(kept.files.record.read_text())
    assert record["picture"]["state"] == picture.value
    assert record["picture"]["age_s"] > 0
    assert record["heatmap"] is None
    assert record["analysis"]["result"] is None
    assert np.ptp(cv2.imread(str(kept.files.overlay))[:60].astype(int), axis=2).max() == 0
    assert np.ptp(kept.thumbnail[:20, :, :3].astype(int), axis=2).max() == 0
    assert title in live.page.filmstrip.item(0).toolTip()
    assert title in live.page.notice.text
    live.page.filmstrip.choose(1)
    assert title in live.snapshots.viewer.accessibleName()


@pytest.mark.parametrize("picture", [PictureState.NO_SIGNAL, PictureState.ENDED])
def test_space_without_a_live_picture_can_be_refused(
    qtbot: QtBot, open_live: Callable[..., LiveWindow], tmp_path: Path, picture: PictureState
) -> None:
    source = ColorSource(frame_count=10 if picture is PictureState.ENDED else None)
    live = open_live(source)
    live.settings.change("live", snapshot_without_signal=WithoutSignal.REFUSE)
    not_live(qtbot, live, source, picture)
    press(qtbot, live, Qt.Key.Key_Space)
    assert "No snapshot was taken" in live.page.notice.text
    assert live.page.filmstrip.numbers == []
    assert not list((tmp_path / "snapshots").glob("*"))


def test_a_frozen_picture_is_kept_as_live_after_the_signal_is_lost(
    qtbot: QtBot, live: LiveWindow, source: ColorSource
) -> None:
    live.settings.change("live", snapshot_without_signal=WithoutSignal.REFUSE)
    press(qtbot, live, Qt.Key.Key_F)
    source.stall()
    wait_for_picture(qtbot, live, PictureState.NO_SIGNAL)
    with qtbot.waitSignal(live.controller.snapshot_saved) as saved:
        press(qtbot, live, Qt.Key.Key_Space)
    record = json.loads(saved.args[0].files.record.read_text())
    assert record["picture"]["state"] == "LIVE"
    assert record["frozen_for_s"] > 0


def test_a_black_picture_is_not_assessed(
    qtbot: QtBot, live: LiveWindow, source: ColorSource
) -> None:
    source.color = BLACK
    wait_for_state(qtbot, live, AssessmentState.NOT_ASSESSABLE)
    assert "Not assessable" in live.page.findings.text
    assert not re.search(r"\d", live.page.findings.text)
    assert live.page.video.shown().heatmap is None
    with qtbot.waitSignal(live.controller.snapshot_saved) as saved:
        press(qtbot, live, Qt.Key.Key_Space)
    record = json.loads(saved.args[0].files.record.read_text())
    assert record["analysis"]["state"] == "NOT_ASSESSABLE"
    assert record["analysis"]["reason"] in live.page.strip.values["not_assessed"].toolTip()
    assert record["analysis"]["result"]["probabilities"] == []
    assert record["analysis"]["reason"]


def test_escape_does_not_close(qtbot: QtBot, live: LiveWindow) -> None:
    press(qtbot, live, Qt.Key.Key_F11)
    assert live.window.isFullScreen()
    press(qtbot, live, Qt.Key.Key_Escape)
    assert not live.window.isFullScreen()
    press(qtbot, live, Qt.Key.Key_Escape)
    assert live.window.isVisible()


def test_closing_leaves_no_timer_and_keeps_what_was_chosen(
    qtbot: QtBot, live: LiveWindow, source: ColorSource, tmp_path: Path
) -> None:
    press(qtbot, live, Qt.Key.Key_H)
    live.page.controls.opacity.setValue(35)
    press(qtbot, live, Qt.Key.Key_Space)  # still being written
    live.window.close()
    live.close()
    timers = [*live.findChildren(QTimer), *live.window.findChildren(QTimer)]
    assert not [timer for timer in timers if timer.isActive()]
    assert source.is_closed
    assert len(list((tmp_path / "snapshots").glob("*_record.json"))) == 1
    settings = load_settings(tmp_path / "config" / "settings.toml").settings
    assert settings.live.heatmap_on is False
    assert settings.live.heatmap_opacity == pytest.approx(0.35)
    assert QApplication.activeModalWidget() is None


def test_the_result_of_a_picture_that_stands_does_not_age(
    qtbot: QtBot, open_live: Callable[..., LiveWindow], tmp_path: Path
) -> None:
    for name in ("1.png", "2.png"):
        picture = np.full((HEIGHT_PX, WIDTH_PX, 3), RED, np.uint8)
        picture[60:120, 160:240] = 255
        cv2.imwrite(str(tmp_path / name), picture)
    source = LoopingSource(
        stills.open_source(str(tmp_path)), lambda: stills.open_source(str(tmp_path))
    )
    live = open_live(source)
    wait_for_state(qtbot, live, AssessmentState.ACTIVE)
    states: dict[AssessmentState, int] = {}  # and how old the result was, in ns

    def look(status: LiveStatus) -> None:
        analysis = status.analysis
        if analysis is not None and analysis.frame_index == status.session.captured - 1:
            age_ns = time.monotonic_ns() - analysis.captured_ns
            states[status.session.state] = max(age_ns, states.get(status.session.state, 0))

    live.bridge.status_changed.connect(look)
    qtbot.waitUntil(lambda: max(states.values(), default=0) > FRESHNESS.result_ns * 3 // 2)
    assert set(states) == {AssessmentState.ACTIVE}
    assert live.page.video.shown().heatmap.dimming == 1.0
