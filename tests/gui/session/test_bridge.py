"""What changes panel and heatmap together reaches the window at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from analyses import make_analysis, make_frame
from gui.wall import ColorSource
from hysteroview.core.types import Analysis, AssessmentState, Decision
from hysteroview.gui.session.bridge import LiveBridge
from hysteroview.gui.session.status import LiveStatus
from hysteroview.inference.model.card import load_card
from hysteroview.pipeline.live.session import LiveSession
from hysteroview.pipeline.live.sinks import SessionSink


class QuietSession(LiveSession):
    """A session that is not started: the test gives the results."""

    def add_sink(self, sink: SessionSink) -> None:
        self.screen = sink


def test_a_decision_without_a_result_changes_the_panel_with_the_heatmap(
    qtbot: QtBot, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The frame itself is as before: only the decision over time has ended."""
    monkeypatch.setattr("hysteroview.gui.session.bridge._STATUS_HZ", 1e-3)  # changes alone
    session = QuietSession(ColorSource(), load_card(bundle))
    bridge = LiveBridge(session)
    told: list[LiveStatus] = []
    seen: list[Analysis] = []
    bridge.status_changed.connect(told.append)
    bridge.analysis_arrived.connect(seen.append)
    bridge.start()
    first = make_analysis(make_frame(0))
    ended = [
        Decision(AssessmentState.ABSTAINED),
        first.decision,
        Decision(AssessmentState.ACTIVE),
    ]
    for count, decision in enumerate([first.decision, *ended], 1):
        session.screen.note(replace(first, decision=decision))
        qtbot.waitUntil(lambda count=count: len(seen) == count)
        assert len(told) == count
    bridge.stop()
    session.close()
