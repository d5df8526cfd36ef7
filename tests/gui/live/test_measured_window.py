"""`bench live` ends with the reason if what it waits for never comes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from clips import write_clip
from gui.wall import STATUS
from hysteroview.bench.session_failure import MOST_WAIT_S, failure_of
from hysteroview.bench.window.measured_window import Plan, measure
from hysteroview.core.errors import HysteroViewError, InferenceError
from hysteroview.core.types import AssessmentState
from hysteroview.inference.model.card import load_card
from hysteroview.pipeline.live.session import SessionStatus

HEALTHY = STATUS.session


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "clip.mp4"
    write_clip(path)
    return path


def test_a_runtime_that_cannot_start_ends_the_measurement(
    qapp: QApplication, clip: Path, bundle: Path
) -> None:
    plan = Plan(fps=25, seconds=600, window_px=(640, 480), runtime="no-such-runtime")
    with pytest.raises(InferenceError, match="There is no runtime no-such-runtime"):
        measure(clip, load_card(bundle), plan)


def test_a_recording_that_can_no_longer_be_read_ends_the_measurement(
    qapp: QApplication, clip: Path, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip.write_bytes(clip.read_bytes()[:-200])  # its index, behind the pictures, is cut off
    plan = Plan(fps=25, seconds=600, window_px=(640, 480), runtime="onnx-cpu-fp32")
    with pytest.raises(HysteroViewError):
        measure(clip, load_card(bundle), plan)


@pytest.mark.parametrize(
    ("status", "waited_s", "words"),
    [
        (HEALTHY, 0.0, None),
        (replace(HEALTHY, state=AssessmentState.STARTING), MOST_WAIT_S, None),
        (replace(HEALTHY, state=AssessmentState.RESTARTING), 0.0, None),
        (HEALTHY, MOST_WAIT_S + 1, "no result for 60 s"),
        (replace(HEALTHY, state=AssessmentState.ERROR, detail="No runtime."), 0.0, "No runtime."),
        (replace(HEALTHY, state=AssessmentState.ERROR), 0.0, "has failed"),
        (replace(HEALTHY, has_ended=True), 0.0, "source ended"),
        (replace(HEALTHY, source_failure="The disk is gone."), 0.0, "disk is gone"),
    ],
)
def test_why_a_session_can_no_longer_be_measured(
    status: SessionStatus, waited_s: float, words: str | None
) -> None:
    failure = failure_of(status, waited_s)
    if words is None:
        assert failure is None
    else:
        assert failure is not None
        assert words in failure.message
