"""The window follows every change of a setting once, in order, whoever made it."""

from __future__ import annotations

import threading

import pytest
from pytestqt.qtbot import QtBot

from holders import observed
from hysteroview.gui.live.window import LiveWindow
from hysteroview.settings.sections import Settings
from hysteroview.settings.table import LiveSettings


@pytest.mark.usefixtures("qapp")
def test_each_change_is_announced_once_with_what_was_before() -> None:
    settings = observed()
    told: list[tuple[Settings, Settings]] = []
    settings.changed.connect(lambda before, now: told.append((before, now)))
    settings.change("live", rate_hz=5.0)
    settings.change("live", rate_hz=5.0)
    settings.look()
    assert told == [(Settings(), Settings(live=LiveSettings(rate_hz=5.0)))]
    with pytest.raises(ValueError, match="rate_hz"):
        settings.change("live", rate_hz=-1.0)
    assert len(told) == 1


@pytest.mark.usefixtures("qapp")
def test_a_receiver_that_changes_more_keeps_the_order_for_all() -> None:
    settings = observed()
    seen: list[tuple[float | None, bool]] = []
    settings.changed.connect(lambda *_: settings.change("live", sound_on=True))
    settings.changed.connect(lambda _, now: seen.append((now.live.rate_hz, now.live.sound_on)))
    settings.change("live", rate_hz=5.0)
    assert seen == [(5.0, False), (5.0, True)]


def test_the_live_window_follows_what_another_thread_changes(
    qtbot: QtBot, live: LiveWindow
) -> None:
    controls, video = live.page.controls, live.page.video
    qtbot.waitUntil(lambda: video.shown().heatmap is not None)  # type: ignore[union-attr]
    changed = LiveSettings(rate_hz=7.0, heatmap_on=False, heatmap_opacity=0.35)
    thread = threading.Thread(target=lambda: live.settings.current.put(live=changed))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: not controls.heatmap.isChecked())
    assert controls.opacity.value() == 35
    assert controls.rate.currentText() == "7/s"
    assert video.shown().heatmap is None  # type: ignore[union-attr]
    assert live.settings.now.live == changed  # showing it has not changed it
    qtbot.waitUntil(lambda: 6 < live.session.status().analyzed_hz < 8)
