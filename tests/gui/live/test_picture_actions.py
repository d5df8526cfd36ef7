"""What the operator does with the picture, in a live window: keys, wheel, frozen snapshots."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.wall import GREEN, ColorSource
from hysteroview.gui.actions.table import Act
from hysteroview.gui.live.window import LiveWindow
from hysteroview.gui.session.status import LiveStatus, PictureState
from hysteroview.settings.choices import Layout
from hysteroview.settings.file import load_settings


def press(qtbot: QtBot, live: LiveWindow, key: Qt.Key, text: str = "") -> None:
    qtbot.wait(60)
    if text:
        qtbot.keyClicks(live.window, text)
    else:
        qtbot.keyClick(live.window, key)


def taken(qtbot: QtBot, live: LiveWindow) -> dict[str, object]:
    with qtbot.waitSignal(live.controller.snapshot_saved) as kept:
        live.actions.runner.perform(Act.SNAPSHOT)
    return json.loads(kept.args[0].files.record.read_text())


def test_a_snapshot_of_a_frozen_picture_is_of_the_frozen_moment(
    qtbot: QtBot, live: LiveWindow, source: ColorSource
) -> None:
    video = live.page.video
    qtbot.waitUntil(lambda: video.shown().heatmap is not None)
    press(qtbot, live, Qt.Key.Key_F)
    assert video.frozen is not None
    index, label = video.shown().frame.index, video.frozen.label
    assert label == "AH"
    source.color = GREEN

    def is_green(status: LiveStatus) -> bool:
        decision = status.analysis.decision if status.analysis is not None else None
        return decision is not None and decision.label is not None and decision.label.code == "EP"

    with qtbot.waitSignal(live.bridge.status_changed, check_params_cb=is_green):
        pass
    assert live.page.findings.frozen.isVisible()
    assert live.page.findings.text.startswith("AH ")  # as map and record of the frozen moment
    record = taken(qtbot, live)
    assert record["frame"]["index"] == index
    assert record["analysis"]["result"]["decision"]["label"] == label
    assert abs(record["analysis"]["result"]["frame_index"] - index) < 20
    assert record["analysis"]["age_ms"] < 1000
    assert record["frozen_for_s"] > 0
    assert record["heatmap"]["label"] == label
    press(qtbot, live, Qt.Key.Key_F)
    assert video.frozen is None
    assert not live.page.findings.frozen.isVisible()
    assert live.page.findings.text.startswith("EP ")
    record = taken(qtbot, live)
    assert record["frozen_for_s"] is None
    assert record["frame"]["index"] > index
    assert record["analysis"]["result"]["decision"]["label"] == "EP"


def test_a_snapshot_never_says_that_a_hidden_result_was_read(
    qtbot: QtBot, live: LiveWindow
) -> None:
    live.bridge.hide_ai(on=True)
    live.actions.runner.perform(Act.FREEZE)
    live.bridge.hide_ai(on=False)
    record = taken(qtbot, live)
    assert record["analysis"]["hidden"]
    assert record["heatmap"] is None
    assert live.page.video.frozen.label == ""


def test_without_a_live_picture_nothing_is_frozen_and_it_says_so(
    qtbot: QtBot, live: LiveWindow, source: ColorSource
) -> None:
    with qtbot.waitSignal(
        live.bridge.status_changed,
        check_params_cb=lambda status: status.picture is PictureState.NO_SIGNAL,
    ):
        source.stall()
    press(qtbot, live, Qt.Key.Key_F)
    assert live.page.video.frozen is None
    assert "no live picture" in live.page.notice.text
    assert not live.page.rail.buttons[Act.FREEZE].isChecked()


def test_a_lost_signal_leaves_the_frozen_result_and_changes_the_light(
    qtbot: QtBot, live: LiveWindow, source: ColorSource
) -> None:
    qtbot.waitUntil(lambda: live.page.video.shown().heatmap is not None)
    press(qtbot, live, Qt.Key.Key_F)
    light = live.page.findings.status_light
    assert "active" in light.text
    source.stall()
    qtbot.waitUntil(lambda: "active" not in light.text)
    assert live.page.findings.text.startswith("AH ")
    assert live.page.video.shown().heatmap is not None
    live.bridge.hide_ai(on=True)
    assert "AH" not in live.page.findings.text
    assert live.page.video.shown().heatmap is None


def test_the_class_of_the_heatmap_goes_round_and_is_shown(qtbot: QtBot, live: LiveWindow) -> None:
    button = live.page.controls.heatmap
    codes = [label.code for label in live.session.card.labels if not label.is_normal]
    width, told = button.width(), []
    for _ in range(len(codes) + 1):
        told.append(button.accessibleName())
        assert button.width() == width
        press(qtbot, live, Qt.Key.Key_N)
    assert told == ["Heatmap: most likely class", *(f"Heatmap: {code}" for code in codes)]
    assert button.text().split() == ["Heatmap:", "most", "likely", "class"]


def test_the_layout_goes_round_and_is_remembered(
    qtbot: QtBot, live: LiveWindow, tmp_path: Path
) -> None:
    for expected in (Layout.SIDE_BY_SIDE, Layout.PICTURE_IN_PICTURE, Layout.OVERLAY,
                     Layout.SIDE_BY_SIDE):  # fmt: skip
        press(qtbot, live, Qt.Key.Key_L)
        assert live.settings.now.live.layout is expected
    live.close()
    kept = load_settings(tmp_path / "config" / "settings.toml").settings
    assert kept.live.layout is Layout.SIDE_BY_SIDE


def test_keys_zoom_in_steps_and_back(qtbot: QtBot, live: LiveWindow) -> None:
    video = live.page.video
    press(qtbot, live, Qt.Key.Key_Plus, "+")
    press(qtbot, live, Qt.Key.Key_Equal, "=")
    assert video.zoom.factor == pytest.approx(2)
    press(qtbot, live, Qt.Key.Key_Minus, "-")
    assert video.zoom.factor == pytest.approx(2**0.5)
    press(qtbot, live, Qt.Key.Key_0, "0")
    assert not video.zoom.is_on


def turn_wheel(live: LiveWindow, at: QPoint, notches: int) -> None:
    video = live.page.video
    event = QWheelEvent(
        QPointF(at), QPointF(video.mapToGlobal(at)), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(video, event)


def test_the_wheel_zooms_where_it_points_and_the_picture_is_pulled(
    qtbot: QtBot, live: LiveWindow
) -> None:
    video = live.page.video
    qtbot.waitUntil(lambda: video.shown() is not None)
    center = video.rect().center()
    left = center - QPoint(60, 0)
    turn_wheel(live, QPoint(1, 1), 4)  # beside the picture
    assert not video.zoom.is_on
    turn_wheel(live, left, 8)
    assert video.zoom.factor == pytest.approx(4)
    assert video.zoom.x < 0.5
    before = video.zoom.x
    qtbot.mousePress(video, Qt.MouseButton.LeftButton, pos=center)
    qtbot.mouseMove(video, center - QPoint(80, 0))
    qtbot.mouseRelease(video, Qt.MouseButton.LeftButton, pos=center - QPoint(80, 0))
    assert video.zoom.x > before
    after = video.zoom.x
    qtbot.mouseMove(video, center + QPoint(80, 0))
    assert video.zoom.x == after
    turn_wheel(live, center, -8)
    assert not video.zoom.is_on


def test_one_screen_alone_is_shown(qtbot: QtBot, live: LiveWindow) -> None:
    qtbot.keyClick(live.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert "No second screen" in live.page.notice.text
    assert live.actions.picture.feed.view is None


def test_the_second_screen_shows_the_live_picture_alone(bundle: Path, tmp_path: Path) -> None:
    """On a desktop of two screens, in a process of its own: Qt's platform is chosen once."""
    common = {"y": 0, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    screens = [
        {"name": "one", "x": 0, "width": 1280, "height": 720} | common,
        {"name": "two", "x": 1280, "width": 800, "height": 600} | common,
    ]
    desktop = tmp_path / "desktop.json"
    desktop.write_text(json.dumps({"screens": screens}))
    tests = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, str(tests / "two_screens.py"), str(bundle), str(tmp_path)],
        env=os.environ
        | {
            "QT_QPA_PLATFORM": f"offscreen:configfile={desktop}",
            "PYTHONPATH": f"{tests}{os.pathsep}{tests.parent}",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "screen": "two",
        "geometry": [1280, 0, 800, 600],
        "is_the_source": True,
        "while_frozen_it_lives": True,
        "closed_by_key": True,
        "closed_with_the_window": True,
    }
