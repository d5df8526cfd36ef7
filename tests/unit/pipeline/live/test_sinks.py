"""A live session passes frames and results to its sinks, even if one of them fails."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from gui.wall import ColorSource
from hysteroview.core.types import Analysis, AssessmentState, Frame
from hysteroview.inference.model.card import load_card
from hysteroview.pipeline.live.session import LiveSession
from hysteroview.pipeline.live.sinks import OperatingPointChange, ScreenSlots, SessionSink

TIMEOUT_S = 30.0


class Notebook(SessionSink):
    """Writes down what comes, from which thread, and says when there was enough."""

    def __init__(self, *, results: int = 3) -> None:
        self.frames: list[int] = []
        self.results: list[Analysis | OperatingPointChange] = []
        self.threads: dict[str, set[str]] = {"offer": set(), "note": set()}
        self.had_enough = threading.Event()
        self._wanted = results

    def offer(self, frame: Frame) -> None:
        self.threads["offer"].add(threading.current_thread().name)
        self.frames.append(frame.index)

    def note(self, analysis: Analysis) -> None:
        self.threads["note"].add(threading.current_thread().name)
        self.results.append(analysis)
        if len(self.results) > self._wanted:
            self.had_enough.set()

    def note_operating_point(self, change: OperatingPointChange) -> None:
        self.threads["note"].add(threading.current_thread().name)
        self.results.append(change)


class BrokenRecorder(Notebook):
    """Has a defect that shows with the third frame."""

    def offer(self, frame: Frame) -> None:
        super().offer(frame)
        if frame.index >= 2:
            raise ZeroDivisionError("a defect")


class BrokenKeeper(Notebook):
    """Has a defect that shows with the first result."""

    def note(self, analysis: Analysis) -> None:
        super().note(analysis)
        raise ZeroDivisionError("a defect")


@pytest.fixture
def session(bundle: Path) -> Iterator[LiveSession]:
    session = LiveSession(ColorSource(), load_card(bundle), runtime="onnx")
    yield session
    session.close()


def watch(session: LiveSession, *sinks: Notebook) -> None:
    """Run a session until the last sink has had enough."""
    for sink in sinks:
        session.add_sink(sink)
    session.start()
    assert sinks[-1].had_enough.wait(TIMEOUT_S)


def test_every_sink_gets_every_frame_and_result_in_order(session: LiveSession) -> None:
    first, second = Notebook(), Notebook()
    watch(session, first, second)
    session.close()
    assert first.frames == second.frames == list(range(len(first.frames)))
    assert first.results == second.results
    point, *analyses = first.results
    assert isinstance(point, OperatingPointChange)
    assert isinstance(analyses[0], Analysis)
    assert point.frame_index == analyses[0].frame_index
    assert first.threads == {"offer": {"capture"}, "note": {"inference"}}
    assert session.status().sink_failure is None


def test_nothing_comes_after_the_end(session: LiveSession) -> None:
    notebook = Notebook()
    watch(session, notebook)
    session.close()
    seen = len(notebook.frames), len(notebook.results)
    assert session.status().captured == seen[0]
    assert (len(notebook.frames), len(notebook.results)) == seen


def test_a_sink_that_fails_is_reported_and_affects_nothing_else(
    session: LiveSession, caplog: pytest.LogCaptureFixture
) -> None:
    recorder, keeper, healthy = BrokenRecorder(), BrokenKeeper(), Notebook(results=5)
    watch(session, recorder, keeper, healthy)
    status = session.status()
    assert status.source_failure is None
    assert status.state is AssessmentState.ACTIVE
    assert status.sink_failure is not None
    assert "may be incomplete" in status.sink_failure
    session.close()
    # the failed method is not called again, the others of the same sink are
    assert recorder.frames == [0, 1, 2]
    assert len([each for each in keeper.results if isinstance(each, Analysis)]) == 1
    assert recorder.results == healthy.results
    assert keeper.frames == healthy.frames
    told = [record for record in caplog.records if record.exc_info]
    assert {record.getMessage() for record in told} == {
        "BrokenRecorder.offer failed", "BrokenKeeper.note failed",
    }  # fmt: skip
    assert len(told) == 2


def test_the_screen_keeps_the_newest_of_each(session: LiveSession) -> None:
    screen, notebook = ScreenSlots(), Notebook()
    session.add_sink(screen)
    watch(session, notebook)
    session.close()
    frame, analysis = screen.frames.take(0), screen.analyses.take(0)
    assert frame is not None
    assert frame.index == notebook.frames[-1]
    assert analysis is notebook.results[-1]
    assert screen.frames.dropped == len(notebook.frames) - 1
