"""While the AI is hidden nothing of it is on the screen, and nobody can take that for benign."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from analyses import make_analysis, make_frame
from gui.wall import STATUS
from holders import observed
from hysteroview.capture.source import SourceInfo
from hysteroview.core.types import FRAME_STATES, AssessmentState
from hysteroview.gui.live.controls.status_strip import StatusStrip
from hysteroview.gui.live.findings.panel import FindingsPanel
from hysteroview.gui.look.shapes import Shape
from hysteroview.gui.picture.video_view import VideoView
from hysteroview.gui.session.status import LiveStatus
from hysteroview.gui.widgets.class_bars import NOTHING
from hysteroview.gui.widgets.status_light import StatusLight
from hysteroview.inference.model.card import ModelCard

FRAME = make_frame()
SHOWN = replace(STATUS, analysis=make_analysis(FRAME), heatmap_age_ms=20.0)


def hidden(state: AssessmentState = AssessmentState.ACTIVE) -> LiveStatus:
    return replace(SHOWN, session=replace(STATUS.session, state=state), is_ai_hidden=True)


@pytest.mark.parametrize("state", AssessmentState)
def test_the_findings_say_that_the_ai_is_hidden_and_nothing_else(
    qtbot: QtBot, card: ModelCard, state: AssessmentState
) -> None:
    source = SourceInfo(
        name="wall", width_px=320, height_px=240, fps=None, frame_count=None,
        duration_s=None, codec="none", is_live=True,
    )  # fmt: skip
    panel = FindingsPanel(card, source)
    qtbot.addWidget(panel)
    panel.show_status(SHOWN)
    assert re.search(r"\d", panel.text)
    panel.show_status(hidden(state))
    assert "AI hidden" in panel.text
    assert "Waiting" not in panel.text  # there may be a result, which is hidden
    assert not re.search(r"\d", panel.text)
    assert "enign" not in panel.text
    assert panel.traffic_light.shape is Shape.DASH
    panel.show_status(SHOWN)
    assert "EP" in panel.text


def test_the_light_tells_failures_but_nothing_of_the_picture(qtbot: QtBot) -> None:
    light = StatusLight()
    qtbot.addWidget(light)
    for state in AssessmentState:
        light.show_status(hidden(state))
        assert ("AI hidden" in light.text) is (state in FRAME_STATES)


def test_the_strip_keeps_to_itself_what_was_assessed(qtbot: QtBot) -> None:
    strip = StatusStrip()
    qtbot.addWidget(strip)
    strip.show_status(hidden())
    assert strip.values["not_assessed"].text() == NOTHING
    assert strip.values["heatmap_age"].text() == NOTHING
    assert strip.values["captured"].text() == "30.0/s"


def test_the_heatmap_is_gone_with_the_status_that_says_so(qtbot: QtBot) -> None:
    view = VideoView(observed())
    qtbot.addWidget(view)
    view.show_time(0)
    view.show_frame(FRAME)
    view.show_analysis(make_analysis(FRAME))
    view.show_status(SHOWN)
    assert view.shown().heatmap is not None
    view.show_status(hidden())
    assert view.shown().heatmap is None
